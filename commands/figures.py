"""Published figures in words: one value, a change, how old it is, and where it all comes from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import assert_never

from commands.reply import Note
from storage import monthly, sums
from storage.belonging import day_after, month_of_week, weeks_of
from storage.geography import Area
from storage.measures import Measure
from storage.partnerships import Partnership
from storage.period_words import say_periods, term_label
from storage.releases import Answer, Figure, NoData, NotApproved, Release, Withheld
from storage.sums import Sum
from storage.times import MONTHS, say_day


def about(value: int, base: int) -> str:
    """A rounded value in words; at base 5 a rounded zero may stand for up to 4."""
    return f"fewer than {base}, perhaps none" if value == 0 else f"about {value:,}"


def thing(measure: Measure, kinds: Sequence[str] = ()) -> str:
    """What is counted, as it reads after a number: "food bank referrals (debt)"."""
    title, unit = lower_first(measure.title), measure.unit.many
    named = title if title.lower().endswith(unit.lower()) else f"{unit} ({measure.title})"
    return f"{named} ({', '.join(map(say_code, kinds))})" if kinds else named


def say_code(code: str) -> str:
    """The code of a category as people read it: "food and shopping"."""
    return code.replace("-", " ").replace("_", " ")


def lower_first(text: str) -> str:
    """A title inside a sentence; an abbreviation such as FSM keeps its capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def in_period(measure: Measure, period: str) -> str:
    """When a figure is for: "in the week of Monday 9 November 2026"."""
    return say_periods(measure.time, (period,))


def short_period(measure: Measure, period: str) -> str:
    """A period as the label of a chart or table row."""
    if measure.time.grain == "term":
        return term_label(measure.time, period)
    day = date.fromisoformat(period)
    month = MONTHS[day.month - 1][:3]
    return f"{month} {day.year}" if measure.time.grain == "month" else f"{day.day} {month} {day.year}"


def grain(measure: Measure) -> str:
    """The word for one period."""
    return "count" if measure.time.grain == "once" else measure.time.grain


def sentence(measure: Measure, area: Area, period: str, found: Answer) -> str:
    """Line one about a single period. Zero, withheld, no data and not approved are four different sentences."""
    what, when = thing(measure), in_period(measure, period) if period else ""
    match found:
        case Figure(value=value):
            return f"{area.name} had {about_in(value, found.rounded_to, what)} {when}."
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


def about_in(value: int, base: int, what: str) -> str:
    """A value with what it counts: "about 15 referrals", "fewer than 5 referrals, perhaps none,"."""
    return f"fewer than {base} {what}, perhaps none," if value == 0 else f"about {value:,} {what}"


def withdrawn(release: Release) -> str:
    """Why figures that were there yesterday are not there today."""
    on = f" on {say_day(release.decided_at.date())}" if release.decided_at else ""
    return (
        f"The figures for {lower_first(release.measure.title)} were withdrawn by {release.decided_by}{on}. "
        f"Reason: {release.reason}."
    )


def where_from(partnership: Partnership, release: Release, period: str, today: date) -> tuple[Note, ...]:
    """The small print of an answer about one period, or about the newest of several."""
    return small_print(partnership, release, (period,), today)


def small_print(
    partnership: Partnership,
    release: Release,
    shown: Sequence[str],
    today: date,
    added: int = 1,
    within: int | None = None,
) -> tuple[Note, ...]:
    """The small print of every answer: what counts, what does not, rounding, source, people, dates.

    ``shown`` are its periods, oldest first; ``added`` how many of them went into one number, and ``within`` how far it
    may be from the true one, where that is known better than from its parts.
    """
    measure, shelf = release.measure, partnership.shelf
    newest, latest = monthly.published(shelf, measure)[-1], shelf.periods(measure.id)[-1]
    notes = [
        Note(f"{measure.what} Does not count: {lower_first(measure.not_)}"),
        Note(
            f"{rounding(release, added, within)} Source: {measure.source.name}. Ask {measure.contact} about it. "
            f"Approved by {release.decided_by}{_on(release)}, release {release.number}.{_next(measure, newest, today)}"
        ),
        *ageing(shelf.releases[measure.id].measure, latest, today),
        *provisional(measure, shown, today),
    ]
    return tuple(notes)


def provisional(measure: Measure, shown: Sequence[str], today: date) -> tuple[Note, ...]:
    """A warning under figures that late records may still change."""
    late = [period for period in shown if is_provisional(measure, period, today)]
    if not late:
        return ()
    which = (
        f"this {grain(measure)}"
        if len(shown) == 1
        else f"what is shown from {in_period(measure, late[0]).removeprefix('in ')} on"
    )
    return (Note(f"Provisional: late records may still change {which}."),)


