"""Who reads answers in people's own words before anybody else does."""

from __future__ import annotations

from commands import Request
from storage import people
from storage.people import Person
from storage.soundings import held_words, results
from storage.soundings.results import Result
from storage.soundings.sounding import Sounding


def names(request: Request) -> tuple[str, ...]:
    """The moderators of the configuration; the leads where it names none."""
    return request.partnership.settings.polls.moderators or tuple(request.partnership.named("lead"))


def readers(request: Request) -> list[Person]:
    wanted = set(names(request))
    return [each for each in people.everybody(request.db, request.partnership.id) if each.name in wanted]


def waiting(request: Request, shown: Sounding) -> int:
    """How many answers wait to be read; none where too few answered for them ever to be let out."""
    return len(held_words.of(request.db, shown, "held")) if can_be_let_out(request, shown) else 0


def can_be_let_out(request: Request, shown: Sounding) -> bool:
    """Whether enough answered a question that asks for words."""
    return any(
        isinstance(each, Result) and each.question.shape == "text"
        for each in results.results(request.db, shown)
    )
