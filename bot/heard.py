"""What a transport hands to the door, and what it gets back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from commands.reply import Reply


@dataclass(frozen=True, slots=True)
class Heard:
    """Something a person said. ``address`` is empty in a private chat; ``values`` are a form's answers.

    ``key`` names the event, so that a second delivery changes nothing; ``owed`` says that it waits in
    the inbox and that its reply must be kept there until it has been given. ``partnership`` is the one a
    private line is about, ``known_in`` are the ids of all that its speaker is in, and ``told`` is what the
    door has to say about that: a transport leaves them empty where it does not know.
    """

    platform: str
    account: str
    name: str
    address: str
    line: str
    values: Mapping[str, str] | None = None
    key: str = ""
    owed: bool = False
    partnership: str = ""
    known_in: tuple[str, ...] = ()
    told: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply, or ``None`` for an event already dealt with. ``field`` is the form field it refuses."""

    reply: Reply | None
    field: str = ""
    refused: bool = False
