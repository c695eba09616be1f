"""Finding actions: by number, by owner, open, overdue, of a meeting, alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from rapidfuzz import fuzz, utils
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from storage.actions.action import OPEN, Action, Owner, of
from storage.tables import ActionHelperRow, ActionRow

ALIKE = 85  # of 100, from which two actions seem to be the same


def find(db: Session, partnership: str, number: int) -> Action | None:
    """The action that people know by this number."""
    return next(iter(_all(db, _of(partnership).filter_by(number=number))), None)


def by_id(db: Session, number: int) -> Action | None:
    return next(iter(_all(db, select(ActionRow).filter_by(id=number))), None)


def open_ones(db: Session, partnership: str) -> list[Action]:
    """Everything not yet done, the first due first, those without a date last."""
    return in_order(_all(db, _of(partnership).where(ActionRow.state.in_(OPEN))))


def of_person(db: Session, partnership: str, person: int) -> list[Action]:
    """What somebody has or helps with and is not done."""
    return [each for each in open_ones(db, partnership) if each.concerns(person)]


def of_meeting(db: Session, meeting: int) -> list[Action]:
    """Everything agreed in a meeting, by its number."""
    return _all(db, select(ActionRow).filter_by(meeting=meeting).order_by(ActionRow.number))


def every(db: Session, partnership: str) -> list[Action]:
    return _all(db, _of(partnership).order_by(ActionRow.number))


def made_or_done_since(db: Session, partnership: str, moment: datetime) -> list[Action]:
    since = (ActionRow.made_at >= moment) | (ActionRow.done_at >= moment)
    return in_order(_all(db, _of(partnership).where(since)))


def closed_unreported(db: Session, partnership: str) -> list[Action]:
    """What was closed here and no meeting has heard of yet, the first closed first."""
    found = _of(partnership).where(ActionRow.state.not_in(OPEN), ActionRow.reported_in.is_(None))
    found = found.where(ActionRow.done_at.is_not(None))  # an earlier log does not say when
    return _all(db, found.order_by(ActionRow.done_at, ActionRow.number))


def note_reported(db: Session, actions: Iterable[Action], meeting: int) -> None:
    for each in actions:
        db.get_one(ActionRow, each.id).reported_in = meeting
    db.flush()


def alike(db: Session, partnership: str, what: str, owner: Owner) -> Action | None:
    """The open action of the same owner that says almost the same."""
    scored = [
        (fuzz.token_sort_ratio(each.what, what, processor=utils.default_process), each)
        for each in open_ones(db, partnership)
        if each.owner == owner
    ]
    best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return best[1] if best[0] >= ALIKE else None


def in_order(actions: Iterable[Action]) -> list[Action]:
    return sorted(actions, key=lambda each: (each.due or date.max, each.number))


def _of(partnership: str) -> Select[ActionRow]:
    return select(ActionRow).filter_by(partnership=partnership)


def _all(db: Session, query: Select[ActionRow]) -> list[Action]:
    rows = db.scalars(query).all()
    helpers = _helpers(db, [row.id for row in rows])
    return [of(row, tuple(helpers.get(row.id, ()))) for row in rows]


def _helpers(db: Session, numbers: Sequence[int]) -> dict[int, list[Owner]]:
    found: dict[int, list[Owner]] = {}
    query: Any = select(ActionHelperRow).where(ActionHelperRow.action.in_(numbers))
    for row in db.scalars(query.order_by(ActionHelperRow.name)):
        found.setdefault(row.action, []).append(Owner(row.name, row.person))
    return found
