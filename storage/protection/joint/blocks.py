"""Everything published of one source for one period: one space of numbers, and what each release says of them.

A month of which something is published besides its weeks is one block with those weeks; a week belongs to the month
of its Sunday. Otherwise every period is a block of its own. A release that repeats an earlier one of its measure tells
nothing more, so in each block it is taken for the first that showed the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf

from storage.belonging import month_of_week, weeks_of
from storage.protection.bounds.attacker import Attacker
from storage.protection.bounds.known import AttackError, Interval, Known
from storage.protection.cube import Cell
from storage.protection.joint.axes import Axes
from storage.protection.joint.space import Cell as Node
from storage.protection.joint.space import Space, space
from storage.protection.published import Place, Published, breakdown_of

Whole = tuple[str, str]  # a grain and the first day of one of its periods
Sheet = tuple[tuple[Cell, ...], ...]  # what a release shows in a block, period by period


@dataclass(frozen=True, eq=False)
class Block:
    """What releases (by their place in the list of all) show in one period, and one space for it.

    `tables` and `sheets` hold only releases that show something new; `since` says for every release which one that is.
    `spoken` are places of which others speak.
    """

    source: str
    whole: Whole
    tables: Mapping[int, Published]
    sheets: Mapping[int, Sheet]
    since: Mapping[int, int]
    spoken: tuple[Place, ...]

    @classmethod
    def of(
        cls,
        source: str,
        whole: Whole,
        tables: Sequence[Published],
        sheets: Mapping[int, Sheet],
        spoken: Sequence[Place],
    ) -> Block:
        since = _since(tables, sheets)
        first = sorted({*since.values()})
        inside, shown = {at: tables[at] for at in first}, {at: sheets[at] for at in first}
        return cls(source, whole, inside, shown, since, tuple(spoken))

    @property
    def periods(self) -> tuple[str, ...]:
        """The first days of every period that it may hold."""
        return (self.whole[1], *_weeks(self.whole))

    @cached_property
    def axes(self) -> Axes:
        """Its axes; raises AttackError where the releases cannot be tied together."""
        grains = {breakdown_of(cell.breakdown).time for cell in self._cells} | {
            each.grain for each in self.spoken
        }
        weeks = _weeks(self.whole) if "week" in grains else ()
        return Axes.of([*self.tables.values()], weeks, self.whole)

    @cached_property
    def space(self) -> Space:
        """The numbers shown, or spoken of, and the sums between them."""
        shown = {grain for cells in self._nodes.values() for (grain, _), _ in cells}
        return space(self.axes.axes, frozenset(shown | {self.axes.cell(place)[0] for place in self.spoken}))

    @cached_property
    def shown(self) -> Mapping[int, Mapping[int, Cell]]:
        """By release and number, the cell that shows it."""
        return {
            at: {self.space.index[node]: cell for node, cell in cells} for at, cells in self._nodes.items()
        }

    @cached_property
    def _nodes(self) -> Mapping[int, list[tuple[Node, Cell]]]:
        return {
            at: [
                (self.axes.cell(table.place(cell), table), cell) for page in self.sheets[at] for cell in page
            ]
            for at, table in self.tables.items()
        }

    @property
    def _cells(self) -> Iterator[Cell]:
        return (cell for sheet in self.sheets.values() for page in sheet for cell in page)

    @cached_property
    def windows(self) -> tuple[Window, ...]:
        """The longest stretches of successive releases that can all have been made from the same true numbers."""
        order, found, first = sorted(self.tables), list[Window](), 0
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
        return tuple(Window(self, (at,)) for at in sorted(self.tables))

    def layers(self, window: Window) -> tuple[Window, ...]:
        """All releases in stretches, this one among them, the others as long as they can be."""
        order = sorted(self.tables)
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
        return Known(tuple(self.says), space.equations, cases=space.cases, likely=self._likely())

    @cached_property
    def says(self) -> list[Interval]:
        """What is said of each number itself, the sums apart."""
        size = len(self.block.space.cells)
        lows, highs = [0] * size, [inf] * size
        for at in self.tables:
            table = self.block.tables[at]
            for column, cell in self.block.shown[at].items():
                said = table.says(cell)
                lows[column], highs[column] = max(lows[column], said.low), min(highs[column], said.high)
        return [Interval(low, high) for low, high in zip(lows, highs, strict=True)]

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
        said = list(spoken)
        self._months: dict[str, set[str]] = defaultdict(set)
        for source, grain, period in (
            *((table.source, *page) for table in tables for page in table.pages),
            *((source, place.grain, place.period) for source, place in said),
        ):
            if grain == "month":
                self._months[source].add(period)
        places: dict[tuple[str, Whole], list[Place]] = defaultdict(list)
        for source, place in said:
            places[source, self._whole(source, place.grain, place.period)].append(place)
        self._blocks = {
            (source, whole): Block.of(source, whole, tables, sheets, places[source, whole])
            for (source, whole), sheets in self._sheets(tables).items()
        }

    def __iter__(self) -> Iterator[Block]:
        return iter(self._blocks.values())

    def find(self, source: str, place: Place) -> tuple[Block, int] | None:
        """Where the number of a place stands; None in a period of which nothing was published."""
        block = self._blocks.get((source, self._whole(source, place.grain, place.period)))
        return (block, block.space.index[block.axes.cell(place)]) if block else None

    def _sheets(self, tables: Sequence[Published]) -> Mapping[tuple[str, Whole], Mapping[int, Sheet]]:
        found: dict[tuple[str, Whole], dict[int, Sheet]] = defaultdict(dict)
        for at, table in enumerate(tables):
            for (grain, period), page in table.pages.items():
                sheets = found[table.source, self._whole(table.source, grain, period)]
                sheets[at] = (*sheets.get(at, ()), page)
        return found

    def _whole(self, source: str, grain: str, period: str) -> Whole:
        if grain == "week" and source in self._months:
            month = month_of_week(period)
            if month in self._months[source]:
                return "month", month
        return grain, period


def _since(tables: Sequence[Published], sheets: Mapping[int, Sheet]) -> dict[int, int]:
    """For every release the one of its measure, itself or an earlier one, from which on just this was shown."""
    since: dict[int, int] = {}
    last: dict[str, int] = {}
    for at, sheet in sheets.items():
        table = tables[at]
        before = last.get(table.measure)
        same = before is not None and sheets[before] == sheet and tables[before].protected_like(table)
        since[at] = since[before] if same and before is not None else at
        last[table.measure] = at
    return since


def _weeks(whole: Whole) -> tuple[str, ...]:
    """The weeks of a month, all of them: also one of which nothing is published counts in its month."""
    grain, first = whole
    return weeks_of(first) if grain == "month" else ()
