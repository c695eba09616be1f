"""Newcomers say once which organisation they are with."""

from __future__ import annotations

from commands import Refusal, Request, command
from commands.reply import Field, Form, Option, Reply, say
from storage import people


@command("introduce", usage="introduce ORGANISATION", example="introduce food-hub", writes=True)
def introduce(request: Request, words: str, *, organisation: str = "") -> Reply:
    """Tell Parley which organisation you are with."""
    known = people.organisations(request.db, request.partnership.id)
    wanted = (organisation or words).strip()
    if not wanted:
        options = tuple(Option(identity, row.name) for identity, row in known.items())
        field = Field("organisation", "Which organisation are you with?", "choice", options)
        return Reply((Form("Where are you from?", "introduce", (field,)),), private=True)
    found = [
        identity
        for identity, row in known.items()
        if people.slug(wanted) in (identity, people.slug(row.name))
    ]
    if not found:
        names = ", ".join(row.name for row in known.values())
        raise Refusal(f"Parley knows these organisations: {names}. Write one of them.", field="organisation")
    named = {person.name for person in request.partnership.settings.people}
    if request.person.name in named and request.person.organisation not in (None, found[0]):
        lead = request.partnership.contact("lead")
        raise Refusal(f"Your organisation is set by the partnership. Ask {lead} to change it.")
    people.introduce(request.db, request.person.id, found[0])
    return say(f"Thank you. Parley now knows you are with {known[found[0]].name}.")
