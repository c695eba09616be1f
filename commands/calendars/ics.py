"""A calendar file as RFC 5545 has it: lines of at most 75 octets that end with CR LF, and text with its marks escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from commands.as_csv import file_name
from commands.reply import File

WIDTH = 75  # octets in a line, without its end
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
HEAD = (
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Parley//Parley//EN",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
)


@dataclass(frozen=True, slots=True)
class Event:
    """One entry. ``key`` names it for good: a later file with the same key changes the entry and adds none.

    ``starts`` is an instant (aware), or a date for what has a day and no time. ``lasts`` belongs to an instant.
    """

    key: str
    summary: str
    starts: datetime | date
    lasts: timedelta = timedelta()
    description: str = ""
    link: str = ""


def calendar_file(title: str, events: Sequence[Event], now: datetime, summary: str) -> File:
    """A file that every calendar on a phone or a computer takes in."""
    inside = (line for event in events for line in _event(event, now))
    text = "".join(f"{folded(line)}\r\n" for line in (*HEAD, *inside, "END:VCALENDAR"))
    return File(f"{file_name(title).removesuffix('.csv')}.ics", text, summary)


def _event(event: Event, now: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{uuid5(NAMESPACE_URL, f'parley:{event.key}')}"
    yield f"DTSTAMP:{_instant(now)}"
    if isinstance(event.starts, datetime):
        yield f"DTSTART:{_instant(event.starts)}"
        yield f"DURATION:PT{event.lasts // timedelta(minutes=1)}M"
    else:
        yield f"DTSTART;VALUE=DATE:{event.starts:%Y%m%d}"
        yield "TRANSP:TRANSPARENT"  # a day on which something is due is not taken
    yield f"SUMMARY:{escaped(event.summary)}"
    if event.description:
        yield f"DESCRIPTION:{escaped(event.description)}"
    if event.link:
        yield f"URL:{''.join(UNSEEN.sub('', event.link).split())}"
    yield "END:VEVENT"


def _instant(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    r"""Text as a value: a line break is ``\n``, and marks that mean something have a backslash."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(r"([\\;,])", r"\\\1", UNSEEN.sub("", lines)).replace("\n", "\\n")


def folded(line: str) -> str:
    """A line in pieces, each but the first with a space before it; a character is never cut in two."""
    pieces, piece, size = [], "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > WIDTH:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + letter, size + octets
    return "\r\n".join([*pieces, piece])
