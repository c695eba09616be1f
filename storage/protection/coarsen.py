"""Coarsen first: how much of each declared table would be small numbers, and which coarser table would hold fewer.

Rounding moves a number by less than the base, so of a number below the base nothing is left but its rounding. Only
shares are given, never a count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import median

from storage.belonging import month_of
from storage.counts import Extract, Missing, Number, total
from storage.geography import Areas
from storage.measures import Breakdown, Measure
from storage.protection import months
from storage.protection.cube import Atom, Cube

MOSTLY = 0.5  # from this share of small numbers on, a table is mostly rounding
MUCH = 0.2  # from this part by which a typical number is moved on, a coarser table is proposed, as it is from MOSTLY
Values = Mapping[tuple[str, int], Number]  # by period and place in the cube


def advice(measure: Measure, areas: Areas, extract: Extract) -> tuple[str, ...]:
    """A sentence for each declared table, in the order of the declaration."""
    cubes = [cube for cube in (Cube(measure, areas), months.detail(measure, areas)) if cube]
    tables = {str(cube.time.grain): (cube, _true(cube, extract)) for cube in cubes}
    return tuple(
        sentence
        for breakdown in measure.publish
        for sentence in _of_table(tables[breakdown.time][0], breakdown, tables[breakdown.time][1])
    )


def _true(cube: Cube, extract: Extract) -> Values:
    periods: dict[str, list[Atom]] = defaultdict(list)
    for count in extract.counts:
        period = count.period.isoformat()
        if cube.time.grain != cube.measure.time.grain:
            period = month_of(period, cube.measure.time)
        periods[period].append((count.area, count.category, count.n))
    return {
        (period, place): value
        for period, counts in periods.items()
        for place, value in enumerate(cube.truth(counts))
    }


def _of_table(cube: Cube, breakdown: Breakdown, values: Values) -> Iterator[str]:
    base = cube.measure.protect.base
    share = _share(_inside(cube, breakdown, values), base)
    if share is None:
        return
    moved = _moved(_inside(cube, breakdown, values), base)
    sentence = (
        f"{breakdown.name}: {_percent(share)} of the numbers that are not 0 are below {base}. "
        f"Rounding is expected to move a typical one by {_percent(moved)} of its size."
    )
    if share < MOSTLY and moved < MUCH:
        yield sentence
        return
    coarser = [
        f"{words}, {_percent(found)} (moved by {_percent(_moved(table, base))})"
        for words, table in _coarser(cube, breakdown, values)
        if (found := _share(table, base)) is not None and found < share
    ]
    instead = f" Coarser tables have fewer: {'; '.join(coarser)}." if coarser else ""
    mostly = " What is published there is mostly rounding." if share >= MOSTLY else ""
    yield f"{sentence}{mostly}{instead}"


def _coarser(cube: Cube, breakdown: Breakdown, values: Values) -> Iterator[tuple[str, Sequence[Number]]]:
    """The tables that are one step coarser, in words, with their true numbers."""
    levels = cube.measure.areas.levels
    if breakdown.time == "week":
        yield "by month", _by_month(cube, breakdown, values)
    if larger := levels[levels.index(breakdown.area_level) + 1 :]:
        table = Breakdown(larger[0], breakdown.dimensions, breakdown.time)
        yield f"by {larger[0]}", _inside(cube, table, values)
    for name in breakdown.dimensions:
        rest = tuple(each for each in breakdown.dimensions if each != name)
        yield f"without {name}", _inside(cube, Breakdown(breakdown.area_level, rest, breakdown.time), values)


def _inside(cube: Cube, breakdown: Breakdown, values: Values) -> list[Number]:
    places = _places(cube, breakdown)
    return [value for (_, place), value in values.items() if place in places]


def _by_month(cube: Cube, breakdown: Breakdown, values: Values) -> list[Number]:
    places = _places(cube, breakdown)
    weeks: dict[tuple[str, int], list[Number]] = defaultdict(list)
    for (period, place), value in values.items():
        if place in places:
            weeks[month_of(period, cube.time), place].append(value)
    return [total(each) for each in weeks.values()]


def _places(cube: Cube, breakdown: Breakdown) -> set[int]:
    ordered = tuple(name for name in cube.measure.dimension_names if name in breakdown.dimensions)
    wanted = Breakdown(breakdown.area_level, ordered, breakdown.time)
    return {place for place, slot in enumerate(cube.slots) if slot.breakdown == wanted}


def _share(values: Iterable[Number], base: int) -> float | None:
    """The part of the numbers that are not 0 which is below the base; None where there are none."""
    counted: Sequence[int] = [value for value in values if not isinstance(value, Missing) and value]
    return sum(value < base for value in counted) / len(counted) if counted else None


def _moved(values: Iterable[Number], base: int) -> float:
    """By which part of itself a number that is not 0 is expected to move, for the one in the middle of them all.

    A number that is r above a multiple moves by r or by base - r, on average by 2 r (base - r) / base.
    """
    counted = [value for value in values if not isinstance(value, Missing) and value]
    return median(2 * (value % base) * (base - value % base) / base / value for value in counted)


def _percent(share: float) -> str:
    if 0 < share < 0.005:
        return "fewer than 1%"
    return f"{share:.0%}"
