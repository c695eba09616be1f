"""Two soundings that ask the same of nearly the same people give away, by subtraction, what the few others said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from itertools import combinations

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.soundings import finding
from storage.soundings.sounding import Question, Sounding
from storage.tables import PollRollRow

NEAR = timedelta(days=7)  # answers given further apart are about another time


def too_like(db: Session, asked: Sounding, question: Question, near: Sequence[Sounding]) -> Sounding | None:
    """One of the earlier soundings ``near`` beside which what was answered to a question must not be shown.

    Each question has a roll of its own: who left it out is not found by their name on the roll of another.
    """
    found = [(each, roll) for each in near for roll in _like(db, each, question) if len(roll) >= each.minimum]
    if not found:
        return None
    earlier, rolls = [each for each, _ in found], [roll for _, roll in found]
    if any(each.remind == "everybody" for each in (asked, *earlier)):  # a roll that nobody can read
        return earlier[0]
    rolls.append(_roll(db, asked, question))
    if any(each.has_parts for each in (asked, *earlier)) and not _are_apart_or_equal(rolls):
        return earlier[0]
    return earlier[0] if smallest_group(rolls) < asked.minimum else None


def _like(db: Session, earlier: Sounding, question: Question) -> list[set[str]]:
    """The rolls of what could be answered in the same way; of the same words alone, where these were asked."""
    same = [each for each in earlier.questions if _key(each) == _key(question)]
    in_words = [each for each in same if each.words == question.words]
    return [_roll(db, earlier, each) for each in in_words or same]


def smallest_group(rolls: Sequence[AbstractSet[str]]) -> int:
    """How many voices at least have answered exactly the same ones of several soundings.

    All that sums and differences of the results can come to is sums over such groups.
    """
    voices = set[str]().union(*rolls)
    groups = Counter(tuple(voice in roll for roll in rolls) for voice in voices)
    return min(groups.values(), default=0)


def _are_apart_or_equal(rolls: Sequence[AbstractSet[str]]) -> bool:
    """Who of a roll is on which side is not kept, so that smaller groups than these cannot be ruled out otherwise."""
    return all(one == other or not one & other for one, other in combinations(rolls, 2))


def near(db: Session, asked: Sounding) -> list[Sounding]:
    """Those that closed before this one, and not long before it opened."""
    if asked.opened_at is None:
        return []
    closed = finding.closed_since(db, asked.partnership, asked.opened_at - NEAR)
    return [each for each in closed if each.is_sealed and _when(each) < _when(asked)]


def _when(asked: Sounding) -> tuple[datetime, int]:
    return asked.closes_at, asked.number


def _key(question: Question) -> tuple[str, ...]:
    """How a question can be answered."""
    return (question.shape, *sorted(answer.casefold() for answer in question.answers()))


def _roll(db: Session, asked: Sounding, question: Question) -> set[str]:
    found = select(PollRollRow.voice).filter_by(poll=asked.id, question=question.position)
    return set(db.scalars(found))