def brief(release: Release) -> str:
    """Where the other half of a rate or a pair comes from."""
    measure = release.measure
    return (
        f"{measure.title}: {measure.what} Source: {measure.source.name}. Ask {measure.contact} about it. "
        f"Approved by {release.decided_by}{_on(release)}, release {release.number}."
    )


def rounding(release: Release, periods: int = 1, within: int | None = None) -> str:
    """How far the true number may be from the one shown."""
    measure, one = release.measure, monthly.off(release)
    base, each, most = measure.protect.base, grain(measure), periods * one
    off = most if within is None else within
    if periods == 1:
        return f"Rounded to {base}: the true number is within {off} of the one shown."
    later = f", and later {each}s make up for it" if off < most else ""
    return f"Each {each} is rounded to {base}{later}, so the true number is within {off} of a sum of {periods} {each}s."


def _on(release: Release) -> str:
    return f" on {say_day(release.decided_at.date())}" if release.decided_at else ""


def _next(measure: Measure, newest: str, today: date) -> str:
    due = next_update(measure, newest)
    if due is None:
        return ""
    return f" Next figures {'were due' if due < today else 'are due'} from {say_day(due)}."


def next_update(measure: Measure, newest: str) -> date | None:
    """The first day on which the period after the newest may be published; ``None`` where nobody can tell."""
    wait = timedelta(days=measure.time.lag_days)
    match measure.time.grain:
        case "week" | "month":
            following = _end(measure, newest)
            return _end(measure, following.isoformat()) + wait
        case "term":  # counted in the term, so the lag runs from its start
            later = [term.start for term in measure.time.terms if term.id > newest]
            return later[0] + wait if later else None
        case "once":
            return None
        case other:
            assert_never(other)


def is_provisional(measure: Measure, period: str, today: date) -> bool:
    if measure.time.grain == "once" or not period:
        return False
    last = monthly.own_periods(measure, (period,))[-1]
    return today < date.fromisoformat(last) + timedelta(days=7 + measure.time.revisable_days)


def change(measure: Measure, now: Answer, before: Answer) -> str:
    """The change against the period before; a difference that rounding alone could make is none."""
    later, earlier = sums.of_one(now), sums.of_one(before)
    if not isinstance(later, Sum) or not isinstance(earlier, Sum):
        return ""
    return difference(later, earlier, f"the {grain(measure)} before")


def difference(now: Sum, then: Sum, than: str, when: str = "") -> str:
    """How a number stands to an earlier one of as many periods; rounding alone is no difference."""
    told = f"{than} ({bare(then)}{when})"
    if abs(now.value - then.value) <= now.within + then.within:
        return f"About the same as {told}: the difference is within rounding."
    more = "more" if now.value > then.value else "fewer"
    if 0 in (now.value, then.value):
        return f"That is {more} than {told}."
    return f"That is about {abs(now.value - then.value):,} {more} than {told}."


def bare(found: Sum) -> str:
    """A number alone, in words: "about 105", "fewer than 5"."""
    return f"fewer than {found.within + 1}" if found.value == 0 else f"about {found.value:,}"


def age(measure: Measure, newest: str, today: date) -> int:
    """Days since the newest published period ended; figures counted once do not age."""
    if measure.time.grain == "once":
        return 0
    return max(0, (today - _end(measure, newest)).days)


def _end(measure: Measure, period: str) -> date:
    """The day after a period."""
    if monthly.is_by_month(measure):
        weeks = weeks_of(month_of_week(period))
        return date.fromisoformat(weeks[-1]) + timedelta(days=7)
    return day_after(measure.time, date.fromisoformat(period))


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
            f"The newest figures for {lower_first(measure.title)} are more than {limit} days old, so Parley does not "
            f"show them. Ask {measure.contact} when there will be new ones."
        )
    return ""


def stops_after(measure: Measure, newest: str) -> date | None:
    """The last day on which these figures are shown without newer ones; ``None`` where they do not age."""
    if measure.freshness is None or measure.time.grain == "once":
        return None
    return _end(measure, newest) + timedelta(days=measure.freshness.stop_days)


def ageing(measure: Measure, newest: str, today: date) -> tuple[Note, ...]:
    """A warning under figures that are getting old."""
    days = age(measure, newest, today)
    if measure.freshness is None or days <= measure.freshness.warn_days:
        return ()
    return (Note(f"These figures are {days} days old. Ask {measure.contact} when there will be new ones."),)
