"""What anybody may know: releases, tables that others have published, and somebody's own number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import inf

from storage.counts import Missing
from storage.geography import Areas
from storage.measures import Breakdown
from storage.protection.attack import Interval, around
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


@dataclass(frozen=True)
class Published:
    """One release of a measure, as everybody can see it and how it was protected.

    `source` says what it counts: tables of one source count the same cases and share their true numbers. With `part`
    it counts only those that have something more in common, such as taking the meal they are entitled to.
    `base` is that of controlled rounding, 1 where numbers are exact; `withheld` is what that mark itself tells.
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
    part: str = ""
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
        part: str = "",
        carry: Carry | None = None,
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
            part=part,
            carry=carry,
        )

    @property
    def name(self) -> str:
        """Which release this is, in words."""
        return f"{self.measure}, release {self.release}"

    @property
    def splits(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Every way of splitting its source that it knows of, with the codes; a part and the rest are one."""
        part = ((self.part, (self.part, f"not {self.part}")),) if self.part else ()
        return (*self.dimensions, *part)

    def place(self, cell: Cell) -> Place:
        """Where a cell stands; of a table of a part, in that part."""
        breakdown = breakdown_of(cell.breakdown)
        pairs = [*zip(breakdown.dimensions, cell.categories, strict=True)]
        part = [(self.part, self.part)] if self.part else []
        return Place(cell.period, breakdown.time, cell.area, tuple(sorted(pairs + part)))

    def says(self, cell: Cell) -> Interval:
        """What one cell alone tells of its true number."""
        match cell.value:
            case Missing.WITHHELD:
                return self.withheld
            case Missing.NO_DATA:
                return Interval(0, inf)
            case value:
                return around(value, self.base)


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
