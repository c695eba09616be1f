"""What a steward sees of a release before deciding: what is new, how small its numbers are, how safe it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from commands import Request, series
from commands.deciding import sentence_end
from commands.definition import split_by
from commands.figures import about, in_period, short_period
from commands.reply import Chart, Heading, Note, Table, Text
from storage import differences, monthly, review
from storage.cells import Table as Figures
from storage.differences import Difference
from storage.measures import Breakdown
from storage.protection.verdict import Spot, Verdict, Width
from storage.releases import Release, Shelf
from storage.review import Review
from storage.times import say_day

MOST = 30  # rows of the newest period
NAMED = 10  # places and periods that are named; the rest are counted
CONTRIBUTORS = (
    "Nobody can rule out that an organisation that knows its own cases learns a little more about everybody else's, or "
    "that somebody compares this with a table Parley was not told of."
)


def changes(request: Request, release: Release, seen: Review) -> Iterator[Text]:
    """What is different from the release that is approved now, and what the loader says about it."""
    before = review.approved(request.db, release.partnership, release.measure.id)
    if before is None or before.id == release.id:
        if release.state == "pending":
            yield Text(
                f"No figures of {release.measure.title} are approved now: this would be the first release."
            )
    else:
        day = f" on {say_day(before.decided_at.date())}" if before.decided_at else ""
        found = differences.between(request.db, before, release)
        told = " ".join(_told(release, found)) or "Nothing is different."
        yield Text(f"Since release {before.id}, approved by {before.decided_by}{day}: {told}")
    if seen.note:
        yield Text(f"{release.loaded_by} says: {sentence_end(seen.note)}")


def _told(release: Release, found: Difference) -> Iterator[str]:
    if found.added:
        yield f"New: {_periods(release, found.added)}."
    if found.gone:
        yield f"No longer there: {_periods(release, found.gone)}."
    if found.revised:
        cells = sum(found.revised.values())
        yield f"Corrected: {cells:,} published numbers in {_periods(release, list(found.revised))}."
    if found.months:
        yield f"With them, {_count(found.months, 'month')} beside the weeks changed."
    if found.keys:
        yield f"The declaration changed: {', '.join(found.keys)}."
    if found.areas:
        yield "The list of areas changed."
    if not found.keys and not found.areas:
        yield "The declaration is the same."


def _periods(release: Release, periods: Sequence[str]) -> str:
    """Periods by name, the newest of many."""
    named = [short_period(release.measure, period) for period in periods[-NAMED:]]
    earlier = len(periods) - len(named)
    return ", ".join(named) + (f" and {earlier:,} earlier" if earlier else "")


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def newest(release: Release, figures: Figures) -> Table:
    """The published numbers of the newest period."""
    measure, period = release.measure, figures.periods[-1]
    inside = [key for key in figures if key[2] == period and key[0].rsplit("×", 1)[-1] == measure.time.grain]
    base = measure.protect.base
    rows = [(_name(release, key[1], key[3]), _shown(figures[key], base)) for key in sorted(inside)]
    when = in_period(measure, period).removeprefix("in ").removeprefix("on ")
    more = f" ({len(rows) - MOST:,} more are not shown here)" if len(rows) > MOST else ""
    return Table(
        f"Newest period: {when}{more}", ("Where", measure.unit.many.capitalize()), tuple(rows[:MOST])
    )


def _shown(value: int | None, base: int) -> str:
    return "withheld" if value is None else about(value, base)


def _name(release: Release, area: str, categories: tuple[str, ...]) -> str:
    known = release.areas.get(area)
    return " · ".join((known.name if known else area, *categories))


def drawn(request: Request, release: Release, figures: Figures) -> list[Chart]:
    """The largest area over time, from the figures of this very release; none where no table shows it alone."""
    measure = release.measure
    area = release.areas.top or release.areas.at(measure.areas.levels[-1])[0]
    breakdown = Breakdown(area.level, (), measure.time.grain).name
    if not any((breakdown, area.code, period, ()) in figures for period in figures.periods):
        return []
    shelf = Shelf({measure.id: release}, {measure.id: figures})
    return [series.over_time(replace(request.partnership, shelf=shelf), release, area, breakdown)]


def scope(release: Release, figures: Figures) -> Text:
    """How much there is of it, and how far a number may be from the true one."""
    measure, base = release.measure, release.measure.protect.base
    first, last = (short_period(measure, figures.periods[at]) for at in (0, -1))
    periods = first if first == last else f"{_count(len(figures.periods), 'period')} from {first} to {last}"
    wider = monthly.month_off(release)
    months = f", and one that only months show at most {wider}" if wider >= base else ""
    return Text(
        f"{len(figures):,} numbers, {periods}. Every number is a multiple of {base} and every table adds up. A true "
        f"number is at most {base - 1} away from the one shown{months}."
    )


def small_and_wide(release: Release, figures: Figures, verdict: Verdict | None) -> Iterator[Table | Note]:
    """For each breakdown how many numbers are small, and how closely the attack could pin any of them down."""
    base = release.measure.protect.base
    cells = Counter(breakdown for breakdown, *_ in figures)
    zeros = Counter(breakdown for (breakdown, *_), value in figures.items() if value is None or value == 0)
    widths = {each.breakdown: each for each in verdict.widths} if verdict else {}
    rows = [
        (
            split_by(Breakdown.parse(name)),
            f"in {zeros[name] / cells[name]:.0%} of them",
            *_width(widths.get(name)),
        )
        for name in cells
    ]
    header = ("By", f"Shown as fewer than {base}", "Narrowest range", "Middle range")
    yield Table("How small and how safe", header, tuple(rows))
    yield Note(
        "A range is how far apart the smallest and the largest count are that everything published leaves possible. "
        "The wider, the safer."
    )


def _width(width: Width | None) -> tuple[str, str]:
    if width is None:
        return "not examined", "not examined"
    if width.smallest is None or width.median is None:
        return "no limit", "no limit"
    return f"{width.smallest:,}", f"{width.median:,.0f}"


def risks(release: Release, verdict: Verdict | None) -> Iterator[Heading | Text]:
    """Risks and caveats in plain words. Places are named, numbers that were found never are."""
    yield Heading("Risks and caveats")
    yield Text(_tried(release, verdict))
    for warning in verdict.warnings if verdict else ():
        yield Text(warning)
    others = [each.name for each in release.measure.other_releases if not each.file]
    if others:
        yield Text(
            f"Others publish tables about the same cases that Parley has not read: {'; '.join(others)}."
        )
    yield Text(CONTRIBUTORS)


def _tried(release: Release, verdict: Verdict | None) -> str:
    policy = release.measure.protect.policy
    if verdict is None:
        return "Nobody has tried to work true numbers out from this release. It cannot be approved like this."
    if verdict.releasable:
        return (
            "Parley tried to work true numbers out from this release together with everything published before. "
            f"It could not prove of any count that it is {policy} or smaller."
        )
    places = [_place(release, spot) for spot in verdict.unsafe]
    more = f" and {len(places) - NAMED:,} more" if len(places) > NAMED else ""
    return (
        f"Somebody who adds and subtracts could learn that a count is {policy} or smaller. It cannot be approved like "
        f"this. It concerns: {'; '.join(places[:NAMED])}{more}."
    )


def _place(release: Release, spot: Spot) -> str:
    area = release.areas.get(spot.area)
    when = say_day(date.fromisoformat(spot.period))
    return ", ".join((area.name if area else spot.area, *spot.categories, when))
