"""Weeknotes: a few honest lines about the week, quoted only as far as their author said."""

from __future__ import annotations

import re

from commands import Refusal, Request, command, personal
from commands.reply import Button, Buttons, Field, Form, Heading, Option, Reply, Text, say
from storage import weeknotes
from storage.times import say_day

LONGEST = 3000
SCOPES = (
    Option("channel", "Only in this partnership"),
    Option("public", "Also in the published digest"),
)


@command(
    "weeknote",
    usage="weeknote YOUR WORDS",
    example="weeknote Two new volunteers started. The freezer broke and we found a loan by Thursday.",
    writes=True,
    free=True,
)
def weeknote(request: Request, words: str, *, scope: str = "channel") -> Reply:
    """Add a note to this week's weeknotes."""
    if not words.strip():
        return Reply((form(),), private=True)
    if len(words) > LONGEST:
        raise Refusal(f"Write your note in {LONGEST:,} characters or less.", field="words")
    if scope not in {option.value for option in SCOPES}:
        raise Refusal("Choose how far your note may be quoted.", field="scope")
    personal.check(words)
    week = weeknotes.week_of(request.today)
    number = weeknotes.add(
        request.db, request.partnership.id, week, request.person.id, words.strip(), scope, request.now
    )
    return Reply(
        (
            Text(f"Thank you. Your note is in the pile for the week of {say_day(week)}. {_goes(scope)}"),
            Buttons((Button("Take it back", f"weeknote undo {number}"), Button("Add another", "weeknote"))),
        ),
        private=True,
    )


def form() -> Form:
    return Form(
        "Your weeknote",
        "weeknote",
        (
            Field(
                "words",
                "What happened this week?",
                "long",
                hint="A few lines are fine. Good things, hard things, what surprised you. Leave names out.",
            ),
            Field("scope", "How far may it be quoted?", "choice", SCOPES, value="channel"),
        ),
    )


def _goes(scope: str) -> str:
    if scope == "public":
        return "It may also be quoted in the published digest."
    return "It will be shown in this partnership only."


@command("weeknote undo", usage="weeknote undo NUMBER", example="weeknote undo 7", writes=True, listed=False)
def undo(request: Request, words: str) -> Reply:
    """Take your own note back while it is not published."""
    number = int(words) if re.fullmatch(r"\d{1,9}", words) else 0
    if not weeknotes.take_back(request.db, request.partnership.id, number, request.person.id):
        raise Refusal(
            "This note is published already or is not yours, so it stays. Ask a lead to change a digest."
        )
    return say("Your note is deleted. Nothing of it is kept.")


@command("weeknote skip", example="weeknote skip", listed=False)
def skip(request: Request, words: str) -> Reply:
    """Say that there is nothing this week."""
    return say("That is fine. Parley keeps no list of who did not write.")


USUAL = ("What happened this week? A few lines are enough: a good thing, a hard thing, what surprised you.",)


def prompt(questions: tuple[str, ...] = USUAL) -> Reply:
    """Friday's question to a place."""
    return Reply(
        (
            Heading("Weeknotes"),
            Text("\n".join(questions)),
            Text("The digest is put together this afternoon. Missing a week is fine."),
            Buttons(
                (Button("Write a note", "weeknote", "primary"), Button("Nothing this week", "weeknote skip"))
            ),
        )
    )
