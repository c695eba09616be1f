"""Tables that others have published about the same cases: a CSV file, one number in each row, of one cell or of a sum.

The columns are `area`, `period`, `count` and, where the number is not of all cases, one for each dimension. Several
areas or codes have “|” between them and periods from one to another “to”; a row is then the sum of all of these. A count
is a number, or two with “to” between them where only a range is known, such as 1 to 7 for a star.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from math import prod
from pathlib import Path

from dateutil.relativedelta import relativedelta

from storage.geography import Area, Areas, AreasError, load_areas
from storage.intake.meanings import Unknown, period_of
from storage.measure_files import Problem, line_of
from storage.measures import Measure, OtherRelease
from storage.protection.published import Other, Place, Sum
from storage.protection.standing import lineage
from storage.yaml_text import Key

COLUMNS = ("area", "period", "count")
NUMBER = re.compile(r"\d{1,9}|\d{1,3}(,\d{3}){1,2}")
LARGEST = 10_000  # cells of one sum
MOST = 5_000_000  # letters of one file


class OthersError(Exception):
    """A table of others that cannot be used; `sentences` say everything that is wrong, each with its row."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = tuple(sentences)


def load_others(
    folder: Path, measure: Measure, areas: Areas, measures: Mapping[str, Measure]
) -> tuple[Other, ...]:
    """The tables of others that a measure file names with their numbers, from its catalogue. Raises OthersError."""
    found = (_load(folder, each, measure, areas, measures) for each in measure.other_releases)
    return tuple(other for other in found if other)


def problems(folder: Path, measures: Sequence[tuple[str, Measure]]) -> Iterator[Problem]:
    """A sentence, with its line, for each table that cannot be used: `measures` are file names and what is in them."""
    known = {measure.id: measure for _, measure in measures}
    for file, measure in measures:
        for key, sentence in _problems(folder, measure, known):
            yield Problem(file, str(key[0]), sentence, line_of(folder / file, key))


def _problems(folder: Path, measure: Measure, known: Mapping[str, Measure]) -> Iterator[tuple[Key, str]]:
    if name := measure.same_cases_as:
        same = known.get(name)
        if same is None or same.id == measure.id:
            yield ("same_cases_as",), f"There is no other measure “{name}” in this folder."
        elif same.areas.file != measure.areas.file:
            yield (
                ("same_cases_as",),
                f"{same.title} is counted by other areas, so the two cannot be compared.",
            )
        elif other := _by_other_months(measure, known):
            sentence = (
                f"{measure.title} and {other.title} count the same cases, one by week and one by calendar month. "
                "Calendar months contradict months that are made of weeks: declare both by week or both by month."
            )
            yield ("same_cases_as",), sentence
    try:
        areas = load_areas(folder / measure.areas.file)
    except AreasError:
        return  # its own problems are said elsewhere
    for at, declared in enumerate(measure.other_releases):
        try:
            _load(folder, declared, measure, areas, known)
        except OthersError as error:
            yield from ((("other_releases", at), f"{declared.file}: {each}") for each in error.sentences)


def _by_other_months(measure: Measure, known: Mapping[str, Measure]) -> Measure | None:
    """Another measure of the same cases that is by month where this one is by week, or by week where it is by month."""
    wanted = {"week": "month", "month": "week"}.get(measure.time.grain)
    source = lineage(measure, known)[0]
    same = (each for each in known.values() if lineage(each, known)[0] == source)
    return next((each for each in same if each.time.grain == wanted), None)


def read_other(
    text: str, declared: OtherRelease, measure: Measure, areas: Areas, measures: Mapping[str, Measure]
) -> Other:
    """One table from its CSV text. Raises OthersError with everything that is wrong."""
    rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""))
    names = [name.strip() for name in rows.fieldnames or ()]
    if problems := [*_headings(names, measure)]:
        raise OthersError(problems)
    rows.fieldnames = names
    source, *parts = lineage(measure, measures)
    reader = Reader(declared, measure, areas, tuple((part, part) for part in parts))
    sums = []
    for row in rows:
        try:
            if None in row or None in row.values():
                raise OthersError(["This row needs as many values as there are columns."])
            sums.append(reader.sum({name: value.strip() for name, value in row.items()}))
        except OthersError as error:
            problems += [f"Row {rows.line_num}: {sentence}" for sentence in error.sentences]
    if problems:
        raise OthersError(problems)
    return Other(declared.name, source, tuple(sums))


