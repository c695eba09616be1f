"""A short talk in private between whoever doubts a figure and the analyst; Parley carries it and keeps none of it."""

from __future__ import annotations

from commands import Request, command, reach
from commands.doubts import wording
from commands.reply import Button, Buttons, Field, Form, Heading, Reply, Send, Table, Text, ToPerson, say
from storage import doubts, people
from storage.doubts import Doubt
from storage.times import say_day


@command(
    "doubt say",
    usage="doubt say 3 WORDS",
    example="doubt say 3 which week was it?",
    writes=True,
    listed=False,
    free=True,
)
def say_(request: Request, words: str, *, text: str = "") -> Reply:
    """Write to the other person about a figure that looks wrong."""
    found, said = wording.meant(request, words)
    said = wording.sentence(text or said, "text")
    if not said:
        ask = Field("text", "What would you like to say?", "long")
        return Reply(
            (Form("About this figure", f"doubt say {found.number}", (ask,), submit="Send"),), private=True
        )
    other = found.analyst if request.person.id == found.by else found.by
    name = people.person(request.db, other).name
    if people.address_of(request.db, other) is None:
        return say(f"Parley cannot write to {name} in private. Talk to them yourself.")
    return Reply(
        (Text(f"Sent to {name}."),),
        private=True,
        also=(Send(ToPerson(other), _carried(request, found, said)),),
    )


def _carried(request: Request, found: Doubt, said: str) -> Reply:
    answer = Button("Answer", f"doubt say {found.number}", "primary")
    look = Button("Look at the figure", found.line)
    return Reply(
        (
            Heading(f"About doubt {found.number}"),
            Text(f"{reach.who_says(request)}: {said}"),
            Buttons((answer, look)),
        ),
        private=True,
    )


@command("doubt list", example="doubt list", roles=wording.LOOKERS)
def list_(request: Request, words: str) -> Reply:
    """List the figures that look wrong to somebody and are not settled."""
    found = doubts.open_ones(request.db, request.partnership.id)
    if not found:
        return say("No figure looks wrong to anybody at the moment.")
    rows = tuple(_row(request, each) for each in found)
    header = ("Doubt", "What was asked", "What looks wrong", "Who looks at it", "Since")
    return Reply((Table("Figures that look wrong to somebody", header, rows),), private=True)


def _row(request: Request, each: Doubt) -> tuple[str, ...]:
    since = say_day(each.at.astimezone(request.partnership.zone).date())
    analyst = people.person(request.db, each.analyst).name
    return (str(each.number), each.line.removeprefix("ask "), each.words, analyst, since)
