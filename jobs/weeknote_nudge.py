"""One private reminder before the digest, to those who usually write and have not this week."""

from __future__ import annotations

from datetime import date

from commands import Request
from commands.reply import Send, ToPerson
from commands.weeknotes import prompt
from jobs import Outcome, job
from storage import away, occurrences, weeknotes
from storage.occurrences import Occurrence

JOB = "weeknote_nudge"


@job(JOB)
def remind(request: Request, occurrence: Occurrence) -> Outcome:
    """Remind nobody who has written, is away, has nothing this week or was reminded before."""
    day = occurrence.local_due.date()
    week = weeknotes.week_of(day)
    here = request.partnership.id
    if weeknotes.open_week(request.db, here, day) != week:
        return Outcome(nothing="This week's digest is out already.")
    usual = weeknotes.usual_writers(request.db, here, week)
    silent = [person for person in usual if _may_be_asked(request, person, day, week)]
    new = [person for person in silent if _first_time(request, person, week)]
    if not new:
        return Outcome(nothing="There was nobody to remind.")
    reply = prompt.nudge(request, day)
    return Outcome(tuple(Send(ToPerson(person), reply, kind="nudge") for person in new))


def _may_be_asked(request: Request, person: int, day: date, week: date) -> bool:
    here = request.partnership.id
    if weeknotes.has_written(request.db, here, person, week):
        return False
    return not away.wants_no_question(request.db, here, person, day)


def _first_time(request: Request, person: int, week: date) -> bool:
    subject = f"{week.isoformat()}/{person}"
    return occurrences.once(request.db, request.partnership.id, JOB, subject, request.now)
