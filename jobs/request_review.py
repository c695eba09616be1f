"""Once a week: the open data requests in the places, oldest first; nothing when there are none."""

from __future__ import annotations

from commands import Request
from commands.reply import Send, ToEveryPlace
from commands.requests.review import review
from jobs import Outcome, job
from storage.occurrences import Occurrence


@job("request_review")
def request_review(request: Request, occurrence: Occurrence) -> Outcome:
    """Show every place what waits for an answer."""
    shown = review(request)
    if shown is None:
        return Outcome(nothing="There are no open requests.")
    return Outcome((Send(ToEveryPlace(), shown, "weekly"),))
