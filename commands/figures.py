"""Published figures in words: one value, a change, a line over time, and where it all comes from."""

from __future__ import annotations

from datetime import date, timedelta
from typing import assert_never

from commands.reply import Chart, Note, Point, Series, Table
from storage.geography import Area
from storage.measures import Measure
from storage.partnerships import Partnership
from storage.releases import Answer, Figure, NoData, NotApproved, Release, Withheld
from storage.times import MONTHS, say_date, say_day

SHOWN = 26  # periods on a chart: half a year of weeks is what a phone can carry


def about(value: int, base: int) -> str:
    """A rounded value in words; at base 5 a rounded zero may stand for up to 4."""
    return f"fewer than {base}, perhaps none" if value == 0 else f"about {value:,}"


def counted(measure: Measure, value: int) -> str:
    return measure.unit.one if value == 1 else measure.unit.many


def in_period(measure: Measure, period: str) -> str:
    """When a figure is for: "in the week of Monday 9 November 2026"."""
    day = date.fromisoformat(period)
    match measure.time.grain:
        case "week":
            return f"in the week of {say_date(day)}"
        case "month":
            return f"in {MONTHS[day.month - 1]} {day.year}"
        case "term":
            return f"in the {term_name(measure, period)}"
        case "once":
            return f"on {say_day(day)}"
        case other:
            assert_never(other)


def term_name(measure: Measure, period: str) -> str:
    return next((term.label for term in measure.time.terms if term.id == period), period)


def short_period(measure: Measure, period: str) -> str:
    """A period as the label of a chart or table row."""
    if measure.time.grain == "term":
        return term_name(measure, period)
    day = date.fromisoformat(period)
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def sentence(measure: Measure, area: Area, period: str, found: Answer, category: str = "") -> str:
    """Line one of an answer. Zero, withheld, no data and not approved are four different sentences."""
    what = measure.title.lower() if not category else f"{measure.title.lower()} ({category})"
    when = in_period(measure, period) if period else ""
    match found:
        case Figure(value=0):
            return f"{area.name} had fewer than {found.rounded_to} {what}, perhaps none, {when}."
        case Figure(value=value):
            return f"{area.name} had {about(value, found.rounded_to)} {what} {when}."
        case Withheld():
            return f"{area.name} had too few {what} to show safely {when}."
        case NoData():
            return f"There is no figure for {what} in {area.name} {when}."
        case NotApproved(last=last):
            return (
                withdrawn(last)
                if last
                else f"Nobody has approved figures for {what} yet, so Parley cannot show any."
            )
        case other:
            assert_never(other)


def withdrawn(release: Release) -> str:
    """Why figures that were there yesterday are not there today."""
    on = f" on {say_day(release.decided_at.date())}" if release.decided_at else ""
    return (
        f"The figures for {release.measure.title.lower()} were withdrawn by {release.decided_by}{on}. "
        f"Reason: {release.reason}."
    )


def where_from(partnership: Partnership, release: Release, period: str, today: date) -> tuple[Note, ...]:
    """The small print of every answer: what counts, what does not, rounding, source, people, dates."""
    measure = release.measure
    notes = [
        Note(f"{measure.what} Does not count: {lower_first(measure.not_)}"),
        Note(
            f"Rounded to {measure.protect.base}: the true number is within {measure.protect.base - 1} of this. "
            f"Source: {measure.source.name}. Ask {measure.contact} about it. Approved by {release.decided_by}"
            f"{_on(release)}, release {release.number}.{_next(measure, period)}"
        ),
    ]
    newest = partnership.shelf.periods(measure.id)[-1]
    notes += ageing(measure, newest, today)
    if is_provisional(measure, period, today):
        notes.append(Note("Provisional: late records may still change this period."))
    return tuple(notes)


def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _on(release: Release) -> str:
    return f" on {say_day(release.decided_at.date())}" if release.decided_at else ""


def _next(measure: Measure, period: str) -> str:
    if measure.time.grain != "week" or not period:
        return ""
    following = date.fromisoformat(period) + timedelta(days=14 + measure.time.lag_days)
    return f" Next figures: from {say_day(following)}."


def is_provisional(measure: Measure, period: str, today: date) -> bool:
    if measure.time.grain == "once" or not period:
        return False
    return today < date.fromisoformat(period) + timedelta(days=7 + measure.time.revisable_days)


