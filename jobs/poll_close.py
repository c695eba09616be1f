"""A sounding closes on time, even if nobody answered, and late after downtime."""

from __future__ import annotations

from commands import Request, sounding
from commands.reply import Send, ToEveryPlace
from jobs import Outcome, job
from storage import polls
from storage.occurrences import Occurrence


@job("poll_close")
def poll_close(request: Request, occurrence: Occurrence) -> Outcome:
    """Close the sounding this occurrence is about and tell every place."""
    number = int(occurrence.subject.partition("/")[2])
    found = polls.find(request.db, request.partnership.id, number)
    if found is None or not polls.close(request.db, found):
        return Outcome(nothing="It was closed already.")
    return Outcome((Send(ToEveryPlace(), sounding.closing(request, number)),), (sounding.live_key(found),))
