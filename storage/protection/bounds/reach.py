"""What can be said of a system of true numbers in whole numbers alone, without a solver.

Two things are kept for every number: how far it can go at most (limits, tightened by the sums it takes part in) and
how far it is known to go (tables that were found and fit). Where the two meet, the number is settled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf

import numpy as np

from storage.protection.bounds.cases import Cases
from storage.protection.bounds.known import Interval, Known
from storage.protection.bounds.rows import FREE, Rows, Runs, Whole, array, whole

BEYOND = FREE // 2  # from here on a number is as good as without a limit
ROUNDS = 50  # of tightening; the limits hold after each
LATEST = 4  # tables to begin from, besides the first
TOLERANCE = 1e-6  # how far from a whole number the solver's answer may be


class Reach:
    """Bounds from outside, and bounds from inside by tables that fit."""

    def __init__(self, known: Known) -> None:
        self.lower = array(each.low for each in known.bounds)
        self.upper = array(whole(each.high) for each in known.bounds)
        self._rows = Rows.of(known)
        self._runs = tuple(Runs.of(known.runs))
        self._cases = Cases(known.cases, self._rows)
        self._low, self._high = self.upper.copy(), self.lower.copy()
        self.tables: list[list[int]] = []

    def narrow(self) -> bool:
        """Tighten every limit by the sums a number takes part in; False where nothing is left between two."""
        for runs in self._runs:
            runs.narrow(self.lower, self.upper)
        for _ in range(ROUNDS):
            before = self.lower.copy(), self.upper.copy()
            self._rows.narrow(self.lower, self.upper)
            self.upper[self.upper >= BEYOND] = FREE
            if (self.lower > self.upper).any():
                return False
            if (self.lower == before[0]).all() and (self.upper == before[1]).all():
                break
        self._low, self._high = self.upper.copy(), self.lower.copy()
        return bool((self.lower <= self.upper).all())

    def learn(self, table: Sequence[float] | None) -> bool:
        """Take in a table, and every table with one case more or fewer, if it is whole and fits all that is known."""
        if table is None or len(table) < len(self.lower):
            return False
        found = np.rint(np.asarray(table[: len(self.lower)], dtype=float)).astype(np.int64)
        if not self._fits(found):
            return False
        up, down = self.upper - found, found - self.lower
        for runs in self._runs:
            runs.room(found, up, down)
        high, low = self._cases.spread(found, up, down, self._rows)
        high[high >= BEYOND] = FREE
        np.maximum(self._high, high, out=self._high)
        np.minimum(self._low, low, out=self._low)
        self.tables.append(found.tolist())
        return True

    def trade(self, cell: int, above: float) -> bool:
        """Look for a table in which a number is more than a value by moving cases from where the same sums count them."""
        return any(
            self.learn(table)
            for found in (self.tables[0], *self.tables[-LATEST:])
            for table in self._traded(cell, above, np.array(found, np.int64))
        )

    def _traded(self, cell: int, above: float, found: Whole) -> Iterator[list[int]]:
        up, down = self.upper - found, found - self.lower
        for runs in self._runs:
            runs.room(found, up, down)
        more = int(above) + 1 - int(found[cell])
        return (table.tolist() for table in self._cases.moves(cell, more, found, up, down))

    def limit(self, cell: int, bound: float, largest: bool) -> None:
        """Nothing goes beyond `bound`, says the solver."""
        if largest:
            self.upper[cell] = min(self.upper[cell], whole(bound + TOLERANCE))
            self._high[cell] = FREE if bound == inf else self._high[cell]
        else:
            self.lower[cell] = max(self.lower[cell], -whole(TOLERANCE - bound))

    def settled(self, cell: int, largest: bool) -> bool:
        """Whether a table was found that goes as far as any can."""
        if largest:
            return bool(self._high[cell] >= self.upper[cell])
        return bool(self._low[cell] <= self.lower[cell])

    def interval(self, cell: int) -> Interval:
        """Between the tables that go furthest."""
        high = int(self._high[cell])
        return Interval(int(self._low[cell]), inf if high >= BEYOND else high)

    def _fits(self, found: Whole) -> bool:
        inside = bool((self.lower <= found).all() and (found <= self.upper).all())
        return inside and self._rows.fit(found) and all(runs.fit(found) for runs in self._runs)
