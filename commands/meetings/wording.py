"""What is said of a meeting in several places, and the one that is going on."""

from __future__ import annotations

from commands import Refusal, Request
from commands.actions import wording as actions
from commands.registers.labels import label
from commands.reply import Button
from storage import people
from storage.actions import finding
from storage.meetings import holding
from storage.meetings.meeting import Line, Meeting
from storage.people import Person

START = Button("Start a meeting", "meeting start")
NONE = "No meeting is going on, so nothing was noted or changed. Start one first."


def name_of(request: Request, kind: str) -> str:
    """What a kind of line is called here; the configuration may have another word for it."""
    return "Note" if kind == "info" else label(request, kind).one


def titled(meeting: Meeting) -> str:
    """Such as "M3, Weekly call"."""
    return f"{meeting.label}, {meeting.title}"


def going_on(request: Request) -> Meeting:
    """The meeting that is open, for a change to it."""
    return _there(request, holding.open_one(request.db, request.partnership.id))


def seen_going_on(request: Request) -> Meeting:
    """The meeting that is open, to look at."""
    return _there(request, holding.seen_open(request.db, request.partnership.id))


def _there(request: Request, found: Meeting | None) -> Meeting:
    if found is not None:
        return found
    last = holding.latest(request.db, request.partnership.id)
    if last is None or last.state != "draft":
        raise Refusal(NONE, [START])
    minutes = Button(f"Minutes {last.label}", f"minutes {last.label}")
    raise Refusal(
        f"{NONE} The minutes of {titled(last)}, are a draft and can be put right.", [START, minutes]
    )


def label_of(request: Request, line: Line) -> str:
    """What a line is called: "Decision D3", "Action A4", "Note 7"."""
    name = name_of(request, line.kind)
    action = finding.by_id(request.db, line.action) if line.action else None
    if action is not None:
        return f"{name} {action.label}"
    return f"{name} {line.label or line.position}"


def sentence(request: Request, line: Line) -> str:
    """A line of the minutes in words; an action with who has it and by when."""
    action = finding.by_id(request.db, line.action) if line.action else None
    if action is None:
        return f"{label_of(request, line)}: {line.words}"
    who = f"{action.everybody}, {actions.by(action, request.today)}"
    return f"{label_of(request, line)} ({who}): {action.what}"


def runs(request: Request, meeting: Meeting) -> bool:
    """Whether somebody may end a meeting or give the chair away: its chair, whoever began it, or a lead."""
    return request.person.id in (meeting.chair, meeting.started_by) or "lead" in request.person.roles


def must_run(request: Request, meeting: Meeting, doing: str) -> None:
    """A refusal that names the chair for everybody else."""
    if not runs(request, meeting):
        chair = chair_of(request, meeting).name
        raise Refusal(f"{chair} has the chair. They, whoever began the meeting, or a lead can {doing}.")


def chair_of(request: Request, meeting: Meeting) -> Person:
    return people.person(request.db, meeting.chair)


def counted(number: int, one: str, many: str = "") -> str:
    """A number and its noun: "1 line", "3 lines"."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"
