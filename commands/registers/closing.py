"""Risks, questions and tensions: each stays open until somebody says what became of it, and can be opened again."""

from __future__ import annotations

import re

from commands import Refusal, Request, command, personal
from commands.registers import listing
from commands.registers.labels import label
from commands.registers.listing import COMMANDS
from commands.reply import Button, Buttons, Field, Form, Reply, Text
from commands.weeknotes.words import named_people
from storage.meetings import registers
from storage.meetings.meeting import Line

LONGEST = 500
CLOSE = re.compile(r"(?:is\s+)?clos(?:e|ed)\b[:,]?\s*(.*)", re.IGNORECASE | re.DOTALL)
REOPEN = re.compile(r"(?:is\s+)?(?:reopen|open again)[.!]?", re.IGNORECASE)


@command(
    "risks",
    usage="risks R2 close WORDS",
    example="risks R2 close The lease is signed",
    writes=True,
    free=True,
    listed=False,
)
def risks(request: Request, words: str, *, became: str = "", as_: str = "") -> Reply:
    """List the risks that meetings noted, or say what became of one."""
    return _register(request, "risk", words, became, as_)


@command(
    "questions",
    usage="questions Q5 close WORDS",
    example="questions Q5 close Yes, from May",
    writes=True,
    free=True,
    listed=False,
)
def questions(request: Request, words: str, *, became: str = "", as_: str = "") -> Reply:
    """List the questions that meetings left open, or say what became of one."""
    return _register(request, "question", words, became, as_)


@command(
    "tensions",
    usage="tensions T1 close WORDS",
    example="tensions T1 close We take turns now",
    writes=True,
    free=True,
    listed=False,
)
def tensions(request: Request, words: str, *, became: str = "", as_: str = "") -> Reply:
    """List the tensions that meetings noted, or say what became of one."""
    return _register(request, "tension", words, became, as_)


def _register(request: Request, kind: str, words: str, became: str, wanted: str) -> Reply:
    found = listing.found(request, kind, words)
    if found is None:
        return listing.several(request, kind, words, wanted)
    line, rest = found
    if REOPEN.fullmatch(rest):
        return _reopen(request, line)
    closing = CLOSE.fullmatch(rest)
    if closing is None and rest:
        name = f"{COMMANDS[kind]} {line.label}"
        raise Refusal(f"Write what became of it, for example: {name} close WORDS", [Button("Show it", name)])
    if closing is None:
        return listing.one(request, line)
    said = (became or closing[1]).strip()
    return _close(request, line, said) if said else Reply((_form(request, line),), private=True)


def _form(request: Request, line: Line) -> Form:
    ask = Field(
        "became", f"What became of {line.label}?", "long", hint="It is shown with it in the register."
    )
    title = f"Close {label(request, line.kind).one.casefold()} {line.label}"
    return Form(title, f"{COMMANDS[line.kind]} {line.label} close", (ask,), "Close it")


def _close(request: Request, line: Line, said: str) -> Reply:
    if len(said) > LONGEST:
        raise Refusal(f"Write what became of it in {LONGEST} characters or less.", field="became")
    said = personal.check(named_people(request, said), "became")
    if not registers.close(request.db, line, said, request.person.id, request.now):
        return Reply(
            (Text(f"{line.label} was closed already: {line.closed_words}"), _again(line)), private=True
        )
    named = label(request, line.kind).one
    return Reply(
        (Text(f"{named} {line.label} is closed: {said}"), _again(line)),
        quiet=True,
        noted=f"{line.label} closed",
    )


def _again(line: Line) -> Buttons:
    return Buttons((Button("Open it again", f"{COMMANDS[line.kind]} {line.label} reopen"),))


def _reopen(request: Request, line: Line) -> Reply:
    named = f"{label(request, line.kind).one} {line.label}"
    if not registers.reopen(request.db, line):
        return Reply((Text(f"{named} is open."),), private=True)
    return Reply((Text(f"{named} is open again: {line.words}"),), quiet=True, noted=f"{line.label} reopened")
