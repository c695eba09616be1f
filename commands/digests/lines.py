"""The lines of a digest: put together, kept true while it is a draft, and found by their number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from commands import Refusal, Request
from commands.digests.sections import Week, compiled, decisions
from commands.digests.sections.notes import everything, scope_of
from commands.reply import Button
from storage import digests, releases, weeknotes
from storage.digests import NOTE, Digest, Line
from storage.meetings import registers
from storage.times import at_utc, say_day

WEEK = re.compile(r"\d{4}-\d{2}-\d{2}\b")


def week_from(request: Request, monday: date) -> Week:
    """A week to gather: from when the digest before was put together, or from its Monday, whichever is later by a week.

    So what happens after Friday's digest is in the next one.
    """
    start = at_utc(datetime.combine(monday, time()), request.partnership.zone)
    before = digests.made_before(request.db, request.partnership.id, monday)
    recent = before is not None and (start - before).days < 7
    return Week(request, monday, before if recent and before is not None else start)


def put_together(request: Request, monday: date) -> tuple[Line, ...]:
    """Everything of a week that a digest can say."""
    return compiled(week_from(request, monday))


def kept_true(request: Request, digest: Digest) -> Digest:
    """A draft with what its authors changed since, and without what was withdrawn or is in another digest now.

    Stored only where something changed; whoever calls this writes.
    """
    if digest.approved:
        return digest
    lines = [true for line in digest.lines if (true := _true(request, digest, line)) is not None]
    return digest if tuple(lines) == digest.lines else digests.change(request.db, digest, lines, request.now)


def _true(request: Request, digest: Digest, line: Line) -> Line | None:
    kind, _, number = line.about.partition("/")
    if kind == "release":
        found = releases.find(request.db, request.partnership.id, int(number))
        return line if found is not None and found.state != "withdrawn" else None
    if kind == "decision":
        return _true_decision(request, digest, line, int(number))
    return _true_note(request, digest, line, int(number)) if kind == NOTE else line


def _true_decision(request: Request, digest: Digest, line: Line, number: int) -> Line | None:
    """A decision as the minutes have it now; none once it was taken back."""
    found = registers.find(request.db, request.partnership.id, "decision", number)
    if found is None:
        return None
    words = decisions.sentence(found)
    if words == line.original:
        return line
    return replace(line, text=words, original=words, before=line.text, changed=digest.version + 1)


def _true_note(request: Request, digest: Digest, line: Line, number: int) -> Line | None:
    note = weeknotes.standing(request.db, request.partnership.id, number)
    if note is None or note.withdrawn or (note.digest is not None and note.digest != digest.week):
        return None
    line = replace(line, scope=scope_of(note))
    about = "" if note.week >= digest.week else f" (about the week of {say_day(note.week)})"
    words = note.words + about
    if words == line.original:
        return line
    return replace(line, text=words, original=words, before=line.text, changed=digest.version + 1)


@dataclass(frozen=True, slots=True)
class Meant:
    """The digest somebody means, locked until the commit, and what they wrote after naming it."""

    digest: Digest
    rest: str


def meant(request: Request, words: str) -> Meant:
    """The digest of the week a line begins with, else the open draft, else the last one that was approved."""
    text = words.strip()
    found = WEEK.match(text)
    if found is None:
        draft = digests.newest(request.db, request.partnership.id, approved=False)
        latest = draft or digests.newest(request.db, request.partnership.id, approved=True)
        day = latest.week if latest else None
    else:
        text, day = text[found.end() :].strip(), _day(found[0])
    digest = digests.of_week(request.db, request.partnership.id, day, locked=True) if day else None
    if digest is None:
        raise Refusal(
            "There is no digest yet. It is put together on the day that the schedule says.", [SCHEDULE]
        )
    return Meant(kept_true(request, digest), text)


SCHEDULE = Button("Show the schedule", "schedule")


def _day(text: str) -> date | None:
    try:
        return weeknotes.week_of(date.fromisoformat(text))
    except ValueError:
        return None


def numbered(digest: Digest, text: str) -> tuple[Line, str]:
    """The line whose number a text begins with, and the rest of the text."""
    found = re.match(r"(?:line\s+)?(\d{1,4})\s*[.:)]?(?:\s+|$)", text, re.IGNORECASE)
    line = digest.line(int(found[1])) if found else None
    if found is None or line is None:
        raise Refusal(
            "Say which line by its number in the draft, for example: digest drop 4",
            [Button("Show the draft", f"digest {digest.week}")],
            field="line",
        )
    if line.gone and not line.text:
        raise Refusal(f"Line {line.number} was withdrawn, and its words are deleted.")
    return line, text[found.end() :].strip()


def with_line(digest: Digest, changed: Line) -> list[Line]:
    """The lines with one of them changed."""
    return [changed if line.number == changed.number else line for line in digest.lines]


def late_notes(request: Request, digest: Digest) -> list[Line]:
    """Notes that this digest could have and has not, as lines without a number; left-out ones are known to it."""
    here = {line.about for line in digest.lines}
    return [line for line in everything(week_from(request, digest.week)) if line.about not in here]


def added(digest: Digest, new: Iterable[Line], today: date) -> list[Line]:
    """The lines with new ones after them; what is added after approval carries the day."""
    late = today.isoformat() if digest.approved else ""
    first = max((line.number for line in digest.lines), default=0) + 1
    numbered = enumerate(new, first)
    changed = digest.version + 1
    return [
        *digest.lines,
        *(replace(line, number=number, late=late, changed=changed) for number, line in numbered),
    ]
