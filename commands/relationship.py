"""What Parley says about itself: whether asking leads to talking. Counts of the partnership, never of people."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime, time

from dateutil.relativedelta import relativedelta

from commands import Request, command
from commands.as_csv import csv_file, file_name
from commands.figures import lower_first
from commands.reply import File, Note, Reply, Table
from storage import relationship
from storage.relationship import FEWEST, Relationship, Span
from storage.times import MONTHS, at_utc, say_day

TITLE = "Whether asking leads to talking"
TOO_FEW = "too few replies"
ABOUT = (
    "Counts of this partnership, made from what it has kept; never of a person or an organisation. A request is talked "
    f"about when a person of the other side has replied. A median is told from {FEWEST} replies on. Organisations are heard "
    "from when somebody of theirs used Parley; sealed answers count for nothing here."
)
Row = tuple[str, str]
Column = tuple[str, Relationship]


@command("about export", usage="about export", example="about export", listed=False)
def export(request: Request, words: str) -> Reply:
    """Get what Parley says about itself as CSV and as JSON."""
    columns = (this_month(request), last_month(request), year(request))
    files = (_csv(request, columns), _json(request, columns))
    return Reply((table(columns), Note(ABOUT), *files), private=True)


def this_month(request: Request) -> Column:
    """From the first of the month until now."""
    begin = _first(request.today)
    return (f"{_month(begin)} so far", _of(request, begin, request.today + relativedelta(days=1)))


def last_month(request: Request) -> Column:
    """The last whole month."""
    end = _first(request.today)
    begin = end - relativedelta(months=1)
    return (_month(begin), _of(request, begin, end))


def year(request: Request) -> Column:
    """The twelve whole months that end with it."""
    end = _first(request.today)
    begin = end - relativedelta(years=1)
    return (f"{_month(begin)} to {_month(end - relativedelta(months=1))}", _of(request, begin, end))


def table(columns: Sequence[Column]) -> Table:
    """A row for each measure, a column for each time; reasons are listed where there were any."""
    found = [dict(rows(each)) for _, each in columns]
    names = dict.fromkeys(name for each in found for name in each)
    shown = tuple((name, *(each.get(name, "0") for each in found)) for name in _in_order(names))
    return Table(TITLE, ("", *(title for title, _ in columns)), shown)


def rows(found: Relationship) -> Iterator[Row]:
    """Each measure in words, with its value."""
    yield "Requests raised", str(found.raised)
    yield "Requests talked about", str(found.talked)
    yield "Requests answered", str(found.answered)
    yield "Requests answered differently", str(found.differently)
    yield "Requests turned down", str(found.turned_down)
    for reason, count in found.reasons:
        yield f"Because {lower_first(reason)}", str(count)
    yield "Days until a person replied: the council asked", _days(found.days_to_vcs)
    yield "Days until a person replied: the voluntary sector asked", _days(found.days_to_council)
    yield "Soundings closed with an outcome", f"{found.with_outcome} of {found.soundings}"
    yield "Actions done", str(found.done)
    yield "Actions not needed any more", str(found.not_needed)
    yield "Organisations heard from", f"{found.heard_from} of {found.organisations}"


def is_empty(found: Relationship) -> bool:
    """Whether nothing happened that is worth a table."""
    return not (found.raised or found.talked or found.soundings or found.done or found.not_needed)


def _in_order(names: Sequence[str] | dict[str, None]) -> list[str]:
    """Reasons that only one column has stand with the others."""
    because = [name for name in names if name.startswith("Because ")]
    rest = [name for name in names if name not in because]
    at = rest.index("Requests turned down") + 1
    return [*rest[:at], *because, *rest[at:]]


def _days(days: float | None) -> str:
    if days is None:
        return TOO_FEW
    return "less than 1" if days < 1 else f"{round(days)}"


def _of(request: Request, begin: date, end: date) -> Relationship:
    zone = request.partnership.zone
    first, last = (at_utc(datetime.combine(day, time()), zone) for day in (begin, end))
    return relationship.of(request.db, request.partnership.settings, Span(first, last))


def _first(day: date) -> date:
    return day.replace(day=1)


def _month(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"


def _told(request: Request) -> tuple[Row, ...]:
    return (
        ("Partnership", request.partnership.name),
        ("About", ABOUT),
        ("Contact", request.partnership.contact("lead")),
        ("Downloaded on", say_day(request.today)),
    )


def _csv(request: Request, columns: Sequence[Column]) -> File:
    found = table(columns)
    header = ("What", *found.header[1:])
    return csv_file(TITLE, _told(request), header, found.rows, request.today.isoformat())


def _json(request: Request, columns: Sequence[Column]) -> File:
    whole = {
        **{name.lower().replace(" ", "_"): said for name, said in _told(request)},
        "times": {title: asdict(each) | {"reasons": dict(each.reasons)} for title, each in columns},
    }
    text = json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
    name = file_name(f"{TITLE} {request.today}").removesuffix(".csv") + ".json"
    return File(name, text, f"{TITLE}, as JSON for programs.")
