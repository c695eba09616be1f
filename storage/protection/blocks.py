"""Everything published of one source for one period: one space of numbers, and what each release says of them.

A month of which something is published besides its weeks is one block with those weeks; a week belongs to the month
of its Sunday. Otherwise every period is a block of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from math import inf

from storage.protection.attack import Attacker, AttackError, Interval, Known
from storage.protection.axes import Axes
from storage.protection.cube import Cell
from storage.protection.published import Place, Published
from storage.protection.space import Space

SUNDAY = timedelta(days=6)  # from a Monday
Spoken = tuple[int | None, Place, Cell | None]  # a cell of a release, or a place somebody else speaks of


@dataclass(frozen=True, eq=False)
class Block:
    """One space and, by release (its place in the list of all), the cells it shows there."""

    source: str
    axes: Axes
    space: Space
    tables: Mapping[int, Published]
    shown: Mapping[int, Mapping[int, Cell]]

    def adds(self, table: int) -> bool:
        """Whether a release shows a cell here as no earlier one of its measure did."""
        cells, own = self.shown.get(table, {}), self.tables.get(table)
        before = [
            self.shown[at]
            for at, each in self.tables.items()
            if own and at < table and (each.measure, each.base) == (own.measure, own.base)
        ]
        return bool(cells) and not any(
            all(column in each and each[column].value == cell.value for column, cell in cells.items())
            for each in before
        )

    @cached_property
    def windows(self) -> tuple[Window, ...]:
        """The longest stretches of successive releases that can all have been made from the same true numbers."""
        order, found, first = sorted(self.shown), list[Window](), 0
        window = Window(self, ())
        for last in range(len(order)):
            before, begun = window, first
            while not (window := Window(self, tuple(order[first : last + 1]))).attacker.possible():
                if first == last:
                    raise AttackError(f"{self.tables[order[last]].name} contradicts itself.")
                first += 1
            if first > begun:
                found.append(before)
        return (*found, window)

    @cached_property
    def singles(self) -> tuple[Window, ...]:
        """Every release as if nothing were the same in the next."""
        return tuple(Window(self, (at,)) for at in sorted(self.shown))

    def layers(self, window: Window) -> tuple[Window, ...]:
        """All releases in stretches, this one among them, the others as long as they can be."""
        order = sorted(self.shown)
        at, until = order.index(window.tables[0]), order.index(window.tables[-1]) + 1
        return (*self._split(order[:at]), window, *self._split(order[until:]))

    def _split(self, order: Sequence[int]) -> Iterator[Window]:
        while order:
            sizes = range(len(order), 0, -1)
            longest = (Window(self, tuple(order[:size])) for size in sizes)
            window = next(each for each in longest if each.attacker.possible())
            yield window
            order = order[len(window.tables) :]


@dataclass(frozen=True, eq=False)
class Window:
    """Some releases of a block, taken to show the same true numbers."""

    block: Block
    tables: tuple[int, ...]

    @cached_property
    def attacker(self) -> Attacker:
        """An attacker who sees these releases and nothing else."""
        return Attacker(self.known)

    @cached_property
    def known(self) -> Known:
        """What they say together."""
        space = self.block.space
        bounds = tuple(Interval(low, high) for low, high in zip(*self._limits(), strict=True))
        return Known(bounds, space.equations, cases=space.cases, likely=self._likely())

    def _limits(self) -> tuple[list[int], list[float]]:
        size = len(self.block.space.cells)
        lows, highs = [0] * size, [inf] * size
        for at in self.tables:
            table = self.block.tables[at]
            for column, cell in self.block.shown[at].items():
                said = table.says(cell)
                lows[column], highs[column] = max(lows[column], said.low), min(highs[column], said.high)
        return lows, highs

    def _likely(self) -> tuple[int, ...]:
        """What was published last; where nothing was, the sum of the parts, and 0 where there are none."""
        values: dict[int, int] = {}
        for at in self.tables:
            cells = self.block.shown[at]
            values |= {column: cell.value for column, cell in cells.items() if isinstance(cell.value, int)}
        space = self.block.space
        for equation in reversed(space.equations):
            if equation.total not in values:
                values[equation.total] = sum(values.get(part, 0) for part in equation.parts)
        return tuple(values.get(column, 0) for column in range(len(space.cells)))


class Blocks:
    """The blocks of everything that was published."""

    def __init__(self, tables: Sequence[Published], spoken: Iterable[tuple[str, Place]] = ()) -> None:
        """`spoken` are places, each with its source, of which somebody else speaks.

        Raises AttackError where releases of one source cannot be tied together.
        """
        every: dict[str, list[Spoken]] = defaultdict(list)
        for at, table in enumerate(tables):
            every[table.source] += [(at, table.place(cell), cell) for cell in table.cells]
        for source, place in spoken:
            every[source].append((None, place, None))
        self._months = {
            source: {place.period for _, place, _ in cells if place.grain == "month"}
            for source, cells in every.items()
        }
        self._blocks = {
            (source, whole): _block(source, whole, tables, cells)
            for source, found in every.items()
            for whole, cells in self._by_whole(source, found).items()
            if any(at is not None for at, _, _ in cells)
        }

    def __iter__(self) -> Iterator[Block]:
        return iter(self._blocks.values())

    def find(self, source: str, place: Place) -> tuple[Block, int] | None:
        """Where the number of a place stands; None in a period of which nothing was published."""
        block = self._blocks.get((source, self._whole(source, place)))
        return (block, block.space.index[block.axes.cell(place)]) if block else None

    def _by_whole(self, source: str, found: Iterable[Spoken]) -> dict[tuple[str, str], list[Spoken]]:
        wholes: dict[tuple[str, str], list[Spoken]] = defaultdict(list)
        for at, place, cell in found:
            wholes[self._whole(source, place)].append((at, place, cell))
        return wholes

    def _whole(self, source: str, place: Place) -> tuple[str, str]:
        if place.grain == "week":
            month = (date.fromisoformat(place.period) + SUNDAY).replace(day=1).isoformat()
            if month in self._months.get(source, ()):
                return "month", month
        return place.grain, place.period


def _block(
    source: str, whole: tuple[str, str], tables: Sequence[Published], found: Iterable[Spoken]
) -> Block:
    places = list(found)
    inside = {at: tables[at] for at in sorted({at for at, _, _ in places if at is not None})}
    weekly = any(place.grain == "week" for _, place, _ in places)
    axes = Axes.of([*inside.values()], _weeks(whole) if weekly else (), whole)
    cells = [(at, axes.cell(place, None if at is None else tables[at]), cell) for at, place, cell in places]
    space = Space(axes.axes, frozenset(grain for _, (grain, _), _ in cells))
    shown: dict[int, dict[int, Cell]] = {at: {} for at in inside}
    for at, node, cell in cells:
        if at is not None and cell is not None:
            shown[at][space.index[node]] = cell
    return Block(source, axes, space, inside, shown)


def _weeks(whole: tuple[str, str]) -> tuple[str, ...]:
    """The Mondays of a month's weeks, all of them: also one of which nothing is published counts in its month."""
    start = date.fromisoformat(whole[1])
    sundays = (start + timedelta(days=day) for day in range(31))
    inside = (each - SUNDAY for each in sundays if each.weekday() == 6 and each.month == start.month)
    return tuple(each.isoformat() for each in inside)
