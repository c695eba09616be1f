"""Actions of an earlier log, taken in with the day they were agreed on and whatever became of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.actions import making
from storage.actions.action import Action, Draft
from storage.tables import ActionChangeRow, ActionRow
from storage.times import say_day


@dataclass(frozen=True, slots=True)
class Earlier:
    """An action as a log has it: ``state`` is open, blocked, done or not needed; ``made_at`` when it was agreed."""

    draft: Draft
    state: str
    comments: str
    made_at: datetime


def take_in(db: Session, partnership: str, each: Earlier, by: int, now: datetime) -> Action:
    """Note it under the next number. Nobody is asked, and nobody knows when one was closed that is."""
    action = making.add(db, partnership, each.draft, by, each.made_at)
    row = db.get_one(ActionRow, action.id)
    row.state, row.changed_at = each.state, now
    if each.state in ("blocked", "not needed"):
        row.why = each.comments
    elif each.comments:
        db.add(ActionChangeRow(action=action.id, at=now, by=by, kind="commented", words=each.comments))
    words = f"read in from an earlier log, agreed on {say_day(each.made_at.date())}"
    made = update(ActionChangeRow).filter_by(action=action.id, kind="made")
    db.execute(made.values(at=now, words=words))
    db.flush()
    return action


def comments(db: Session, actions: Sequence[Action]) -> dict[int, list[str]]:
    """What was said about each action (its id), oldest first."""
    numbers = [each.id for each in actions]
    query = select(ActionChangeRow).where(ActionChangeRow.action.in_(numbers))
    found: dict[int, list[str]] = {}
    for row in db.scalars(query.filter_by(kind="commented").order_by(ActionChangeRow.id)):
        found.setdefault(row.action, []).append(row.words)
    return found
