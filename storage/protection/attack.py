"""What an attacker can work out: the smallest and the largest that every true number can still be.

The attacker knows the sums that tie the numbers together, how they were protected and everything that was
ever published. For each number a linear programme (HiGHS) asks how small and how large it can be; where the
answer is not a table of whole numbers, an integer programme asks again. The intervals are exact: every whole
number at an end is reached by some table that fits all that is known. Sources: Fischetti and Salazar,
"Solving the cell suppression problem", Management Science 47 (2001); the same audit as in tau-Argus and sdcTable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, inf
from typing import TYPE_CHECKING

from storage.protection.cube import Equation

if TYPE_CHECKING:
    from highspy import Highs, HighsVarType

OPTIONS = {"threads": 1, "random_seed": 0, "mip_rel_gap": 0.0, "mip_abs_gap": 0.0, "time_limit": 60.0}
TOLERANCE = 1e-6  # how far from a whole number the solver's answer may be


class AttackError(Exception):
    """An attack that could not be carried out; without it nothing may be released."""


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
    """A sum of true numbers known to lie between two values, such as a year to date."""

    parts: tuple[int, ...]
    low: float
    high: float


@dataclass(frozen=True)
class Known:
    """What is known of a list of true numbers: bounds for each, and the sums that hold."""

    bounds: tuple[Interval, ...]
    equations: tuple[Equation, ...]
    limits: tuple[Limit, ...] = ()


def of_rounded(values: Sequence[int | None], equations: Iterable[Equation], base: int) -> Known:
    """What controlled rounding shows: each number is less than `base` from its published value.

    A number that is not published (None) may be anything from 0.
    """
    bounds = tuple(
        Interval(0, inf) if value is None else Interval(max(0, value - base + 1), value + base - 1)
        for value in values
    )
    return Known(bounds, tuple(equations))


def of_hidden(values: Sequence[int | None], equations: Iterable[Equation]) -> Known:
    """What a table with hidden cells (None) shows: every other number is exact."""
    bounds = tuple(Interval(0, inf) if value is None else Interval(value, value) for value in values)
    return Known(bounds, tuple(equations))


class Attacker:
    """One linear programme, asked about one number after another."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._size = len(known.bounds)
        self._highs = _model(known)

    def interval(self, cell: int) -> Interval:
        """The smallest and the largest the true number can be. Raises AttackError if nothing fits."""
        low, high = self._extreme(cell, 1.0), self._extreme(cell, -1.0)
        return Interval(ceil(low - TOLERANCE), inf if high == inf else floor(high + TOLERANCE))

    def intervals(self, cells: Iterable[int]) -> Iterator[Interval]:
        """The same for many numbers, each programme beginning where the one before ended."""
        return (self.interval(cell) for cell in cells)

    def _extreme(self, cell: int, sense: float) -> float:
        self._highs.changeColCost(cell, sense)
        try:
            found = self._run()
            if found is None:
                return inf if sense < 0 else -inf
            if any(abs(value - round(value)) > TOLERANCE for value in found):
                found = self._run_whole(cell)
            return found[cell]
        finally:
            self._highs.changeColCost(cell, 0.0)

    def _run(self) -> list[float] | None:
        from highspy import HighsModelStatus as Status

        self._highs.run()
        status = self._highs.getModelStatus()
        if status in (Status.kUnbounded, Status.kUnboundedOrInfeasible):
            return None
        if status != Status.kOptimal:
            raise AttackError(
                "What is published contradicts itself, or the solver gave up. Nothing may be released."
            )
        return list(self._highs.getSolution().col_value)

    def _run_whole(self, cell: int) -> list[float]:
        from highspy import HighsVarType

        self._ask_for(HighsVarType.kInteger)
        try:
            found = self._run()
        finally:
            self._ask_for(HighsVarType.kContinuous)
        if found is None:
            raise AttackError("The solver gave up. Nothing may be released.")
        return found

    def _ask_for(self, kind: HighsVarType) -> None:
        import numpy

        kinds = numpy.full(self._size, int(kind), numpy.uint8)
        self._highs.changeColsIntegrality(self._size, list(range(self._size)), kinds)


def _model(known: Known) -> Highs:
    from highspy import Highs

    highs = Highs()  # type: ignore[no-untyped-call]  # highspy ships no types for its constructor
    highs.silent()
    for option, value in OPTIONS.items():
        highs.setOptionValue(option, value)
    bounds = known.bounds
    highs.addVars(len(bounds), [float(each.low) for each in bounds], [float(each.high) for each in bounds])
    for equation in known.equations:
        columns = [equation.total, *equation.parts]
        highs.addRow(0.0, 0.0, len(columns), columns, [-1.0, *(1.0 for _ in equation.parts)])
    for limit in known.limits:
        highs.addRow(limit.low, limit.high, len(limit.parts), list(limit.parts), [1.0] * len(limit.parts))
    return highs
