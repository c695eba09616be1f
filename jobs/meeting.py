"""Some time before a meeting begins, each place reads what it is about."""

from __future__ import annotations

from commands import Request
from commands.meetings import beforehand
from commands.reply import Send, ToEveryPlace
from jobs import Outcome, job
from storage.meetings import next_meeting
from storage.meetings.next_meeting import Coming
from storage.occurrences import Occurrence
from storage.schedule_changes import MEETING


@job(MEETING)
def meeting(request: Request, occurrence: Occurrence) -> Outcome:
    """Post the agenda of the meeting that this occurrence comes before."""
    coming = _meant(request, occurrence)
    if coming is None:
        return Outcome(nothing="No such meeting is to come.")
    if request.now >= coming.at + coming.series.length:
        return Outcome(nothing="The meeting was over by then.")
    return Outcome((Send(ToEveryPlace(), beforehand.words(request, coming), "weekly"),))


def _meant(request: Request, occurrence: Occurrence) -> Coming | None:
    """The first meeting of the series that begins after the agenda was due."""
    series = next_meeting.series_named(request.partnership.settings, occurrence.job.partition("/")[2])
    if series is None:
        return None
    settings = request.partnership.settings
    return next_meeting.next_one(request.db, settings, occurrence.due, series.title)
