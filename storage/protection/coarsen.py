"""Coarsen first: how much of each declared table would be small numbers, and which coarser table would hold fewer.

Rounding moves a number by less than the base, so of a number below the base nothing is left but its rounding. Only
shares are given, never a count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from storage.counts import Extract, Missing, Number, total
from storage.geography import Areas
from storage.measures import Breakdown, Measure
from storage.protection.cube import Atom, Cube

MOSTLY = 0.5  # from this share of small numbers on, a coarser table is proposed
WEEK = timedelta(days=6)  # from a Monday to its Sunday, whose month the week belongs to
Values = Mapping[tuple[str, int], Number]  # by period and place in the cube


def advice(measure: Measure, areas: Areas, extract: Extract) -> tuple[str, ...]:
    """A sentence for each declared table, in the order of the declaration."""
    cube = Cube(measure, areas)
    values = _true(cube, extract)
    return tuple(sentence for breakdown in measure.publish for sentence in _of_table(cube, breakdown, values))


def _true(cube: Cube, extract: Extract) -> Values:
    periods: dict[str, list[Atom]] = defaultdict(list)
    for count in extract.counts:
        periods[count.period.isoformat()].append((count.area, count.category, count.n))
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
    sentence = f"{breakdown.name}: {_percent(share)} of the numbers that are not 0 are below {base}."
    if share < MOSTLY:
        yield sentence
        return
    coarser = [
        f"{words}, {_percent(found)}"
        for words, table in _coarser(cube, breakdown, values)
        if (found := _share(table, base)) is not None and found < share
    ]
    instead = f" Coarser tables have fewer: {'; '.join(coarser)}." if coarser else ""
    yield f"{sentence} What is published there is mostly rounding.{instead}"


def _coarser(cube: Cube, breakdown: Breakdown, values: Values) -> Iterator[tuple[str, Iterable[Number]]]:
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


def _by_month(cube: Cube, breakdown: Breakdown, values: Values) -> Iterable[Number]:
    places = _places(cube, breakdown)
    months: dict[tuple[str, int], list[Number]] = defaultdict(list)
    for (period, place), value in values.items():
        if place in places:
            months[(date.fromisoformat(period) + WEEK).strftime("%Y-%m"), place].append(value)
    return map(total, months.values())


def _places(cube: Cube, breakdown: Breakdown) -> set[int]:
    ordered = tuple(name for name in cube.measure.dimension_names if name in breakdown.dimensions)
    wanted = Breakdown(breakdown.area_level, ordered, breakdown.time)
    return {place for place, slot in enumerate(cube.slots) if slot.breakdown == wanted}


def _share(values: Iterable[Number], base: int) -> float | None:
    """The part of the numbers that are not 0 which is below the base; None where there are none."""
    counted: Sequence[int] = [value for value in values if not isinstance(value, Missing) and value]
    return sum(value < base for value in counted) / len(counted) if counted else None


def _percent(share: float) -> str:
    if 0 < share < 0.005:
        return "fewer than 1%"
    return f"{share:.0%}"
