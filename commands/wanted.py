"""What people want to know that nobody has approved: the way to ask for it, or one more who wants it.

``request`` asks for a reply by a day; ``wanted`` only adds 1 to the list that the stewards look at.
"""

from __future__ import annotations

import re

from commands import Refusal, Request, command, personal, reach
from commands.deciding import SEERS
from commands.reply import (
    Button,
    Buttons,
    Field,
    Form,
    Heading,
    Note,
    Reply,
    Send,
    Table,
    Text,
    ToPerson,
    say,
)
from commands.requests.wording import raise_about
from storage import demands
from storage.demands import Demand
from storage.measures import Measure
from storage.requests import finding
from storage.times import say_day

LONGEST = 200
SHOWN = 20


def ask_holders(words: str) -> Button:
    """The way on from a question that no approved figure answers: a request with the question filled in."""
    return Button("Ask the people who hold it", raise_about(words).line)


def nobody_has_approved(measure: Measure, what: str) -> Refusal:
    """A split of a known measure that no declared table holds: who holds the nearest thing, and two ways on."""
    return Refusal(
        f"Nobody has approved {what}, so Parley cannot show it. Ask {measure.contact}, who looks after "
        f"{measure.title}.",
        [ask_holders(what), Button(measure.title, f"ask {measure.id}")],
    )


@command(
    "wanted",
    usage="wanted WHAT YOU WANT TO KNOW",
    example="wanted food bank referrals by age",
    writes=True,
    free=True,
)
def wanted(request: Request, words: str, *, what: str = "") -> Reply:
    """Say that you want to know something too, without waiting for a reply."""
    want = " ".join((what or words).split())
    if not re.search(r"\w", want):
        return Reply((_form(),), private=True)
    if len(want) > LONGEST:
        raise Refusal(f"Write what you want to know in {LONGEST} characters or less.", field="what")
    personal.refuse_named_person(request, want)
    nearest = _nearest(request, want)
    person = reach.first(request, reach.responsible(request, nearest))
    name = person.name if person else (nearest.contact if nearest else request.partnership.contact("steward"))
    new = Demand(want, request.person.id, request.now, nearest.id if nearest else None, name)
    place = request.place.id if request.place else None
    if before := demands.add(request.db, request.partnership.id, place, new):
        return _again(before)
    if person is None:
        return say(f"That is on the list now. Parley could not write to {name}, so talk to them yourself.")
    told = Send(ToPerson(person.id), _message(request, want, nearest))
    ask = Buttons((Button("Ask for a reply", raise_about(want).line),))
    return Reply((Text(_promise(name)), Note(_what_follows()), ask), private=True, also=(told,))


def _form() -> Form:
    hint = "For example: food bank referrals by age. Leave names out."
    return Form("What would help?", "wanted", (Field("what", "What would you like to know?", hint=hint),))


def _nearest(request: Request, want: str) -> Measure | None:
    found = request.partnership.catalogue.find(want)
    if isinstance(found, Measure):
        return found
    return found[0] if found else None


def _again(before: Demand) -> Reply:
    return say(
        f"You asked for this on {say_day(before.at.date())} already, so it stays on the list once. "
        f"Talk to {before.asked}, who was told then."
    )


def _promise(name: str) -> str:
    return f"{name} has been told that you would like to know this, and will look at it and talk to you."


def _what_follows() -> str:
    return (
        "It is on the list of what people want to know, which the stewards look at. The answer may be a figure, "
        "a coarser figure or a conversation. For a reply by a day, with a reason, ask for one."
    )


def _message(request: Request, want: str, nearest: Measure | None) -> Reply:
    near = f" The nearest figure you look after is {nearest.title}." if nearest else ""
    return Reply(
        (
            Heading("Somebody would like to know"),
            Text(f"{reach.who_says(request)} asked for: “{want}”"),
            Text(f"No approved figure answers this.{near} Talk to them about what would help."),
        ),
        private=True,
    )


@command("data wanted", example="data wanted", roles=SEERS)
def wanted_list(request: Request, words: str) -> Reply:
    """List what people want to know, by most people first."""
    found = demands.ranked(request.db, request.partnership.id)
    if not found:
        return say("Nobody has asked for a figure that is not approved.")
    asked = _requests(request)
    rows = tuple(
        (
            want.words,
            str(want.people),
            say_day(want.latest.date()),
            want.asked,
            asked.get(demands.alike(want.words), ""),
        )
        for want in found[:SHOWN]
    )
    return Reply(
        (
            Heading("What people want to know"),
            Table("Most people first", ("What", "People", "Last asked", "Who was told", "Request"), rows),
            Note(
                f"{len(found)} different want{'' if len(found) == 1 else 's'}. Only how many people asked is shown, not who."
            ),
        ),
        private=True,
    )


def _requests(request: Request) -> dict[str, str]:
    """How the newest request for each want stands."""
    made = reversed(finding.every(request.db, request.partnership.id))
    return {demands.alike(each.what): f"request {each.number}, {each.stands}" for each in made}
