"""The forms in which a sounding is written and changed before it is asked, each short enough for a phone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import get_args

from commands import Refusal, Request
from commands.polling import checks, drafting, line
from commands.polling.shapes import shaped
from commands.polling.wanted import Wanted
from commands.reply import Button, Buttons, Field, Form, Option, Reply, Text
from storage.soundings.sounding import Question, Shape
from storage.times import say_moment

KINDS: dict[Shape, str] = {
    "choice": "One of some answers",
    "several": "Any of some answers",
    "scale": "A number from 0 to 5",
    "number": "A number, such as how many parcels",
    "text": "A few words of their own",
}
SHAPES: dict[str, Shape] = {shape: shape for shape in get_args(Shape)}


def first(request: Request) -> Form:
    """What a sounding needs; everything else can be changed when it is looked at."""
    usual = drafting.usual_closing(request, request.partnership.settings.polls.closes_after)
    closes = Field(
        "closes",
        "When does it close?",
        optional=True,
        hint=f"For example: Fri 5pm. If left empty: {say_moment(usual, request.partnership.zone, request.today)}.",
    )
    return Form("Ask a quick question", "poll draft", (*_fields(1, None), closes), submit="Look at it first")


def of_question(wanted: Wanted, number: int) -> Form:
    """One question, to be added or written otherwise."""
    known = wanted.questions[number - 1] if number <= len(wanted.questions) else None
    title = f"Question {number}" if known else "Add a question"
    return Form(title, wanted.line("poll draft"), _fields(number, known), submit="Look at it first")


def _fields(number: int, known: Question | None) -> tuple[Field, ...]:
    kinds = tuple(Option(shape, label) for shape, label in KINDS.items())
    listed = "" if known is None else known.unit or "\n".join(known.options)
    return (
        Field(
            _name("question", number),
            "What do you want to ask?",
            hint="One question that a tap can answer.",
            value="" if known is None else known.words,
        ),
        Field(
            _name("kind", number),
            "How do people answer?",
            "choice",
            kinds,
            value="choice" if known is None else known.shape,
        ),
        Field(
            _name("answers", number),
            "What can people answer?",
            "long",
            optional=True,
            hint="One answer on each line. For a number, what it counts, such as parcels. Else leave it empty.",
            value=listed,
        ),
    )


def _name(field: str, number: int) -> str:
    return field if number == 1 else f"{field}{number}"


def apply(wanted: Wanted, values: Mapping[str, str]) -> Wanted:
    """A sounding with what a form says about its questions and whom it asks."""
    questions = list(wanted.questions)
    for number in range(1, len(questions) + 2):
        if words := values.get(_name("question", number), "").strip():
            questions[number - 1 : number] = [_written(words, values, number)]
    chosen = ", ".join(values.get("some", "").split("\n"))
    if wanted.who == "some":
        if not chosen:
            raise Refusal("Choose at least one organisation.", field="some")
        wanted = replace(wanted, who=chosen)
    return replace(wanted, questions=tuple(questions))


def _written(words: str, values: Mapping[str, str], number: int) -> Question:
    answers, kind = values.get(_name("answers", number), ""), values.get(_name("kind", number), "")
    try:
        made = _question(words, answers, SHAPES.get(kind))
        checks.check([made])
    except Refusal as refusal:
        raise Refusal(refusal.text, refusal.offer, _name(refusal.field, number)) from None
    return made


def _question(words: str, answers: str, shape: Shape | None) -> Question:
    if shape is None:
        how = shaped(answers)
        return Question(line.tidy(words), how.shape, line.options(how.rest), how.unit)
    if shape == "number":
        return Question(line.tidy(words), shape, unit=line.tidy(answers))
    return Question(line.tidy(words), shape, line.options(answers))


def closing(wanted: Wanted) -> Form:
    field = Field("closes", "When does it close?", hint="For example: Fri 5pm", value=wanted.closes)
    return Form("When it closes", wanted.line("poll draft", closes=""), (field,), submit="Look at it again")


def asked(request: Request, wanted: Wanted) -> Form:
    """One side, everybody, or organisations by name."""
    known = request.partnership.settings.organisations
    sides = (
        Option("all", "Every organisation"),
        Option("vcs", "The voluntary sector"),
        Option("council", "The council"),
        Option("some", "Only those chosen below"),
    )
    now = wanted.who.casefold() if wanted.who.casefold() in ("vcs", "council") else "all"
    fields = (
        Field("who", "Who is asked?", "choice", sides, value=now),
        Field(
            "some",
            "Which organisations?",
            "several",
            tuple(Option(each.id, each.name) for each in known),
            optional=True,
            hint="Only where some are chosen.",
        ),
    )
    return Form("Who is asked", wanted.line("poll draft", who=""), fields, submit="Look at it again")


def recall(wanted: Wanted) -> Form:
    field = Field(
        "recall", "Which time does it ask about?", hint="For example: the last 14 days", value=wanted.recall
    )
    return Form(
        "Time it asks about", wanted.line("poll draft", recall=""), (field,), submit="Look at it again"
    )


def more(request: Request, wanted: Wanted) -> Reply:
    """Everything that is seldom changed, one tap each."""
    made = drafting.draft(request, replace(wanted, closes=""))
    seen = (
        Button("Ask with names", wanted.line("poll draft", mode="named"))
        if made.mode == "sealed"
        else Button("Seal the answers", wanted.line("poll draft", mode="sealed"))
    )
    voice = (
        Button("One answer from each person", wanted.line("poll draft", voice="person"))
        if made.voice == "organisation"
        else Button("One answer from each organisation", wanted.line("poll draft", voice="organisation"))
    )
    remind = (
        Button("Remind everybody alike", wanted.line("poll draft", remind="everybody"))
        if made.remind == "missing"
        else Button("Remind those who have not answered", wanted.line("poll draft", remind="missing"))
    )
    time = Button("Say which time it asks about", wanted.line("poll change recall"))
    buttons = (*_of_each(wanted), seen, voice, remind, time, Button("Start again", "poll"))
    return Reply((Text("What do you want to change?"), Buttons(buttons)), private=True)


def _of_each(wanted: Wanted) -> tuple[Button, ...]:
    many = len(wanted.questions)
    write = [
        Button(f"Write question {number} otherwise", wanted.line(f"poll change {number}"))
        for number in range(1, many + 1)
    ]
    out = [
        Button(f"Take question {number} out", _without(wanted, number).line("poll draft"))
        for number in range(1, many + 1)
        if many > 1
    ]
    return (*write, *out)


def _without(wanted: Wanted, number: int) -> Wanted:
    left = tuple(each for place, each in enumerate(wanted.questions, 1) if place != number)
    return replace(wanted, questions=left)
