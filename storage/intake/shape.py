"""Which column of a file holds what, as the layout declares it for the columns that are there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from storage.intake.meanings import NUMBER, period_of, shown
from storage.layouts import LongLayout, WideLayout
from storage.measures import Measure

RATE = re.compile(
    r"%|\b(rates?|per ?cent(age)?|pct|proportions?|prop|shares?|means?|medians?|averages?|ratios?|ranks?|scores?"
    r"|deciles?|quintiles?|per (1,?0{2,3}|10{2,5}|10,000|100,000|head|capita))\b",
    re.IGNORECASE,
)
Complaint = tuple[str, str]  # a column, or none, and a sentence


@dataclass(frozen=True)
class Values:
    """One column of counts, and the period or category that the whole column stands for."""

    column: str
    period: date | None = None
    code: str | None = None


@dataclass(frozen=True)
class Shape:
    """`keys` say for each column whether it is the area, the period or a dimension; `spread` is the dimension
    that has a column for each of its codes."""

    keys: Mapping[str, str]
    values: Sequence[Values]
    total: str | None = None
    spread: str | None = None

    @property
    def counted(self) -> tuple[str, ...]:
        """The columns with numbers, the total last."""
        return (*(each.column for each in self.values), *((self.total,) if self.total else ()))


def shape_of(measure: Measure, header: Sequence[str]) -> Shape:
    """The declared shape; only columns that stand for a period by their heading are looked for in the header."""
    layout = measure.layout
    keys = {layout.area: "area"} | ({layout.period: "period"} if layout.period else {})
    keys |= {column: name for name, column in layout.dimension_columns.items()}
    if isinstance(layout, LongLayout):
        return Shape(keys, (Values(layout.count),))
    if layout.by_period:
        return Shape(keys, tuple(_periods(layout, measure, header)), layout.total)
    spread = next((name for name in measure.dimensions if name not in layout.dimension_columns), None)
    values = tuple(Values(column, code=code) for code, column in layout.columns.items())
    return Shape(keys, values, layout.total, spread)


def complaints(measure: Measure, shape: Shape, header: Sequence[str]) -> Iterator[Complaint]:
    """Every column that is missing, doubled or not accounted for."""
    layout, there = measure.layout, Counter(header)
    names = ", ".join(filter(None, map(shown, header)))
    for column in dict.fromkeys([*shape.keys, *layout.where, *shape.counted]):
        if not there[column]:
            yield column, f"This column is missing. The file has: {names or 'no names, so check header_row'}."
        elif there[column] > 1:
            yield column, "Two columns have this name. Rename or remove one."
    if isinstance(layout, WideLayout) and layout.by_period:
        yield from _period_complaints(layout, shape, header)


def rates(measure: Measure, shape: Shape) -> Iterator[Complaint]:
    """Every declared column whose name says that it holds no counts."""
    for column in shape.counted:
        if RATE.search(column.replace("_", " ")):
            yield column, f"{load_the_numerator(measure)} If these are counts, give the column another name."


def load_the_numerator(measure: Measure) -> str:
    """What to do with a column of rates."""
    level = measure.areas.levels[0]
    return (
        "This column holds rates, shares or averages, and Parley takes counts only. Load the numerator instead: the "
        f"number of {measure.unit.many} in each {level}."
    )


def _periods(layout: WideLayout, measure: Measure, header: Sequence[str]) -> Iterator[Values]:
    for said, column in layout.periods.items():
        if isinstance(day := period_of(said, measure.time), date):
            yield Values(column, period=day)
    if layout.period_columns:
        for column in dict.fromkeys(header):
            if isinstance(day := period_of(column, measure.time, layout.period_columns), date):
                yield Values(column, period=day)


def _period_complaints(layout: WideLayout, shape: Shape, header: Sequence[str]) -> Iterator[Complaint]:
    seen = Counter(each.period for each in shape.values)
    for each in shape.values:
        if seen[each.period] > 1:
            yield each.column, "Another column stands for the same period. Keep one."
    if not layout.period_columns:
        return
    if not shape.values:
        yield "", f"No column is headed by a period as in “{layout.period_columns}”. Check period_columns."
    known = {*shape.keys, *shape.counted, *layout.where, *layout.ignore, ""}
    for column in dict.fromkeys(header):
        if column not in known:
            sentence = (
                f"The name of this column is not a period as in “{layout.period_columns}”. Mend it, or list the "
                "column under “ignore” in the measure file."
            )
            yield (column if shown(column) or NUMBER.fullmatch(column) else ""), sentence
