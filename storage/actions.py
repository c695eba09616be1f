"""Actions: what was agreed, who has it, by when, and whether it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import counters
from storage.tables import ActionRow


@dataclass(frozen=True, slots=True)
class Action:
    """``owner`` is ``None`` for somebody without an account; ``owner_name`` is always there."""

    id: int
    number: int
    what: str
    owner: int | None
    owner_name: str
    due: date | None
    is_open: bool
    made_by: int
    done_at: datetime | None

    @property
    def label(self) -> str:
        return f"A{self.number}"


def add(
    db: Session,
    partnership: str,
    what: str,
    owner: int | None,
    owner_name: str,
    due: date | None,
    made_by: int,
    now: datetime,
) -> Action:
    row = ActionRow(
        partnership=partnership,
        number=counters.following(db, partnership, "action"),
        what=what,
        owner=owner,
        owner_name=owner_name,
        due=due,
        state="open",
        made_by=made_by,
        made_at=now,
    )
    db.add(row)
    db.flush()
    return _action(row)


def _action(row: ActionRow) -> Action:
    return Action(
        row.id,
        row.number,
        row.what,
        row.owner,
        row.owner_name,
        row.due,
        row.state == "open",
        row.made_by,
        row.done_at,
    )


def find(db: Session, partnership: str, number: int) -> Action | None:
    row = db.scalar(select(ActionRow).filter_by(partnership=partnership, number=number))
    return None if row is None else _action(row)


def finish(db: Session, action: Action, by: int, now: datetime) -> bool:
    """Mark an action done; ``False`` if somebody has done so already."""
    row = db.scalar(select(ActionRow).filter_by(id=action.id, state="open").with_for_update())
    if row is None:
        return False
    row.state, row.done_by, row.done_at = "done", by, now
    db.flush()
    return True


def reopen(db: Session, action: Action) -> bool:
    """Undo ``finish``; ``False`` if the action is open already."""
    row = db.scalar(select(ActionRow).filter_by(id=action.id, state="done").with_for_update())
    if row is None:
        return False
    row.state, row.done_by, row.done_at = "open", None, None
    db.flush()
    return True


def list_open(db: Session, partnership: str, owner: int | None = None) -> list[Action]:
    """Open actions, the first due first, those without a date last."""
    query = select(ActionRow).filter_by(partnership=partnership, state="open")
    if owner is not None:
        query = query.filter_by(owner=owner)
    return _in_order([_action(row) for row in db.scalars(query)])


def _in_order(actions: Sequence[Action]) -> list[Action]:
    return sorted(actions, key=lambda action: (action.due or date.max, action.number))


def made_or_done_since(db: Session, partnership: str, moment: datetime) -> list[Action]:
    rows = db.scalars(
        select(ActionRow)
        .filter_by(partnership=partnership)
        .where((ActionRow.made_at >= moment) | (ActionRow.done_at >= moment))
    )
    return _in_order([_action(row) for row in rows])
