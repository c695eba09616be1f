"""Whether the rows of a file agree with each other: no row twice, and totals that are the sum of their parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from storage.counts import Missing, Number
from storage.intake.grid import Grid
from storage.intake.problems import Problem
from storage.intake.shape import Shape

RECOVERABLE = (
    "{} in this file {} a withheld count away: it is what is left when the other parts are taken off. "
    "Parley withholds it all the same. Tell whoever publishes the file, and the steward."
)


@dataclass
class Parts:
    """The parts of one total as they are found: their sum so far, and what was missing among them."""

    known: int = 0
    withheld: int = 0
    gaps: int = 0

    def add(self, number: Number) -> None:
        """Take one more part in."""
        if isinstance(number, Missing):
            self.withheld += number is Missing.WITHHELD
            self.gaps += 1
        else:
            self.known += number

    def contradict(self, said: Number) -> bool:
        """Whether a total cannot be the sum of these parts; with a part missing it only cannot be less."""
        if isinstance(said, Missing):
            return False
        return said < self.known if self.gaps else said != self.known

    def give_away(self, said: Number) -> bool:
        """Whether the one withheld part follows from the total."""
        return not isinstance(said, Missing) and self.withheld == self.gaps == 1


@dataclass(frozen=True)
class Checked:
    """The problems of a file's totals, and how many of them give a withheld count away."""

    problems: tuple[Problem, ...]
    given_away: int

    @property
    def notes(self) -> tuple[str, ...]:
        """What to tell whoever loads the file."""
        if not self.given_away:
            return ()
        many = self.given_away > 1
        return (RECOVERABLE.format(f"{self.given_away:,} total{'s' * many}", "give" if many else "gives"),)


def repeats(grid: Grid, keys: pd.DataFrame) -> Iterator[Problem]:
    """Every row with the area, period and category of an earlier one."""
    first: dict[tuple[object, ...], int] = {}
    for row, *key in keys.itertuples():
        earlier = first.setdefault(tuple(key), row)
        if earlier != row:
            sentence = f"Row {earlier} has the same area, period and category. Keep one."
            yield grid.problem(row, "", sentence)


def across(grid: Grid, shape: Shape, numbers: pd.DataFrame) -> Checked:
    """The column of totals against the other columns of its row."""
    if shape.total is None:
        return Checked((), 0)
    problems, given_away = [], 0
    columns = [each.column for each in shape.values]
    for row, *cells, said in numbers[[*columns, shape.total]].itertuples():
        parts = _sum(cells)
        if parts.contradict(said):
            sentence = "The total is not the sum of its categories in this row."
            problems.append(grid.problem(row, shape.total, sentence))
        given_away += parts.give_away(said)
    return Checked(tuple(problems), given_away)


def down(grid: Grid, keys: pd.DataFrame, totals: pd.DataFrame, numbers: pd.DataFrame) -> Checked:
    """The rows of totals against the rows they sum up; in the keys of a total None stands for all."""
    if totals.empty:
        return Checked((), 0)
    problems, given_away, written = [], 0, numbers.to_dict()
    patterns = {tuple(part is None for part in key) for key in totals.itertuples(index=False)}
    sums: dict[tuple[object, ...], Parts] = defaultdict(Parts)
    for row, *key in keys.itertuples():
        for pattern in patterns:
            whole = tuple(None if all_of_it else part for part, all_of_it in zip(key, pattern, strict=True))
            for column, cells in written.items():
                sums[column, *whole].add(cells[row])
    for row, *key in totals.itertuples():
        for column, cells in written.items():
            parts, said = sums[column, *key], cells[row]
            if parts.contradict(said):
                sentence = "This total is not the sum of the rows it stands for."
                problems.append(grid.problem(row, str(column), sentence))
            given_away += parts.give_away(said)
    return Checked(tuple(problems), given_away)


def _sum(numbers: Iterable[Number]) -> Parts:
    parts = Parts()
    for number in numbers:
        parts.add(number)
    return parts
