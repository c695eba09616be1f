"""Noting an action, and taking one away that was never meant."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from storage import counters
from storage.actions.action import Action, Draft, of
from storage.tables import ActionChangeRow, ActionHelperRow, ActionRow, MeetingLineRow


def add(db: Session, partnership: str, draft: Draft, made_by: int, now: datetime, answer: str = "") -> Action:
    """Note an action under the next number. ``answer`` is ``asked`` where its owner has to say yes."""
    row = ActionRow(
        partnership=partnership,
        number=counters.following(db, partnership, "action"),
        what=draft.what,
        owner=draft.owner.person,
        owner_name=draft.owner.name,
        organisation=draft.owner.organisation,
        due=draft.due,
        at_meeting=draft.at_meeting,
        state="open",
        answer=answer,
        meeting=draft.meeting,
        link=draft.link,
        made_by=made_by,
        made_at=now,
        changed_at=now,
    )
    db.add(row)
    db.flush()
    db.add_all(ActionHelperRow(action=row.id, name=each.name, person=each.person) for each in draft.helpers)
    db.add(ActionChangeRow(action=row.id, at=now, by=made_by, kind="made"))
    db.flush()
    return of(row, draft.helpers)


def erase(db: Session, numbers: list[int]) -> None:
    """Take actions away as if they had never been noted; by their ids."""
    db.execute(update(MeetingLineRow).where(MeetingLineRow.action.in_(numbers)).values(action=None))
    for table in (ActionHelperRow, ActionChangeRow):
        db.execute(delete(table).where(table.action.in_(numbers)))
    db.execute(delete(ActionRow).where(ActionRow.id.in_(numbers)))
