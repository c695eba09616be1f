"""Friday afternoon: notes, figures, soundings and actions of the week in one message and as Markdown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from commands import Request, digest
from commands.reply import Note, Send, ToEveryPlace
from commands.schedule_words import settings_now
from jobs import Outcome, job
from storage import weeknotes
from storage.occurrences import Occurrence
from storage.partnership import PartnershipSettings, Pause
from storage.times import say_day


@job("weeknote_digest")
def weeknote_digest(request: Request, occurrence: Occurrence) -> Outcome:
    """Put the week together, keep it, post it, and write a draft for somebody to edit and publish."""
    week = weeknotes.week_of(occurrence.local_due.date())
    parts = digest.gather(request, week)
    if parts.is_empty():
        return Outcome(nothing="There was nothing to put into the digest this week.")
    text = digest.markdown(request, parts)
    weeknotes.keep_digest(request.db, request.partnership.id, week, text, list(parts.notes), request.now)
    settings = settings_now(request)
    wanted = settings.schedule.weeknote_digest
    folder = wanted.publish_dir if wanted else None
    message = digest.message(request, parts)
    if folder and (pause := _held(settings, occurrence.local_due.date())):
        words = f"No draft was written: nothing is published until {say_day(pause.last)} ({pause.reason})."
        folder, message = None, replace(message, blocks=(*message.blocks, Note(words)))
    files = ((folder / f"{week.isoformat()}-draft.md", text),) if folder else ()
    return Outcome((Send(ToEveryPlace(), message),), files=files)


def _held(settings: PartnershipSettings, day: date) -> Pause | None:
    """The pause that holds what leaves the channel, such as before an election."""
    return next((pause for pause in settings.pauses if pause.holds == "public" and pause.covers(day)), None)
