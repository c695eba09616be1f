"""Area, period and categories of every row, by the columns that the layout declares for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import pandas as pd

from storage.geography import Areas, normalise
from storage.intake.grid import Grid
from storage.intake.meanings import Unknown, area_of, category_of, period_of
from storage.intake.people import column_kind, detail_kind
from storage.intake.problems import Problem
from storage.intake.shape import Shape
from storage.measures import Measure

Meaning = Callable[[str], object]


@dataclass(frozen=True)
class Keys:
    """The meanings of each row that is kept; in the rows of totals None stands for all of them."""

    rows: pd.DataFrame
    totals: pd.DataFrame
    problems: tuple[Problem, ...]


def keys_of(grid: Grid, measure: Measure, shape: Shape, areas: Areas) -> Keys:
    """Read every key column of the rows that are kept."""
    frame = pd.DataFrame(index=grid.kept.index)
    problems: list[Problem] = []
    for column, name in shape.keys.items():
        meaning = _meaning(name, measure, areas)
        whole = measure.layout.totals.get(name)
        texts = grid.kept[column]
        known = {text: None if text == whole else meaning(text) for text in texts.unique()}
        frame[name] = pd.Series([known[text] for text in texts], texts.index, dtype=object)
        problems += _unread(grid, texts, known)
    in_total = frame.isna().any(axis="columns")
    return Keys(frame[~in_total], frame[in_total], tuple(problems))


def _meaning(name: str, measure: Measure, areas: Areas) -> Meaning:
    if name == "area":
        return partial(area_of, areas=areas, level=measure.areas.levels[0])
    if name == "period":
        return partial(period_of, time=measure.time, form=measure.layout.period_format)
    codes = measure.dimensions[name].codes if name in measure.dimensions else ()
    return partial(category_of, codes={normalise(code): code for code in codes})


def _unread(grid: Grid, texts: pd.Series, known: Mapping[str, object]) -> Iterator[Problem]:
    if not any(isinstance(meaning, Unknown) for meaning in known.values()):
        return
    for row, text in texts.items():
        if isinstance(meaning := known[text], Unknown):
            yield grid.problem(row, str(texts.name), meaning.sentence)


def details(grid: Grid, measure: Measure, shape: Shape, areas: Areas) -> Iterator[Problem]:
    """Every column that looks as if it were about people: in all rows of the file, whether they are kept or not."""
    declared = {*shape.keys, *measure.layout.where}
    places = [area.name for area in areas.areas]
    for at, column in enumerate(grid.frame.columns):
        if column in shape.counted:
            continue
        values = grid.frame.iloc[:, at]
        if column in declared:
            kind = next(filter(None, map(detail_kind, values.unique())), None)
        else:
            kind = column_kind(column, values, places)
        if kind:
            sentence = f"This looks like {kind}. Parley takes counts only; leave this column out."
            yield grid.problem(0, grid.heading(at), sentence)
