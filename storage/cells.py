"""The figures of one release: what every table of them can do, and the kind that is held in memory."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping

Key = tuple[str, str, str, tuple[str, ...]]
Cell = tuple[str, str, str, tuple[str, ...], int | None]

NOTHING = -(2**63)  # stands where a release says nothing about a period
WITHHELD = NOTHING + 1  # no count and no change is as low as these two


class Table(Mapping[Key, int | None]):
    """Published values by breakdown, area, period (ISO date) and categories; ``None`` is withheld.

    ``periods`` are those with figures, oldest first; months that stand beside weeks are none of them, but ``months``.
    """

    periods: tuple[str, ...]
    months: tuple[str, ...]


def periods_of(shown: Mapping[str, Iterable[str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The periods of a release and the months beside its weeks, from the periods of each breakdown."""
    weekly = {name for name in shown if name.endswith("×week")}
    beside = shown.keys() - weekly if weekly else set()
    return _in_order(shown, shown.keys() - beside), _in_order(shown, beside)


def _in_order(shown: Mapping[str, Iterable[str]], names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({period for name in names for period in shown[name]}))


class Cells(Table):
    """Figures in memory: one row of whole numbers for each area and its categories, a place in it for each period.

    A figure takes 8 bytes, where a dictionary of keys takes about 350, and so little memory stays near the
    processor: finding one of a million takes about as long as finding one of a thousand.
    """

    def __init__(self, cells: Iterable[Cell]) -> None:
        self._rows: dict[tuple[str, tuple[str, ...]], dict[str, array[int]]] = {}
        self._places: dict[str, int] = {}
        shown: dict[str, set[str]] = {}
        for cell in cells:
            self._put(*cell)
            shown.setdefault(cell[0], set()).add(cell[2])
        self.periods, self.months = periods_of(shown)

    def _put(
        self, breakdown: str, area: str, period: str, categories: tuple[str, ...], value: int | None
    ) -> None:
        place = self._places.setdefault(period, len(self._places))
        areas = self._rows.setdefault((breakdown, categories), {})
        if area not in areas:
            areas[area] = array("q")
        row = areas[area]
        row.extend([NOTHING] * (place + 1 - len(row)))
        row[place] = WITHHELD if value is None else value

    def __getitem__(self, key: Key) -> int | None:
        breakdown, area, period, categories = key
        row = self._rows[breakdown, categories][area]
        place = self._places[period]
        value = row[place] if place < len(row) else NOTHING
        if value > WITHHELD:
            return value
        if value == NOTHING:
            raise KeyError(key)
        return None

    def __iter__(self) -> Iterator[Key]:
        for (breakdown, categories), areas in self._rows.items():
            for area, row in areas.items():
                for period, value in zip(self._places, row, strict=False):  # a row may end before the newest
                    if value != NOTHING:
                        yield breakdown, area, period, categories

    def __len__(self) -> int:
        rows = (row for areas in self._rows.values() for row in areas.values())
        return sum(len(row) - row.count(NOTHING) for row in rows)
