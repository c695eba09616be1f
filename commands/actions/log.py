"""An action log kept elsewhere: its bytes read into rows, and every problem in it said at once."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from commands import personal
from commands.actions import log_words
from commands.actions.noting import LONGEST
from commands.as_csv import harmless, one_line
from storage.intake.letters import letters
from storage.intake.problems import Problem, SourceError

MOST, LONGEST_COMMENT, LONGEST_OWNER = 2000, 1000, 80
SEARCHED = 20  # rows in which the headings may stand
SEPARATORS = ("\t", ",", ";")
HEADINGS = "Meeting date, Action, Owner, Status, Due, Comments"
Cells = list[str]


@dataclass(frozen=True, slots=True)
class Row:
    """One action of a log. ``at`` is its row in the file; ``owners`` are as they stand there."""

    at: int
    meeting_on: date | None
    what: str
    owners: str
    state: str
    due: date | None
    comments: str


@dataclass(slots=True)
class Log:
    """What was read; with a problem in it nothing is taken in. ``unread`` are the headings of columns nobody knows."""

    file: str
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unread: tuple[str, ...] = ()

    def wrong(self, at: int, column: str, sentence: str) -> None:
        self.problems.append(Problem(self.file, at, column, sentence))


def read(file: str, data: bytes, today: date) -> Log:
    """The rows of a CSV, separated by commas, semicolons or tabs, in any order of columns; it never raises."""
    log = Log(file)
    try:
        found = _table(log, letters(file, data))
    except SourceError:
        log.wrong(
            0,
            "",
            "This is not a table in plain text. Open the log in a spreadsheet and save it as CSV UTF-8.",
        )
        return log
    if found is not None:
        _read_rows(log, *found, today)
    return log


def _table(log: Log, text: str) -> tuple[int, Mapping[str, int], list[Cells]] | None:
    """Where the headings stand, which column is where, and all rows; ``None`` once it is said what is wrong."""
    unclosed = False
    for separator in SEPARATORS:
        try:
            reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
            rows = [[cell.strip() for cell in cells] for cells in reader]
        except csv.Error:
            unclosed = True
            continue
        for at, cells in enumerate(rows[:SEARCHED]):
            named = log_words.headings(cells)
            if "Action" in named and "Owner" in named:
                return _headed(log, at, cells, named, rows)
    log.wrong(0, "", f"No row has the headings of an action log: {HEADINGS}. Action and Owner must be there.")
    if unclosed:
        log.wrong(0, "", "A quotation mark is opened and not closed. Save the log as CSV again.")
    return None


def _headed(
    log: Log, at: int, cells: Cells, named: Sequence[str | None], rows: list[Cells]
) -> tuple[int, Mapping[str, int], list[Cells]] | None:
    for place, name in enumerate(named):
        if name is None or named.index(name) == place:
            continue
        log.wrong(at + 1, "", f"Two columns could be {name}. Rename the one that is not, or leave it out.")
    columns = {name: place for place, name in enumerate(named) if name is not None}
    unread = (cell for cell, name in zip(cells, named, strict=True) if name is None and cell)
    log.unread = tuple(one_line(cell)[:40] for cell in unread)
    return None if log.problems else (at, columns, rows)


def _read_rows(log: Log, at: int, columns: Mapping[str, int], rows: list[Cells], today: date) -> None:
    body = [(number, cells) for number, cells in enumerate(rows[at + 1 :], at + 2) if any(cells)]
    if len(body) > MOST:
        log.wrong(0, "", f"This log has {len(body):,} rows. Read it in with {MOST:,} at a time.")
        return
    for number, cells in body:
        if any(cells[len(rows[at]) :]):
            log.wrong(
                number,
                "",
                "This row has more cells than there are headings. Put words with commas in quotes.",
            )
            continue
        said = {name: _text(cells[place]) if place < len(cells) else "" for name, place in columns.items()}
        if any(words for name, words in said.items() if name not in ("Number", "Meeting date")):
            _read_row(log, number, said, today)


def _text(cell: str) -> str:
    """The words of a cell on one line, without the apostrophe that keeps a spreadsheet from running them."""
    line = " ".join(one_line(cell).split())
    return line[1:] if line.startswith("'") and harmless(line[1:]) == line else line


def _read_row(log: Log, at: int, said: Mapping[str, str], today: date) -> None:
    before = len(log.problems)
    meeting_on = _meeting_on(log, at, said.get("Meeting date", ""), today)
    due, remark = _due(log, at, said.get("Due", ""), meeting_on or today)
    comments = " ".join(filter(None, (remark, said.get("Comments", ""))))
    what = said["Action"].rstrip(".")
    for column, sentence in _wrong_words(what, said["Owner"], comments):
        log.wrong(at, column, sentence)
    state = log_words.state(said.get("Status", ""))
    if state is None:
        log.wrong(
            at, "Status", "This is not a status that Parley knows. Write open, blocked, done or not needed."
        )
    if state is not None and len(log.problems) == before:
        log.rows.append(Row(at, meeting_on, what, said["Owner"], state, due, comments))


def _meeting_on(log: Log, at: int, cell: str, today: date) -> date | None:
    if cell in log_words.NOTHING:
        return None
    day = log_words.day(cell, None)
    if day is None:
        log.wrong(at, "Meeting date", "This is not a real date with its year, such as 17/3/2026.")
    elif day > today:
        log.wrong(at, "Meeting date", "This date is in the future.")
    return day


def _due(log: Log, at: int, cell: str, after: date) -> tuple[date | None, str]:
    """By when, and words such as ASAP as a comment, so that they are not lost."""
    if cell in log_words.NOTHING:
        return None, ""
    if cell.casefold().rstrip(".") in log_words.NO_DATE:
        return None, f"Due: {cell.rstrip('.')}."
    day = log_words.day(cell, after)
    if day is None:
        log.wrong(
            at, "Due", "This is not a real date, such as 17/3/2026. Leave it empty where there is none."
        )
    return day, ""


def _wrong_words(what: str, owners: str, comments: str) -> Iterator[tuple[str, str]]:
    if not what:
        yield "Action", "It does not say what is to be done."
    if not owners:
        yield "Owner", "It does not say who has it."
    for column, words, most in (
        ("Action", what, LONGEST),
        ("Owner", owners, LONGEST_OWNER * 3),
        ("Comments", comments, LONGEST_COMMENT),
    ):
        if len(words) > most:
            yield column, f"This must be {most:,} characters or less."
        elif kinds := personal.kinds(words):
            yield column, f"This seems to contain {' and '.join(kinds)}. Leave that out."
