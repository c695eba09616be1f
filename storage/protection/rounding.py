"""Additive controlled rounding: every published number a multiple of the base, every sum still true.

The whole declared table of a period is rounded at once. Each cell goes to the multiple of the base just
below or just above its true value (a multiple stays), so that all the sums hold. Among the tables that do,
an integer programme on HiGHS chooses the one with the least total change plus a secret offset for each cell.
The offset is uniform on (-base, base), wide enough to turn any cell either way: every additive table between
the multiples is chosen under some key, so that knowing this code but not the key rules nothing out, and a
cell tied to nothing else goes up with probability remainder over base, which is unbiased.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from typing import TYPE_CHECKING

from storage.counts import Missing, Number
from storage.protection.cube import Atom, Cell, Cube, Equation

if TYPE_CHECKING:
    from highspy import Highs

__all__ = ["Equation", "RoundingError", "build_period", "round_table", "solver"]

BASES = (5, 10)
SHORTEST_KEY = 16
OPTIONS = {"threads": 1, "random_seed": 0, "mip_rel_gap": 0.0, "mip_abs_gap": 0.0, "time_limit": 60.0}
TOLERANCE = 1e-6  # how far from a whole number the solver's answer may be


class RoundingError(Exception):
    """A table that cannot be rounded as declared; the text says why."""


def round_table(
    cells: Sequence[int], equations: Sequence[Equation], base: int, key: bytes, label: str
) -> tuple[int, ...]:
    """Multiples of `base`, each less than `base` from the true cell, with every sum kept.

    The same cells, key and label always give the same table. Raises RoundingError.
    """
    _check(cells, equations, base, key)
    floors = [cell // base for cell in cells]
    loose = [index for index, cell in enumerate(cells) if cell % base]
    if not loose:
        return tuple(cells)
    costs = [base - 2 * (cells[index] % base) + offset(key, label, index, base) for index in loose]
    rows = _rows(equations, floors, {index: column for column, index in enumerate(loose)})
    ups = _choose(costs, rows)
    for column, index in enumerate(loose):
        floors[index] += ups[column]
    published = tuple(base * floor for floor in floors)
    _prove(cells, published, equations, base)
    return published


def round_known(
    cells: Sequence[Number], equations: Sequence[Equation], base: int, key: bytes, label: str
) -> tuple[Number, ...]:
    """The same where cells are missing: those stay missing, and every sum without one is kept.

    A total of which a part is missing has to be missing too. Raises RoundingError.
    """
    known = [index for index, cell in enumerate(cells) if not isinstance(cell, Missing)]
    place = {index: at for at, index in enumerate(known)}
    whole = [equation for equation in equations if equation.total in place]
    if any(part not in place for equation in whole for part in equation.parts):
        raise RoundingError("A total is given of which a part is missing. Nothing was built; report this.")
    inside = [Equation(place[e.total], tuple(place[part] for part in e.parts)) for e in whole]
    rounded = round_table([cell for cell in cells if not isinstance(cell, Missing)], inside, base, key, label)
    published = list(cells)
    for index, value in zip(known, rounded, strict=True):
        published[index] = value
    return tuple(published)


def build_period(cube: Cube, period: str, counts: Sequence[Atom], key: bytes) -> tuple[Cell, ...]:
    """The protected cells of one period from its counts."""
    measure = cube.measure
    label = (
        f"{measure.id}/{period}"  # not the version: the same truth rounded twice would show what lies between
    )
    values = round_known(cube.truth(counts), cube.equations, measure.protect.base, key, label)
    return tuple(
        Cell(slot.breakdown.name, slot.area, period, slot.categories, value)
        for slot, value in zip(cube.slots, values, strict=True)
    )


def offset(key: bytes, label: str, index: int, base: int) -> float:
    """The secret part of the cost of rounding a cell up: uniform on (-base, base), from the key alone."""
    name = f"{label}\x1f{index}".encode()
    drawn = int.from_bytes(hmac.digest(key, name, hashlib.sha256)[:6])
    return base * (2 * (drawn + 0.5) / 2**48 - 1)


def solver() -> tuple[str, str]:
    """The name and version of the solver, for the certificate."""
    return "HiGHS", str(_quiet().version())


def _check(cells: Sequence[int], equations: Sequence[Equation], base: int, key: bytes) -> None:
    if base not in BASES:
        raise RoundingError(f"The base must be 5 or 10, not {base}.")
    if len(key) < SHORTEST_KEY:
        raise RoundingError(f"The protection key must have at least {SHORTEST_KEY} bytes. Make a longer one.")
    if any(cell < 0 for cell in cells):
        raise RoundingError("A count cannot be negative. Check the file.")
    if any(cells[e.total] != sum(cells[part] for part in e.parts) for e in equations):
        raise RoundingError("The counts do not add up to their totals. Check the file.")


def _prove(cells: Sequence[int], published: Sequence[int], equations: Sequence[Equation], base: int) -> None:
    near = all(
        new == old if old % base == 0 else new % base == 0 and abs(new - old) < base
        for old, new in zip(cells, published, strict=True)
    )
    if not near or any(published[e.total] != sum(published[part] for part in e.parts) for e in equations):
        raise RoundingError("The solver gave a table that fails its checks. Nothing was built; report this.")


Row = tuple[int, dict[int, int]]  # what the ups must sum to, and the sign of each column


def _rows(equations: Sequence[Equation], floors: Sequence[int], columns: dict[int, int]) -> list[Row]:
    rows = []
    for equation in equations:
        due = floors[equation.total] - sum(floors[part] for part in equation.parts)
        signs = {columns[part]: 1 for part in equation.parts if part in columns}
        if equation.total in columns:
            signs[columns[equation.total]] = -1
        if signs:
            rows.append((due, signs))
    return rows


def _choose(costs: list[float], rows: list[Row]) -> list[int]:
    """The cheapest way to round up; a table of at most two directions is settled by its linear relaxation."""
    import numpy
    from highspy import HighsVarType

    highs, columns = _quiet(), list(range(len(costs)))
    highs.addVars(len(costs), [0.0] * len(costs), [1.0] * len(costs))
    highs.changeColsCost(len(costs), columns, costs)
    for due, signs in rows:
        highs.addRow(due, due, len(signs), list(signs), list(signs.values()))
    ups = _solve(highs)
    if any(abs(up - round(up)) > TOLERANCE for up in ups):
        kinds = numpy.full(len(costs), int(HighsVarType.kInteger), numpy.uint8)
        highs.changeColsIntegrality(len(costs), columns, kinds)
        ups = _solve(highs)
    return [round(up) for up in ups]


def _solve(highs: Highs) -> list[float]:
    from highspy import HighsModelStatus

    highs.run()
    if highs.getModelStatus() != HighsModelStatus.kOptimal:
        raise RoundingError(
            "No rounded table was found in which everything adds up. Publish fewer breakdowns."
        )
    return list(highs.getSolution().col_value)


def _quiet() -> Highs:
    from highspy import Highs

    highs = Highs()  # type: ignore[no-untyped-call]  # highspy ships no types for its constructor
    highs.silent()
    for option, value in OPTIONS.items():
        highs.setOptionValue(option, value)
    return highs
