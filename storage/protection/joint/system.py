"""Several windows of releases side by side in one system, with what ties them together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from math import inf

from storage.protection.bounds.known import Interval, Known, Limit, Run
from storage.protection.cube import Equation
from storage.protection.joint.blocks import Block, Window
from storage.protection.joint.space import finest
from storage.protection.published import Carry

Series = dict[str, tuple[int, int]]  # by period, where a number stands and what was published for it


@dataclass(frozen=True)
class Layer:
    """A window, and where its numbers begin in the system."""

    window: Window
    offset: int


@dataclass
class System:
    """All that will be known, gathered window by window."""

    layers: list[Layer] = field(default_factory=list)
    bounds: list[Interval] = field(default_factory=list)
    equations: list[Equation] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    cases: list[tuple[int, ...]] = field(default_factory=list)
    likely: list[int] = field(default_factory=list)
    pieces: list[tuple[int, int]] = field(default_factory=list)

    @property
    def known(self) -> Known:
        """The whole of it."""
        return Known(
            tuple(self.bounds),
            tuple(self.equations),
            tuple(self.limits),
            tuple(self.runs),
            tuple(self.cases),
            tuple(self.likely),
            tuple(self.pieces),
        )

    def apart(self, windows: Sequence[Window]) -> None:
        """Put in the windows of one block, tied by nothing."""
        for window in windows:
            offset = self._put(window.known)
            self.layers.append(Layer(window, offset))
            self._count(window.known.cases, [offset])
            self.pieces.append((offset, len(self.bounds)))

    def adding(self, windows: Sequence[Window]) -> None:
        """Put in the windows of one block, each at least as much as the one before in every number."""
        offsets = self._chain(windows)
        cases, size = windows[0].known.cases, len(windows[0].known.bounds)
        self._count(cases, offsets)
        for at in range(1, len(windows)):
            more = self._put(
                Known((Interval(0, inf),) * size, windows[0].known.equations, likely=(0,) * size)
            )
            before, after = offsets[at - 1 : at + 1]
            self.equations += [Equation(after + n, (before + n, more + n)) for n in range(size)]
            self._count(cases, [more, *offsets[at:]])
        self.pieces.append((offsets[0], len(self.bounds)))

    def correcting(self, windows: Sequence[Window]) -> None:
        """Put in the windows of one block, of which only that changed which cannot have stayed the same.

        Of the finest numbers that two windows in turn show, those whose published values leave room for one truth.
        """
        offsets, kept = self._chain(windows), list[set[int]]()
        for at, (before, after) in enumerate(pairwise(windows)):
            kept.append(_unmoved(before, after))
            self.equations += [Equation(offsets[at + 1] + n, (offsets[at] + n,)) for n in sorted(kept[-1])]
        for case in windows[0].known.cases:
            for held in _stretches(offsets, [not same.isdisjoint(case) for same in kept]):
                self._count([case], held)
        self.pieces.append((offsets[0], len(self.bounds)))

    def layer(self, block: Block, table: int) -> Layer:
        """Where the truth behind one release of a block stands."""
        return next(
            each for each in self.layers if each.window.block is block and table in each.window.tables
        )

    def _chain(self, windows: Sequence[Window]) -> list[int]:
        offsets = [self._put(window.known) for window in windows]
        self.layers += [Layer(*each) for each in zip(windows, offsets, strict=True)]
        return offsets

    def carry(self, table: int, rule: Carry) -> None:
        """Tie the periods of one release together, whose rounding errors were carried along."""
        for series in self._series(table):
            self.runs += (run for year in rule.years for run in _runs(series, year, rule))

    def _put(self, known: Known) -> int:
        offset = len(self.bounds)
        self.bounds += known.bounds
        self.likely += known.likely
        self.equations += (
            Equation(offset + each.total, tuple(offset + part for part in each.parts))
            for each in known.equations
        )
        return offset

    def _count(self, cases: Iterable[tuple[int, ...]], offsets: Sequence[int]) -> None:
        self.cases += (tuple(offset + column for offset in offsets for column in case) for case in cases)

    def _series(self, table: int) -> Iterable[Series]:
        found: dict[tuple[str, str, tuple[str, ...]], Series] = defaultdict(dict)
        for layer in self.layers:
            block = layer.window.block
            at = block.since.get(table)
            if at not in layer.window.tables:
                continue
            for column, cell in block.shown[at].items():
                if isinstance(cell.value, int) and block.tables[at].carried(cell):
                    where = cell.breakdown, cell.area, cell.categories
                    found[where][cell.period] = layer.offset + column, cell.value
        return found.values()


def _unmoved(before: Window, after: Window) -> set[int]:
    """The finest numbers that both show and that can be the same in both."""
    space = before.block.space
    shown = [
        {column for at in window.tables for column in window.block.shown[at]} for window in (before, after)
    ]
    fine = finest({space.cells[column][0] for column in shown[0] & shown[1]})
    return {
        column
        for column in shown[0] & shown[1]
        if space.cells[column][0] in fine and before.says[column].meets(after.says[column])
    }


def _stretches(offsets: Sequence[int], tied: Sequence[bool]) -> Iterator[list[int]]:
    """The offsets in stretches that are tied to each other."""
    held = [offsets[0]]
    for offset, same in zip(offsets[1:], tied, strict=True):
        if not same:
            yield held
            held = []
        held.append(offset)
    yield held


def _runs(series: Series, year: Sequence[str], rule: Carry) -> Iterator[Run]:
    """A gap ends a run; one after a gap is as far from the truth as two sums from the year's start can be."""
    for given, group in groupby(year, key=series.__contains__):
        periods = list(group)
        if not given:
            continue
        parts, values = zip(*(series[period] for period in periods), strict=True)
        if periods[0] == year[0]:
            yield Run(parts, values, rule.within, rule.to_date)
        else:
            yield Run(parts, values, min(rule.within, 2 * rule.to_date))
