"""Taking a line back: its author for ten minutes, the chair for as long as the minutes are not confirmed."""

from __future__ import annotations

from datetime import timedelta

from commands import Refusal, Request, command
from commands.meetings import meant, wording
from commands.reply import Button, Reply, Send, Text, ToPerson, say
from storage.actions import finding, making
from storage.actions.action import Action
from storage.meetings import agenda, holding, lines
from storage.meetings.meeting import Line, Meeting

TEN_MINUTES = timedelta(minutes=10)


@command("meeting undo", usage="meeting undo LINE", example="meeting undo", writes=True)
def undo(request: Request, words: str) -> Reply:
    """Take a line out of the minutes; without a number, your last one."""
    meeting, line, rest = meant.line_meant(request, words)
    if line is None and rest:
        raise Refusal(
            "Say which line by its number or its name, such as meeting undo D3. Without one it is your last line.",
            [Button("Show the meeting", f"meeting show {meeting.label}")],
        )
    line = line or _last(request, meeting)
    _must_be_allowed(request, meeting, line)
    said = wording.sentence(request, line)
    action = finding.by_id(request.db, line.action) if line.action else None
    if not lines.undo(request.db, meeting, line, request.person.id, request.now):
        return Reply((Text("That line was taken out already."),), private=True)
    _follow(request, meeting, line)
    more = (f"action/{action.number}",) if action else ()
    return Reply(
        (Text(f"Taken out of the minutes: {said}"),),
        quiet=True,
        also=_told(request, meeting, action),
        touched=(meeting.key, f"minutes/{meeting.number}", *more),
    )


def _last(request: Request, meeting: Meeting) -> Line:
    """The speaker's own last line; others are taken out by their number."""
    found = [each for each in lines.kept(request.db, meeting) if each.by == request.person.id]
    if not found:
        raise Refusal("You have said nothing in this meeting that could be taken back.")
    return found[-1]


def _must_be_allowed(request: Request, meeting: Meeting, line: Line) -> None:
    if meeting.state == "confirmed":
        raise Refusal(
            f"The minutes of {meeting.label} are confirmed, so nothing is taken out of them any more."
        )
    if request.person.id == meeting.chair:
        return
    if line.by == request.person.id and request.now - line.at <= TEN_MINUTES:
        return
    chair = wording.chair_of(request, meeting).name
    raise Refusal(
        f"A line can be taken back for ten minutes by whoever said it, and later by {chair}, who has the chair."
    )


def _follow(request: Request, meeting: Meeting, line: Line) -> None:
    """An action of the line goes with it, a point of the agenda waits again, and minutes that were out are others."""
    if line.action is not None:
        making.erase(request.db, [line.action])
    if line.kind == "topic":
        agenda.put_back(request.db, meeting, line.words)
    if not meeting.is_open:
        holding.note_changed(request.db, meeting)


def _told(request: Request, meeting: Meeting, action: Action | None) -> tuple[Send, ...]:
    """After the meeting its owner has heard of an action already, so they hear that it is gone."""
    if action is None or meeting.is_open or action.owner.person in (None, request.person.id):
        return ()
    said = (
        f"Action {action.label} was taken out of the minutes of {wording.titled(meeting)}: {action.what}. "
        "There is nothing for you to do."
    )
    return (Send(ToPerson(action.owner.person), say(said)),)
