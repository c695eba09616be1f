"""What follows from the end of a meeting: its minutes are posted as a draft."""

from __future__ import annotations

from commands import Request
from commands.minutes.show import post
from commands.reply import Send, ToEveryPlace, ToPlace
from commands.schedule_words import settings_now
from storage import people
from storage.meetings import holding, next_meeting
from storage.meetings.meeting import Meeting


def after_end(request: Request, meeting: Meeting) -> tuple[Send, ...]:
    """The draft for the places of its series, or for all, when a meeting has just ended, by somebody or by itself."""
    draft = post(request, holding.by_id(request.db, meeting.id))
    settings = settings_now(request)
    series = next_meeting.series_named(settings, meeting.series) if meeting.series else None
    wanted = settings.addresses(series.places) if series else frozenset()
    here = [each for each in people.places(request.db, request.partnership.id) if each.address in wanted]
    return tuple(Send(ToPlace(each.id), draft) for each in here) or (Send(ToEveryPlace(), draft),)
