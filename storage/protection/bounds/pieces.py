"""A system in pieces that only limits and runs tie together: each piece attacked by itself helps with the whole.

What a piece alone rules out is ruled out in the whole. A table of a piece, put in its place in a table of the whole,
is one more table to try.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from math import inf

from storage.protection.bounds.attacker import Attacker
from storage.protection.bounds.known import Known
from storage.protection.bounds.reach import Reach

NEIGHBOURS = (0, 1, 4)  # pieces on either side


class Pieces:
    """The pieces of a system; none where it is in one piece."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._starts = [first for first, _ in known.pieces]
        self._attackers: dict[int, Attacker] = {}
        self._tried: dict[int, int] = {}  # how many tables of each piece were

    @property
    def programmes(self) -> int:
        """How many programmes the solver was given."""
        return sum(attacker.programmes for attacker in self._attackers.values())

    def around(self, cell: int) -> Iterator[range | None]:
        """The piece that a number belongs to, then more and more of its neighbours, and at last all (None)."""
        at = bisect_right(self._starts, cell) - 1
        for near in NEIGHBOURS:
            if near < len(self._starts) - 1:
                first, last = max(0, at - near), min(len(self._starts) - 1, at + near)
                yield range(self._starts[first], self._known.pieces[last][1])
        yield None

    def table(self) -> Sequence[int] | None:
        """A table of each piece, side by side; they may not fit together."""
        if not self._starts:
            return None
        return [value for at in range(len(self._starts)) for value in self._attacker(at).tables[0]]

    def ask(self, cell: int, reach: Reach) -> Iterator[Sequence[int]]:
        """Limit a number to what its piece alone leaves it; yield tables of the whole to try."""
        if not self._starts:
            return
        at = bisect_right(self._starts, cell) - 1
        first, until = self._known.pieces[at]
        attacker = self._attacker(at)
        interval = attacker.interval(cell - first)
        if attacker.exact(cell - first):
            reach.limit(cell, interval.low, largest=False)
            if interval.high < inf:
                reach.limit(cell, interval.high, largest=True)
        new = attacker.tables[self._tried.get(at, 0) :]
        self._tried[at] = len(attacker.tables)
        for table in new:
            yield [*reach.tables[0][:first], *table, *reach.tables[0][until:]]

    def _attacker(self, at: int) -> Attacker:
        if at not in self._attackers:
            self._attackers[at] = Attacker(self._known.piece(*self._known.pieces[at]))
        self._attackers[at].begin()
        return self._attackers[at]
