"""Intake: an officer's file of counts becomes tidy counts, or every problem in it is said at once."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product, repeat
from pathlib import Path

from storage.counts import Count, Extract, Missing, Number
from storage.geography import Areas
from storage.intake import checks, delimited, query, workbook
from storage.intake.grid import Grid, Table, lay_out
from storage.intake.keys import Keys, details, keys_of
from storage.intake.numbers import Numbers, numbers_of, people
from storage.intake.problems import Problem, SourceError, refused
from storage.intake.shape import Shape, complaints, shape_of
from storage.layouts import Layout
from storage.measures import Measure
from storage.progress import Progress, silent

__all__ = ["Count", "Extract", "Missing", "Problem", "SourceError", "read"]

Atom = tuple[str, date, tuple[str, ...]]


def read(
    measure: Measure,
    path: Path | None,
    areas: Areas,
    progress: Progress = silent,
    environment: Mapping[str, str] = os.environ,
) -> Extract:
    """Read a file, or the declared query, in the declared layout; raises SourceError with every problem.

    CSV, XLSX, XLS and ODS are told apart by what is in them. Nothing is loaded where anything is wrong.
    Within a period that has any row, an area or category without a row counts as 0, or as no data where the
    layout says so. A period without any count is left out: it is "no data".
    """
    table = _table(measure.layout, path, progress, environment)
    grid = lay_out(table, measure.layout)
    shape = shape_of(measure, list(grid.frame.columns))
    problems = [*grid.problems, *details(grid, measure, shape, areas)]
    if gaps := [grid.problem(0, *each) for each in complaints(measure, shape, list(grid.frame.columns))]:
        raise SourceError([*problems, *gaps])
    keys, numbers = keys_of(grid, measure, shape, areas), numbers_of(grid, measure, shape)
    problems += [*keys.problems, *numbers.problems]
    checked = _checked(grid, shape, keys, numbers)
    problems += checked.problems
    if problems:
        raise SourceError(sorted(problems, key=lambda problem: problem.row))
    counts = tuple(_complete(measure, areas, dict(_atoms(measure, shape, keys, numbers))))
    return Extract(measure.id, counts, table.sha256, checked.notes)


def _table(layout: Layout, path: Path | None, progress: Progress, environment: Mapping[str, str]) -> Table:
    """What there is to read, whatever it comes in."""
    if layout.sql:
        found = query.rows(layout.sql, environment, progress)
        return Table(query.name(layout.sql), "", found, hashlib.sha256(repr(found).encode()).hexdigest())
    if path is None:
        raise refused("the file", "Name the file of counts.")
    try:
        data = path.read_bytes()
    except OSError:
        raise refused(path.name, "This file cannot be opened. Check that it is there.") from None
    if workbook.is_workbook(data):
        sheet, rows = workbook.rows(path.name, data, layout.sheet, progress)
    else:
        sheet, rows = "", delimited.rows(path.name, data, progress)
    return Table(path.name, sheet, rows, hashlib.sha256(data).hexdigest())


def _checked(grid: Grid, shape: Shape, keys: Keys, numbers: Numbers) -> checks.Checked:
    """What can be said of the rows together, as far as each of them could be read."""
    problems: list[Problem] = []
    given_away = 0
    repeated = [] if keys.problems or numbers.refused else list(checks.repeats(grid, keys.rows))
    if not numbers.problems:
        persons = list(people(grid, numbers.sums(shape), bool(repeated)))
        repeated = [] if persons else repeated
        found = [checks.across(grid, shape, numbers.frame)]
        if not keys.problems:
            found.append(checks.down(grid, keys.rows, keys.totals, numbers.frame))
        problems += [*persons, *(problem for each in found for problem in each.problems)]
        given_away = sum(each.given_away for each in found)
    return checks.Checked((*problems, *repeated), given_away)


def _atoms(measure: Measure, shape: Shape, keys: Keys, numbers: Numbers) -> Iterator[tuple[Atom, Number]]:
    """The number of every area, period and category that the file has."""
    rows, once = keys.rows, measure.time.period
    for values in shape.values:
        fixed = {"period": values.period or once, shape.spread: values.code}
        wanted = ("area", "period", *measure.dimension_names)
        columns = [rows[name] if name in rows else repeat(fixed[name], len(rows)) for name in wanted]
        counted = numbers.frame.loc[rows.index, values.column]
        for (area, period, *category), number in zip(zip(*columns, strict=True), counted, strict=True):
            yield (area, period, tuple(category)), number


def _complete(measure: Measure, areas: Areas, known: Mapping[Atom, Number]) -> Iterator[Count]:
    """One count for each area and category of every period in which anything is known or withheld."""
    absent: Number = 0 if measure.layout.no_row == "zero" else Missing.NO_DATA
    codes = [dimension.codes for dimension in measure.dimensions.values()]
    occurring = {period for (_, period, _), number in known.items() if number is not Missing.NO_DATA}
    for period in sorted(occurring):
        for area in areas.at(measure.areas.levels[0]):
            for category in product(*codes):
                yield Count(area.code, period, category, known.get((area.code, period, category), absent))
