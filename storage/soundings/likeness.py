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
from storage.soundings.sounding import Sounding
from storage.tables import PollRollRow

NEAR = timedelta(days=7)  # answers given further apart are about another time


def too_like(db: Session, asked: Sounding) -> Sounding | None:
    """An earlier closed sounding beside which this one's result must not be shown."""
    near = [each for each in _near(db, asked) if _same(each, asked) and each.answered >= each.minimum]
    if not near:
        return None
    if any(each.remind == "everybody" for each in (asked, *near)):  # a roll that nobody can read
        return near[0]
    rolls = [_roll(db, each.id) for each in (*near, asked)]
    if any(each.has_parts for each in (asked, *near)) and not _are_apart_or_equal(rolls):
        return near[0]
    return near[0] if smallest_group(rolls) < asked.minimum else None


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


def _near(db: Session, asked: Sounding) -> list[Sounding]:
    """Those that closed before this one, and not long before it opened."""
    if asked.opened_at is None:
        return []
    closed = finding.closed_since(db, asked.partnership, asked.opened_at - NEAR)
    return [each for each in closed if each.is_sealed and _when(each) < _when(asked)]


def _when(asked: Sounding) -> tuple[datetime, int]:
    return asked.closes_at, asked.number


def _same(one: Sounding, other: Sounding) -> bool:
    """Whether any question of theirs could be answered in the same way."""
    return bool(_keys(one) & _keys(other))


def _keys(asked: Sounding) -> set[tuple[str, ...]]:
    return {(each.shape, *sorted(option.casefold() for option in each.answers())) for each in asked.questions}


def _roll(db: Session, poll: int) -> set[str]:
    return set(db.scalars(select(PollRollRow.voice).filter_by(poll=poll)))
