"""Caveats: words that belong to a measure because its figures misled somebody; a second person approves each."""

from __future__ import annotations

from datetime import date

from commands import Refusal, Request, command
from commands.deciding import STEWARDS
from commands.doubts import wording
from commands.reply import Button, Buttons, Field, Form, Heading, Note, Reply, Send, Text, ToPerson, say
from storage import doubts, people
from storage.doubts import Doubt
from storage.measures import Measure
from storage.people import Person
from storage.times import parse_due, say_day

LONGEST = 200


def notes(request: Request, measure: Measure) -> tuple[Note, ...]:
    """The approved caveats that hold today, for the small print of an answer."""
    holding = (each for each in request.partnership.caveats if each.measure == measure.id)
    return tuple(Note(f"Take care: {each.outcome}") for each in holding if each.holds(request.today))


@command(
    "doubt caveat",
    usage="doubt caveat 3 WORDS",
    example="doubt caveat 3 one food bank was closed",
    writes=True,
    listed=False,
    free=True,
)
def caveat(request: Request, words: str, *, text: str = "", until: str = "") -> Reply:
    """Propose words that are shown with every answer of a measure; a steward approves them."""
    found, said = wording.meant(request, words)
    wording.may_settle(request, found)
    wording.must_be_open(found)
    said = wording.sentence(text or said, "text")
    if not said:
        return Reply((_form(found),), private=True)
    if len(said) > LONGEST:
        raise Refusal(f"Write it in {LONGEST} characters or less.", field="text")
    doubts.settle(request.db, found, "caveat", said, request.person.id, request.now, _until(request, until))
    asked = [each for each in _approvers(request, found) if each.id != request.person.id]
    if not asked:
        raise Refusal("There is no other steward or deputy who could approve it. Ask a lead to name one.")
    names = " or ".join(each.name for each in asked)
    told = tuple(Send(ToPerson(each.id), _to_approve(request, found, said)) for each in asked)
    return Reply(
        (Text(f"{names} has been asked to approve it. Until then nobody sees it."),), private=True, also=told
    )


def _form(found: Doubt) -> Form:
    return Form(
        "Add a caveat",
        f"doubt caveat {found.number}",
        (
            Field(
                "text", "What should everybody know about these figures?", "long", hint="One plain sentence."
            ),
            Field(
                "until", "Until when?", optional=True, hint="For example: 31 March. Leave empty for no end."
            ),
        ),
        submit="Ask for approval",
    )


def _until(request: Request, words: str) -> date | None:
    if not words.strip():
        return None
    try:
        return parse_due(words, request.today)
    except ValueError as problem:
        raise Refusal(str(problem), field="until") from None


def _approvers(request: Request, found: Doubt) -> list[Person]:
    """The steward and deputy of the measure, else all there are."""
    measure = request.partnership.measure(found.measure)
    named = {measure.steward, measure.deputy} if measure else set()
    everybody = people.everybody(request.db, request.partnership.id)
    near = [each for each in everybody if each.name in named]
    every = [each for each in everybody if each.roles & set(STEWARDS)]
    return near or every


def _to_approve(request: Request, found: Doubt, said: str) -> Reply:
    measure = request.partnership.measure(found.measure)
    title = measure.title if measure else found.measure
    return Reply(
        (
            Heading(f"A caveat for {title} waits for you"),
            Text(f"{request.person.name} would like this to be shown with every answer: “{said}”"),
            Buttons(
                (
                    Button("Approve", f"doubt approve {found.number}", "primary"),
                    Button("Decline", f"doubt lift {found.number}"),
                )
            ),
        ),
        private=True,
    )


@command(
    "doubt approve",
    usage="doubt approve 3",
    example="doubt approve 3",
    roles=STEWARDS,
    writes=True,
    listed=False,
)
def approve(request: Request, words: str) -> Reply:
    """Approve a caveat; whoever wrote it cannot."""
    found, _ = wording.meant(request, words)
    if found.settled_by == request.person.id:
        raise Refusal("A caveat needs a second person: somebody else approves what you wrote.")
    if not doubts.approve(request.db, found, request.person.id, request.now):
        return say(f"There is no caveat of doubt {found.number} that waits.")
    told = (Send(ToPerson(found.by), say(f"The figure that looked wrong to you now says: {found.outcome}")),)
    off = Buttons((Button("Take it off", f"doubt lift {found.number}"),))
    until = f" until {say_day(found.until)}" if found.until else ""
    return Reply((Text(f"It is shown with every answer{until}."), off), private=True, also=told)


@command(
    "doubt lift", usage="doubt lift 3", example="doubt lift 3", roles=STEWARDS, writes=True, listed=False
)
def lift(request: Request, words: str) -> Reply:
    """Stop showing a caveat, or decline one."""
    found, _ = wording.meant(request, words)
    if doubts.decline(request.db, found):
        return say(
            "Declined. Nobody has seen it, and the figure looks wrong to somebody still: it is open again."
        )
    if not doubts.take_off(request.db, found, request.today):
        return say(f"No caveat of doubt {found.number} is shown.")
    return say("It is not shown any more.")
