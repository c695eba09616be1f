"""Several windows of releases side by side in one system, with what ties them together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from math import inf

from storage.protection.attack import Interval, Known, Limit, Run
from storage.protection.blocks import Block, Window
from storage.protection.cube import Equation
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
            self._count(window, [offset])
            self.pieces.append((offset, len(self.bounds)))

    def adding(self, windows: Sequence[Window]) -> None:
        """Put in the windows of one block, each at least as much as the one before in every number."""
        offsets = [self._put(window.known) for window in windows]
        self.layers += [Layer(*each) for each in zip(windows, offsets, strict=True)]
        self._count(windows[0], offsets)
        for at, window in enumerate(windows[1:], 1):
            size = len(window.known.bounds)
            more = self._put(Known((Interval(0, inf),) * size, window.known.equations, likely=(0,) * size))
            before, after = offsets[at - 1 : at + 1]
            self.equations += [Equation(after + n, (before + n, more + n)) for n in range(size)]
            self._count(window, [more, *offsets[at:]])
        self.pieces.append((offsets[0], len(self.bounds)))

    def layer(self, block: Block, table: int) -> Layer:
        """Where the truth behind one release of a block stands."""
        return next(
            each for each in self.layers if each.window.block is block and table in each.window.tables
        )

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

    def _count(self, window: Window, offsets: Sequence[int]) -> None:
        self.cases += (
            tuple(offset + column for offset in offsets for column in case) for case in window.known.cases
        )

    def _series(self, table: int) -> Iterable[Series]:
        found: dict[tuple[str, str, tuple[str, ...]], Series] = defaultdict(dict)
        for layer in self.layers:
            if table in layer.window.tables:
                for column, cell in layer.window.block.shown[table].items():
                    if isinstance(cell.value, int):
                        where = cell.breakdown, cell.area, cell.categories
                        found[where][cell.period] = layer.offset + column, cell.value
        return found.values()


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
