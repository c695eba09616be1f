"""What counting one case more does to a system, and moving some from where the same sums count them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import TypeVar

import numpy as np

from storage.protection.bounds.rows import FREE, Rows, Whole, array

TRIES = 5  # of cases to move, for each kind of case
Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Cases:
    """What one case more does: to the numbers, and to the rows that are no equations."""

    def __init__(self, cases: Sequence[Sequence[int]], rows: Rows) -> None:
        self._columns = [array(columns) for columns in cases]
        self._case = array(at for at, columns in enumerate(cases) for _ in columns)
        self._column = array(column for columns in cases for column in columns)
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
        """By case and row, by how much the row rises; only where it does. Equations stay as they are."""
        free = rows.row >= rows.equations
        each = zip(rows.column[free].tolist(), rows.row[free].tolist(), rows.sign[free].tolist(), strict=True)
        entries = _grouped((column, (row, sign)) for column, row, sign in each)
        effects: dict[tuple[int, int], int] = defaultdict(int)
        for case, column in zip(self._case.tolist(), self._column.tolist(), strict=True):
            for row, sign in entries.get(column, ()):
                effects[case, row] += sign
        risen = [(case, row, effect) for (case, row), effect in effects.items() if effect]
        cases, of_rows, sizes = zip(*risen, strict=True) if risen else ((), (), ())
        return array(cases), array(of_rows), array(sizes)


def _grouped(pairs: Iterable[tuple[Key, Value]]) -> dict[Key, list[Value]]:
    groups: dict[Key, list[Value]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups
