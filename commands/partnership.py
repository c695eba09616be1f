"""Which partnership a private chat is about, for people who are in several."""

from __future__ import annotations

from collections.abc import Sequence

from commands import Refusal, Request, command
from commands.reply import Button, Reply, say
from storage.partnerships import Partnership

ASKED = "You are in more than one partnership. Which one is this about?"
AGAIN = "Choose one, then write or press it again."


@command("partnership", usage="partnership NAME", example="partnership")
def partnership(request: Request, words: str) -> Reply:
    """Choose which partnership your private messages are about."""
    here = request.partnership
    if request.place is not None:
        raise Refusal(f"This channel belongs to {here.name}. Choose in a private message to Parley.")
    if len(request.known_in) < 2:
        return say(f"You are in one partnership here: {here.name}. There is nothing to choose.")
    others = [each for each in request.known_in if each.id != here.id]
    raise Refusal(f"Your private messages are about {here.name}. You can change that.", buttons(others))


def which(known: Sequence[Partnership], said: str, line: str) -> Refusal:
    """Ask somebody which one they mean; their line waits in the buttons, unless it is empty."""
    return Refusal(said, buttons(known, line))


def buttons(known: Sequence[Partnership], line: str = "") -> list[Button]:
    """One for each partnership: it is chosen, and the line goes on there."""
    return [Button(each.name, f"partnership {each.id}: {line}".rstrip()) for each in known]


def chosen(name: str) -> str:
    """What somebody is told who has just chosen."""
    return f"Your private messages are now about {name}. To change that, write: partnership"
