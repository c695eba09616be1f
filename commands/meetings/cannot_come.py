"""Apologies before a meeting begins: they are in the message before it, and in its minutes."""

from __future__ import annotations

from commands import Refusal, Request, command
from commands.meetings import beforehand
from commands.reply import Button, Buttons, Reply, Text
from commands.schedule_words import settings_now
from storage import away, people
from storage.away import Away
from storage.meetings import attendance, next_meeting
from storage.meetings.attendance import Attendee
from storage.meetings.meeting import Meeting
from storage.meetings.next_meeting import Coming
from storage.times import say_date


def sorry(request: Request) -> Reply:
    """Note that somebody cannot come to the next meeting."""
    coming = _next(request)
    away.go(request.db, request.partnership.id, request.person.id, _day(coming), request.now, what="meeting")
    said = f"Your apologies for the {_said(coming)} are noted. Everybody reads them with the agenda."
    buttons = Buttons((Button("I can come", "meeting attend"),))
    return Reply((Text(said), buttons), private=True, touched=beforehand.touched(request))


@command("meeting attend", usage="meeting attend", example="meeting attend", writes=True, listed=False)
def attend(request: Request, words: str) -> Reply:
    """Take your apologies for the next meeting back."""
    coming = _next(request)
    away.come_back(request.db, request.partnership.id, request.person.id, _day(coming), what="meeting")
    text = Text(f"Good. You are expected at the {_said(coming)}.")
    return Reply((text,), private=True, touched=beforehand.touched(request))


def note(request: Request, made: Meeting) -> None:
    """Apologies sent before go into a meeting that comes round, of whoever does not begin it themselves."""
    if made.series is None:
        return
    for number in away.cannot_meet(request.db, request.partnership.id, request.today):
        who = people.person(request.db, number)
        if who.id != made.started_by:
            attendance.note(request.db, made, Attendee(who.name, who.id, who.organisation, came=False))


def _next(request: Request) -> Coming:
    coming = next_meeting.next_one(request.db, settings_now(request), request.now)
    if coming is None:
        raise Refusal("No meeting is planned.", [Button("Show the schedule", "schedule")])
    return coming


def _day(coming: Coming) -> Away:
    return Away(coming.local.date(), coming.local.date())


def _said(coming: Coming) -> str:
    return f"{coming.series.title} of {say_date(coming.local.date())}"
