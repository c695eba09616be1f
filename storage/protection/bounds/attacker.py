"""What an attacker can work out: the smallest and the largest that every true number can still be.

The attacker knows the sums that tie the numbers together, how they were protected and everything that was
ever published. At each end of an interval stands a table of whole numbers that was found and checked against all
that is known, so that an interval is never said to be wider than it is. It is exact where nothing lies beyond. An end
is found in one of four ways, the cheapest first (see `reach` and `programme`): the limits of a number are tightened by
the sums it takes part in, until a table already found stands at them; a few cases more or fewer are counted in a table
already found; one piece of the system is attacked by itself, and its table put in the place of that piece; or a
linear programme (HiGHS) says how far a number can go, and an integer programme where that is no table of whole numbers.

Sources: Fischetti and Salazar, "Solving the cell suppression problem", Management Science 47 (2001); the same
audit as in tau-Argus and sdcTable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from storage.protection.bounds.known import NOTHING_FITS, Enough, Impossible, Interval, Known

if TYPE_CHECKING:
    from storage.protection.bounds.programme import Programme
    from storage.protection.bounds.reach import Reach

PATIENCE = 300  # programmes of a system in several pieces, each of which may take a second


class Attacker:
    """Everything known, asked about one number after another."""

    def __init__(self, known: Known) -> None:
        from storage.protection.bounds.pieces import Pieces
        from storage.protection.bounds.programme import Programme
        from storage.protection.bounds.reach import Reach

        self._known = known
        self._reach: Reach = Reach(known)
        self._programme: Programme = Programme(known, self._reach)
        self._pieces: Pieces = Pieces(known)
        self._begun = False

    @property
    def programmes(self) -> int:
        """How many programmes the solver was given so far."""
        return self._programme.solved + self._pieces.programmes

    @property
    def tables(self) -> Sequence[Sequence[int]]:
        """The tables found that fit all that is known."""
        return self._reach.tables

    def possible(self) -> bool:
        """Whether any table of true numbers fits."""
        try:
            self.begin()
        except Impossible:
            return False
        return True

    def begin(self) -> None:
        """Find a first table that fits. Raises Impossible where there is none."""
        if self._begun:
            return
        if not self._reach.narrow():
            raise Impossible(NOTHING_FITS)
        likely = self._known.likely
        if not (self._reach.learn(likely) or self._reach.learn(self._pieces.table())):
            self._reach.learn(self._programme.any_table(likely))
        self._begun = True

    def interval(self, cell: int, enough: Enough | None = None) -> Interval:
        """The smallest and the largest the true number can be. Raises Impossible if nothing fits.

        Where less is enough, the interval may be wider than is said; and a system that has cost too many programmes
        is asked no more, so that what it left open stays narrow.
        """
        self.begin()
        if not self.exact(cell):
            for table in self._pieces.ask(cell, self._reach):
                self._reach.learn(table)
        if enough is None:
            self._ask(cell, largest=False)
            self._ask(cell, largest=True)
        elif not self.exact(cell):
            self._ask_above(cell, enough.above)
            found = self._reach.interval(cell)
            if found.width < enough.width:
                self._reach.trade(cell, found.low + enough.width - 1)
        return self._reach.interval(cell)

    def intervals(self, cells: Iterable[int]) -> Iterator[Interval]:
        """The same for many numbers; every table found on the way serves all of them."""
        return (self.interval(cell) for cell in cells)

    def exact(self, cell: int) -> bool:
        """Whether nothing lies beyond the interval that was given."""
        return self._reach.settled(cell, largest=False) and self._reach.settled(cell, largest=True)

    def _ask(self, cell: int, largest: bool) -> None:
        """Ask the solver how far it goes; where it gives up, what was found so far stands."""
        for whole in (False, True):
            if self._reach.settled(cell, largest):
                return
            answer = self._programme.extreme(cell, largest, whole=whole)
            self._reach.learn(answer.table)
            if answer.bound is not None:
                self._reach.limit(cell, answer.bound, largest)

    def _ask_above(self, cell: int, above: float) -> None:
        """Look for any table in which the number is more, first for one that differs from another in few pieces."""
        if self._reach.interval(cell).high > above or self._reach.upper[cell] <= above:
            return
        if self._reach.trade(cell, above):
            return
        for free in self._pieces.around(cell):
            if self._programme.solved >= PATIENCE:
                return
            answer = self._programme.above(cell, above, free)
            if answer.bound is not None:
                self._reach.limit(cell, answer.bound, largest=True)
            if self._reach.learn(answer.table):
                return
