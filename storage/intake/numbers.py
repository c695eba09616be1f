"""The counts of every row, and what shows that a column or a file holds something else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from storage.counts import Missing, Number, total
from storage.intake.grid import Grid
from storage.intake.meanings import COUNT, SHARE, Unknown, number_of
from storage.intake.problems import Problem
from storage.intake.shape import Shape, load_the_numerator, rates
from storage.measures import Measure

FEWEST, PART = 2, 0.2  # cells with decimals, and their part of those filled, that make a column of rates


@dataclass(frozen=True)
class Numbers:
    """A number for each row and counted column, and every cell that holds none."""

    frame: pd.DataFrame
    problems: tuple[Problem, ...]

    @property
    def refused(self) -> bool:
        """Whether a whole column holds something else than counts."""
        return any(not problem.row for problem in self.problems)

    def sums(self, shape: Shape) -> pd.Series:
        """The sum of each row without its total; Missing where a part is."""
        columns = [self.frame[each.column] for each in shape.values]
        return pd.Series([total(row) for row in zip(*columns, strict=True)], self.frame.index, dtype=object)


def numbers_of(grid: Grid, measure: Measure, shape: Shape) -> Numbers:
    """Read every counted column of the rows that are kept."""
    named = dict(rates(measure, shape))
    frame, problems = pd.DataFrame(index=grid.kept.index), [grid.problem(0, *each) for each in named.items()]
    for column in shape.counted:
        texts = grid.kept[column]
        if column in named:
            continue
        if _shares(texts):
            problems.append(grid.problem(0, column, load_the_numerator(measure)))
            continue
        known = {text: number_of(text, measure.layout.missing) for text in texts.unique()}
        frame[column] = pd.Series([known[text] for text in texts], texts.index, dtype=object)
        problems += _unread(grid, texts, known)
    return Numbers(frame, tuple(problems))


def _shares(texts: pd.Series) -> bool:
    """Whether a column holds decimals or percentages throughout rather than by a slip."""
    with_point = sum(bool(SHARE.fullmatch(text)) and not COUNT.fullmatch(text) for text in texts)
    return with_point >= max(FEWEST, PART * sum(map(bool, texts)))


def _unread(grid: Grid, texts: pd.Series, known: dict[str, Number | Unknown]) -> Iterator[Problem]:
    if not any(isinstance(meaning, Unknown) for meaning in known.values()):
        return
    for row, text in texts.items():
        if isinstance(meaning := known[text], Unknown):
            yield grid.problem(row, str(texts.name), meaning.sentence)


def people(grid: Grid, sums: pd.Series, repeated: bool) -> Iterator[Problem]:
    """Whether there is one row for each person, as in a list of people: the counts add up to the rows."""
    counted = [number for number in sums if not isinstance(number, Missing)]
    if len(counted) < 2:
        return
    if all(number == 1 for number in counted) or (repeated and sum(counted) == len(sums)):
        sentence = (
            "Every row counts 1, as in a list of people. Parley takes counts only. If these are counts,"
            " add rows with 0 for the areas that have none."
        )
        yield grid.problem(0, "", sentence)
