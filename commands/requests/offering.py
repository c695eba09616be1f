""" "Not that, but this": something else that helps, in two taps and a short form that is filled in already."""

from __future__ import annotations

from dataclasses import dataclass, replace

from commands import Request, command
from commands.actions import due as dates
from commands.actions import noting
from commands.actions.owners import of_person
from commands.actions.telling import news
from commands.actions.wording import sentence as sentence_of
from commands.reply import Button, Buttons, Field, Form, Reply, Text
from commands.requests import answers, respondents, wording
from commands.requests.settled import settled
from storage import people
from storage.actions.action import Draft
from storage.requests.request import DataRequest
from storage.requests.settling import Decision


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that can be offered: its button, and the sentence that the form begins with."""

    label: str
    sentence: str


OFFERS = {
    "area": Offer(
        "A larger area", "Not for so small an area, but for a larger one: there are enough to show safely."
    ),
    "period": Offer(
        "A longer period", "Not for so short a time, but for a longer one: there are enough to show safely."
    ),
    "story": Offer("A story", "There is no number for this, but a story can show what it is like."),
    "talk": Offer("A talk", "A talk will help more than a number."),
    "measure": Offer("Another figure", "Nobody counts exactly this, but another figure comes near to it."),
}
SHOWN = ("area", "period", "measure")  # offers that people can look at somewhere


@command(
    "request offer",
    usage="request offer 7 area, period, story, talk or measure",
    example="request offer 7 area",
    writes=True,
    free=True,
)
def offer(request: Request, words: str, *, sentence: str = "", where: str = "", due: str = "") -> Reply:
    """Offer something else that helps: a larger area, a longer period, a story, a talk or another figure."""
    found, kind = wording.meant(request, words, "offer")
    respondents.must_be_asked(request, found)
    kind = kind.casefold()
    if kind not in OFFERS:
        return _menu(found)
    said = wording.sentence(request, sentence, "sentence", "Write a sentence that says what you offer.")
    if not said or (kind == "talk" and not due.strip()):
        return Reply((_form(request, found, kind, said),), private=True)
    answer = answers.checked(request, where) if where.strip() else ""
    return _offered(request, found, Decision("differently", offer=said, answer=answer), kind, due)


def _menu(found: DataRequest) -> Reply:
    """The first tap: what could be offered; only then that there is nothing."""
    line = f"request offer {found.number}"
    taps = (Button(each.label, f"{line} {kind}") for kind, each in OFFERS.items())
    ends = (
        Button(label, f"request {state} {found.number}")
        for state, label in (("later", "Not now"), ("no", "No"))
    )
    return Reply(
        (Text(f"What would help instead, for request {found.number}?"), Buttons((*taps, *ends))), private=True
    )


def _form(request: Request, found: DataRequest, kind: str, said: str) -> Form:
    """The second tap: the sentence is there, and can be changed."""
    ask = Field("sentence", "What do you offer, in a sentence?", "long", value=said or OFFERS[kind].sentence)
    more: tuple[Field, ...] = ()
    if kind in SHOWN:
        shown = found.measure if found.measure in request.partnership.shelf.releases else None
        guess = f"ask {shown}" if shown else ""
        more = (Field("where", "Where can people see it?", optional=True, hint=answers.HINT, value=guess),)
    if kind == "talk":
        more = (Field("due", "By when will you talk?", hint="For example: Fri, next Wednesday, 31 March"),)
    line = f"request offer {found.number} {kind}"
    return Form(f"Offer: {OFFERS[kind].label.lower()}", line, (ask, *more), submit="Offer this")


def _offered(request: Request, found: DataRequest, decision: Decision, kind: str, due: str) -> Reply:
    if kind == "talk":
        return _talk(request, found, decision, dates.read(request, due))
    if kind == "story":
        about = f" measure={found.measure}" if found.measure else ""
        tell = Buttons((Button("Tell the story", f"story{about}"),))
        return settled(request, found, decision, (Text("Now tell it, or ask somebody who can."), tell))
    return settled(request, found, decision)


def _talk(request: Request, found: DataRequest, decision: Decision, by: dates.Due) -> Reply:
    """A talk is an action of whoever answers, so that it takes place."""
    asker = people.person(request.db, found.asked_by).name
    what = noting.checked(request, f"talk with {asker} about request {found.number}")
    promised = replace(decision, offer=f"{decision.offer.rstrip('.')}, {by.words(request.today)}.")
    reply = settled(request, found, promised)
    if not reply.touched:
        return reply
    owner = of_person(people.person(request.db, found.respondent))
    made = noting.note(request, Draft(what, owner, by.day, by.at_meeting))
    noted = Text(
        f"It is action {made.label}: {sentence_of(made, request.today)}. "
        "If you undo the offer, take the action back too."
    )
    return replace(
        reply, blocks=(*reply.blocks[:1], noted, *reply.blocks[1:]), also=(*reply.also, *news(request, made))
    )
