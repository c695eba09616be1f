"""A number that looks wrong: one sentence, told to the person who looks after it, in private."""

from __future__ import annotations

from collections.abc import Mapping

from commands import Refusal, Request, command, personal, reach
from commands.answers.titles import titled
from commands.doubts.wording import to_analyst
from commands.question import Question, line, understand
from commands.reply import Button, Buttons, Field, Form, Reply, Send, Text, ToPerson, say
from storage import doubts, people
from storage.doubts import Doubt

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
    contact, asked = question.measure.contact, line(question)
    person = reach.first(request, reach.responsible(request, question.measure))
    if person is None:
        return say(
            f"Parley could not write to {contact}. Talk to them about it: they look after this figure."
        )
    db, here = request.db, request.partnership.id
    if before := doubts.of_line(db, here, asked, request.person.id):
        return _again(request, before)
    made = doubts.add(db, here, question.measure.id, asked, why, request.person.id, person.id, request.now)
    told = Send(ToPerson(person.id), to_analyst(made, _looked(request, question)))
    more = Buttons((Button("Say more", f"doubt say {made.number}"),))
    return Reply((Text(_what_next(person.name)), more), private=True, also=(told,))


def _again(request: Request, before: Doubt) -> Reply:
    """The same figure looks wrong to the same person: the talk goes on."""
    name = people.person(request.db, before.analyst).name
    more = Buttons((Button("Say more", f"doubt say {before.number}", "primary"),))
    return Reply(
        (Text(f"{name} has been told of this already. Write to them to say more."), more), private=True
    )


def _what_next(name: str) -> str:
    return (
        f"{name} has been told, with your name and your sentence. They look at it and talk to you. "
        f"If the figure was wrong, it is withdrawn or corrected, and Parley says so from then on."
    )


def _looked(request: Request, question: Question) -> str:
    return f"{reach.who_says(request)} looked at {titled(question)} {question.window.words} and"
