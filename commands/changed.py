"""What changed: figures that moved beyond rounding and their usual range, and who can explain them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from commands import Refusal, Request, command
from commands.answers import changes
from commands.answers.changes import HANDFUL
from commands.answers.moves import LOOKED_BACK, Looked, cut_of, look
from commands.answers.titles import joined
from commands.asking.names import names_a_measure
from commands.asking.vocabulary import vocabulary
from commands.question import Question, in_own_periods, understand
from commands.reply import Heading, Note, Reply
from storage.patterns import Slot

MOST = 40  # where somebody asks for all
ALL = re.compile(r"\bshow\s*[=:]\s*all\b", re.IGNORECASE)
NAMES = ("changed", "ask what changed")
ALSO = ("ask what's changed", "ask whats changed", "what changed", "what's changed", "whats changed")


def changed(request: Request, words: str, *, keys: Mapping[str, str]) -> Reply:
    """See which figures moved beyond rounding and their usual range."""
    typed = " ".join([words.rstrip(" ?!."), *(f"{key}={value}" for key, value in keys.items())])
    most = MOST if ALL.search(typed) else HANDFUL
    typed = " ".join(ALL.sub("", typed).split()).rstrip(" ?!.")
    questions, refused = _questions(request, typed)
    looked = [_looked(request, each) for each in questions]
    everything = f"changed {typed} show=all".replace("  ", " ") if most == HANDFUL else ""
    blocks = (
        Heading(f"What changed{_where(questions)}"),
        *changes.moved(request, looked, most, everything),
        *changes.stood_still(looked),
        *changes.already_explained(looked),
        *changes.left_out(looked, refused),
        *changes.how_it_is_known(looked),
        *_said(questions, looked),
    )
    return Reply(blocks, quiet=True, cites=tuple(each.release.id for each in looked if each.looked_at))


for _name in (*NAMES, *ALSO):
    command(
        _name,
        usage=f"{_name} MEASURE ward=WARD month=MONTH",
        example="changed in Highgate this month",
        listed=_name in NAMES,
        open_keys=True,
    )(changed)


def _questions(request: Request, typed: str) -> tuple[list[Question], list[str]]:
    """The question asked of one measure, or of each that can answer it, and the titles of those that cannot."""
    if names_a_measure(typed, vocabulary(request.partnership)):
        return [_understood(request, "", typed)], []
    found: list[Question] = []
    refused: dict[str, Refusal] = {}
    shelf = request.partnership.shelf
    for identity in (each for each in request.partnership.catalogue.measures if each in shelf.releases):
        try:
            found.append(_understood(request, identity, typed))
        except Refusal as refusal:
            refused[shelf.releases[identity].measure.title] = refusal
    if not found:
        raise next(iter(refused.values()), _nothing_approved(request))
    return found, list(refused)


def _understood(request: Request, identity: str, typed: str) -> Question:
    """A question in the words of ask; what ask would offer instead is offered as what changed there."""
    try:
        return in_own_periods(request, understand(request, f"{identity} {typed}".strip(), {}))
    except Refusal as refusal:
        said = f"ask {identity} " if identity else "ask "
        offer = [replace(each, line=_instead(each.line, said)) for each in refusal.offer]
        raise Refusal(refusal.text, offer, refusal.field) from None


def _instead(line: str, said: str) -> str:
    return f"changed {line.removeprefix(said)}" if line.startswith(said) else line


def _nothing_approved(request: Request) -> Refusal:
    steward = request.partnership.contact("steward")
    return Refusal(f"Nobody has approved any figures yet, so nothing can have changed. Ask {steward}.")


def _looked(request: Request, question: Question) -> Looked:
    """Of all that is judged together, what lies in the areas and kinds asked for."""
    areas, chosen = question.release.areas, set(question.categories)

    def is_asked(slot: Slot) -> bool:
        cut = cut_of(question.release, slot)
        inside = any(areas.lift(cut.area, each.level) == each for each in question.areas)
        return inside and chosen <= set(cut.categories)

    return look(request, question.release, question.window.periods).only(is_asked)


def _where(questions: Sequence[Question]) -> str:
    areas = questions[0].areas
    return "" if areas == (questions[0].release.areas.top,) else f" in {joined(areas)}"


def _said(questions: Sequence[Question], looked: Sequence[Looked]) -> list[Note]:
    """What people should know of how the question was understood."""
    said = [
        sentence
        for question, each in zip(questions, looked, strict=True)
        if each.looked_at
        for sentence in (*question.said, *_cut(question, each))
    ]
    return [Note(sentence) for sentence in dict.fromkeys(said)]


def _cut(question: Question, looked: Looked) -> list[str]:
    if len(looked.periods) == len(question.window.periods):
        return []
    return [f"Only the newest {LOOKED_BACK} {question.measure.time.grain}s of this time were looked at."]
