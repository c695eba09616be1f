"""Figures as a file: a CSV that says where it comes from, marks every gap, and can run nothing in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, assert_never

from commands.question import Question
from commands.reply import File
from storage.measures import Rates
from storage.monthly import off
from storage.period_words import say_periods
from storage.periods import Window
from storage.releases import Answer, Figure, NoData, NotApproved, Withheld
from storage.times import say_day

Symbol = Literal["c", "x", "low", "p"]
MEANINGS: dict[Symbol, str] = {
    "c": "Too few to show safely, or withheld at the source. The value is left empty; it is not 0.",
    "x": "No figure. Nothing has been published for this area and time.",
    "low": "Rounded to 0. The true number may be 0 or a little more: see Rounding.",
    "p": "Provisional. Late records may still change this number.",
}
NAME_LENGTH, NO_NAME = 80, "figures"
# A spreadsheet reads what begins with one of these as a formula; a true minus sign looks like one to some.
MARKS = frozenset("=+-@|%\u2212")
BREAKS = re.compile("\r\n|[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# The marks that turn the direction of everything after them, and what is no character at all.
UNSEEN = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]")
BOM = "\ufeff"  # without it Excel takes UTF-8 for its own encoding, and Welsh names break; other readers skip it


@dataclass(frozen=True, slots=True)
class Value:
    """A published number and the symbols beside it; ``number`` is ``None`` where there is none to show."""

    number: int | float | None
    symbols: tuple[Symbol, ...] = ()


Plain = str | int | float
Cell = Plain | Value | None


def value(found: Answer, provisional: bool = False) -> Value:
    """What was found for one area and time as a cell: withheld is ``[c]``, no data ``[x]``, a rounded 0 ``[low]``."""
    late: tuple[Symbol, ...] = ("p",) if provisional else ()
    match found:
        case Figure(value=0) if found.rounded_to > 1:
            return Value(0, ("low", *late))
        case Figure(value=number):
            return Value(number, late)
        case Withheld():
            return Value(None, ("c",))
        case NoData() | NotApproved():
            return Value(None, ("x",))
        case other:
            assert_never(other)


def csv_file(
    title: str,
    provenance: Sequence[tuple[str, str]],
    header: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    dated: str = "",
) -> File:
    """A CSV with ``title``, the ``provenance`` as rows of name and value, an empty row, then header and rows.

    Give each published number as ``value(found, provisional)``, area names, periods and codes as text. A column
    that holds a ``Value`` (or ``None``, which is ``[x]``) gets a column of symbols after it, and the rows above
    say what each symbol used means. Each row is as long as ``header`` (else ``ValueError``). ``provenance`` is
    ``provenance(question, request.today)``, with more pairs added where an answer has more to say. The text
    begins with a byte order mark and ends its lines with CR LF; its name is made from the title and ``dated``,
    which is ``dates(question)``, so that next week's file is another one.

        found = [(ward, shelf.find(…)) for ward in wards]
        rows = [(ward.name, ward.code, value(answer, provisional=late)) for ward, answer in found]
        told = provenance(question, request.today)
        csv_file(title, told, ("Ward", "Code", "Referrals"), rows, dates(question))
    """
    table = _table(header, rows)
    above: list[Sequence[Plain]] = [("Title", title), *provenance, *_legend(rows), ()]
    text = _text((*above, *table), max(2, len(table[0])))
    count = f"{len(rows):,} row" + ("" if len(rows) == 1 else "s")
    summary = (
        f"{one_line(title)}: {count} for a spreadsheet, with what was counted, the source and whom to ask."
    )
    return File(file_name(f"{title} {dated}"), text, summary)


def plain_csv(header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """The table alone, by the same rules, for programs that find what it means in a file beside it."""
    table = _table(header, rows)
    return _text(table, len(table[0]))


def _table(header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[list[Plain]]:
    if any(len(row) != len(header) for row in rows):
        raise ValueError("every row needs as many cells as the header")
    valued = [_is_valued(rows, at) for at in range(len(header))]
    return [_headed(header, valued), *(_written(row, valued) for row in rows)]


def _text(lines: Sequence[Sequence[Plain]], width: int) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(_line(line, width) for line in lines)
    return BOM + out.getvalue()


def provenance(question: Question, today: date) -> tuple[tuple[str, str], ...]:
    """Everything a table must carry with it: what was counted, where and when, rounding, source, people, dates."""
    release, measure = question.release, question.measure
    base, within, source = measure.protect.base, off(release), measure.source
    approved = release.decided_at.date() if release.decided_at else None
    compared = [("Compared with", _when(question, question.against))] if question.against else []
    rate = [("Rate", _rate(question.per, measure.rates))] if question.per and measure.rates else []
    return (
        ("Measure", f"{measure.title} ({measure.id}, version {measure.version})"),
        ("Counts", measure.what),
        ("Does not count", measure.not_),
        ("Unit", measure.unit.many),
        *rate,
        ("Area", f"{', '.join(area.name for area in question.areas)} ({measure.areas.vintage})"),
        ("Period", _when(question, question.window)),
        *compared,
        ("Rounding", f"Rounded to {base}: the true number is within {within} of each published one"),
        ("Source", source.name),
        ("Licence", source.licence),
        ("Contact", measure.contact),
        ("Steward", measure.steward),
        ("Approved", f"By {release.decided_by}" + (f" on {say_day(approved)}" if approved else "")),
        ("Release", str(release.number)),
        ("Downloaded on", say_day(today)),
        *(("Note", sentence) for sentence in question.said),
    )


def _rate(per: int, rates: Rates) -> str:
    return f"For each {per:,}: divide the number by {rates.of} and multiply by {per:,}"


def _when(question: Question, window: Window) -> str:
    """The periods in the table: "110 weeks from Monday 30 September 2024 to Sunday 8 November 2026"."""
    words = say_periods(question.measure.time, window.periods)
    return words.removeprefix("in ").removeprefix("on ").removeprefix("the ")


def dates(question: Question) -> str:
    """When the first and the last period in the table begin, in figures that sort."""
    periods = question.window.periods
    return " to ".join(dict.fromkeys((periods[0], periods[-1])))


def file_name(title: str) -> str:
    """A name every system can keep, such as ``food-bank-referrals-by-ward.csv``: small letters and hyphens only."""
    letters = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", letters.replace("'", ""))[:NAME_LENGTH].strip("-")
    return f"{words or NO_NAME}.csv"


def harmless(text: str) -> str:
    """Text as one line that no spreadsheet takes for a formula: what begins like one gets an apostrophe before it."""
    line = one_line(text)
    seen = next((sign for sign in line if unicodedata.category(sign)[0] not in "ZC"), "")
    return f"'{line}" if unicodedata.normalize("NFKC", seen)[:1] in MARKS and seen else line


def one_line(text: str) -> str:
    """Text without line breaks and without what nobody can see."""
    return UNSEEN.sub("", BREAKS.sub(" ", text))


def _is_valued(rows: Sequence[Sequence[Cell]], at: int) -> bool:
    return any(row[at] is None or isinstance(row[at], Value) for row in rows)


def _legend(rows: Sequence[Sequence[Cell]]) -> list[tuple[str, str]]:
    """What each symbol in the table means, and no other."""
    used = {symbol for row in rows for cell in row for symbol in _symbols(cell)}
    return [(f"Symbol [{symbol}]", meaning) for symbol, meaning in MEANINGS.items() if symbol in used]


def _symbols(cell: Cell) -> tuple[Symbol, ...]:
    if cell is None:
        return ("x",)
    return cell.symbols if isinstance(cell, Value) else ()


def _headed(header: Sequence[str], valued: Sequence[bool]) -> list[Plain]:
    """The header with a name for each column of symbols."""
    alone = sum(valued) == 1
    headed: list[Plain] = []
    for name, is_valued in zip(header, valued, strict=True):
        headed += [name, "Symbol" if alone else f"{name} symbol"] if is_valued else [name]
    return headed


def _written(row: Sequence[Cell], valued: Sequence[bool]) -> list[Plain]:
    """A row with the symbols of each value beside it."""
    written: list[Plain] = []
    for cell, is_valued in zip(row, valued, strict=True):
        written.append(_shown(cell))
        if is_valued:
            written.append(" ".join(f"[{symbol}]" for symbol in _symbols(cell)))
    return written


def _shown(cell: Cell) -> Plain:
    """What stands in the cell: a value that is not shown leaves it empty, and never a 0."""
    number = cell.number if isinstance(cell, Value) else cell
    return "" if number is None else number


def _line(cells: Sequence[Plain], width: int) -> list[Plain]:
    """Cells as they stand in the file, numbers as numbers; every line is as long as the longest."""
    return [harmless(cell) if isinstance(cell, str) else cell for cell in cells] + [""] * (width - len(cells))
