"""Confirm minutes: at the next meeting by its chair, or once the time for corrections is over by whoever chaired or a lead."""

from __future__ import annotations

import re

from commands import Refusal, Request, command
from commands.minutes import wording
from commands.minutes.blocks import blocks
from commands.minutes.minutes import minutes
from commands.reply import Button, Buttons, Reply, Text
from storage import people
from storage.meetings import holding
from storage.meetings.meeting import Meeting


@command(
    "minutes confirm",
    usage="minutes confirm M3",
    example="minutes confirm M3",
    writes=True,
    listed=False,
)
def confirm(request: Request, words: str, *, version: str = "") -> Reply:
    """Confirm the minutes of a meeting as they were read."""
    meeting, _ = wording.meant(request, words)
    _refuse_if_not_now(request, meeting)
    if not re.fullmatch(r"\d{1,6}", version):
        return _look(request, meeting, "Are these minutes right?")
    if int(version) != meeting.version:
        return _look(request, meeting, "These minutes have changed since you saw them. Look at them again.")
    now = holding.open_one(request.db, request.partnership.id)
    if not holding.confirm(request.db, meeting, request.person.id, request.now, now.id if now else None):
        raise Refusal(
            f"Somebody has just confirmed or changed the minutes of {meeting.label}.", [_see(meeting)]
        )
    said = (
        f"The minutes of {meeting.label}, {meeting.title}, are confirmed. Confirmed by {request.person.name}."
    )
    touched = (wording.key(meeting), now.key) if now else (wording.key(meeting),)
    return Reply((Text(said),), touched=touched)


def button(meeting: Meeting) -> Button:
    """Confirms the minutes as they are now, and no others."""
    return Button(
        f"Confirm {meeting.label}", f"minutes confirm {meeting.label} version={meeting.version}", "primary"
    )


def may(request: Request, meeting: Meeting) -> bool:
    """Whether somebody can confirm these minutes now."""
    return _why_not(request, meeting) == ""


def _look(request: Request, meeting: Meeting, sentence: str) -> Reply:
    whole = minutes(request, meeting)
    return Reply((*blocks(whole), Text(sentence), Buttons((button(meeting),))), private=True)


def _refuse_if_not_now(request: Request, meeting: Meeting) -> None:
    if problem := _why_not(request, meeting):
        raise Refusal(problem, [_see(meeting)])


def _why_not(request: Request, meeting: Meeting) -> str:
    """Why these minutes cannot be confirmed by this person now, in a sentence; empty if they can."""
    if meeting.is_open:
        return f"{meeting.label} is going on. Its minutes are a draft when it ends."
    if meeting.state == "confirmed":
        return f"The minutes of {meeting.label} are confirmed already."
    is_lead = "lead" in request.person.roles
    following = holding.open_one(request.db, request.partnership.id)
    if following is not None and (is_lead or following.chair == request.person.id):
        return ""
    if not is_lead and meeting.chair != request.person.id:
        chair = people.person(request.db, meeting.chair).name
        return f"Whoever chairs the next meeting confirms minutes; after that {chair} can, or a lead."
    if wording.can_be_corrected(request, meeting):
        return (
            f"The minutes of {meeting.label} can be corrected until {wording.until(request, meeting)}. "
            "Confirm them after that, or at the next meeting."
        )
    return ""


def _see(meeting: Meeting) -> Button:
    return Button(f"Minutes {meeting.label}", f"minutes {meeting.label}")
