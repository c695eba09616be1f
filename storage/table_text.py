"""The protected table as text: one row for each published value, in one way of writing it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date

from storage.counts import Missing
from storage.protection.cube import Cell

COLUMNS = ("breakdown", "area", "period", "categories", "value")
BETWEEN = "|"  # between the categories of one cell; no code can hold it
LARGEST = 2**31 - 1  # what every database keeps as a whole number


def write_table(cells: Sequence[Cell]) -> bytes:
    """The cells as CSV, the same bytes for the same cells."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows(
        (cell.breakdown, cell.area, cell.period, BETWEEN.join(cell.categories), str(cell.value))
        for cell in cells
    )
    return out.getvalue().encode()


def read_table(table: bytes) -> tuple[Cell, ...]:
    """The cells of a table; raises ValueError where it cannot be read."""
    rows = csv.reader(io.StringIO(table.decode("utf-8", "replace"), newline=""))
    try:
        if tuple(next(rows, ())) != COLUMNS:
            raise ValueError
        return tuple(_cell(*row) for row in rows)
    except (TypeError, csv.Error):
        raise ValueError from None


def _cell(breakdown: str, area: str, period: str, categories: str, value: str) -> Cell:
    date.fromisoformat(period)
    codes = tuple(categories.split(BETWEEN)) if categories else ()
    if value in set(Missing):
        return Cell(breakdown, area, period, codes, Missing(value))
    number = int(value)
    if number > LARGEST:
        raise ValueError
    return Cell(breakdown, area, period, codes, number)
