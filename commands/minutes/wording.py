"""What is said about minutes in several places: how they stand, until when they can be corrected, by whom."""

from __future__ import annotations

import re
from datetime import datetime

from commands import Refusal, Request
from commands.reply import Button
from storage import people
from storage.meetings import attendance, holding
from storage.meetings.meeting import Line, Meeting
from storage.open_days import closing
from storage.times import at_utc, say_date, say_time

NUMBER = re.compile(r"(?:meeting\s+)?m?(\d{1,6})\b[:,]?\s*", re.IGNORECASE)
LINKED = "where it was said"


def key(meeting: Meeting) -> str:
    """The name of the living message with its minutes."""
    return f"minutes/{meeting.number}"


def correct_until(request: Request, ended: datetime) -> datetime:
    """When the time for corrections is over, for a meeting that ends at a moment (aware)."""
    here = request.partnership
    local = ended.astimezone(here.zone).replace(tzinfo=None)
    return at_utc(closing(here.settings, here.settings.meetings.correct_within, local), here.zone)


def can_be_corrected(request: Request, meeting: Meeting) -> bool:
    """Whether its minutes are a draft whose time for corrections is not over."""
    until = meeting.correct_until
    return meeting.state == "draft" and (until is None or request.now <= until)


def until(request: Request, meeting: Meeting) -> str:
    """The end of the time for corrections: 5pm on Friday 27 November 2026."""
    assert meeting.correct_until is not None, "a meeting that ended has one"
    local = meeting.correct_until.astimezone(request.partnership.zone)
    return f"{say_time(local.time())} on {say_date(local.date())}"


def when(request: Request, meeting: Meeting) -> str:
    """Tuesday 24 November 2026, 10am to 11:05am."""
    zone = request.partnership.zone
    began = meeting.started_at.astimezone(zone)
    said = f"{say_date(began.date())}, {say_time(began.time())}"
    if meeting.ended_at is None:
        return said
    ended = meeting.ended_at.astimezone(zone)
    return f"{said} to {say_time(ended.time())}"


def state(request: Request, meeting: Meeting) -> str:
    """How the minutes stand and what happens next; true for as long as nobody changes them."""
    if meeting.is_open:
        return "The meeting is going on, so these are not the minutes yet."
    by_itself = " Nobody ended the meeting: it closed itself." if meeting.closed_itself else ""
    if meeting.state == "draft":
        return (
            f"Draft. Everybody who was there can correct it until {until(request, meeting)}. "
            f"After that it waits for the next meeting to confirm it.{by_itself}"
        )
    assert meeting.confirmed_at is not None, "confirmed some day"
    assert meeting.confirmed_by is not None, "and by somebody"
    who = people.person(request.db, meeting.confirmed_by).name
    day = say_date(meeting.confirmed_at.astimezone(request.partnership.zone).date())
    at = (
        f" at meeting {holding.by_id(request.db, meeting.confirmed_in).label}" if meeting.confirmed_in else ""
    )
    return f"Confirmed by {who}{at} on {day}.{by_itself}"


def mark(request: Request, line: Line) -> str:
    """What is to be known about a line: why it was decided, and that it was corrected."""
    why = f"Reason: {line.reason.rstrip('.')}." if line.reason else ""
    if line.corrected_at is None:
        return why
    day = say_date(line.corrected_at.astimezone(request.partnership.zone).date())
    return f"{why} Corrected on {day}.".strip()


def meant(request: Request, words: str) -> tuple[Meeting, str]:
    """The meeting a line begins with, else the last one that ended, and the words after it."""
    said = words.strip()
    number = NUMBER.match(said)
    db, here = request.db, request.partnership.id
    found = holding.find(db, here, int(number[1])) if number else holding.latest(db, here)
    if found is None and number is None:
        raise Refusal("No meeting has ended yet, so there are no minutes.")
    if found is None:
        raise Refusal(
            "There is no meeting with this number. Look at the list of meetings.",
            [Button("Meetings", "meeting list")],
        )
    return found, said[number.end() :].strip() if number else said


def was_there(request: Request, meeting: Meeting) -> bool:
    """Whether somebody took part: noted as there, or in the chair, or who began it."""
    me = request.person.id
    if me in (meeting.chair, meeting.started_by):
        return True
    return any(each.came and each.person == me for each in attendance.of_meeting(request.db, meeting))
