"""What can be said of a system of true numbers in whole numbers alone, without a solver.

Two things are kept for every number: how far it can go at most (limits, tightened by the sums it takes part in) and
how far it is known to go (tables that were found and fit). Where the two meet, the number is settled.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from math import inf
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from storage.protection.attack import Interval, Known, Run

Whole = NDArray[np.int64]
Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
FREE = 2**40  # stands for no limit; sums of a million of these still fit into 64 bits
BEYOND = FREE // 2  # from here on a number is as good as without a limit
ROUNDS = 50  # of tightening; the limits hold after each
LATEST = 4  # tables to begin from, besides the first
TRIES = 5  # of cases to move, for each kind of case
TOLERANCE = 1e-6  # how far from a whole number the solver's answer may be


class Reach:
    """Bounds from outside, and bounds from inside by tables that fit."""

    def __init__(self, known: Known) -> None:
        self.lower = _array(each.low for each in known.bounds)
        self.upper = _array(_whole(each.high) for each in known.bounds)
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
            self.upper[cell] = min(self.upper[cell], _whole(bound + TOLERANCE))
            self._high[cell] = FREE if bound == inf else self._high[cell]
        else:
            self.lower[cell] = max(self.lower[cell], -_whole(TOLERANCE - bound))

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


class Rows:
    """Sums between two values, one entry after another: the column, its sign, and the row it belongs to."""

    def __init__(
        self, entries: list[tuple[int, int, int]], low: list[int], high: list[int], ties: int
    ) -> None:
        rows, columns, signs = zip(*entries, strict=True) if entries else ((), (), ())
        self.row, self.column, self.sign = _array(rows), _array(columns), _array(signs)
        self.low, self.high = _array(low), _array(high)
        self.equations = ties  # that many rows come first, and case by case they must stay as they are

    @classmethod
    def of(cls, known: Known) -> Rows:
        entries, low, high = [], [], []
        for row, equation in enumerate(known.equations):
            entries += [(row, equation.total, -1), *((row, part, 1) for part in equation.parts)]
            low.append(0)
            high.append(0)
        for row, limit in enumerate(known.limits, len(low)):
            entries += [(row, part, limit.parts.count(part)) for part in dict.fromkeys(limit.parts)]
            low.append(-_whole(-limit.low))
            high.append(_whole(limit.high))
        return cls(entries, low, high, len(known.equations))

    def activity(self, table: Whole) -> Whole:
        """What each row comes to."""
        sums = np.zeros(len(self.low), np.int64)
        np.add.at(sums, self.row, self.sign * table[self.column])
        return sums

    def fit(self, table: Whole) -> bool:
        """Whether every sum lies where it is known to."""
        sums = self.activity(table)
        return bool((self.low <= sums).all() and (sums <= self.high).all())

    def narrow(self, lower: Whole, upper: Whole) -> None:
        """No number can be so large that its row is too large even with all the others at their smallest."""
        plus = self.sign > 0
        least = self.sign * np.where(plus, lower[self.column], upper[self.column])
        most = self.sign * np.where(plus, upper[self.column], lower[self.column])
        lows, highs = np.zeros_like(self.low), np.zeros_like(self.low)
        np.add.at(lows, self.row, least)
        np.add.at(highs, self.row, most)
        room = (self.high - lows)[self.row] + least  # what sign times number can be at most
        need = (self.low - highs)[self.row] + most  # and must be at least
        size = np.abs(self.sign)
        np.minimum.at(upper, self.column, np.where(plus, room, -need) // size)
        np.maximum.at(lower, self.column, -(np.where(plus, -need, room) // size))


class Cases:
    """What one case more does: to the numbers, and to the rows that are no equations."""

    def __init__(self, cases: Sequence[Sequence[int]], rows: Rows) -> None:
        self._columns = [_array(columns) for columns in cases]
        self._case = _array(at for at, columns in enumerate(cases) for _ in columns)
        self._column = _array(column for columns in cases for column in columns)
        self._in_row, self._row, self._effect = self._effects(rows)

    def spread(self, found: Whole, up: Whole, down: Whole, rows: Rows) -> tuple[Whole, Whole]:
        """The largest and the smallest each number becomes by cases added or taken away, one kind at a time."""
        more, fewer = np.full(len(self._columns), FREE), np.full(len(self._columns), FREE)
        np.minimum.at(more, self._case, up[self._column])
        np.minimum.at(fewer, self._case, down[self._column])
        sums = rows.activity(found)
        np.minimum.at(more, self._in_row, (rows.high - sums)[self._row] // self._effect)
        np.minimum.at(fewer, self._in_row, (sums - rows.low)[self._row] // self._effect)
        high, low = found.copy(), found.copy()
        np.maximum.at(high, self._column, found[self._column] + more[self._case])
        np.minimum.at(low, self._column, found[self._column] - fewer[self._case])
        return high, low

    def moves(self, cell: int, more: int, found: Whole, up: Whole, down: Whole) -> Iterator[Whole]:
        """Tables in which so many cases of another kind, that the same rows count, are counted in a number instead."""
        for kind in self._of_column.get(cell, ()):
            rises = self._columns[kind]
            if up[rises].min() < more:
                continue
            fitting = (
                falls
                for other in self._alike[self._effects_of[kind]]
                if cell not in (falls := self._columns[other]) and down[falls].min() >= more
            )
            for falls in islice(fitting, TRIES):
                table = found.copy()
                table[rises] += more
                table[falls] -= more
                yield table

    @cached_property
    def _of_column(self) -> dict[int, list[int]]:
        return _grouped(zip(self._column.tolist(), self._case.tolist(), strict=True))

    @cached_property
    def _effects_of(self) -> list[tuple[tuple[int, int], ...]]:
        """By case, the rows it counts in and how often."""
        effects = zip(self._row.tolist(), self._effect.tolist(), strict=True)
        found = _grouped(zip(self._in_row.tolist(), effects, strict=True))
        return [tuple(sorted(found.get(case, ()))) for case in range(len(self._columns))]

    @cached_property
    def _alike(self) -> dict[tuple[tuple[int, int], ...], list[int]]:
        """The cases that count in the same rows."""
        return _grouped((effects, case) for case, effects in enumerate(self._effects_of))

    def _effects(self, rows: Rows) -> tuple[Whole, Whole, Whole]:
        """By case and row, by how much the row rises; only where it does."""
        entries = _grouped(
            (column, (row, sign))
            for row, column, sign in zip(
                rows.row.tolist(), rows.column.tolist(), rows.sign.tolist(), strict=True
            )
        )
        effects: dict[tuple[int, int], int] = defaultdict(int)
        for case, column in zip(self._case.tolist(), self._column.tolist(), strict=True):
            for row, sign in entries.get(column, ()):
                effects[case, row] += sign
        risen = [(case, row, effect) for (case, row), effect in effects.items() if effect]
        if any(row < rows.equations for _, row, _ in risen):
            raise ValueError("counting one case more must leave every equation as it is")
        cases, of_rows, sizes = zip(*risen, strict=True) if risen else ((), (), ())
        return _array(cases), _array(of_rows), _array(sizes)


class Runs:
    """Runs of one length: how far the truth may have drifted from what is published."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self._parts = np.array([run.parts for run in runs], np.int64)
        self._published = np.array([run.published for run in runs], np.int64)
        self._within = _array(_whole(run.within) for run in runs)[:, None]
        self._to_date = _array(_whole(run.to_date) for run in runs)[:, None]

    @classmethod
    def of(cls, runs: Iterable[Run]) -> list[Runs]:
        lengths = defaultdict(list)
        for run in runs:
            lengths[len(run.parts)].append(run)
        return [cls(same) for length, same in lengths.items() if length]

    def narrow(self, lower: Whole, upper: Whole) -> None:
        """A single period is a stretch of its own."""
        most = np.minimum(self._within, 2 * self._to_date)
        np.minimum.at(upper, self._parts, self._published + most)
        np.maximum.at(lower, self._parts, self._published - most)

    def fit(self, found: Whole) -> bool:
        """Whether no stretch has drifted further than is known."""
        drift = self._drift(found)
        spread = drift.max(axis=1, keepdims=True) - drift.min(axis=1, keepdims=True)
        return bool((spread <= self._within).all() and (np.abs(drift) <= self._to_date).all())

    def room(self, found: Whole, up: Whole, down: Whole) -> None:
        """Lower the room that each number has to rise and to fall alone, everything else as it was found."""
        drift = self._drift(found)
        least_before = np.minimum.accumulate(drift, axis=1)[:, :-1]
        most_before = np.maximum.accumulate(drift, axis=1)[:, :-1]
        least_after = np.minimum.accumulate(drift[:, :0:-1], axis=1)[:, ::-1]
        most_after = np.maximum.accumulate(drift[:, :0:-1], axis=1)[:, ::-1]
        rise = np.minimum(self._within + least_before, self._to_date) - most_after
        fall = least_after + np.minimum(self._within - most_before, self._to_date)
        np.minimum.at(up, self._parts, rise)
        np.minimum.at(down, self._parts, fall)

    def _drift(self, found: Whole) -> Whole:
        """The truth less what is published, from the start to before the first, after the first, and so on."""
        drift = np.zeros((len(self._parts), self._parts.shape[1] + 1), np.int64)
        np.cumsum(found[self._parts] - self._published, axis=1, out=drift[:, 1:])
        return drift


def _grouped(pairs: Iterable[tuple[Key, Value]]) -> dict[Key, list[Value]]:
    groups: dict[Key, list[Value]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups


def _array(values: Iterable[int]) -> Whole:
    return np.fromiter(values, np.int64)


def _whole(limit: float) -> int:
    """The largest whole number that is not more, and FREE where there is no limit."""
    return FREE if limit == inf else int(limit // 1)
