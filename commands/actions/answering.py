"""An owner's answer: yes, not me, or later."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from commands import Refusal, Request, command
from commands.actions import wording
from commands.actions.telling import again, whoever_noted
from commands.reply import Button, Buttons, Reply, Text
from storage.actions import changing
from storage.actions.action import Action


@command("action accept", usage="action accept A42", example="action accept A42", writes=True, listed=False)
def accept(request: Request, words: str) -> Reply:
    """Say that an action is yours."""
    found = _own(request, words, "accept")
    if not _answer(request, found, "accepted", quiet_until=None):
        return Reply((Text(f"You have accepted {found.label} already."),), private=True)
    return _kept_up(request, found)


@command("action later", usage="action later A42", example="action later A42", writes=True, listed=False)
def later(request: Request, words: str) -> Reply:
    """Say that you will answer later."""
    found = _own(request, words, "later")
    monday = request.today + timedelta(7 - request.today.weekday())
    if not _answer(request, found, "later", quiet_until=monday):
        return Reply((Text("That is noted already: Parley asks again on Monday."),), private=True)
    return _kept_up(request, found)


@command(
    "action decline", usage="action decline A42", example="action decline A42", writes=True, listed=False
)
def decline(request: Request, words: str) -> Reply:
    """Say that an action is not yours; whoever noted it hears."""
    found = _own(request, words, "decline")
    if not _answer(request, found, "declined"):
        return Reply((Text(f"That is noted already: {found.label} is not yours."),), private=True)
    said = f"{request.person.name} says that action {found.label} is not theirs: {found.what}. Give it to somebody else."
    told = whoever_noted(request, found, said)
    give = Buttons((Button("Give it to somebody", f"action give {found.label}"),))
    return Reply(
        (Text(f"Noted. Whoever wrote {found.label} down has been told."), give),
        private=True,
        also=told,
        touched=(wording.key(found),),
    )


def _own(request: Request, said: str, doing: str) -> Action:
    found, _ = wording.meant(request, said, doing)
    if not found.is_open:
        raise Refusal(f"{found.label} is {found.state}.", [wording.ALL])
    if found.owner.person != request.person.id:
        raise Refusal(
            f"{found.label} is for {found.owner.name}, who can answer this. To have it yourself, take it over.",
            [Button("Take it over", f"action give {found.label} to me")],
        )
    return found


def _answer(request: Request, found: Action, answer: str, **more: Any) -> bool:
    return changing.change(request.db, found, answer, request.person.id, request.now, answer=answer, **more)


def _kept_up(request: Request, found: Action) -> Reply:
    """The owner's own message, as it reads now."""
    shown = again(request, str(found.number))
    return Reply(shown.blocks, private=True, touched=(wording.key(found),))
