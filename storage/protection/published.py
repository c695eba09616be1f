"""What anybody may know: releases, tables that others have published, and somebody's own number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import combinations
from math import inf

from storage.belonging import month_of_week
from storage.counts import Missing
from storage.geography import Areas
from storage.measures import Breakdown
from storage.protection.bounds.known import Interval, around
from storage.protection.cube import Cell, Cube


@dataclass(frozen=True, order=True)
class Place:
    """Where a number stands, never the number: a period of one grain, an area, and a code for some dimensions.

    `categories` are pairs of dimension and code, in the order of the dimensions' names.
    """

    period: str
    grain: str
    area: str
    categories: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Carry:
    """The rule that rounding error is carried from period to period, as far as it is known to hold.

    In each year, a tuple of the first days of its periods, the published sum over any stretch of periods is at most
    `within` from the truth, and the sum from the year's first period at most `to_date`.
    """

    years: tuple[tuple[str, ...], ...]
    within: float = inf
    to_date: float = inf

    def covers(self, other: Carry) -> bool:
        """Whether it says as much as another of the periods that the other speaks of, where all are published."""
        same = {year[0] for year in other.years} <= {year[0] for year in self.years}
        return same and self.within <= other.within and self.to_date <= other.to_date

    def __str__(self) -> str:
        stretches = f"any stretch within {self.within:.0f}" if self.within < inf else ""
        year = f"the year to date within {self.to_date:.0f}" if self.to_date < inf else ""
        return ", ".join(filter(None, (stretches, year)))


@dataclass(frozen=True)
class Published:
    """One release of a measure, as everybody can see it and how it was protected.

    `source` says what it counts: tables of one source count the same cases and share their true numbers. With `parts`
    it counts only those that have something more in common, such as taking the meal they are entitled to.
    `base` is that of controlled rounding, 1 where numbers are exact. What only months show, beside the weeks of a weekly
    measure, is less than `month_bases` bases from the truth. `withheld` is what that mark itself tells.
    """

    measure: str
    release: int
    source: str
    areas: Areas
    levels: tuple[str, ...]
    dimensions: tuple[tuple[str, tuple[str, ...]], ...]
    cells: tuple[Cell, ...]
    base: int
    policy: int
    grain: str = "week"
    month_bases: int = 1
    parts: tuple[str, ...] = ()
    carry: Carry | None = None
    withheld: Interval = field(default=Interval(0, inf))

    @classmethod
    def of(
        cls,
        cube: Cube,
        cells: Iterable[Cell],
        release: int,
        *,
        source: str = "",
        parts: Sequence[str] = (),
        carry: Carry | None = None,
        month_bases: int = 1,
    ) -> Published:
        """The cells of a release of the cube's measure; without a source, of that measure alone."""
        measure = cube.measure
        return cls(
            measure=measure.id,
            release=release,
            source=source or measure.id,
            areas=cube.areas,
            levels=measure.areas.levels,
            dimensions=tuple((name, each.codes) for name, each in measure.dimensions.items()),
            cells=tuple(cells),
            base=measure.protect.base,
            policy=measure.protect.policy,
            grain=measure.time.grain,
            month_bases=month_bases,
            parts=tuple(parts),
            carry=carry,
        )

    @property
    def name(self) -> str:
        """Which release this is, in words."""
        return f"{self.measure}, release {self.release}"

    @property
    def splits(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Every way of splitting its source that it knows of, with the codes; a part and the rest are one."""
        return (*self.dimensions, *((part, (part, f"not {part}")) for part in self.parts))

    @cached_property
    def pages(self) -> Mapping[tuple[str, str], tuple[Cell, ...]]:
        """The cells of each grain and period."""
        pages: dict[tuple[str, str], list[Cell]] = defaultdict(list)
        for cell in self.cells:
            pages[breakdown_of(cell.breakdown).time, cell.period].append(cell)
        return {page: tuple(cells) for page, cells in pages.items()}

    @cached_property
    def withheld_places(self) -> frozenset[Place]:
        """Where a number is withheld although none that it holds is."""
        found = {self.place(cell) for cell in self.cells if cell.value is Missing.WITHHELD}
        return frozenset(found.difference(*(larger_places(self.areas, place) for place in found)))

    def protected_like(self, other: Published) -> bool:
        """Whether equal cells of the two tell the same, the carry apart."""
        return self._protection == other._protection

    @property
    def _protection(self) -> tuple[object, ...]:
        return self.measure, self.splits, self.base, self.month_bases, self.policy, self.withheld

    def place(self, cell: Cell) -> Place:
        """Where a cell stands; of a table of a part, in that part."""
        breakdown = breakdown_of(cell.breakdown)
        pairs = [*zip(breakdown.dimensions, cell.categories, strict=True)]
        parts = [(part, part) for part in self.parts]
        return Place(cell.period, breakdown.time, cell.area, tuple(sorted(pairs + parts)))

    def says(self, cell: Cell) -> Interval:
        """What one cell alone tells of its true number."""
        match cell.value:
            case Missing.WITHHELD:
                return self.withheld
            case Missing.NO_DATA:
                return Interval(0, inf)
            case value:
                return around(value, self.base * self._bases(cell))

    def carried(self, cell: Cell) -> bool:
        """Whether the rule of the carry speaks of it: only of the periods of the measure itself."""
        return breakdown_of(cell.breakdown).time == self.grain

    def _bases(self, cell: Cell) -> int:
        return 1 if self.carried(cell) else self.month_bases


@dataclass(frozen=True)
class Sum:
    """A sum of numbers that somebody else has published, as far as it is known."""

    places: tuple[Place, ...]
    low: float
    high: float

    @classmethod
    def exact(cls, places: Sequence[Place], value: int) -> Sum:
        """Shown as it is."""
        return cls(tuple(places), value, value)

    @classmethod
    def nearest(cls, places: Sequence[Place], value: int, base: int) -> Sum:
        """Rounded to the nearest multiple of `base`, a half either way."""
        return cls(tuple(places), max(0, value - base // 2), value + base // 2)

    @classmethod
    def either_way(cls, places: Sequence[Place], value: int, base: int) -> Sum:
        """Rounded up or down to a multiple of `base`, as controlled and random rounding do."""
        near = around(value, base)
        return cls(tuple(places), near.low, near.high)


@dataclass(frozen=True)
class Other:
    """A table that others have published about the cases of one source."""

    name: str
    source: str
    sums: tuple[Sum, ...]


@dataclass(frozen=True)
class Own:
    """What one contributor knows: that this many of the cases counted in one place are their own."""

    source: str
    place: Place
    number: int


@cache
def breakdown_of(name: str) -> Breakdown:
    """The breakdown with this name."""
    return Breakdown.parse(name)


def larger_places(areas: Areas, place: Place) -> set[Place]:
    """Every place that this one is a part of: larger areas, fewer categories, the month of a week."""
    area = areas.get(place.area)
    held = [each for level in areas.levels if area and (each := areas.lift(area, level))]
    periods = {(place.period, place.grain)}
    if place.grain == "week":
        periods.add((month_of_week(place.period), "month"))
    some = (combinations(place.categories, size) for size in range(len(place.categories) + 1))
    kept = [categories for each in some for categories in each]
    larger = {Place(*period, each.code, codes) for period in periods for each in held for codes in kept}
    return larger - {place}
