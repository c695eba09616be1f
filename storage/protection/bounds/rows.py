"""What is known of a system, as arrays of whole numbers: sums between two values, and runs that may drift only so far."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import inf

import numpy as np
from numpy.typing import NDArray

from storage.protection.bounds.known import Known, Run

Whole = NDArray[np.int64]
FREE = 2**40  # stands for no limit; sums of a million of these still fit into 64 bits


class Rows:
    """Sums between two values, one entry after another: the column, its sign, and the row it belongs to."""

    def __init__(
        self, entries: list[tuple[int, int, int]], low: list[int], high: list[int], ties: int
    ) -> None:
        rows, columns, signs = zip(*entries, strict=True) if entries else ((), (), ())
        self.row, self.column, self.sign = array(rows), array(columns), array(signs)
        self.low, self.high = array(low), array(high)
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
            low.append(-whole(-limit.low))
            high.append(whole(limit.high))
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


class Runs:
    """Runs of one length: how far the truth may have drifted from what is published."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self._parts = np.array([run.parts for run in runs], np.int64)
        self._published = np.array([run.published for run in runs], np.int64)
        self._within = array(whole(run.within) for run in runs)[:, None]
        self._to_date = array(whole(run.to_date) for run in runs)[:, None]

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


def array(values: Iterable[int]) -> Whole:
    return np.fromiter(values, np.int64)


def whole(limit: float) -> int:
    """The largest whole number that is not more, and FREE where there is no limit."""
    return FREE if limit == inf else int(limit // 1)
