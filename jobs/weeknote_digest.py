"""Friday afternoon: notes, figures, soundings and actions of the week in one message and as Markdown."""

from __future__ import annotations

from commands import Request, digest
from commands.reply import Send, ToEveryPlace
from jobs import Outcome, job
from storage import weeknotes
from storage.occurrences import Occurrence


@job("weeknote_digest")
def weeknote_digest(request: Request, occurrence: Occurrence) -> Outcome:
    """Put the week together, keep it, post it, and write a draft for somebody to edit and publish."""
    week = weeknotes.week_of(occurrence.local_due.date())
    parts = digest.gather(request, week)
    if parts.is_empty():
        return Outcome(nothing="There was nothing to put into the digest this week.")
    text = digest.markdown(request, parts)
    weeknotes.keep_digest(request.db, request.partnership.id, week, text, list(parts.notes), request.now)
    settings = request.partnership.settings.schedule.weeknote_digest
    folder = settings.publish_dir if settings else None
    files = ((folder / f"{week.isoformat()}-draft.md", text),) if folder else ()
    return Outcome((Send(ToEveryPlace(), digest.message(request, parts)),), files=files)
