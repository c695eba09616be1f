"""Noting a line: stored first, and only then is anybody told that it was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from commands import Refusal, Request, personal
from commands.meetings import starting, wording
from commands.reply import Button, Buttons, Reply, Text
from commands.weeknotes.words import named_people
from storage.meetings import holding, lines
from storage.meetings.lines import New
from storage.meetings.meeting import Line, Meeting, Said
from storage.times import parse_due

LONGEST = 1000


def checked(request: Request, words: str, field: str = "words") -> str:
    """Words that may be kept: not empty, not too long, nobody's details in them, people by their names."""
    words = named_people(request, words.strip())
    if not words:
        raise Refusal("Write what was said.", field=field)
    if len(words) > LONGEST:
        raise Refusal(
            f"Write one line of {LONGEST:,} characters or less. For longer notes write meeting notes.",
            [Button("Notes", "meeting notes")],
            field,
        )
    return personal.check(words, field)


def review_day(request: Request, words: str) -> date | None:
    """When to look at a decision again."""
    if not words.strip():
        return None
    try:
        return parse_due(words, request.today)
    except ValueError as problem:
        raise Refusal(str(problem), field="review") from None


def said_at(request: Request, keys: Mapping[str, str]) -> Said | None:
    """Where a transport says that the words stand; ``None`` for words that stand nowhere."""
    if not keys.get("message"):
        return None
    platform, _, _ = request.here.partition(":")
    return Said(platform, keys.get("address", ""), keys["message"], keys.get("link") or None)


def keep(request: Request, meeting: Meeting, new: New, keys: Mapping[str, str]) -> Line:
    """Note a line; the same message is noted once."""
    said = said_at(request, keys)
    before = lines.said_at(request.db, said) if said else None
    if before is not None and before.meeting == meeting.id:
        return before
    starting.come(request, meeting, request.person)
    holding.stays_open(request.db, meeting, starting.closes_at(request))
    return lines.add(request.db, meeting, new, request.person.id, request.now, said)


def noted(request: Request, meeting: Meeting, line: Line, more: str = "") -> Reply:
    """The answer to whoever said it: what it is called now, and how to take it back."""
    text = f"{wording.label_of(request, line)} is noted in {meeting.label}. {more}".strip()
    turn = Button("Make it an action", f"meeting that {meeting.label} {line.position}")
    buttons = (
        Button("Take it back", f"meeting undo {meeting.label} {line.position}"),
        *((turn,) if line.kind not in ("topic", "action") else ()),
    )
    return Reply((Text(text), Buttons(buttons)), quiet=True, touched=(meeting.key,))
