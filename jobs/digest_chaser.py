"""A draft that nobody approves: its editor is reminded once, then the lead is told. Nobody is blamed."""

from __future__ import annotations

from datetime import date

from commands import Request
from commands.digests.draft import offered
from commands.digests.turn import to_leads
from commands.reply import Send, ToPerson
from commands.schedule_words import settings_now
from jobs import Outcome, job
from storage import digests, people
from storage.digests import Digest
from storage.occurrences import Occurrence


@job("digest_chaser")
def digest_chaser(request: Request, occurrence: Occurrence) -> Outcome:
    """Remind one person, if the draft still waits."""
    _, week, whom = occurrence.subject.split("/")
    draft = digests.of_week(request.db, request.partnership.id, date.fromisoformat(week))
    if draft is None or draft.approved:
        return Outcome(nothing="It was approved before.")
    if settings_now(request).pause_on(request.today, "posts"):
        return Outcome(nothing="Posts are paused, so nobody is reminded.")
    if whom == "lead":
        return Outcome(tuple(to_leads(request, draft, _why(request, draft))))
    return Outcome(_reminder(draft))


def _why(request: Request, draft: Digest) -> str:
    if draft.editor is None:
        return "No editor could be reached."
    return f"{people.person(request.db, draft.editor).name} has it."


def _reminder(draft: Digest) -> tuple[Send, ...]:
    if draft.editor is None:
        return ()
    told = "The digest's draft is waiting for you. If you cannot look at it, hand it on: that is fine."
    return (Send(ToPerson(draft.editor), offered(draft, told), "nudge"),)
