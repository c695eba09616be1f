"""Additive controlled rounding: every published number a multiple of the base, every sum still true.

The whole declared table of a period is rounded at once. Each cell goes to the multiple of the base just
below or just above its true value (a multiple stays), so that all the sums hold. Among the tables that do,
a programme on HiGHS chooses the one with the least total cost. `round_table` rounds one table by itself: the cost of
a cell is its change plus a secret offset, uniform on (-base, base) and so wide enough to turn any cell either way.
Every additive table between the multiples is chosen under some key, so that knowing this code but not the key rules
nothing out, and a cell tied to nothing else goes up with probability remainder over base, which is unbiased.
`carry` and `months` choose with costs of their own, through the same `choose`; `prove` checks what came of it
without the solver.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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
CHANGED = 1e6  # dearer than all of a table: another value than one has been published with
NO_TABLE = "No rounded table was found in which everything adds up. Publish fewer breakdowns."


class RoundingError(Exception):
    """A table that cannot be rounded as declared; the text says why."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a cell may be published as: `lowest` times the base, or a multiple more for each step.

    `steps` are what each further multiple costs, never less than the one before it; none where all is settled.
    """

    lowest: int
    steps: tuple[float, ...] = ()


def round_table(
    cells: Sequence[int], equations: Sequence[Equation], base: int, key: bytes, label: str
) -> tuple[int, ...]:
    """Multiples of `base`, each less than `base` from the true cell, with every sum kept.

    The same cells, key and label always give the same table. Raises RoundingError.
    """
    return tuple(map(whole, found(round_known(cells, equations, base, key, label))))


def round_known(
    cells: Sequence[Number],
    equations: Sequence[Equation],
    base: int,
    key: bytes,
    label: str,
    settled: Mapping[int, int] | None = None,
    liked: Mapping[int, int] | None = None,
) -> tuple[Number, ...] | None:
    """The same where cells are missing: those stay missing, and every sum without one is kept.

    A total of which a part is missing has to be missing too. `settled` cells have been published and keep that value;
    `liked` ones keep it wherever a table allows it. None where no table adds up. Raises RoundingError.
    """
    check(cells, equations, base, key)
    choices = zero_restricted(cells, base, settled or {})
    for index, choice in choices.items():
        if choice.steps:
            cost = base - 2 * (whole(cells[index]) % base) + offset(key, label, index, base)
            choices[index] = Choice(
                choice.lowest, (cost + change(choice.lowest * base, (liked or {}).get(index)),)
            )
    chosen = choose(choices, equations)
    if chosen is None:
        return None
    published = filled(cells, chosen, base)
    prove(cells, published, equations, base)
    return published


def change(value: int, liked: int | None) -> float:
    """What it costs more to publish a base more than `value`, where one value is liked best."""
    if liked is None:
        return 0.0
    return CHANGED if value >= liked else -CHANGED


def build_period(cube: Cube, period: str, counts: Sequence[Atom], key: bytes) -> tuple[Cell, ...]:
    """The protected cells of one period by itself from its counts."""
    base, label = cube.measure.protect.base, label_of(cube, period)
    return cube.cells(period, found(round_known(cube.truth(counts), cube.equations, base, key, label)))


def found(table: tuple[Number, ...] | None) -> tuple[Number, ...]:
    """The table that has to exist. Raises RoundingError where it does not."""
    if table is None:
        raise RoundingError(NO_TABLE)
    return table


def label_of(cube: Cube, period: str) -> str:
    """What the secret parts of a period are drawn by.

    Not by the version of the declaration: the same truth rounded twice would show what lies between.
    """
    return f"{cube.measure.id}/{period}"


def zero_restricted(cells: Sequence[Number], base: int, settled: Mapping[int, int]) -> dict[int, Choice]:
    """For each cell with a number the multiple below it and, if it is none itself, a step to the one above."""
    return {
        index: Choice(settled[index] // base)
        if index in settled
        else Choice(cell // base, (0.0,) * bool(cell % base))
        for index, cell in enumerate(cells)
        if not isinstance(cell, Missing)
    }


def filled(cells: Sequence[Number], chosen: Mapping[int, int], base: int) -> tuple[Number, ...]:
    """The published table: the multiples that were chosen, and what is missing."""
    return tuple(base * chosen[index] if index in chosen else cell for index, cell in enumerate(cells))


def whole(cell: Number) -> int:
    """The number of a cell that has one."""
    if isinstance(cell, Missing):
        raise TypeError("a missing count has no number")
    return cell


def offset(key: bytes, label: str, index: int, base: int) -> float:
    """The secret part of the cost of rounding a cell up: uniform on (-base, base), from the key alone."""
    name = f"{label}\x1f{index}".encode()
    drawn = int.from_bytes(hmac.digest(key, name, hashlib.sha256)[:6])
    return base * (2 * (drawn + 0.5) / 2**48 - 1)


def solver() -> tuple[str, str]:
    """The name and version of the solver, for the certificate."""
    return "HiGHS", str(_quiet().version())


def check(cells: Sequence[Number], equations: Iterable[Equation], base: int, key: bytes) -> None:
    """Whether these true cells can be rounded at all. Raises RoundingError."""
    if base not in BASES:
        raise RoundingError(f"The base must be 5 or 10, not {base}.")
    if len(key) < SHORTEST_KEY:
        raise RoundingError(f"The protection key must have at least {SHORTEST_KEY} bytes. Make a longer one.")
    if any(not isinstance(cell, Missing) and cell < 0 for cell in cells):
        raise RoundingError("A count cannot be negative. Check the file.")
    for equation in equations:
        if isinstance(cells[equation.total], Missing):
            continue
        parts = [cells[part] for part in equation.parts]
        if any(isinstance(part, Missing) for part in parts):
            raise RoundingError(
                "A total is given of which a part is missing. Nothing was built; report this."
            )
        if cells[equation.total] != sum(map(whole, parts)):
            raise RoundingError("The counts do not add up to their totals. Check the file.")


def prove(
    cells: Sequence[Number],
    published: Sequence[Number],
    equations: Iterable[Equation],
    base: int,
    further: int = 0,
) -> None:
    """Check a finished table against its truth, without the solver. Raises RoundingError.

    Missing cells are missing, numbers are multiples of the base and none is negative, every sum holds, and a number
    is the multiple just below or above its truth or up to `further` multiples beyond.
    """
    fits = all(_fits(*pair, base, further) for pair in zip(cells, published, strict=True))
    if not fits or not adds_up(published, equations):
        raise RoundingError("The solver gave a table that fails its checks. Nothing was built; report this.")


def adds_up(values: Sequence[Number], equations: Iterable[Equation]) -> bool:
    """Whether every total that has a number is the sum of its parts."""
    return all(
        isinstance(total := values[each.total], Missing)
        or total == sum(whole(values[part]) for part in each.parts)
        for each in equations
    )


def _fits(old: Number, new: Number, base: int, further: int) -> bool:
    if isinstance(old, Missing) or isinstance(new, Missing):
        return old is new
    low, high = old - old % base, old + -old % base
    return new >= 0 and new % base == 0 and low - further * base <= new <= high + further * base


def choose(choices: Mapping[int, Choice], equations: Iterable[Equation]) -> dict[int, int] | None:
    """For each cell how many times the base, so that every sum holds and all steps together cost least.

    None where no table adds up. A table of at most two directions is settled by its linear relaxation.
    Raises RoundingError where the solver gives up.
    """
    starts, costs = {}, list[float]()
    for index, choice in choices.items():
        starts[index] = len(costs)
        costs += choice.steps
    rows = [_row(each, choices, starts) for each in equations if each.total in choices]
    if any(due and not signs for due, signs in rows):
        return None
    steps = _solve(costs, [row for row in rows if row[1]])
    if steps is None:
        return None
    return {
        index: choice.lowest + sum(steps[starts[index] : starts[index] + len(choice.steps)])
        for index, choice in choices.items()
    }


Row = tuple[int, dict[int, float]]  # what the steps must sum to, and the sign of each


def _row(equation: Equation, choices: Mapping[int, Choice], starts: Mapping[int, int]) -> Row:
    due, signs = 0, dict[int, float]()
    for index, sign in ((equation.total, -1), *((part, 1) for part in equation.parts)):
        choice, first = choices[index], starts[index]
        due -= sign * choice.lowest
        signs |= dict.fromkeys(range(first, first + len(choice.steps)), float(sign))
    return due, signs


def _solve(costs: list[float], rows: list[Row]) -> list[int] | None:
    """The cheapest steps. Raises RoundingError."""
    import numpy
    from highspy import HighsVarType

    size = len(costs)
    if not size:
        return []
    highs, columns = _quiet(), numpy.arange(size, dtype=numpy.int32)
    highs.addVars(size, numpy.zeros(size), numpy.ones(size))
    highs.changeColsCost(size, columns, numpy.array(costs))
    for due, signs in rows:
        highs.addRow(due, due, len(signs), list(signs), list(signs.values()))
    steps = _run(highs)
    if steps and any(abs(step - round(step)) > TOLERANCE for step in steps):
        kinds = numpy.full(size, int(HighsVarType.kInteger), numpy.uint8)
        highs.changeColsIntegrality(size, columns, kinds)
        steps = _run(highs)
    return None if steps is None else [round(step) for step in steps]


def _run(highs: Highs) -> list[float] | None:
    from highspy import HighsModelStatus

    highs.run()
    match highs.getModelStatus():
        case HighsModelStatus.kOptimal:
            return list(highs.getSolution().col_value)
        case HighsModelStatus.kInfeasible:
            return None
    raise RoundingError(NO_TABLE)


def _quiet() -> Highs:
    from highspy import Highs

    highs = Highs()  # type: ignore[no-untyped-call]  # highspy ships no types for its constructor
    highs.silent()
    for option, value in OPTIONS.items():
        highs.setOptionValue(option, value)
    return highs
