"""How a sounding looks before it is asked: its questions, who is asked, who will see what, and what can be changed."""

from __future__ import annotations

from dataclasses import replace

from commands import Request
from commands.polling import coming_round, drafting
from commands.polling.roster import SIDES
from commands.polling.wanted import Wanted
from commands.reply import Block, Button, Buttons, Fields, Heading, Note, Reply, Text
from storage.soundings.sounding import ALWAYS, MOST_QUESTIONS, Draft, Question
from storage.times import say_moment


def preview(request: Request, wanted: Wanted) -> Reply:
    """The sounding as people will see it, and who will see what."""
    if wanted.every:
        return _round(request, wanted)
    made = drafting.draft(request, wanted)
    closes = ("Closes", say_moment(made.closes_at, request.partnership.zone, request.today))
    notes = map(Note, drafting.warnings(request, made))
    buttons = Buttons(_buttons(request, wanted))
    return Reply((*_body(request, made, closes), *notes, buttons), private=True)


def _body(request: Request, made: Draft, *when: tuple[str, str]) -> tuple[Block, ...]:
    """What people are asked, when, and what is seen of their answers."""
    about = (("Asks about", made.recall),) if made.recall else ()
    return (
        Heading("Before you ask"),
        *(Text(f"{each}\n{said(question)}") for each, question in _numbered(made)),
        Fields((("Who is asked", asked_of(request, made)), *when, *about)),
        Text(who_sees(made)),
        Text(reminder(made)),
    )


def _round(request: Request, wanted: Wanted) -> Reply:
    """A sounding that is to come round: the same, with its rhythm and its next dates."""
    planned = coming_round.plan(request, wanted, instead=True)
    when = (("Called", planned.series.name), *coming_round.when(request, planned.series))
    notes = map(Note, planned.warnings)
    named = replace(wanted, name=planned.series.name)
    begin = Button("Let it come round", named.line(), "primary")
    if planned.instead_of:
        begin = Button("Ask this from the next one on", named.line("poll series ask"), "primary")
    buttons = (
        begin,
        Button("Change its rhythm", named.line("poll change every")),
        Button("Ask it only once", named.line("poll draft", every="", name="", closes="")),
        Button("Change who is asked", named.line("poll change who")),
        Button("Change something else", named.line("poll change more")),
    )
    dates = Text(planned.dates(request))
    if planned.instead_of:
        dates = Text(f"This takes the place of what {planned.series.name} asks now.\n{dates.text}")
    return Reply((*_body(request, planned.made, *when), dates, *notes, Buttons(buttons)), private=True)


def _numbered(made: Draft) -> list[tuple[str, Question]]:
    many = len(made.questions) > 1
    return [
        (f"{number}. {each.words}" if many else each.words, each)
        for number, each in enumerate(made.questions, 1)
    ]


def _buttons(request: Request, wanted: Wanted) -> tuple[Button, ...]:
    add = Button("Add a question", wanted.line("poll change add"))
    again = Button("Let it come round", wanted.line("poll change every"))
    return (
        Button("Ask it now", wanted.line(), "primary"),
        *([add] if len(wanted.questions) < MOST_QUESTIONS else []),
        Button("Change when it closes", wanted.line("poll change closes")),
        Button("Change who is asked", wanted.line("poll change who")),
        *([again] if coming_round.may_begin(request) else []),
        Button("Change something else", wanted.line("poll change more")),
    )


def said(question: Question) -> str:
    """How a question is answered."""
    match question.shape:
        case "choice":
            answers = " · ".join((*question.options, *ALWAYS))
        case "several":
            answers = "Any of: " + " · ".join((*question.options, *ALWAYS))
        case "scale":
            answers = "A number from 0 to 5 · " + " · ".join(ALWAYS)
        case "number":
            answers = f"A number{f' of {question.unit}' if question.unit else ''} · " + " · ".join(ALWAYS)
        case "text":
            answers = "A few words, read by a moderator before anybody sees them · " + " · ".join(ALWAYS)
    return answers


def asked_of(request: Request, made: Draft) -> str:
    """Who may answer, and how often."""
    names = [request.partnership.organisation_name(each) for each in made.roster]
    who = ", ".join(names) if made.audience == "chosen" else SIDES.get(made.audience, "everybody")
    count = f"{len(names)} organisations" if len(names) != 1 else "1 organisation"
    voice = "one answer from each" if made.voice == "organisation" else "one answer from each person"
    many = f", {count}" if names and made.audience != "chosen" else ""
    return f"{who[0].upper()}{who[1:]}{many}, {voice}"


def who_sees(made: Draft) -> str:
    """A sentence for each thing that can be seen."""
    if made.mode == "named":
        words = any(each.shape == "text" for each in made.questions)
        held = " A moderator reads what people write first, and it is shown without names." if words else ""
        return f"Everybody here sees who chose what, at once. Answers can be changed until it closes.{held}"
    voice = "organisations" if made.voice == "organisation" else "people"
    return (
        f"Nobody sees who chose what, you included. Everybody sees how many {voice} have answered. Everybody sees the "
        f"result after it closes, if at least {made.minimum} have answered. Whoever runs the server could learn who "
        "chose what only by watching it while it is open, or from copies and logs made then."
    )


def reminder(made: Draft) -> str:
    if made.remind == "missing":
        return "Only those who have not answered are reminded, so Parley keeps who has answered."
    return "Everybody is reminded once, because Parley does not keep in clear who has answered."
