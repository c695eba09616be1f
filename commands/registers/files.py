"""A whole register as a file: CSV for a spreadsheet, Markdown for a site."""

from __future__ import annotations

from collections.abc import Sequence

from commands import Refusal, Request
from commands.as_csv import Cell, file_name, plain_csv
from commands.digests.markdown import escaped, rows
from commands.registers.labels import label
from commands.reply import File, Reply, Table
from storage import people
from storage.meetings import holding
from storage.meetings.meeting import Line


def reply(request: Request, kind: str, lines: Sequence[Line], wanted: str) -> Reply:
    """The file that was asked for, csv or markdown."""
    match wanted.strip().casefold():
        case "csv":
            return Reply((as_csv(request, kind, lines),), private=True)
        case "markdown" | "md":
            return Reply((as_markdown(request, kind, lines),), private=True)
    raise Refusal("Registers come as csv or markdown.", field="as")


def as_csv(request: Request, kind: str, lines: Sequence[Line]) -> File:
    named = label(request, kind)
    text = plain_csv(_header(request, kind), [_row(request, each) for each in lines])
    return File(file_name(named.many), text, f"{named.many}: {len(lines):,} in a table for a spreadsheet.")


def as_markdown(request: Request, kind: str, lines: Sequence[Line]) -> File:
    named = label(request, kind)
    found = tuple(tuple(map(str, _row(request, each))) for each in lines)
    table = Table(named.many, _header(request, kind), found)
    title = f"# {escaped(request.partnership.name)}: {escaped(named.many.lower())}"
    text = f"{title}\n\n" + "\n".join(rows(table)) + "\n"
    name = file_name(named.many).removesuffix(".csv") + ".md"
    return File(name, text, f"{named.many}: {len(lines):,} as Markdown.")


def _header(request: Request, kind: str) -> tuple[str, ...]:
    name = label(request, kind).one
    last = ("Reason", "Review date") if kind == "decision" else ("Status", "Closed on", "What became of it")
    return ("Number", "Meeting date", "Meeting", name, "Noted by", *last, "Link")


def _row(request: Request, line: Line) -> tuple[Cell, ...]:
    zone = request.partnership.zone
    meeting = holding.by_id(request.db, line.meeting)
    day = meeting.started_at.astimezone(zone).date().isoformat()
    if line.kind == "decision":
        last: tuple[str, ...] = (line.reason, line.review_on.isoformat() if line.review_on else "")
    else:
        closed = line.closed_at.astimezone(zone).date().isoformat() if line.closed_at else ""
        last = ("closed" if closed else "open", closed, line.closed_words)
    by = people.person(request.db, line.by).name
    return (line.label, day, f"{meeting.label} {meeting.title}", line.words, by, *last, line.link or "")
