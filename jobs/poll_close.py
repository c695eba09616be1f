"""A sounding closes on time, even if nobody answered, and late after downtime; a week later its owner and moderators are."""

from __future__ import annotations

from commands import Request, sounding
from commands.polling import farewell
from commands.reply import Send, ToPerson
from jobs import Outcome, job
from storage.occurrences import Occurrence
from storage.soundings import closing, finding
from storage.soundings.sounding import Sounding


@job("poll_close")
def poll_close(request: Request, occurrence: Occurrence) -> Outcome:
    """Close the sounding this occurrence is about and tell every place."""
    found = _meant(request, occurrence)
    if found is not None and found.is_open and found.closes_at > occurrence.due:
        return Outcome(nothing="It closes later now.")
    if found is None or not closing.close(request.db, found, request.now):
        return Outcome(nothing="It was closed already.")
    return Outcome(farewell.sends(request, found), (sounding.live_key(found),))


@job(farewell.CHASE)
def poll_outcome(request: Request, occurrence: Occurrence) -> Outcome:
    """Ask the owner once more what was done, if nobody has said."""
    found = _meant(request, occurrence)
    if found is None or found.outcome or found.state != "closed" or not found.answered:
        return Outcome(nothing="There is nothing to ask.")
    return Outcome((Send(ToPerson(found.owner), farewell.ask_what_was_done(found), "nudge"),))


@job(farewell.UNREAD)
def poll_words(request: Request, occurrence: Occurrence) -> Outcome:
    """Tell the moderators once more about answers that nobody has read."""
    found = _meant(request, occurrence)
    sends = tuple(farewell.to_read(request, found, again=True)) if found and found.state == "closed" else ()
    return Outcome(sends) if sends else Outcome(nothing="No answers wait to be read.")


def _meant(request: Request, occurrence: Occurrence) -> Sounding | None:
    return finding.find(request.db, request.partnership.id, int(occurrence.subject.partition("/")[2]))
