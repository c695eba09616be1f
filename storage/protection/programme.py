"""The linear and the integer programme behind the attack, on HiGHS."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

import numpy as np
from highspy import Highs, HighsModelStatus, HighsVarType, ObjSense

from storage.protection.attack import AttackError, Impossible, Known, Run
from storage.protection.reach import BEYOND

if TYPE_CHECKING:
    from storage.protection.reach import Reach

OPTIONS = {"threads": 1, "random_seed": 0, "mip_rel_gap": 0.0, "mip_abs_gap": 0.0, "time_limit": 60.0}
UNLIMITED = (HighsModelStatus.kUnbounded, HighsModelStatus.kUnboundedOrInfeasible)


@dataclass(frozen=True)
class Answer:
    """How far one number can go, and a table in which it does; inf and none where nothing stops it."""

    bound: float
    table: list[float] | None


class Programme:
    """One model, asked again and again: each time the solver begins where it ended."""

    def __init__(self, known: Known, reach: Reach) -> None:
        self.solved = 0
        self._known, self._reach = known, reach
        self._models: dict[bool, Highs] = {}  # by whether the numbers must be whole

    def any_table(self) -> list[float]:
        """A table of whole numbers that fits. Raises Impossible where there is none."""
        for whole in (False, True):
            found = self._solve(self._model(whole))
            if found is None:
                raise Impossible("What is published contradicts itself. Nothing may be released.")
            if all(abs(value - round(value)) < 1e-6 for value in found):
                return found
        raise AttackError("The solver gave up. Nothing may be released.")

    def extreme(self, cell: int, largest: bool, *, whole: bool) -> Answer:
        """The largest or the smallest that one number can be; of all tables that fit, or of the whole ones."""
        model = self._model(whole)
        model.changeObjectiveSense(ObjSense.kMaximize if largest else ObjSense.kMinimize)
        model.changeColCost(cell, 1.0)
        try:
            found = self._solve(model)
        finally:
            model.changeColCost(cell, 0.0)
        if found is None:
            return Answer(inf if largest else -inf, None)
        return Answer(found[cell], found)

    def _solve(self, model: Highs) -> list[float] | None:
        self.solved += 1
        model.run()
        status = model.getModelStatus()
        if status == HighsModelStatus.kOptimal:
            return list(model.getSolution().col_value)
        if status in UNLIMITED or status == HighsModelStatus.kInfeasible:
            return None
        raise AttackError("The solver gave up. Nothing may be released.")

    def _model(self, whole: bool) -> Highs:
        if whole not in self._models:
            self._models[whole] = model = _model(self._known, self._reach)
            if whole:
                size = model.getNumCol()
                kinds = np.full(size, int(HighsVarType.kInteger), np.uint8)
                model.changeColsIntegrality(size, np.arange(size, dtype=np.int32), kinds)
        return self._models[whole]


def _model(known: Known, reach: Reach) -> Highs:
    model = Highs()  # type: ignore[no-untyped-call]  # highspy ships no types for its constructor
    model.silent()
    for option, value in OPTIONS.items():
        model.setOptionValue(option, value)
    upper = np.where(reach.upper >= BEYOND, inf, reach.upper)
    model.addVars(len(upper), reach.lower.astype(float), upper)
    for equation in known.equations:
        _row(model, 0.0, 0.0, {equation.total: -1.0} | dict.fromkeys(equation.parts, 1.0))
    for limit in known.limits:
        _row(model, limit.low, limit.high, {part: float(limit.parts.count(part)) for part in limit.parts})
    for run in known.runs:
        _carry(model, run)
    return model


def _carry(model: Highs, run: Run) -> None:
    """Two numbers more for each period: the truth so far, and once how far it may have drifted upwards.

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


def _row(model: Highs, low: float, high: float, entries: dict[int, float]) -> None:
    model.addRow(low, high, len(entries), list(entries), list(entries.values()))
