"""Who reads answers in people's own words before anybody else does."""

from __future__ import annotations

from commands import Request
from storage import people
from storage.people import Person
from storage.soundings import held_words, results
from storage.soundings.held_words import Held
from storage.soundings.results import Result
from storage.soundings.sounding import Sounding


def names(request: Request) -> tuple[str, ...]:
    """The moderators of the configuration; the leads where it names none."""
    return request.partnership.settings.polls.moderators or tuple(request.partnership.named("lead"))


def readers(request: Request) -> list[Person]:
    wanted = set(names(request))
    return [each for each in people.everybody(request.db, request.partnership.id) if each.name in wanted]


def waiting(request: Request, shown: Sounding) -> list[Held]:
    """The answers that wait to be read; none where too few answered for them ever to be let out."""
    return held_words.held(request.db, shown, can_be_let_out(request, shown))


def can_be_let_out(request: Request, shown: Sounding) -> frozenset[int]:
    """The places of the questions that ask for words and that enough have answered."""
    return frozenset(
        each.question.position
        for each in results.results(request.db, shown)
        if isinstance(each, Result) and each.question.shape == "text"
    )
