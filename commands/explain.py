"""What somebody knows about a figure: kept beside it, shown on its charts, and taken back whenever they like."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from commands import Refusal, Request, command, personal, taken_back
from commands.answers.grid import Cut, whole
from commands.figures import in_period, short_period, thing
from commands.question import Question, in_own_periods, line, understand
from commands.reply import Button, Buttons, Field, Form, Option, Reply, Text, say
from storage import digest_sources, explanations
from storage.explanations import Explanation

LONGEST = 200
REWRITTEN = "Posts that showed it are written again now, without it, and their pictures are taken back."
CHOICES = 8  # periods to choose from, newest first


@command(
    "explain",
    usage="explain QUESTION",
    example="explain foodbank-referrals ward=Highgate",
    writes=True,
    free=True,
    open_keys=True,
)
def explain(request: Request, words: str, *, keys: Mapping[str, str]) -> Reply:
    """Say what would explain a figure, such as a van that broke down."""
    if not words:
        raise Refusal(
            "Ask for the figure first, then press I can explain this.",
            [Button("What can I ask?", "catalogue")],
        )
    question = in_own_periods(request, understand(request, words, {}))
    text = " ".join(keys.get("because", "").split())
    if not text:
        return Reply((_form(request, question),), private=True)
    if len(text) > LONGEST:
        raise Refusal(f"Write it in {LONGEST} characters or less.", field="because")
    personal.check(text, "because")
    return _keep(request, question, keys.get("when", ""), text)


def _form(request: Request, question: Question) -> Form:
    measure, published = question.measure, request.partnership.shelf.periods(question.measure.id)
    asked = question.window.periods if question.window.key else published
    options = tuple(Option(period, short_period(measure, period)) for period in reversed(asked[-CHOICES:]))
    because = Field(
        "because",
        "What would explain it, in one sentence?",
        "long",
        hint="For example: our van was off the road. It is shown with your organisation's name. Leave names out.",
    )
    when = Field("when", "When was that?", "choice", options, value=options[0].value)
    return Form("I can explain this", _as_line(question), (because, when))


def _as_line(question: Question) -> str:
    return line(question).replace("ask ", "explain ", 1)


def _keep(request: Request, question: Question, when: str, text: str) -> Reply:
    cut, here = whole(question), request.partnership
    period = when or cut.periods[-1]
    if period not in here.shelf.periods(cut.measure.id):
        raise Refusal("Choose a time that has figures.", field="when")
    new = Explanation(0, cut.area.code, period, text, request.person.organisation)
    number = explanations.add(request.db, here.id, cut.measure.id, new, request.person.id, request.now)
    buttons = Button("Take it back", f"explain undo {number}"), Button("Look at it", line(question))
    return Reply((Text(_thanks(request, cut, period)), Buttons(buttons)), private=True)


def _thanks(request: Request, cut: Cut, period: str) -> str:
    organisation = request.partnership.organisation_name(request.person.organisation)
    return (
        f"Thank you. It is now shown with {thing(cut.measure)} in {cut.area.name} "
        f"{in_period(cut.measure, period)}, as from {organisation or 'somebody in this partnership'}."
    )


@command("explain undo", usage="explain undo NUMBER", example="explain undo 7", writes=True, listed=False)
def undo(request: Request, words: str) -> Reply:
    """Take your own explanation back."""
    number = int(words) if re.fullmatch(r"\d{1,9}", words) else 0
    said = explanations.take_back(request.db, request.partnership.id, number, request.person.id, request.now)
    if said is None:
        raise Refusal("This explanation was taken back already or is not yours.")
    again = taken_back.take_from_posts(request, *said)
    again += tuple(
        digest_sources.take_out(
            request.db, request.partnership.id, f"explanation/{number}", request.now, request.today
        )
    )
    gone = "It is no longer shown, and its words are deleted."
    return replace(say(gone, *([REWRITTEN] if again else [])), touched=again)
