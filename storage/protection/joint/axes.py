"""The axes of one source and period: time, area, every dimension by which some release splits it, and parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from storage.geography import Areas
from storage.protection.bounds.known import AttackError
from storage.protection.joint.space import Axis, Cell, Shape
from storage.protection.published import Place, Published

TIME, AREA = 0, 1  # of the axes


@dataclass(frozen=True)
class Axes:
    """The axes in order, and how a place is found on them.

    `grain` and `start` are those of the whole period, `weeks` the Mondays within a month. On the axis of time periods
    are numbered, so that one shape serves every period. A dimension of which two releases list different codes is
    an axis for each list: nothing says how the codes of one are made of those of the other.
    """

    grain: str
    start: str
    weeks: tuple[str, ...]
    axes: Shape

    @classmethod
    def of(cls, tables: Sequence[Published], weeks: Sequence[str], whole: tuple[str, str]) -> Axes:
        """The axes of releases of one source; `weeks` are those within the `whole`, a grain and a first day."""
        grain, start = whole
        splits = dict.fromkeys(each for table in tables for each in table.splits)
        axes = (_time(len(weeks), grain), _area(tables), *(Axis.flat(*each) for each in splits))
        return cls(grain, start, tuple(weeks), axes)

    def cell(self, place: Place, table: Published | None = None) -> Cell:
        """The node of a place on every axis, in the codes of a release where one is given."""
        found = {TIME: self._time(place), AREA: self._area(place.area)}
        codes = dict(table.splits) if table and place.categories else {}
        found |= (self._code(name, code, codes.get(name, ())) for name, code in place.categories)
        nodes = [found.get(at) or (len(axis.levels) - 1, "") for at, axis in enumerate(self.axes)]
        return tuple(level for level, _ in nodes), tuple(node for _, node in nodes)

    def place(self, cell: Cell) -> Place:
        """The place of a cell."""
        (time, _, *levels), (period, code, *codes) = cell
        grain = self.axes[TIME].levels[time]
        split = zip(self.axes[AREA + 1 :], levels, codes, strict=True)
        pairs = sorted((axis.name, node) for axis, level, node in split if not level)
        start = self.start if grain == self.grain else self.weeks[int(period)]
        return Place(start, grain, code, tuple(pairs))

    def area_level(self, cell: Cell) -> str:
        """At which level of area a cell stands."""
        return self.axes[AREA].levels[cell[0][AREA]]

    def _time(self, place: Place) -> tuple[int, str]:
        if place.grain == self.grain:
            return len(self.axes[TIME].levels) - 1, "0"
        return 0, str(self.weeks.index(place.period))

    def _area(self, code: str) -> tuple[int, str]:
        if code not in self._levels:
            raise AttackError(f"“{code}” is not among the areas that are published.")
        return self._levels[code], code

    @cached_property
    def _levels(self) -> dict[str, int]:
        return {code: level for level, codes in enumerate(self.axes[AREA].nodes) for code in codes}

    def _code(self, name: str, code: str, codes: tuple[str, ...]) -> tuple[int, tuple[int, str]]:
        for at, axis in enumerate(self.axes):
            if at > AREA and axis.name == name and code in axis.nodes[0] and codes in ((), axis.nodes[0]):
                return at, (0, code)
        raise AttackError(f"No release is split by “{name}” with a code “{code}”.")


@lru_cache
def _time(weeks: int, grain: str) -> Axis:
    if weeks:
        return Axis("time", ("week", grain), (tuple(map(str, range(weeks))), ("0",)), ((0,) * weeks,))
    return Axis("time", (grain,), (("0",),), ())


def _area(tables: Sequence[Published]) -> Axis:
    """All levels in use, from a code list that has them all; raises AttackError where another one differs."""
    used = {level for table in tables for level in table.levels}
    full = next((table for table in reversed(tables) if used <= set(table.areas.levels)), tables[-1])
    for table in tables:
        if _divided(table.areas, table.levels) != _divided(full.areas, table.levels):
            raise AttackError(
                f"{table.name} and {full.name} divide the same figures among different areas, so what they tell "
                "together cannot be worked out. Publish a period again only with the areas it had before."
            )
    return _divided(full.areas, tuple(level for level in full.areas.levels if level in used))


@lru_cache
def _divided(areas: Areas, levels: tuple[str, ...]) -> Axis:
    nodes = tuple(tuple(sorted(area.code for area in areas.at(level))) for level in levels)
    above = tuple(
        tuple(nodes[at + 1].index(_holder(areas, code, levels[at + 1])) for code in nodes[at])
        for at in range(len(levels) - 1)
    )
    return Axis("area", levels, nodes, above)


def _holder(areas: Areas, code: str, level: str) -> str:
    area = areas.get(code)
    held = area and areas.lift(area, level)
    if not held:
        raise AttackError(
            f"{area.name if area else code} lies in no {level}, so it cannot be tied to the others."
        )
    return held.code
