"""Weeknotes: a few honest lines about the week, quoted only as far as their author said."""

from __future__ import annotations

from collections.abc import Mapping

from commands import Refusal, Request, command
from commands.reply import Button, Buttons, Field, Form, Reply, Text
from commands.weeknotes.words import (
    GOES,
    KINDS,
    SCOPES,
    checked,
    kind_of,
    origin,
    scope_of,
    split_kind,
    undo_buttons,
)
from storage import weeknotes
from storage.times import say_day
from storage.weeknotes import Origin, Weeknote

MOST = 50  # notes of one person for one week
YOURS = {"note": "Your note is", "thanks": "Your word of thanks is", "help": "Your call for help is"}
FOLLOWED = {
    "": "",
    "edits": " If you edit your message before the digest is out, the note follows.",
    "all": " If you edit or delete your message before the digest is out, the note follows.",
}


@command(
    "weeknote",
    usage="weeknote YOUR WORDS",
    example="weeknote Two new volunteers started. The freezer broke and we found a loan by Thursday.",
    writes=True,
    free=True,
    open_keys=True,
)
def weeknote(request: Request, words: str, *, keys: Mapping[str, str]) -> Reply:
    """Add a note to this week's weeknotes."""
    if not words.strip():
        return Reply((form(),), private=True)
    named, rest = split_kind(words.strip())
    kind = kind_of(keys["kind"]) if keys.get("kind", "note") != "note" else named
    scope = scope_of(keys.get("scope") or "channel")
    return keep(request, rest, kind, scope, origin(request, keys), keys.get("follows", ""))


def typed(request: Request, word: str, words: str) -> Reply:
    """A note whose first word is also the name of a command: somebody typed it, and means all of it."""
    return weeknote(request, f"{word} {words}" if words.strip() else "", keys={})


def form() -> Form:
    """One box and two choices that are made already: on a phone that is one answer and two taps."""
    return Form(
        "Your weeknote",
        "weeknote",
        (
            Field("words", "What happened this week?", "long", hint=HINT),
            Field("scope", "How far may it be quoted?", "choice", SCOPES, optional=True, value="channel"),
            Field("kind", "What is it?", "choice", KINDS, optional=True, value="note"),
        ),
    )


HINT = "A few lines are fine. Good things, hard things, what surprised you. Leave names out."


def keep(
    request: Request, words: str, kind: str, scope: str, said_at: Origin | None = None, follows: str = ""
) -> Reply:
    """Put words into the pile of the week that is still open, and say which one that is.

    ``said_at`` is where they stand, ``follows`` what is seen of that message later: edits, all or nothing.
    """
    words = checked(request, words)
    here, week = (
        request.partnership.id,
        weeknotes.open_week(request.db, request.partnership.id, request.today),
    )
    before = _before(request, words, said_at)
    if before is not None:
        return _kept(request, before, follows)
    if len(weeknotes.own(request.db, here, request.person.id, week)) >= MOST:
        raise Refusal(
            f"You have {MOST} notes this week already. Change one of them, or take one back.",
            [Button("Show my notes", "weeknote list")],
        )
    number = weeknotes.add(
        request.db, here, week, request.person.id, words, scope, request.now, kind, said_at
    )
    made = weeknotes.find(request.db, here, number, request.person.id)
    assert made is not None, "it was written a moment ago"
    return _kept(request, made, follows)


def _before(request: Request, words: str, said_at: Origin | None) -> Weeknote | None:
    """The note this is already: a message put in twice, or the same words pressed twice."""
    here, person = request.partnership.id, request.person.id
    there = weeknotes.said_at(request.db, here, said_at) if said_at else None
    if there is not None and there.person == person:
        return there
    week = weeknotes.open_week(request.db, here, request.today)
    return weeknotes.same(request.db, here, person, week, words)


def _kept(request: Request, note: Weeknote, follows: str) -> Reply:
    late = note.week > weeknotes.week_of(request.today)
    why = ", because this week's digest is out already" if late else ""
    return Reply(
        (
            Text(
                f"Thank you. {YOURS[note.kind]} in the pile for the week of {say_day(note.week)}{why}. "
                f"{GOES[note.scope]}{FOLLOWED[follows]}"
            ),
            Buttons((*undo_buttons(note.id, note.scope), Button("Add another", "weeknote"))),
        ),
        private=True,
    )