def change(measure: Measure, now: Answer, before: Answer) -> str:
    """The change against the period before; a difference that rounding alone could make is none."""
    if not isinstance(now, Figure) or not isinstance(before, Figure):
        return ""
    if abs(now.value - before.value) < 2 * now.rounded_to:
        return f"About the same as the {_grain(measure)} before: the difference is within rounding."
    more = "more" if now.value > before.value else "fewer"
    if 0 in (now.value, before.value):
        return f"That is {more} than the {_grain(measure)} before ({about(before.value, before.rounded_to)})."
    return (
        f"That is about {abs(now.value - before.value):,} {more} than the {_grain(measure)} before "
        f"({about(before.value, before.rounded_to)})."
    )


def _grain(measure: Measure) -> str:
    return "count" if measure.time.grain == "once" else measure.time.grain


def over_time(
    partnership: Partnership, release: Release, area: Area, breakdown: str, category: tuple[str, ...] = ()
) -> Chart:
    """A line of the last half year of published values, with the sentence that says the same."""
    measure = release.measure
    periods = partnership.shelf.periods(measure.id)[-SHOWN:]
    points = [
        Point(
            short_period(measure, period),
            _value(partnership.shelf.find(measure.id, breakdown, area.code, period, category)),
        )
        for period in periods
    ]
    name = f"{measure.title}, {area.name}" + (f", {' '.join(category)}" if category else "")
    return Chart(
        f"{name}: {short_period(measure, periods[0])} to {short_period(measure, periods[-1])}",
        in_words(measure, area, points),
        (Series(measure.title, tuple(points)),),
        measure.unit.many,
        rounded_to=measure.protect.base,
    )


def _value(found: Answer) -> int | None:
    return found.value if isinstance(found, Figure) else None


def in_words(measure: Measure, area: Area, points: list[Point]) -> str:
    """What a line chart shows, for people who do not see it."""
    known = [(point.label, point.value) for point in points if point.value is not None]
    if not known:
        return f"There are no published figures for {measure.title.lower()} in {area.name} yet."
    base = measure.protect.base
    (first, start), (last, end) = known[0], known[-1]
    high = max(known, key=lambda pair: pair[1])
    low = min(known, key=lambda pair: pair[1])
    return (
        f"{measure.title} in {area.name}: {about(end, base)} in the latest {_grain(measure)} ({last}), "
        f"{about(start, base)} in the first shown ({first}). Highest: {about(high[1], base)} ({high[0]}). "
        f"Lowest: {about(low[1], base)} ({low[0]})."
    )


def recent(measure: Measure, chart: Chart, count: int = 8) -> Table:
    """The last few points of a chart as a table that fits a phone."""
    table = chart.table()
    shown = min(count, len(table.rows))
    caption = f"The last {shown} {_grain(measure)}s, rounded to {chart.rounded_to}"
    return Table(caption, (_grain(measure).capitalize(), *table.header[1:]), table.rows[-count:])


def age(measure: Measure, newest: str, today: date) -> int:
    """Days since the newest published period ended; figures counted once do not age."""
    if measure.time.grain == "once":
        return 0
    return max(0, (today - _end(measure, newest)).days)


def _end(measure: Measure, period: str) -> date:
    """The day after a period."""
    start = date.fromisoformat(period)
    match measure.time.grain:
        case "week":
            return start + timedelta(days=7)
        case "month":
            return (start.replace(day=1) + timedelta(days=32)).replace(day=1)
        case "term":
            return next((term.end for term in measure.time.terms if term.id == period), start)
        case "once":
            return start
        case other:
            assert_never(other)


def stopped(measure: Measure, newest: str, today: date) -> str:
    """Why figures may no longer be shown: too old, or not reviewed in time. Empty while they may."""
    if today > measure.review_by:
        return (
            f"{measure.title} had to be reviewed by {say_day(measure.review_by)} and has not been, so Parley "
            f"does not show it. Ask {measure.steward}."
        )
    limit = measure.freshness.stop_days if measure.freshness else None
    if limit is not None and age(measure, newest, today) > limit:
        return (
            f"The newest figures for {measure.title.lower()} are more than {limit} days old, so Parley does not "
            f"show them. Ask {measure.contact} when there will be new ones."
        )
    return ""


def ageing(measure: Measure, newest: str, today: date) -> tuple[Note, ...]:
    """A warning under figures that are getting old."""
    days = age(measure, newest, today)
    if measure.freshness is None or days <= measure.freshness.warn_days:
        return ()
    return (Note(f"These figures are {days} days old. Ask {measure.contact} when there will be new ones."),)
