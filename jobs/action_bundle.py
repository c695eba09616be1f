"""Monday morning: each person's open actions in one private message, not a ping for each."""

from __future__ import annotations

from commands import Request, action
from commands.reply import Send, ToPerson
from jobs import Outcome, job
from storage import people
from storage.occurrences import Occurrence


@job("action_bundle")
def action_bundle(request: Request, occurrence: Occurrence) -> Outcome:
    """Tell everybody who has open actions what they are."""
    everybody = people.everybody(request.db, request.partnership.id)
    bundles = [(owner, action.bundle(request, owner)) for owner in everybody]
    sends = (Send(ToPerson(owner.id), reply, "weekly") for owner, reply in bundles if reply is not None)
    return Outcome(tuple(sends))
