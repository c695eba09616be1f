"""Friday's question: what happened this week?"""

from __future__ import annotations

from commands import Request
from commands.reply import Send, ToEveryPlace
from commands.weeknotes import prompt
from jobs import Outcome, job
from storage.occurrences import Occurrence


@job("weeknote_prompt")
def ask_for_notes(request: Request, occurrence: Occurrence) -> Outcome:
    """Ask every place for weeknotes; the sets of questions take turns."""
    day = occurrence.local_due.date()
    return Outcome((Send(ToEveryPlace(), prompt.prompt(request, day), "weekly"),))
