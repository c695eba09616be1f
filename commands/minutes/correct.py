"""Put a line of the minutes right, while they are a draft: by anybody who was there, a lead, or the chair."""

from __future__ import annotations

import re
from collections.abc import Mapping

from commands import Refusal, Request, command, personal
from commands.actions import noting
from commands.actions import wording as action_wording
from commands.minutes import wording
from commands.reply import Button, Buttons, Field, Form, Heading, Note, Reply, Text
from commands.weeknotes.words import named_people
from storage import people
from storage.actions import changing, finding
from storage.lines import token
from storage.meetings import holding, lines
from storage.meetings.meeting import Line, Meeting

SAID = re.compile(
    r"(?:(?:meeting\s+)?m(\d{1,6})\b[:,]?)?\s*(?:(?:line\s+)?(\d{1,4})(?:[.:)]|\b)\s*)?(?:~([0-9a-f]{8}))?(.*)",
    re.IGNORECASE | re.DOTALL,
)
LONGEST, MOST = 1000, 40


@command(
    "minutes correct",
    usage="minutes correct M3 4 WORDS",
    example="minutes correct M3 4 The pantry opens on Tuesdays",
    writes=True,
    free=True,
    open_keys=True,
    listed=False,
)
def correct(request: Request, words: str, *, keys: Mapping[str, str]) -> Reply:
    """Put the words of a line of the minutes right."""
    found = SAID.fullmatch(words.strip())
    assert found is not None, "every part of it may be missing"
    meeting, _ = wording.meant(request, f"M{found[1]}" if found[1] else "")
    _refuse_if_not_theirs(request, meeting)
    if found[2] is None:
        return _choose(request, meeting)
    line = lines.at_position(request.db, meeting, int(found[2]))
    if line is None or line.state != "kept":
        raise Refusal(
            f"{meeting.label} has no line {found[2]}. Choose a line by its number.", [_all(meeting)]
        )
    said = keys.get("said", found[4]).strip()
    if not said:
        return Reply((_form(request, meeting, line),), private=True)
    if found[3] and found[3] != _seen(_now(request, line)):
        raise Refusal(
            f"Somebody has corrected line {line.position} since you saw it. It says now: {_now(request, line)}",
            [_one(meeting, line)],
        )
    return _put_right(request, meeting, line, said)


def _refuse_if_not_theirs(request: Request, meeting: Meeting) -> None:
    if meeting.is_open:
        raise Refusal(f"{meeting.label} is going on. Take the line back and note it again: meeting undo")
    chair = people.person(request.db, meeting.chair).name
    if not wording.can_be_corrected(request, meeting):
        over = (
            "are confirmed"
            if meeting.state == "confirmed"
            else f"could be corrected until {wording.until(request, meeting)}"
        )
        raise Refusal(
            f"The minutes of {meeting.label} {over}, so their lines stay as they are. "
            f"Bring it up at the next meeting, or talk to {chair}."
        )
    if not (wording.was_there(request, meeting) or "lead" in request.person.roles):
        raise Refusal(
            f"Whoever was at {meeting.label} can correct its minutes, and you are not noted as there. Ask {chair}."
        )


def _choose(request: Request, meeting: Meeting) -> Reply:
    kept = lines.kept(request.db, meeting)
    if not kept:
        raise Refusal(f"Nothing was noted in {meeting.label}, so there is nothing to correct.")
    said = "\n".join(f"{each.position}. {_now(request, each)}" for each in kept[:MOST])
    more = f" The first {MOST} lines are shown." if len(kept) > MOST else ""
    note = Note(
        f"Or write it, for example: minutes correct {meeting.label} {kept[0].position} NEW WORDS.{more}"
    )
    buttons = Buttons(tuple(_one(meeting, each) for each in kept[:MOST]))
    return Reply(
        (Heading(f"Which line of {meeting.label} is not right?"), Text(said), buttons, note), private=True
    )


def _form(request: Request, meeting: Meeting, line: Line) -> Form:
    now = _now(request, line)
    ask = Field("said", f"What should line {line.position} say?", "long", value=now)
    title = f"Correct {meeting.label}, line {line.position}"
    return Form(title, f"minutes correct {meeting.label} {line.position} ~{_seen(now)}", (ask,), "Correct it")


def _put_right(request: Request, meeting: Meeting, line: Line, said: str) -> Reply:
    said = _checked(request, line, said)
    before = _now(request, line)
    if said == before:
        return Reply((Text(f"Line {line.position} of {meeting.label} says that already."),), private=True)
    holding.note_changed(request.db, meeting)
    lines.correct(request.db, line, said, request.now)
    action = finding.by_id(request.db, line.action) if line.action else None
    if action is not None:
        changing.change(request.db, action, "reworded", request.person.id, request.now, before, what=said)
    touched = (action_wording.key(action),) if action else ()
    return Reply(
        (Text(f"Line {line.position} of {meeting.label} now says: {said}"),),
        quiet=True,
        touched=(wording.key(meeting), *touched),
        noted=f"{meeting.label} line {line.position}",
    )


def _checked(request: Request, line: Line, said: str) -> str:
    if line.action is not None:
        return noting.checked(request, said, "said")
    if len(said) > LONGEST:
        raise Refusal(f"A line must be {LONGEST:,} characters or less.", field="said")
    return personal.check(named_people(request, said), "said")


def _now(request: Request, line: Line) -> str:
    """What the minutes say in this line; of an action, what is to be done."""
    action = finding.by_id(request.db, line.action) if line.action else None
    return action.what if action else line.words


def _seen(words: str) -> str:
    """A mark of the words somebody saw, so that nobody corrects others."""
    return token(words)[:8]


def _one(meeting: Meeting, line: Line) -> Button:
    return Button(str(line.position), f"minutes correct {meeting.label} {line.position}")


def _all(meeting: Meeting) -> Button:
    return Button("Show the lines", f"minutes correct {meeting.label}")
