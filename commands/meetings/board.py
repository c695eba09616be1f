"""The living message of a meeting: one in each place, the same on every platform, true until it ends and after."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from commands import Request, live
from commands.meetings import wording
from commands.meetings.wording import counted
from commands.reply import Block, Button, Buttons, Fields, Heading, Note, Reply, Text
from storage.meetings import agenda, attendance, holding, lines
from storage.meetings.attendance import Attendee
from storage.meetings.meeting import KINDS, Line, Meeting
from storage.times import say_date, say_time

LAST = 5  # lines that are shown
SHORT = 200  # letters of each
MOST = 20  # organisations and guests that are named
HOW = (
    "Reply to this message to note a line: begin it with decision:, action:, topic:, risk:, question: or tension:, "
    "or just write. On Slack mention Parley in front. “undo” takes back your last line."
)


@live("meeting", answered_by="meeting line")
def board(request: Request, number: str) -> Reply:
    """A meeting as it stands now."""
    found = holding.find(request.db, request.partnership.id, int(number))
    if found is None:
        return Reply((Text("This meeting was called off. Nothing that was said in it is kept."),))
    return show(request, found)


def show(request: Request, meeting: Meeting) -> Reply:
    """The living message."""
    said = lines.kept(request.db, meeting)
    blocks = _open(request, meeting, said) if meeting.is_open else _over(request, meeting, said)
    return Reply((Heading(meeting.title), *blocks), live=meeting.key)


def _open(request: Request, meeting: Meeting, said: list[Line]) -> Iterator[Block]:
    chair = wording.chair_of(request, meeting).name
    began = _when(request, meeting.started_at)
    yield Text(f"Meeting {meeting.label} is going on. It began at {began}. {chair} has the chair.")
    waits = agenda.waiting_for(request.db, meeting)
    rows = (
        *_who(request, meeting),
        *_what(said),
        *(("Next on the agenda", each.words) for each in waits[:1]),
    )
    if rows:
        yield Fields(rows)
    if said:
        yield Text(_last(request, said))
    yield Note(HOW)
    yield Buttons(
        (
            Button("Decision", "meeting decision"),
            Button("Action", "meeting action"),
            Button("Note", "meeting line"),
            Button("I am here", f"meeting here {meeting.label}"),
            *(Button("Next item", f"meeting next {each.id}") for each in waits[:1]),
            Button("End the meeting", f"meeting end {meeting.label}"),
        )
    )


def _who(request: Request, meeting: Meeting) -> Iterator[tuple[str, str]]:
    noted = attendance.of_meeting(request.db, meeting)
    for title, came in (("Here", True), ("Apologies", False)):
        if names := organisations(request, [each for each in noted if each.came == came]):
            more = [f"and {len(names) - MOST} more"] if len(names) > MOST else []
            yield title, ", ".join([*names[:MOST], *more])


def organisations(request: Request, noted: list[Attendee]) -> list[str]:
    """Where people are from, each once; somebody from nowhere by their name."""
    known = request.partnership.organisation_name
    named = (known(each.organisation) or each.organisation or each.name for each in noted)
    return list(dict.fromkeys(named))


def _what(said: list[Line]) -> Iterator[tuple[str, str]]:
    topics = [each for each in said if each.kind == "topic"]
    if topics:
        yield "Now", _short(topics[-1].words)


def _last(request: Request, said: list[Line]) -> str:
    shown = [_short(wording.sentence(request, each)) for each in said[-LAST:]]
    head = f"The last {len(shown)} of {len(said)} lines:" if len(said) > LAST else "So far:"
    return "\n".join([head, *shown])


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= SHORT else f"{words[: SHORT - 1]}…"


def _over(request: Request, meeting: Meeting, said: list[Line]) -> Iterator[Block]:
    when = _when(request, meeting.ended_at or meeting.started_at)
    how = (
        "closed by itself, because nobody had written anything for a while,"
        if meeting.closed_itself
        else "ended"
    )
    yield Text(f"Meeting {meeting.label} {how} at {when}. {tally(request, said)}")
    yield Buttons((Button("Minutes", f"minutes {meeting.label}"),))


def _when(request: Request, moment: datetime) -> str:
    """A time and a date that read the same tomorrow."""
    local = moment.astimezone(request.partnership.zone)
    return f"{say_time(local.time())} on {say_date(local.date())}"


def tally(request: Request, said: list[Line]) -> str:
    """How many lines of which kind, in a sentence."""
    if not said:
        return "Nothing was noted."
    kinds = [(kind, sum(each.kind == kind for each in said)) for kind in KINDS]
    named = [counted(many, wording.name_of(request, kind).lower()) for kind, many in kinds if many]
    return f"Noted: {', '.join(named)}."
