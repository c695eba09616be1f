"""The linear and the integer programme behind the attack, on HiGHS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, inf

import numpy as np
from highspy import Highs, HighsModelStatus, HighsVarType, ObjSense
from numpy.typing import NDArray

from storage.protection.bounds.known import NOTHING_FITS, AttackError, Impossible, Known, Run
from storage.protection.bounds.reach import BEYOND, TOLERANCE, Reach
from storage.protection.bounds.rows import Whole

OPTIONS = {"threads": 1, "random_seed": 0, "mip_rel_gap": 0.0, "mip_abs_gap": 0.0, "time_limit": 60.0}
LARGE = (
    1000  # numbers; from here on it is quicker to go on from the last table than to begin from the question
)
PRIMAL = 4  # HiGHS's name for doing so


@dataclass(frozen=True)
class Answer:
    """How far one number can go, inf where nothing stops it, None where the solver gave up; and a table, if any."""

    bound: float | None
    table: list[float] | None = None


class Programme:
    """One model, asked again and again: each time the solver begins where it ended."""

    def __init__(self, known: Known, reach: Reach) -> None:
        self.solved = 0
        self._known, self._reach = known, reach
        self._models: dict[bool, Highs] = {}  # by whether the numbers must be whole

    def any_table(self, near: Sequence[int]) -> list[float]:
        """A table of whole numbers that fits, as near to another as can be. Raises Impossible where there is none."""
        model = _model(self._known, self._reach)
        for column, value in enumerate(near):
            _near(model, column, value)
        for kind in (HighsVarType.kContinuous, HighsVarType.kInteger):
            if self._run(_all(model, kind)) == HighsModelStatus.kInfeasible:
                raise Impossible(NOTHING_FITS)
            found = _table(model)
            if found and all(abs(value - round(value)) < TOLERANCE for value in found):
                return found
        raise AttackError("The solver gave up. Nothing may be released.")

    def extreme(self, cell: int, largest: bool, *, whole: bool) -> Answer:
        """The largest or the smallest that one number can be; of all tables that fit, or of the whole ones."""
        model = self._model(whole)
        self._bound(model, self._reach.lower, self._reach.upper)
        model.changeObjectiveSense(ObjSense.kMaximize if largest else ObjSense.kMinimize)
        model.changeColCost(cell, 1.0)
        status, found = self._run(model), _table(model)
        model.changeColCost(cell, 0.0)
        if status in (HighsModelStatus.kUnbounded, HighsModelStatus.kUnboundedOrInfeasible):
            return Answer(inf if largest else -inf)
        if status != HighsModelStatus.kOptimal or found is None:
            return Answer(None, found)
        return Answer(found[cell], found)

    def above(self, cell: int, value: float, free: range | None = None) -> Answer:
        """A table of whole numbers in which one is more than a value, or that value as the bound if there is none.

        With `free`, only those numbers may be others than in the first table found, and nothing is said of a bound.
        """
        model = self._model(whole=True)
        lower, upper = self._reach.lower.copy(), self._reach.upper.copy()
        if free is not None:
            table = np.array(self._reach.tables[0], np.int64)
            for limits in (lower, upper):
                limits[: free.start], limits[free.stop :] = table[: free.start], table[free.stop :]
        lower[cell] = max(lower[cell], floor(value) + 1)
        self._bound(model, lower, upper)
        impossible = self._run(model) == HighsModelStatus.kInfeasible
        return Answer(value if impossible and free is None else None, None if impossible else _table(model))

    def _run(self, model: Highs) -> HighsModelStatus:
        self.solved += 1
        model.run()
        return model.getModelStatus()

    def _bound(self, model: Highs, lower: Whole, upper: Whole) -> None:
        columns = np.arange(len(lower), dtype=np.int32)
        model.changeColsBounds(len(lower), columns, lower.astype(float), _open(upper))

    def _model(self, whole: bool) -> Highs:
        if whole not in self._models:
            self._models[whole] = model = _model(self._known, self._reach)
            if whole:
                _all(model, HighsVarType.kInteger)
            elif model.getNumCol() >= LARGE:
                model.run()
                model.setOptionValue("simplex_strategy", PRIMAL)
        return self._models[whole]


def _model(known: Known, reach: Reach) -> Highs:
    model = Highs()  # type: ignore[no-untyped-call]  # highspy ships no types for its constructor
    model.silent()
    for option, value in OPTIONS.items():
        model.setOptionValue(option, value)
    model.addVars(len(reach.lower), reach.lower.astype(float), _open(reach.upper))
    for equation in known.equations:
        _row(model, 0.0, 0.0, {equation.total: -1.0} | dict.fromkeys(equation.parts, 1.0))
    for limit in known.limits:
        _row(model, limit.low, limit.high, {part: float(limit.parts.count(part)) for part in limit.parts})
    for run in known.runs:
        _carry(model, run)
    return model


def _open(upper: Whole) -> NDArray[np.float64]:
    return np.where(upper >= BEYOND, inf, upper)


def _table(model: Highs) -> list[float] | None:
    solution = model.getSolution()
    return list(solution.col_value) if solution.value_valid else None


def _carry(model: Highs, run: Run) -> None:
    """A number more for each period, the truth so far, and one for how far it may have drifted upwards.

    Every stretch stays `within` if and only if all drifts from the start lie in one range of that length around 0.
    """
    drifted = model.getNumCol()
    model.addVar(0.0, run.within)
    before, published = None, 0
    for part, value in zip(run.parts, run.published, strict=True):
        so_far, published = model.getNumCol(), published + value
        model.addVar(published - run.to_date, published + run.to_date)
        _row(model, 0.0, 0.0, {so_far: -1.0, part: 1.0} | ({} if before is None else {before: 1.0}))
        if run.within < inf:
            _row(model, published - run.within, published, {so_far: 1.0, drifted: -1.0})
        before = so_far


def _near(model: Highs, column: int, value: int) -> None:
    """A number more: how far one is from a value, to be kept small."""
    apart = model.getNumCol()
    model.addVar(0.0, inf)
    model.changeColCost(apart, 1.0)
    _row(model, value, inf, {column: 1.0, apart: 1.0})
    _row(model, -inf, value, {column: 1.0, apart: -1.0})


def _all(model: Highs, kind: HighsVarType) -> Highs:
    size = model.getNumCol()
    model.changeColsIntegrality(size, np.arange(size, dtype=np.int32), np.full(size, int(kind), np.uint8))
    return model


def _row(model: Highs, low: float, high: float, entries: dict[int, float]) -> None:
    model.addRow(low, high, len(entries), list(entries), list(entries.values()))
