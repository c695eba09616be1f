"""Months beside weeks: sums of published weeks, and the detail that only months show, rounded inside those sums.

A week belongs to the month of its Sunday, and a month has detail of its own once all its weeks are published. What can
be added up from published weeks is that sum and nothing else. The rest is chosen so that it adds up to those sums: a
multiple of the base, never negative, and the one just below or above its truth. The sums are off their truth by what
was carried, so there may be no such table. Then as few cells as can be go one multiple further, so that they are off
by less than twice the base; and so on up to `FURTHEST`. With weeks in two directions (areas by one dimension) some
table always exists; where none is near enough the month is refused with a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from storage.counts import Number, total
from storage.geography import Areas
from storage.measures import Breakdown, Measure
from storage.protection.carry import Rounding
from storage.protection.cube import Cube
from storage.protection.rounding import RoundingError, choose, filled, prove

FURTHEST = 3  # multiples beyond the next one


def detail(measure: Measure, areas: Areas) -> Cube | None:
    """The cube of a month of a weekly measure; None where months show nothing that weeks do not."""
    months = Cube(measure, areas, "month")
    return months if measure.time.grain == "week" and months.slots else None


def sums(months: Cube, weeks: Cube, published: Sequence[Sequence[Number]]) -> dict[int, Number]:
    """For each cell of the month that its published weeks add up to, that sum."""
    at = {(slot.breakdown, slot.area, slot.categories): place for place, slot in enumerate(weeks.slots)}
    same = {
        place: at[weekly, slot.area, slot.categories]
        for place, slot in enumerate(months.slots)
        if (weekly := Breakdown(slot.breakdown.area_level, slot.breakdown.dimensions, "week"))
        in weeks.breakdowns
    }
    return {place: total(week[found] for week in published) for place, found in same.items()}


def further(
    rounding: Rounding, fixed: Mapping[int, Number], settled: Mapping[int, int], liked: Mapping[int, int]
) -> tuple[Number, ...] | None:
    """The month's table inside its `fixed` sums, no further from the truth than must be; None where there is none.

    `settled` and `liked` as in `Rounding.within`.
    """
    cells = tuple(fixed.get(at, cell) for at, cell in enumerate(rounding.cells))
    inside = {at: value for at, value in fixed.items() if isinstance(value, int)}
    base, equations = rounding.cube.measure.protect.base, rounding.cube.equations
    for more in range(FURTHEST + 1):
        chosen = choose(rounding.choices({**inside, **settled}, liked, more), equations)
        if chosen is not None:
            published = filled(cells, chosen, base)
            prove(cells, published, equations, base, more)
            return published
    return None


def refuse(month: str) -> RoundingError:
    """What is said where a month has no table."""
    return RoundingError(
        f"The detail of the month that begins on {month} cannot be made to add up to its published weeks. "
        "Publish it with fewer dimensions, or leave the months out."
    )
