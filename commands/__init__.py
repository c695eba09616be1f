"""The language: what a command is, how a line finds one, and how it is answered."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypedDict, Unpack

from sqlalchemy.orm import Session

from commands.reply import Button, Buttons, Reply, Text
from storage.partnerships import Partnership
from storage.people import Person, Place
from storage.soundings.ballot_box import Ballot
from storage.soundings.voting import Vote


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks, where, when, and what may be looked at. ``place`` is ``None`` in a private chat.

    ``here`` is where the audit log says that this was asked, such as ``slack:C012`` or ``telegram:private``.
    ``known_in`` are the partnerships somebody is in who is in several and asks in private, else empty.
    ``db`` is a session for reading, or the writer's own in a command that writes; a command never commits.
    """

    person: Person
    place: Place | None
    partnership: Partnership
    now: datetime
    db: Session
    here: str = ""
    known_in: tuple[Partnership, ...] = ()

    @property
    def today(self) -> date:
        """The date on the partnership's wall calendar."""
        return self.now.astimezone(self.partnership.zone).date()


class Refusal(Exception):
    """The one expected failure: a sentence a person can act on, and what to press instead."""

    def __init__(self, text: str, offer: Sequence[Button] = (), field: str = "") -> None:
        super().__init__(text)
        self.text = text
        self.offer = tuple(offer)
        self.field = field

    def reply(self) -> Reply:
        buttons = (Buttons(self.offer),) if self.offer else ()
        return Reply((Text(self.text), *buttons), private=True)


@dataclass(frozen=True, slots=True)
class BallotBox:
    """How a sealed command is answered many at a time: from words and the key of an event to a ballot, and its reply."""

    of: Callable[[Request, str, str], Ballot | None]
    said: Callable[[Request, Ballot, Vote], Reply]


@dataclass(frozen=True, slots=True)
class Command:
    """A registered command. ``keys`` are the names that may stand as ``key=value`` in its line.

    A command with ``open_keys`` reads its keys itself, because they depend on the partnership.
    """

    name: str
    call: Callable[..., Reply]
    summary: str
    usage: str
    example: str
    keys: tuple[str, ...]
    writes: bool = False
    roles: frozenset[str] = frozenset()
    listed: bool = True
    sealed: bool = False
    free: bool = False
    open_keys: bool = False
    ballot: BallotBox | None = None


class How(TypedDict, total=False):
    """What a command may say of itself besides its name, words and roles; left out, it is as in ``Command``."""

    writes: bool
    listed: bool
    sealed: bool
    free: bool
    open_keys: bool
    ballot: BallotBox


@dataclass(frozen=True, slots=True)
class Call:
    """A line understood: the command, the words after its name and the ``key=value`` pairs."""

    command: Command
    words: str
    keys: Mapping[str, str] = field(default_factory=dict)


REGISTRY: dict[str, Command] = {}
LIVE: dict[str, Callable[[Request, str], Reply]] = {}
ANSWERED_BY: dict[str, str] = {}


def command(
    name: str,
    *,
    example: str,
    usage: str = "",
    roles: Sequence[str] = (),
    **how: Unpack[How],
) -> Callable[[Callable[..., Reply]], Callable[..., Reply]]:
    """Register a function ``(request, words, *, key="") -> Reply`` under a name such as ``action done``.

    ``writes``: runs on the writer. ``sealed``: its line is never logged, audited or kept. ``free``: its
    words are somebody's own text, in which an equals sign means nothing. ``open_keys``: the function is
    ``(request, words, *, keys)``; its words are all that was typed, ``keys`` the answers of a form.
    ``ballot``: a tap goes into the ballot box. The docstring is its help.
    """

    def register(call: Callable[..., Reply]) -> Callable[..., Reply]:
        names = tuple(name.rstrip("_") for name in inspect.getfullargspec(call).kwonlyargs)
        summary = (call.__doc__ or "").strip().split("\n")[0]
        REGISTRY[name] = Command(
            name, call, summary, usage or name, example, names, roles=frozenset(roles), **how
        )
        return call

    return register


def live(
    kind: str, answered_by: str = ""
) -> Callable[[Callable[[Request, str], Reply]], Callable[[Request, str], Reply]]:
    """Register how a message that stays true is written again: ``live="poll/12"`` calls kind ``poll`` with ``12``.

    ``answered_by`` is the command that takes the words people write as a reply to it.
    """

    def register(view: Callable[[Request, str], Reply]) -> Callable[[Request, str], Reply]:
        LIVE[kind] = view
        if answered_by:
            ANSWERED_BY[kind] = answered_by
        return view

    return register


def discover() -> None:
    """Load every command. Adding a command is adding a file here, or in a folder of its topic."""
    for module in pkgutil.walk_packages(__path__, f"{__name__}."):
        importlib.import_module(module.name)


def visible(person: Person) -> list[Command]:
    """What one person may use, in the order of the alphabet."""
    return [known for _, known in sorted(REGISTRY.items()) if known.listed and may(person, known)]


def may(person: Person, known: Command) -> bool:
    return not known.roles or bool(known.roles & person.roles)


def answer(request: Request, call: Call) -> Reply:
    """Run a command; raises ``Refusal`` when the person may not, or when the command says no."""
    if not may(request.person, call.command):
        raise Refusal(f"Only {_a(either(sorted(call.command.roles)))} can do this. Ask {_whom(request)}.")
    if call.command.open_keys:
        return call.command.call(request, call.words, keys=call.keys)
    parameters = {name.rstrip("_"): name for name in inspect.getfullargspec(call.command.call).kwonlyargs}
    keys = {parameters[key]: value for key, value in call.keys.items() if key in parameters}
    return call.command.call(request, call.words, **keys)


def either(names: Sequence[str]) -> str:
    """Names as a choice in words: "deputy, lead or steward"."""
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last


def _a(words: str) -> str:
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def _whom(request: Request) -> str:
    return request.partnership.contact("lead")


def write_again(request: Request, key: str) -> Reply:
    """The present words of a message that stays true."""
    kind, _, rest = key.partition("/")
    return LIVE[kind](request, rest)
