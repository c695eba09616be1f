"""Friday's question: what happened this week?"""

from __future__ import annotations

from commands import Request, weeknote
from commands.reply import Send, ToEveryPlace
from jobs import Outcome, job
from storage.occurrences import Occurrence


@job("weeknote_prompt")
def weeknote_prompt(request: Request, occurrence: Occurrence) -> Outcome:
    """Ask every place for weeknotes."""
    return Outcome((Send(ToEveryPlace(), weeknote.prompt()),))