@dataclass(frozen=True)
class Reader:
    """What the values of a row mean."""

    declared: OtherRelease
    measure: Measure
    areas: Areas
    parts: tuple[tuple[str, str], ...]

    def sum(self, row: Mapping[str, str]) -> Sum:
        """A row as a sum. Raises OthersError."""
        areas, periods = self._areas(row["area"]), self._periods(row["period"])
        codes = [self._codes(name, row[name]) for name in row if name not in COLUMNS and row[name]]
        if len(periods) * len(areas) * prod(map(len, codes)) > LARGEST:
            raise OthersError(
                [f"This is the sum of more than {LARGEST:,} cells. Use larger areas or fewer periods."]
            )
        grain = self.measure.time.grain
        places = [
            Place(period, grain, area, tuple(sorted((*pairs, *self.parts))))
            for period, area, pairs in product(periods, areas, product(*codes))
        ]
        return self._count(places, row["count"])

    def _areas(self, text: str) -> list[str]:
        found = []
        for name in text.split("|"):
            area = self.areas.exact(name)
            if not isinstance(area, Area) or area.level not in self.measure.areas.levels:
                levels = " or ".join(self.measure.areas.levels)
                raise OthersError(
                    [f"“{name.strip()}” is not one {levels}. Write its code, or its name in full."]
                )
            found.append(area.code)
        return _once(found)

    def _periods(self, text: str) -> list[str]:
        time = self.measure.time
        if time.grain == "once" and time.period:
            return [time.period.isoformat()]
        ends = [self._day(end) for end in re.split(r"\s+to\s+", text)]
        if len(ends) > 2 or ends != sorted(ends):
            raise OthersError(["Write one period, or the first and the last with “to” between them."])
        periods = [*self._between(ends[0], ends[-1])]
        if len(periods) > 1 and self.measure.counts != "events":
            raise OthersError(
                [f"{self.measure.counts} of several periods are no sum: who is in one may be in the next."]
            )
        return [period.isoformat() for period in periods]

    def _day(self, text: str) -> date:
        found = period_of(text, self.measure.time)
        if isinstance(found, Unknown):
            raise OthersError([found.sentence])
        return found

    def _between(self, first: date, last: date) -> Iterator[date]:
        match self.measure.time.grain:
            case "week":
                yield from (first + timedelta(weeks=n) for n in range((last - first).days // 7 + 1))
            case "month":
                months = 12 * (last.year - first.year) + last.month - first.month
                yield from (first + relativedelta(months=n) for n in range(months + 1))
            case "term" | "once":
                yield from (each.start for each in self.measure.time.terms if first <= each.start <= last)

    def _codes(self, name: str, text: str) -> list[tuple[str, str]]:
        codes = [code.strip() for code in text.split("|")]
        for code in codes:
            if code not in self.measure.dimensions[name].codes:
                raise OthersError([f"“{code}” is not among the codes of “{name}”."])
        return [(name, code) for code in _once(codes)]

    def _count(self, places: Sequence[Place], text: str) -> Sum:
        ends = [each.strip() for each in text.split(" to ")]
        if len(ends) > 2 or not all(NUMBER.fullmatch(each) for each in ends):
            raise OthersError(["A count is a whole number, or two with “to” between them."])
        low, high = int(ends[0].replace(",", "")), int(ends[-1].replace(",", ""))
        if len(ends) > 1:
            return Sum(tuple(places), low, max(low, high))
        if self.declared.nearest:
            return Sum.nearest(places, low, self.declared.nearest)
        if self.declared.up_or_down:
            return Sum.either_way(places, low, self.declared.up_or_down)
        return Sum.exact(places, low)


def _headings(names: Sequence[str], measure: Measure) -> Iterator[str]:
    for name in COLUMNS:
        if name not in names:
            yield f"There is no column “{name}”. The columns are {', '.join((*COLUMNS, *measure.dimensions))}."
    for name in dict.fromkeys(names):
        if name not in (*COLUMNS, *measure.dimensions) or names.count(name) > 1:
            yield f"The column “{name}” is neither {', '.join(COLUMNS)} nor a dimension, or is there twice."


def _once(values: Sequence[str]) -> list[str]:
    if len(set(values)) < len(values):
        raise OthersError(["Something is named twice."])
    return list(values)


def _load(
    folder: Path, declared: OtherRelease, measure: Measure, areas: Areas, measures: Mapping[str, Measure]
) -> Other | None:
    """None where only a name is known."""
    if declared.file is None:
        return None
    return read_other(_text(folder / declared.file), declared, measure, areas, measures)


def _text(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise OthersError(
            [f"{path.name} cannot be read. It has to be a CSV file in UTF-8, beside the measure file."]
        ) from None
    if len(text) > MOST:
        raise OthersError([f"{path.name} is larger than a table of others can be."])
    return text
