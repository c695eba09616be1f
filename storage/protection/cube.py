"""The declared cube of one period: every published cell and the sums that tie them together.

A measure has a cube for each grain in which it publishes: that of its periods, and one of months where months show
more detail than their weeks do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product

from storage.counts import Number, total
from storage.geography import Area, Areas
from storage.measures import Breakdown, Grain, Measure, Time

Atom = tuple[str, tuple[str, ...], Number]  # area code, categories, and the count or why there is none


@dataclass(frozen=True, order=True)
class Cell:
    """One published value, or that it is withheld or no data. The period is the ISO date on which it starts."""

    breakdown: str
    area: str
    period: str
    categories: tuple[str, ...]
    value: Number


@dataclass(frozen=True)
class Equation:
    """The cell at index `total` is the sum of the cells at `parts`."""

    total: int
    parts: tuple[int, ...]


@dataclass(frozen=True, order=True)
class Slot:
    """Where a cell stands within a period."""

    breakdown: Breakdown
    area: str
    categories: tuple[str, ...]


@dataclass(frozen=True)
class Cube:
    """The slots of one period of a measure, in order, closed under their own sums.

    The margins of every declared breakdown belong to the cube, because anybody can add them up. `of` is the grain of
    its periods; without it, that of the measure.
    """

    measure: Measure
    areas: Areas
    of: Grain | None = None

    @cached_property
    def time(self) -> Time:
        """When its periods begin."""
        return self.measure.time.model_copy(update={"grain": self.of or self.measure.time.grain})

    @cached_property
    def breakdowns(self) -> tuple[Breakdown, ...]:
        """The declared breakdowns and all their margins, largest areas and fewest dimensions first."""
        levels = self.measure.areas.levels
        margins = {
            margin
            for declared in self.measure.publish
            if declared.time == self.time.grain
            for margin in _margins(declared, self.measure)
        }
        return tuple(
            sorted(margins, key=lambda b: (-levels.index(b.area_level), len(b.dimensions), b.dimensions))
        )

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """Every cell of a period: each area with each combination of categories, of each breakdown."""
        return tuple(
            Slot(breakdown, area.code, categories)
            for breakdown in self.breakdowns
            for area in self.areas.at(breakdown.area_level)
            for categories in product(*(self.measure.dimensions[name].codes for name in breakdown.dimensions))
        )

    @cached_property
    def equations(self) -> tuple[Equation, ...]:
        """Each cell against the areas it is made of, and against the categories it is made of."""
        return tuple(
            Equation(total, parts)
            for total, slot in enumerate(self.slots)
            for parts in (*self._by_area(slot), *self._by_category(slot))
        )

    def truth(self, counts: Sequence[Atom]) -> tuple[Number, ...]:
        """The sum of the counts in every slot; a slot with a missing count has no sum, never that of the rest."""
        parts: list[list[Number]] = [[] for _ in self.slots]
        for area, categories, number in counts:
            for index in self._slots_of(area, categories):
                parts[index].append(number)
        return tuple(map(total, parts))

    def cells(self, period: str, values: Sequence[Number]) -> tuple[Cell, ...]:
        """The cells of a period with these values, in the order of the slots."""
        return tuple(
            Cell(slot.breakdown.name, slot.area, period, slot.categories, value)
            for slot, value in zip(self.slots, values, strict=True)
        )

    @cached_property
    def _index(self) -> dict[Slot, int]:
        return {slot: index for index, slot in enumerate(self.slots)}

    @cached_property
    def _memory(self) -> dict[tuple[str, tuple[str, ...]], tuple[int, ...]]:
        return {}

    def _slots_of(self, area: str, categories: tuple[str, ...]) -> tuple[int, ...]:
        key = (area, categories)
        if key not in self._memory:
            self._memory[key] = tuple(self._find_slots(area, categories))
        return self._memory[key]

    def _find_slots(self, code: str, categories: tuple[str, ...]) -> Iterator[int]:
        area = self.areas.get(code)
        names = self.measure.dimension_names
        for breakdown in self.breakdowns:
            if area and (lifted := self.areas.lift(area, breakdown.area_level)):
                kept = tuple(categories[names.index(name)] for name in breakdown.dimensions)
                yield self._index[Slot(breakdown, lifted.code, kept)]

    def _by_area(self, slot: Slot) -> Iterator[tuple[int, ...]]:
        levels = self.measure.areas.levels
        at = levels.index(slot.breakdown.area_level)
        if at == 0:
            return
        finer = Breakdown(levels[at - 1], slot.breakdown.dimensions, slot.breakdown.time)
        if finer in self.breakdowns:
            inside = [area for area in self.areas.at(finer.area_level) if self._holds(slot.area, area)]
            yield tuple(self._index[Slot(finer, area.code, slot.categories)] for area in inside)

    def _holds(self, code: str, area: Area) -> bool:
        larger = self.areas.get(code)
        lifted = larger and self.areas.lift(area, larger.level)
        return bool(lifted and lifted.code == code)

    def _by_category(self, slot: Slot) -> Iterator[tuple[int, ...]]:
        for name in self.measure.dimension_names:
            finer = _with(slot.breakdown, name, self.measure)
            if name in slot.breakdown.dimensions or finer not in self.breakdowns:
                continue
            at = finer.dimensions.index(name)
            before, after = slot.categories[:at], slot.categories[at:]
            codes = self.measure.dimensions[name].codes
            yield tuple(self._index[Slot(finer, slot.area, (*before, code, *after))] for code in codes)


def _margins(declared: Breakdown, measure: Measure) -> Iterator[Breakdown]:
    levels = measure.areas.levels
    ordered = [name for name in measure.dimension_names if name in declared.dimensions]
    for level in levels[levels.index(declared.area_level) :]:
        for size in range(len(ordered) + 1):
            for names in combinations(ordered, size):
                yield Breakdown(level, names, declared.time)


def _with(breakdown: Breakdown, name: str, measure: Measure) -> Breakdown:
    wanted = {*breakdown.dimensions, name}
    names = tuple(known for known in measure.dimension_names if known in wanted)
    return Breakdown(breakdown.area_level, names, breakdown.time)
