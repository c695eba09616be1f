"""Intake: an officer's file of counts becomes tidy counts, or every problem in it is said at once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import product
from pathlib import Path

import pandas as pd

from storage.geography import Area, Areas, normalise
from storage.grid import Problem, SourceError, grid, open_bytes
from storage.measures import LongLayout, Measure
from storage.records import column_kind, detail_kind, header_kind

__all__ = ["Count", "Extract", "Problem", "SourceError", "read"]

COUNT = re.compile(r"[0-9]{1,9}|[0-9]{1,3}(?:,[0-9]{3}){1,2}")
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y")
MONTHS = ("%Y-%m", "%B %Y", "%b %Y", "%m/%Y")


@dataclass(frozen=True, order=True)
class Count:
    """One true count; it never leaves the machine on which releases are built."""

    area: str
    period: date
    category: tuple[str, ...]
    n: int


@dataclass(frozen=True)
class Extract:
    """The counts of one file, complete for every period that occurs in it."""

    measure_id: str
    counts: tuple[Count, ...]
    sha256: str


@dataclass(frozen=True)
class Unknown:
    """A text that means nothing here, and the sentence that says so."""

    sentence: str


def read(measure: Measure, path: Path, areas: Areas) -> Extract:
    """Read a CSV in the declared layout; raises SourceError with every problem, and then loads nothing.

    Within a period that has any row, an area or category without a row counts as 0. A period without
    any row is left out: it is "no data".
    """
    data = open_bytes(path)
    found = grid(path.name, data, measure.layout.header_row)
    file, frame = path.name, found.frame
    problems = [*found.problems, *_people(file, measure, frame, areas)]
    if gaps := list(_columns(file, measure, frame)):
        raise SourceError([*problems, *gaps])
    keys, wrong_keys = _keys(file, measure, frame, areas)
    numbers, wrong_numbers = _numbers(file, measure, frame)
    problems += [*wrong_keys, *wrong_numbers]
    if not wrong_numbers:
        problems += [*_one_each(file, _parts(measure, numbers)), *_totals(file, measure, numbers)]
    if not wrong_keys:
        problems += _repeats(file, keys)
    if problems:
        raise SourceError(problems)
    counts = tuple(_complete(measure, areas, keys, numbers))
    return Extract(measure.id, counts, hashlib.sha256(data).hexdigest())


def _declared(measure: Measure) -> dict[str, str]:
    """Each declared column and what it holds: area, period, count, total or the name of a dimension."""
    layout = measure.layout
    held = {layout.area: "area"} | ({layout.period: "period"} if layout.period else {})
    if isinstance(layout, LongLayout):
        return held | {column: name for name, column in layout.columns.items()} | {layout.count: "count"}
    total = {layout.total: "total"} if layout.total else {}
    return held | total | dict.fromkeys(layout.columns.values(), "count")


def _columns(file: str, measure: Measure, frame: pd.DataFrame) -> Iterator[Problem]:
    there = list(frame.columns)
    for column in _declared(measure):
        if column not in there:
            names = ", ".join(name for name in there if name)
            yield Problem(file, 0, column, f"This column is missing. The file has: {names}.")
        if there.count(column) > 1:
            yield Problem(file, 0, column, "Two columns have this name. Rename or remove one.")


def _people(file: str, measure: Measure, frame: pd.DataFrame, areas: Areas) -> Iterator[Problem]:
    held, places = _declared(measure), [area.name for area in areas.areas]
    for at, column in enumerate(frame.columns):
        values = frame.iloc[:, at]
        if held.get(column) in ("count", "total"):
            continue
        declared = column in held
        kind = None if declared else header_kind(column) or column_kind(values, places)
        if kind := kind or next(filter(None, map(detail_kind, values.unique())), None):
            sentence = f"This looks like {kind}. Parley takes counts only; leave this column out."
            yield Problem(file, 0, column, sentence)


def _keys(
    file: str, measure: Measure, frame: pd.DataFrame, areas: Areas
) -> tuple[pd.DataFrame, list[Problem]]:
    """Area code, period and categories of every row, and the texts among them that mean nothing here."""
    meanings: dict[str, Callable[[str], object]] = {
        "area": lambda text: _area(text, areas, measure.areas.levels[0]),
        "period": lambda text: _period(text, measure),
    }
    for name, dimension in measure.dimensions.items():
        codes = {normalise(code): code for code in dimension.codes}
        meanings[name] = partial(_category, codes=codes)
    keys, problems = pd.DataFrame(index=frame.index), []
    if measure.time.period:
        keys["period"] = measure.time.period
    for column, name in _declared(measure).items():
        if name in meanings:
            known = {text: meanings[name](text) for text in frame[column].unique()}
            keys[name] = frame[column].map(known)
            problems += list(_unknown(file, column, frame[column], known))
    return keys, problems


def _unknown(file: str, column: str, texts: pd.Series, known: Mapping[str, object]) -> Iterator[Problem]:
    for row, text in texts.items():
        if isinstance(meaning := known[text], Unknown):
            yield Problem(file, int(str(row)), column, meaning.sentence)


def _area(text: str, areas: Areas, level: str) -> str | Unknown:
    if detail_kind(text):
        return Unknown(f"This is not a {level}.")
    found = areas.find(text)
    if isinstance(found, Area) and found.level == level:
        return found.code
    if not text or isinstance(found, Area):
        return Unknown(f"Every row needs a {level} here. Leave out rows for totals and larger areas.")
    near = " or ".join(f"“{area.name}”" for area in found if area.level == level)
    return Unknown(f"“{text}” is not a known {level}." + (f" Did you mean {near}?" if near else ""))


def _category(text: str, codes: Mapping[str, str]) -> str | Unknown:
    if (code := codes.get(normalise(text))) is not None:
        return code
    known = ", ".join(codes.values())
    if not text or detail_kind(text):
        return Unknown(f"Enter one of: {known}.")
    return Unknown(f"“{text}” is not a known category. The categories are: {known}.")


def _period(text: str, measure: Measure) -> date | Unknown:
    time = measure.time
    if time.grain == "term":
        labels = {normalise(term.label): term.start for term in time.terms}
        labels |= {term.id: term.start for term in time.terms}
        return (
            labels.get(normalise(text))
            or labels.get(text)
            or Unknown("This is not one of the declared terms.")
        )
    day = _day(text, DAYS if time.grain == "week" else (*MONTHS, *DAYS))
    if day is None:
        return Unknown(f"Enter the first day of the {time.grain}, such as 2026-03-16 or 16/03/2026.")
    if time.grain == "week" and day.weekday():
        return Unknown(f"Weeks start on a Monday; {day:%Y-%m-%d} is a {day:%A}.")
    if time.grain == "month" and day.day != 1:
        return Unknown(f"Months start on the first; {day:%Y-%m-%d} does not.")
    if time.from_ and day < time.from_:
        return Unknown(f"This is before {time.from_:%Y-%m-%d}, from which these figures are declared.")
    return day


def _day(text: str, forms: tuple[str, ...]) -> date | None:
    for form in forms:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  # a calendar day has no zone
        except ValueError:
            continue
    return None


def _numbers(file: str, measure: Measure, frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem]]:
    """The counts of every row, one column each, and the cells that hold none."""
    columns = [column for column, name in _declared(measure).items() if name in ("count", "total")]
    problems = [
        Problem(file, int(str(row)), column, _not_a_count(text))
        for column in columns
        for row, text in frame[column].items()
        if not COUNT.fullmatch(text)
    ]
    if problems:
        return frame[columns], problems
    return frame[columns].apply(lambda texts: texts.str.replace(",", "").astype("int64")), []


def _not_a_count(text: str) -> str:
    if not text:
        return "Enter a count; write 0 where there were none."
    if text.startswith(("-", "−")) and len(text) > 1:
        return "A count cannot be negative."
    return "A count must be a whole number, 0 or more, with no other marks."


def _one_each(file: str, counted: pd.Series) -> Iterator[Problem]:
    if len(counted) > 1 and (counted == 1).all():
        sentence = (
            "Every row counts 1, as in a list of people. Parley takes counts only. If these are counts,"
            " add rows with 0 for the areas that have none."
        )
        yield Problem(file, 0, "", sentence)


def _totals(file: str, measure: Measure, numbers: pd.DataFrame) -> Iterator[Problem]:
    total = None if isinstance(measure.layout, LongLayout) else measure.layout.total
    if total is None:
        return
    for row in numbers.index[_parts(measure, numbers) != numbers[total]]:
        yield Problem(file, int(row), total, "The total is not the sum of its categories in this row.")


def _repeats(file: str, keys: pd.DataFrame) -> Iterator[Problem]:
    first: dict[tuple[object, ...], int] = {}
    for row, *key in keys.itertuples():
        earlier = first.setdefault(tuple(key), row)
        if earlier != row:
            yield Problem(file, row, "", f"Row {earlier} has the same area, period and category. Keep one.")


def _complete(measure: Measure, areas: Areas, keys: pd.DataFrame, numbers: pd.DataFrame) -> Iterator[Count]:
    """One count for each area and category of every period that occurs, 0 where the file has no row."""
    layout, names = measure.layout, list(measure.dimension_names)
    if isinstance(layout, LongLayout):
        tidy = keys.assign(n=numbers[layout.count])
    else:
        columns = {column: code for code, column in layout.columns.items()}
        wide = keys.join(numbers[list(columns)].rename(columns=columns))
        tidy = wide.melt(["area", "period"], var_name=names[0], value_name="n")
    rows = tidy[["area", "period", *names, "n"]].itertuples(index=False)
    known = {tuple(key): int(n) for *key, n in rows}
    codes_of = [measure.dimensions[name].codes for name in names]
    for period in sorted(tidy["period"].unique()):
        for area in areas.at(measure.areas.levels[0]):
            for category in product(*codes_of):
                yield Count(area.code, period, category, known.get((area.code, period, *category), 0))


def _parts(measure: Measure, numbers: pd.DataFrame) -> pd.Series:
    return numbers[[column for column in numbers if _declared(measure)[str(column)] == "count"]].sum(
        axis="columns"
    )
