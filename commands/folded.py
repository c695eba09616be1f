"""A long list for a phone: its first lines as a table, and all of it as a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from commands.as_csv import csv_file
from commands.reply import File, Note, Table
from storage.times import say_day

SHOWN = 20


def folded(
    title: str, header: tuple[str, ...], rows: Sequence[tuple[str, ...]], partnership: str, today: date
) -> list[Table | Note | File]:
    """A table of at most 20 rows, with the rest in a CSV beside it."""
    table = Table(title, header, tuple(rows[:SHOWN]))
    if len(rows) <= SHOWN:
        return [table]
    told = (("Partnership", partnership), ("Downloaded on", say_day(today)))
    file = csv_file(title, told, header, rows, today.isoformat())
    summary = f"{title}: all {len(rows):,} rows, for a spreadsheet."
    return [table, Note(f"The first {SHOWN} of {len(rows):,}."), replace(file, summary=summary)]
