"""Friday's question: what happened this week?"""

from __future__ import annotations

from commands import Request, weeknote
from commands.reply import Send, ToEveryPlace
from jobs import Outcome, job
from storage.occurrences import Occurrence


@job("weeknote_prompt")
def weeknote_prompt(request: Request, occurrence: Occurrence) -> Outcome:
    """Ask every place for weeknotes; the sets of questions take turns week by week."""
    settings = request.partnership.settings.schedule.weeknote_prompt
    sets = (settings.questions if settings else ()) or (weeknote.USUAL,)
    week = occurrence.local_due.toordinal() // 7
    return Outcome((Send(ToEveryPlace(), weeknote.prompt(sets[week % len(sets)])),))
