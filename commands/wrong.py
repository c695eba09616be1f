"""A number that looks wrong: one sentence, told to the person who looks after it, in private."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from commands import Refusal, Request, command, personal, reach
from commands.answers.titles import titled
from commands.figures import thing
from commands.question import Question, line, understand
from commands.reply import Button, Buttons, Field, Form, Heading, Reply, Send, Text, ToPerson, say

LONGEST = 500


@command(
    "wrong",
    usage="wrong QUESTION",
    example="wrong foodbank-referrals ward=Highgate",
    writes=True,
    free=True,
    open_keys=True,
)
def wrong(request: Request, words: str, *, keys: Mapping[str, str]) -> Reply:
    """Tell the person who looks after a figure that it looks wrong."""
    if not words:
        raise Refusal(
            "Ask for the figure first, then press Looks wrong here.", [Button("What can I ask?", "catalogue")]
        )
    question = understand(request, words, {})
    why = " ".join(keys.get("why", "").split())
    if not why:
        return Reply((_form(question),), private=True)
    if len(why) > LONGEST:
        raise Refusal(f"Write it in {LONGEST} characters or less.", field="why")
    personal.check(why, "why")
    return _tell(request, question, why)


def _form(question: Question) -> Form:
    hint = "For example: we had twice as many that week. Leave names out."
    field = Field("why", "What looks wrong, in one sentence?", "long", hint=hint)
    return Form("Looks wrong here", line(question).replace("ask ", "wrong ", 1), (field,))


def _tell(request: Request, question: Question, why: str) -> Reply:
    contact = question.measure.contact
    person = reach.first(request, reach.responsible(request, question.measure))
    if person is None:
        return say(
            f"Parley could not write to {contact}. Talk to them about it: they look after this figure."
        )
    told = Send(ToPerson(person.id), _message(request, question, why))
    return replace(say(_what_next(person.name)), also=(told,))


def _what_next(name: str) -> str:
    return (
        f"{name} has been told, with your name and your sentence. They look at it and talk to you. "
        f"If the figure was wrong, it is withdrawn or corrected, and Parley says so from then on."
    )


def _message(request: Request, question: Question, why: str) -> Reply:
    return Reply(
        (
            Heading("A figure looks wrong to somebody"),
            Text(
                f"{reach.who_says(request)} looked at {titled(question)} {question.window.words} and says: “{why}”"
            ),
            Text(f"Look at it and talk to them, even if the {thing(question.measure)} are right."),
            Buttons((Button("Look at it", line(question)),)),
        ),
        private=True,
    )
