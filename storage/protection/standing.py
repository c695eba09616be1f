"""From what releases declared and show to the tables that are attacked together.

Two measures count the same cases where one says so (`same_cases_as`), or the cases of one are a part of those of the
other (`pair`), such as taking what one is entitled to. Persons and households of one period may be there again in the
next, so measures that do not count events share nothing with those of another grain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from storage.counts import Missing
from storage.geography import Areas
from storage.measures import Measure
from storage.protection.cube import Cell, Cube
from storage.protection.published import Published, breakdown_of

Pages = dict[tuple[str, str], tuple[Cell, ...]]


@dataclass(frozen=True)
class Standing:
    """One release that was let out, or is to be: what it declared, what it shows, and what its certificate states.

    Every year to date is within `year_within` of its truth, None where rounding is not carried; what only months show
    is less than `month_bases` bases from it.
    """

    measure: Measure
    areas: Areas
    number: int
    cells: Iterable[Cell]
    year_within: int | None = None
    month_bases: int | None = None


def tables_of(releases: Iterable[Standing], measures: Mapping[str, Measure]) -> tuple[Published, ...]:
    """The tables, in the order in which they were let out; `measures` are the catalogue, which says what they share.

    Pages that a release repeats are held once, so that years of weekly releases stay small in memory.
    """
    last: dict[str, Pages] = {}
    return tuple(_published(each, measures, last) for each in releases)


def _published(release: Standing, measures: Mapping[str, Measure], last: dict[str, Pages]) -> Published:
    from storage.protection.carry import rule  # it brings numpy, which no answer needs

    measure = release.measure
    last[measure.id] = pages = _pages(release.cells, last.get(measure.id, {}))
    source, *parts = lineage(measure, {**measures, measure.id: measure})
    periods = {period for grain, period in pages if grain == measure.time.grain}
    return Published.of(
        Cube(measure, release.areas),
        (cell for page in pages.values() for cell in page),
        release.number,
        source=source,
        parts=parts,
        carry=None if release.year_within is None else rule(measure, periods, release.year_within),
        month_bases=release.month_bases or 1,
    )


def _pages(cells: Iterable[Cell], before: Pages) -> Pages:
    found: dict[tuple[str, str], list[Cell]] = {}
    for cell in cells:
        if cell.value is not Missing.NO_DATA:
            found.setdefault((breakdown_of(cell.breakdown).time, cell.period), []).append(cell)
    pages = {page: tuple(sorted(found[page], key=_order)) for page in sorted(found)}
    return {page: before[page] if before.get(page) == same else same for page, same in pages.items()}


def _order(cell: Cell) -> tuple[str, str, tuple[str, ...]]:
    return cell.breakdown, cell.area, cell.categories


def lineage(measure: Measure, measures: Mapping[str, Measure]) -> tuple[str, ...]:
    """The measure that counts all the cases, and then what each smaller part of them has in common."""
    whole = {each.pair.of: each for each in measures.values() if each.pair}
    parts: list[str] = []
    seen: set[str] = set()
    while (above := _above(measure, measures, whole)) and above[0].id not in seen:
        larger, is_part = above
        if not _comparable(measure, larger):
            break
        parts += [measure.id] * is_part
        seen.add(measure.id)
        measure = larger
    return (measure.id, *reversed(parts))


def _above(
    measure: Measure, measures: Mapping[str, Measure], whole: Mapping[str, Measure]
) -> tuple[Measure, bool] | None:
    if same := measures.get(measure.same_cases_as or ""):
        return same, False
    return (whole[measure.id], True) if measure.id in whole else None


def _comparable(one: Measure, other: Measure) -> bool:
    return one.counts == other.counts == "events" or one.time.grain == other.time.grain
