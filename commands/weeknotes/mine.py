"""One's own notes: looked at in private, changed, quoted further or less far, taken back at any time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import get_args

from commands import Refusal, Request, command
from commands.digests.edition import PUBLIC, edition
from commands.digests.markdown import markdown
from commands.reply import Block, Button, Buttons, Field, Form, Heading, Reply, Text
from commands.weeknotes.words import GOES, KINDS, SCOPES, WIDER, checked, kind_of, scope_of
from commands.weeknotes.writing import typed
from storage import digest_sources, digests, weeknotes
from storage.digests import Scope
from storage.times import say_day
from storage.weeknotes import Weeknote

SHOWN, CUT = 8, 300
MINE = Button("Show my notes", "weeknote list")
WRITE = Button("Write a note", "weeknote", "primary")
DELETED = "Your note is deleted. Nothing of it is kept."
WITHDRAWN = (
    "Your note is withdrawn and its words are deleted. Parley takes them out of the digest it posted and out of "
    "the files it wrote. What people copied by hand stays: {} can help."
)
NOT_YOURS = "There is no such note of yours. It may be taken back already."


@command("weeknote list", example="weeknote list", writes=True, free=True)
def list_(request: Request, words: str) -> Reply:
    """Show your own notes of this week."""
    if words.strip():
        return typed(request, "List", words)
    week = weeknotes.week_of(request.today)
    found = weeknotes.own(request.db, request.partnership.id, request.person.id, week)
    if not found:
        return Reply(
            (Text("You have no notes this week. A line is enough, and none is fine too."), Buttons((WRITE,))),
            private=True,
        )
    shown = found[-SHOWN:]
    left = len(found) - len(shown)
    more = (Text(f"You have {left} earlier notes as well."),) if left else ()
    blocks = [block for note in shown for block in _shown(note)]
    return Reply((Heading("Your weeknotes"), *more, *blocks, Buttons((WRITE,))), private=True)


def _shown(note: Weeknote) -> tuple[Block, ...]:
    words = note.words if len(note.words) <= CUT else f"{note.words[:CUT].rstrip()}…"
    kind = next(option.label for option in KINDS if option.value == note.kind)
    scope = next(option.label for option in SCOPES if option.value == note.scope)
    where = "it is in the digest" if note.out else f"for the week of {say_day(note.week)}"
    return (
        Text(f"Note {note.id}, {where}\n{kind}. {scope}.\n{words}"),
        Buttons(_buttons(note)),
    )


def _buttons(note: Weeknote) -> tuple[Button, ...]:
    if note.out:
        return (
            Button(f"Withdraw note {note.id}", f"weeknote withdraw {note.id}"),
            Button(f"Who may read note {note.id}", f"weeknote scope {note.id}"),
        )
    return (
        Button(f"Change note {note.id}", f"weeknote change {note.id}"),
        Button(f"Take back note {note.id}", f"weeknote undo {note.id}"),
    )


@command(
    "weeknote change",
    usage="weeknote change NUMBER",
    example="weeknote change 7",
    writes=True,
    free=True,
    open_keys=True,
)
def change(request: Request, words: str, *, keys: Mapping[str, str]) -> Reply:
    """Change the words of your own note, or how far it may be quoted."""
    if not _is_number(words):
        return _not_a_number(request, "Change", words)
    note = _own(request, words)
    if note.out:
        raise _out(note)
    return _change(request, note, keys) if keys else Reply((_form(note),), private=True)


def _form(note: Weeknote) -> Form:
    return Form(
        f"Change note {note.id}",
        f"weeknote change {note.id}",
        (
            Field("text", "What happened?", "long", optional=True, value=note.words),
            Field("scope", "How far may it be quoted?", "choice", SCOPES, optional=True, value=note.scope),
            Field("kind", "What is it?", "choice", KINDS, optional=True, value=note.kind),
        ),
        submit="Change",
    )


def _change(request: Request, note: Weeknote, keys: Mapping[str, str]) -> Reply:
    new = checked(request, keys.get("text", ""), "text") or note.words
    kind, scope = kind_of(keys.get("kind") or note.kind), scope_of(keys.get("scope") or note.scope)
    weeknotes.change(request.db, note, request.now, words=new, scope=scope, kind=kind)
    return Reply(
        (
            Text(f"Note {note.id} is changed. {GOES[scope]}"),
            Buttons((Button("Take it back", f"weeknote undo {note.id}"), MINE)),
        ),
        private=True,
    )


def _out(note: Weeknote) -> Refusal:
    return Refusal(
        f"Note {note.id} is in a digest that is out, so its words stay as they were. You can withdraw it, and "
        "write a new one.",
        [Button("Withdraw it", f"weeknote withdraw {note.id}"), WRITE],
    )


@command("weeknote scope", usage="weeknote scope NUMBER", example="weeknote scope 7", writes=True, free=True)
def scope(request: Request, words: str) -> Reply:
    """Say how far your own note may be quoted; possible at any time."""
    number, _, wanted = words.strip().partition(" ")
    if not _is_number(number):
        return _not_a_number(request, "Scope", words)
    note = _own(request, number)
    if wanted.strip() not in get_args(Scope):
        buttons = [Button(option.label, f"weeknote scope {note.id} {option.value}") for option in SCOPES]
        raise Refusal(f"How far may note {note.id} be quoted? Now: {GOES[note.scope]}", buttons)
    chosen = scope_of(wanted)
    weeknotes.change(request.db, note, request.now, scope=chosen)
    here, about = request.partnership.id, f"{digests.NOTE}/{note.id}"
    shown_in = digest_sources.narrow(request.db, here, about, chosen, request.now)
    _write_records(request, shown_in)
    others = [Button(label, f"weeknote scope {note.id} {each}") for each, label in WIDER.items()]
    less = [Button("Only in this partnership", f"weeknote scope {note.id} channel")]
    return Reply(
        (
            Text(f"Note {note.id}: {GOES[chosen]}"),
            Buttons((*(others if chosen == "channel" else less), MINE)),
        ),
        private=True,
        touched=tuple(shown_in),
    )


@command(
    "weeknote undo",
    usage="weeknote undo NUMBER",
    example="weeknote undo 7",
    writes=True,
    listed=False,
    free=True,
)
def undo(request: Request, words: str) -> Reply:
    """Take your own note back."""
    return _take_back(request, "Undo", words)


@command(
    "weeknote withdraw",
    usage="weeknote withdraw NUMBER",
    example="weeknote withdraw 7",
    writes=True,
    free=True,
)
def withdraw(request: Request, words: str) -> Reply:
    """Take your own note back, also out of a digest that is published."""
    return _take_back(request, "Withdraw", words)


def _take_back(request: Request, word: str, words: str) -> Reply:
    if not _is_number(words):
        return _not_a_number(request, word, words)
    return take_out(request, _own(request, words))


def take_out(request: Request, note: Weeknote) -> Reply:
    """Delete a note, or erase its words where its digest is out; drafts and digests lose them too."""
    weeknotes.withdraw(request.db, note, request.now)
    shown_in = digest_sources.take_out(
        request.db, request.partnership.id, f"{digests.NOTE}/{note.id}", request.now, request.today
    )
    _write_records(request, shown_in)
    told = WITHDRAWN.format(request.partnership.contact("lead")) if note.out else DELETED
    return Reply((Text(told),), private=True, touched=tuple(shown_in))


def _write_records(request: Request, keys: Sequence[str]) -> None:
    """What is kept in words of a published digest says no more than the digest."""
    for key in keys:
        week = date.fromisoformat(key.removeprefix("digest/"))
        digest = digests.of_week(request.db, request.partnership.id, week)
        if digest is not None and digest.approved:
            text = markdown(edition(request.partnership, digest, PUBLIC))
            digests.keep_markdown(request.db, digest, text)


def _is_number(words: str) -> bool:
    return re.fullmatch(r"#?\d{1,9}", words.strip()) is not None


def _own(request: Request, words: str) -> Weeknote:
    number = int(words.strip().removeprefix("#")) if _is_number(words) else 0
    note = weeknotes.find(request.db, request.partnership.id, number, request.person.id)
    if note is None:
        raise Refusal(NOT_YOURS, [MINE])
    return note


def _not_a_number(request: Request, word: str, words: str) -> Reply:
    """A sentence that only begins like a command is a note; without a number people choose from theirs."""
    if words.strip():
        return typed(request, word, words)
    return list_(request, "")
