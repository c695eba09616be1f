"""What an attacker can work out: the smallest and the largest that every true number can still be.

The attacker knows the sums that tie the numbers together, how they were protected and everything that was
ever published. The intervals are exact: at each end stands a table of whole numbers that was found and checked
against all that is known, and beyond it there is none. An end is reached in one of three ways, the cheapest first
(see `reach` and `programme`): the limits of a number are tightened by the sums it takes part in, until a table
already found stands at them; one case more or fewer is counted in a table already found; or a linear programme
(HiGHS) says how far a number can go, and an integer programme where that is no table of whole numbers.

Sources: Fischetti and Salazar, "Solving the cell suppression problem", Management Science 47 (2001); the same
audit as in tau-Argus and sdcTable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from storage.protection.cube import Equation

if TYPE_CHECKING:
    from storage.protection.programme import Programme
    from storage.protection.reach import Reach


class AttackError(Exception):
    """An attack that could not be carried out; without it nothing may be released."""


class Impossible(AttackError):
    """No table of true numbers fits all that is said to be known."""


@dataclass(frozen=True, slots=True)
class Interval:
    """All that can be said of a true number: it is between these two, both possible."""

    low: int
    high: float  # inf where nothing limits it

    @property
    def width(self) -> float:
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class Limit:
    """A sum of true numbers known to lie between two values, such as a total that somebody else published."""

    parts: tuple[int, ...]
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Run:
    """One number over successive periods, of which the rounding error is carried from each to the next.

    The sum of the truth over any stretch of them is known to be at most `within` from the published sum, and from
    the first of them on at most `to_date`.
    """

    parts: tuple[int, ...]
    published: tuple[int, ...]
    within: float = inf
    to_date: float = inf


@dataclass(frozen=True)
class Known:
    """What is known of a list of true numbers: bounds for each, and the sums that hold.

    `cases` say what counting one case more would do: the numbers that each rise by one, so that every equation still
    holds. `likely` is a table that may fit, such as what was published. Both only save work; neither is believed.
    """

    bounds: tuple[Interval, ...]
    equations: tuple[Equation, ...]
    limits: tuple[Limit, ...] = ()
    runs: tuple[Run, ...] = ()
    cases: tuple[tuple[int, ...], ...] = ()
    likely: tuple[int, ...] = ()


def of_rounded(values: Sequence[int | None], equations: Iterable[Equation], base: int) -> Known:
    """What controlled rounding shows: each number is less than `base` from its published value.

    A number that is not published (None) may be anything from 0.
    """
    bounds = tuple(Interval(0, inf) if value is None else around(value, base) for value in values)
    likely = () if None in values else tuple(value for value in values if value is not None)
    return Known(bounds, tuple(equations), likely=likely)


def of_hidden(
    values: Sequence[int | None], equations: Iterable[Equation], hidden: Interval | None = None
) -> Known:
    """What a table with hidden cells (None) shows: every other number is exact.

    `hidden` is what the mark itself says, such as from 1 to 7.
    """
    free = hidden or Interval(0, inf)
    bounds = tuple(free if value is None else Interval(value, value) for value in values)
    return Known(bounds, tuple(equations))


def around(value: int, base: int) -> Interval:
    """The true numbers that controlled rounding can publish as `value`; with base 1 the number itself."""
    return Interval(max(0, value - base + 1), value + base - 1)


class Attacker:
    """Everything known, asked about one number after another."""

    def __init__(self, known: Known) -> None:
        from storage.protection.programme import Programme
        from storage.protection.reach import Reach

        self._known = known
        self._reach: Reach = Reach(known)
        self._programme: Programme = Programme(known, self._reach)
        self._begun = False

    @property
    def programmes(self) -> int:
        """How many programmes the solver was given so far."""
        return self._programme.solved

    def possible(self) -> bool:
        """Whether any table of true numbers fits."""
        try:
            self._begin()
        except Impossible:
            return False
        return True

    def interval(self, cell: int) -> Interval:
        """The smallest and the largest the true number can be. Raises Impossible if nothing fits."""
        self._begin()
        for largest in (False, True):
            if not self._reach.settled(cell, largest):
                self._ask(cell, largest)
        return self._reach.interval(cell)

    def intervals(self, cells: Iterable[int]) -> Iterator[Interval]:
        """The same for many numbers; every table found on the way serves all of them."""
        return (self.interval(cell) for cell in cells)

    def _begin(self) -> None:
        if self._begun:
            return
        if not self._reach.narrow():
            raise Impossible("What is published contradicts itself. Nothing may be released.")
        if not (self._known.likely and self._reach.learn(self._known.likely)):
            self._reach.learn(self._programme.any_table())
        self._begun = True

    def _ask(self, cell: int, largest: bool) -> None:
        for whole in (False, True):
            answer = self._programme.extreme(cell, largest, whole=whole)
            self._reach.limit(cell, answer.bound, largest)
            self._reach.learn(answer.table)
            if self._reach.settled(cell, largest):
                return
        raise AttackError("The solver gave up. Nothing may be released.")
