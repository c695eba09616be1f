"""Rows of texts under the names of their columns, by the declared header, notes and rows to keep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from storage.intake.meanings import shown
from storage.intake.problems import Problem, refused
from storage.layouts import Layout


@dataclass(frozen=True)
class Table:
    """What was read of one file or one sheet, and the hash of the file."""

    file: str
    sheet: str
    rows: Sequence[Sequence[str]]
    sha256: str


@dataclass(frozen=True)
class Grid:
    """The rows under the header, indexed by their row in the file; `kept` are those that are wanted."""

    table: Table
    frame: pd.DataFrame
    kept: pd.DataFrame
    problems: tuple[Problem, ...]

    def problem(self, row: object, column: str, sentence: str) -> Problem:
        """A problem at a place in this table; row 0 is the whole of it."""
        return Problem(self.table.file, int(str(row)), column, sentence, self.table.sheet)

    def heading(self, at: int) -> str:
        """The name of a column, or only its number where the name may itself be a count or a personal detail."""
        return shown(str(self.frame.columns[at])) or f"number {at + 1}"


def lay_out(table: Table, layout: Layout) -> Grid:
    """Raises SourceError where there is no table under the declared header."""
    header = _header(table, layout.header)
    first = layout.header[-1] + 1
    below = _body(dict(enumerate(table.rows[first - 1 :], first)), layout)
    if not below:
        raise refused(table.file, "There are no rows under the header.", table.sheet)
    problems = list(_ragged(table, below, header))
    for problem in problems:
        del below[problem.row]
    spare = [""] * len(header)
    cells = [[*cells, *spare][: len(header)] for cells in below.values()]
    frame = pd.DataFrame(cells, index=list(below), columns=header, dtype=str)
    grid = Grid(table, frame, frame, tuple(problems))
    missing = [column for column in layout.where if column not in header]
    if missing:
        return grid
    kept = _kept(frame, layout.where)
    if not len(kept) and len(frame):
        raise refused(table.file, "No row is kept by “where”. Check its columns and texts.", table.sheet)
    return Grid(table, frame, kept, tuple(problems))


def _header(table: Table, at: Sequence[int]) -> list[str]:
    """The names of the columns: several rows are joined, and merged cells above the last one reach to the right."""
    parts = [list(table.rows[row - 1]) if row <= len(table.rows) else [] for row in at]
    if not any(map(any, parts)):
        raise refused(
            table.file, f"There is no header in row {at[0]}. Put the column names there.", table.sheet
        )
    if len(parts[0]) == 1 and any(mark in parts[0][0] for mark in ";\t|"):
        sentence = "The columns are not separated by commas. Save the file as CSV with commas."
        raise refused(table.file, sentence, table.sheet)
    width = max(map(len, parts))
    whole = [[*part, *[""] * (width - len(part))] for part in parts]
    rows = [*map(_to_the_right, whole[:-1]), whole[-1]]
    return [" ".join(" ".join(words).split()) for words in zip(*rows, strict=True)]


def _to_the_right(cells: list[str]) -> list[str]:
    filled: list[str] = []
    for cell in cells:
        filled.append(cell or (filled[-1] if filled else ""))
    return filled


def _body(below: Mapping[int, Sequence[str]], layout: Layout) -> dict[int, Sequence[str]]:
    found: dict[int, Sequence[str]] = {}
    for row, cells in below.items():
        if not any(cells):
            if layout.until_blank_row:
                break
        elif not _is_note(cells, layout.notes):
            found[row] = cells
    return found


def _is_note(cells: Sequence[str], notes: Sequence[str]) -> bool:
    written = [cell for cell in cells if cell]
    return len(written) == 1 and written[0].startswith(tuple(notes))


def _reach(header: Sequence[str]) -> int:
    """How many cells a row has at the least: up to the last column with a name."""
    return max(at for at, name in enumerate(header, 1) if name)


def _ragged(table: Table, below: Mapping[int, Sequence[str]], header: Sequence[str]) -> Iterator[Problem]:
    least, most = _reach(header), len(header)
    for row, cells in below.items():
        if len(cells) < least or any(cells[most:]):
            sentence = f"This row has {len(cells)} cells where the header has {most}. Check its commas."
            yield Problem(table.file, row, "", sentence, table.sheet)


def _kept(frame: pd.DataFrame, where: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    wanted = pd.Series(True, index=frame.index)
    for column, texts in where.items():
        whole = {text for text in texts if not text.endswith("*")}
        starts = tuple(text[:-1] for text in texts if text.endswith("*"))
        cells = frame.iloc[:, list(frame.columns).index(column)]
        wanted &= cells.map(lambda cell, whole=whole, starts=starts: cell in whole or cell.startswith(starts))
    return frame[wanted]
