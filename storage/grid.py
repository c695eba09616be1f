"""A CSV file as a grid of texts: encodings, line ends and quotation marks settled, nothing read into it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

SHOWN = 50  # problems in the text of the error; all of them are in its `problems`
SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True)
class Problem:
    """One thing to mend in a file. Row 1 is its first line; row 0 or no column means the whole of it."""

    file: str
    row: int
    column: str
    sentence: str

    def __str__(self) -> str:
        where = [self.file, f"row {self.row}" if self.row else "", self.column and f"column “{self.column}”"]
        return f"{', '.join(part for part in where if part)}: {self.sentence}"


class SourceError(Exception):
    """A file that was not loaded, with every problem at once; no count is repeated in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(dict.fromkeys(problems))
        lines = [str(problem) for problem in self.problems[:SHOWN]]
        if len(self.problems) > SHOWN:
            lines.append(f"There are {len(self.problems) - SHOWN:,} more problems.")
        super().__init__("\n".join(lines))


@dataclass(frozen=True)
class Grid:
    """The rows under the header as texts, indexed by their row in the file, and the rows that do not fit."""

    frame: pd.DataFrame
    problems: tuple[Problem, ...]


def open_bytes(path: Path) -> bytes:
    """The bytes of a file that is there; raises SourceError."""
    try:
        return path.read_bytes()
    except OSError:
        raise _refused(path.name, "This file cannot be opened. Check that it is there.") from None


def grid(file: str, data: bytes, header_row: int) -> Grid:
    """Read the bytes of a CSV; raises SourceError where they are not one."""
    rows = _rows(file, _text(file, data))
    if len(rows) < header_row or not any(rows[header_row - 1]):
        raise _refused(file, f"There is no header in row {header_row}. Put the column names there.")
    header = rows[header_row - 1]
    if len(header) == 1 and any(mark in header[0] for mark in ";\t"):
        raise _refused(file, "The columns are not separated by commas. Save the file as CSV with commas.")
    filled = {row: cells for row, cells in enumerate(rows[header_row:], header_row + 1) if any(cells)}
    if not filled:
        raise _refused(file, "There are no rows under the header.")
    problems = tuple(_ragged(file, filled, len(header)))
    fitting = {row: cells for row, cells in filled.items() if len(cells) == len(header)}
    frame = pd.DataFrame.from_dict(fitting, orient="index", columns=header, dtype=str)
    return Grid(frame, problems)


def _text(file: str, data: bytes) -> str:
    if data.startswith(SPREADSHEETS):
        raise _refused(file, "This is a spreadsheet or another kind of file. Save the sheet as CSV UTF-8.")
    if b"\0" in data:
        raise _refused(file, "This is not a text file, or it is UTF-16. Save it as CSV UTF-8.")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _refused(file, "The letters in this file cannot be read. Save it as CSV UTF-8.")


def _rows(file: str, text: str) -> list[list[str]]:
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        raise _refused(
            file, "A quotation mark is opened and not closed. Save the file as CSV again."
        ) from None
    return [[cell.strip() for cell in row] for row in rows]


def _ragged(file: str, rows: dict[int, list[str]], width: int) -> Iterable[Problem]:
    for row, cells in rows.items():
        if len(cells) != width:
            sentence = f"This row has {len(cells)} cells where the header has {width}. Check its commas."
            yield Problem(file, row, "", sentence)


def _refused(file: str, sentence: str) -> SourceError:
    return SourceError([Problem(file, 0, "", sentence)])
