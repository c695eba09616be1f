"""The axes of one source and period: time, area, every dimension by which some release splits it, and parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage.geography import Area, Areas
from storage.protection.attack import AttackError
from storage.protection.published import Place, Published
from storage.protection.space import Axis, Cell

TIME, AREA = 0, 1  # of the axes


@dataclass(frozen=True)
class Axes:
    """The axes in order, and how a place is found on them.

    A dimension of which two releases list different codes is an axis for each list: nothing says how the codes of
    one are made of those of the other.
    """

    axes: tuple[Axis, ...]

    @classmethod
    def of(cls, tables: Sequence[Published], weeks: Sequence[str], whole: tuple[str, str]) -> Axes:
        """The axes of releases of one source; `weeks` are those within the `whole`, a grain and a first day."""
        splits = dict.fromkeys(each for table in tables for each in table.splits)
        return cls((_time(weeks, whole), _area(tables), *(Axis.flat(*each) for each in splits)))

    @property
    def periods(self) -> frozenset[str]:
        """The first days of the finest periods."""
        return frozenset(self.axes[TIME].nodes[0])

    def cell(self, place: Place, table: Published | None = None) -> Cell:
        """The node of a place on every axis, in the codes of a release where one is given."""
        found = dict([self._time(place), self._area(place)])
        codes = dict(table.splits) if table else {}
        found |= (self._code(name, code, codes.get(name, ())) for name, code in place.categories)
        missing = {at: (len(axis.levels) - 1, "") for at, axis in enumerate(self.axes) if at not in found}
        levels, nodes = zip(*(node for _, node in sorted((found | missing).items())), strict=True)
        return levels, nodes

    def place(self, cell: Cell) -> Place:
        """The place of a cell."""
        (time, _, *levels), (period, code, *codes) = cell
        split = zip(self.axes[AREA + 1 :], levels, codes, strict=True)
        pairs = sorted((axis.name, node) for axis, level, node in split if not level)
        return Place(period, self.axes[TIME].levels[time], code, tuple(pairs))

    def area_level(self, cell: Cell) -> str:
        """At which level of area a cell stands."""
        return self.axes[AREA].levels[cell[0][AREA]]

    def _time(self, place: Place) -> tuple[int, tuple[int, str]]:
        level = self.axes[TIME].levels.index(place.grain)
        return TIME, (level, place.period)

    def _area(self, place: Place) -> tuple[int, tuple[int, str]]:
        for level, codes in enumerate(self.axes[AREA].nodes):
            if place.area in codes:
                return AREA, (level, place.area)
        raise AttackError(f"“{place.area}” is not among the areas that are published.")

    def _code(self, name: str, code: str, codes: tuple[str, ...]) -> tuple[int, tuple[int, str]]:
        for at, axis in enumerate(self.axes):
            if at > AREA and axis.name == name and code in axis.nodes[0] and codes in ((), axis.nodes[0]):
                return at, (0, code)
        raise AttackError(f"No release is split by “{name}” with a code “{code}”.")


def _time(weeks: Sequence[str], whole: tuple[str, str]) -> Axis:
    grain, start = whole
    if grain == "month" and weeks:
        return Axis("time", ("week", "month"), (tuple(weeks), (start,)), ((0,) * len(weeks),))
    return Axis("time", (grain,), ((start,),), ())


def _area(tables: Sequence[Published]) -> Axis:
    areas = tables[0].areas
    for table in tables:
        if table.areas != areas:
            raise AttackError(
                f"{tables[0].name} and {table.name} divide the same figures among different areas, so what they tell "
                "together cannot be worked out. Publish a period again only with the areas it had before."
            )
    used = {level for table in tables for level in table.levels}
    levels = tuple(level for level in areas.levels if level in used)
    nodes = tuple(tuple(area.code for area in areas.at(level)) for level in levels)
    above = tuple(
        tuple(nodes[at + 1].index(_lifted(areas, area, levels[at + 1])) for area in areas.at(level))
        for at, level in enumerate(levels[:-1])
    )
    return Axis("area", levels, nodes, above)


def _lifted(areas: Areas, area: Area, level: str) -> str:
    held = areas.lift(area, level)
    if held is None:
        raise AttackError(f"{area.name} lies in no {level}, so it cannot be tied to the others.")
    return held.code
