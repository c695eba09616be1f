"""What is known of a list of true numbers: bounds of each, the sums that tie them, and how far errors may drift."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from storage.protection.cube import Equation

NOTHING_FITS = "What is published contradicts itself. Nothing may be released."


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
        """How many other numbers it could be."""
        return self.high - self.low

    def meets(self, other: Interval) -> bool:
        """Whether one number can be in both."""
        return self.low <= other.high and other.low <= self.high

    def within(self, other: Interval) -> bool:
        """Whether it says at least as much as another."""
        return other.low <= self.low and self.high <= other.high


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


@dataclass(frozen=True, slots=True)
class Enough:
    """What needs to be known of a number: whether it can be more than `above`, and if easily seen, its width."""

    above: float
    width: float


@dataclass(frozen=True)
class Known:
    """What is known of a list of true numbers: bounds for each, and the sums that hold.

    `cases` say what counting one case more would do: the numbers that each rise by one, so that every equation still
    holds. `likely` is a table that may fit or nearly so, such as what was published. `pieces` are stretches of numbers,
    from the first to before the second, that only limits and runs tie to each other. All three only save work.
    """

    bounds: tuple[Interval, ...]
    equations: tuple[Equation, ...]
    limits: tuple[Limit, ...] = ()
    runs: tuple[Run, ...] = ()
    cases: tuple[tuple[int, ...], ...] = ()
    likely: tuple[int, ...] = ()
    pieces: tuple[tuple[int, int], ...] = ()

    def piece(self, first: int, until: int) -> Known:
        """One piece as if nothing tied it to the others."""
        inside = range(first, until)
        return Known(
            self.bounds[first:until],
            tuple(
                Equation(each.total - first, tuple(part - first for part in each.parts))
                for each in self.equations
                if each.total in inside
            ),
            cases=tuple(tuple(at - first for at in case) for case in self.cases if case[0] in inside),
            likely=self.likely[first:until],
        )


def around(value: int, base: int) -> Interval:
    """The true numbers that controlled rounding can publish as `value`; with base 1 the number itself."""
    return Interval(max(0, value - base + 1), value + base - 1)
