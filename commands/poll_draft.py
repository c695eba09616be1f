"""A sounding before it is asked: looked at, changed with buttons and short forms, looked at again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from commands import Refusal, Request, command, sounding
from commands.polling import changes, coming_round, wanted
from commands.polling.preview import preview
from commands.polling.wanted import Wanted
from commands.reply import Button, Form, Reply

CHANGE = re.compile(r"(\w+)\s*(.*)", re.DOTALL)


@command(
    "poll draft",
    usage='poll draft "QUESTION?" ANSWER | ANSWER',
    example='poll draft "Is stock low?" Yes | No',
    free=True,
    open_keys=True,
    listed=False,
)
def draft(request: Request, words: str, *, keys: Mapping[str, str]) -> Reply:
    """Look at a sounding before it is asked."""
    return preview(request, changes.apply(wanted.read(words, keys), keys))


@command(
    "poll change",
    usage='poll change closes "QUESTION?" ANSWER | ANSWER',
    example='poll change closes "Is stock low?" Yes | No',
    free=True,
    open_keys=True,
    listed=False,
)
def change(request: Request, words: str, *, keys: Mapping[str, str]) -> Reply:
    """Change something about a sounding before it is asked."""
    found = CHANGE.fullmatch(words)
    known = wanted.read(found[2], keys) if found else Wanted(())
    if found is None or not known.questions:
        raise Refusal("Write a question first.", [Button("Ask a question", "poll")])
    if found[1] == "more":
        return changes.more(request, known)
    return Reply((_form(request, found[1], known),), private=True)


@command("poll again", usage="poll again NUMBER", example="poll again 12", listed=False)
def again(request: Request, words: str) -> Reply:
    """Let a sounding that was asked before come round."""
    if not re.fullmatch(r"\d{1,6}", words):
        raise Refusal("Say which sounding, for example /poll again 12.", [Button("Soundings", "poll list")])
    shown = sounding.found(request, int(words))
    before = replace(wanted.again(shown), name=shown.series or "")
    return Reply((coming_round.form(before),), private=True)


def _form(request: Request, what: str, known: Wanted) -> Form:
    match what:
        case "closes":
            return changes.closing(known)
        case "who":
            return changes.asked(request, known)
        case "every":
            return coming_round.form(known)
        case "recall":
            return changes.recall(known)
        case "add":
            return changes.of_question(known, len(known.questions) + 1)
        case number if number.isdecimal() and 1 <= int(number) <= len(known.questions):
            return changes.of_question(known, int(number))
    raise Refusal("Press one of the buttons under the sounding you look at.")
