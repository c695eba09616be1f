"""Whether a published table is what was declared: every cell once, multiples of the base, and every sum true.

This sees no true count, so anybody can run it on a release.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from storage.belonging import month_of, weeks_of
from storage.counts import Missing, Number, total
from storage.geography import Areas
from storage.measures import Measure
from storage.protection import months
from storage.protection.cube import Cell, Cube, Slot

Values = Mapping[tuple[str, str, tuple[str, ...]], Number]  # by breakdown, area and categories


def by_period(measure: Measure, cells: Sequence[Cell]) -> dict[str, list[Cell]]:
    """The cells by period, without those of months beside weeks."""
    return _of(cells, str(measure.time.grain))


def problems(measure: Measure, areas: Areas, cells: Sequence[Cell]) -> Iterator[str]:
    """A sentence for each thing that is wrong with the table."""
    cube, more = Cube(measure, areas), months.detail(measure, areas)
    rows: dict[str, list[Number]] = {}
    for period, found in by_period(measure, cells).items():
        values, declared = _values(found), set(map(_place, cube.slots))
        if len(values) < len(found) or set(values) != declared:
            yield f"The table for {period} does not hold exactly the declared cells. Build the release again."
            return
        rows[period] = [values[_place(slot)] for slot in cube.slots]
        yield from _wrong(cube, period, rows[period])
    if more:
        yield from _months(cube, more, rows, _of(cells, "month"))


def _months(
    cube: Cube, more: Cube, weeks: Mapping[str, Sequence[Number]], shown: Mapping[str, Sequence[Cell]]
) -> Iterator[str]:
    begun = {month_of(week, cube.time) for week in weeks}
    complete = {month for month in begun if set(weeks_of(month)) <= set(weeks)}
    if set(shown) != complete:
        yield "The table does not hold exactly the months of which all weeks are in it. Build the release again."
        return
    for month, found in shown.items():
        sums = months.sums(more, cube, [weeks[week] for week in weeks_of(month)])
        values = _values(found)
        own = {_place(slot) for at, slot in enumerate(more.slots) if at not in sums}
        if len(values) < len(found) or set(values) != own:
            yield f"The table for the month of {month} does not hold exactly the declared cells. Build it again."
            return
        row = [sums[at] if at in sums else values[_place(slot)] for at, slot in enumerate(more.slots)]
        yield from _wrong(more, f"the month of {month}", row)


def _wrong(cube: Cube, period: str, row: Sequence[Number]) -> Iterator[str]:
    base = cube.measure.protect.base
    if any(not isinstance(value, Missing) and (value < 0 or value % base) for value in row):
        yield f"The table for {period} holds a number that is not a multiple of {base}. Build it again."
    if any(row[each.total] != total(row[part] for part in each.parts) for each in cube.equations):
        yield f"The table for {period} does not add up. Build the release again."


def _of(cells: Sequence[Cell], grain: str) -> dict[str, list[Cell]]:
    periods: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        if cell.breakdown.endswith(f"×{grain}"):
            periods[cell.period].append(cell)
    return periods


def _values(cells: Sequence[Cell]) -> Values:
    return {(cell.breakdown, cell.area, cell.categories): cell.value for cell in cells}


def _place(slot: Slot) -> tuple[str, str, tuple[str, ...]]:
    return slot.breakdown.name, slot.area, slot.categories
