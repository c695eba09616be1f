"""Handing over the chair."""

from __future__ import annotations

from commands import Refusal, Request, command
from commands.actions import owners
from commands.meetings import meant, starting, wording
from commands.reply import Field, Form, Reply, Send, Text, ToPerson, say
from storage import people
from storage.meetings import holding


@command(
    "meeting chair", usage="meeting chair @WHO", example="meeting chair @analyst", writes=True, free=True
)
def chair(request: Request, words: str) -> Reply:
    """Give the chair to somebody."""
    going_on, handle = meant.meeting_meant(request, words)
    if not going_on.is_open:
        raise Refusal(f"{wording.titled(going_on)}, is over.")
    wording.must_run(request, going_on, "hand it over")
    if not handle:
        ask = Field("words", "Who takes the chair?", hint="A name such as @analyst.")
        return Reply(
            (Form("The chair", f"meeting chair {going_on.label}", (ask,), submit="Hand over"),), private=True
        )
    who = owners.owner(request, handle.removeprefix("to ").strip(), "words")
    if who.person is None:
        raise Refusal(
            "The chair is a person with an account here. Write a name such as @analyst.", field="words"
        )
    if not holding.hand_over(request.db, going_on, who.person):
        return Reply((Text(f"{who.name} has the chair already."),), private=True)
    starting.come(request, going_on, people.person(request.db, who.person))
    text = Text(f"{who.name} has the chair of {going_on.label} now.")
    told = Send(
        ToPerson(who.person), say(f"{request.person.name} gave you the chair of {wording.titled(going_on)}.")
    )
    also = () if who.person == request.person.id else (told,)
    return Reply((text,), also=also, touched=(going_on.key,))
