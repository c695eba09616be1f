"""What becomes of an action: each change is kept with what was there before, so that it can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import DateTime, select
from sqlalchemy.orm import Session

from storage.actions.action import Action, Owner
from storage.tables import ActionChangeRow, ActionHelperRow, ActionRow, Moment

# What is not undone: something noted is taken back, and what somebody said stays said.
LASTING = ("made", "commented", "kept", "undone")


@dataclass(frozen=True, slots=True)
class Change:
    """One line of an action's history; ``kind`` is made, accepted, done, moved and so on, ``by`` a person's id."""

    id: int
    kind: str
    words: str
    by: int
    at: datetime
    undone: bool


def change(
    db: Session, action: Action, kind: str, by: int, now: datetime, words: str = "", **columns: Any
) -> bool:
    """Change some of an action's columns; ``False``, and nothing is kept, if they have these values already."""
    row = _locked(db, action)
    before = {name: getattr(row, name) for name in columns}
    if before == columns:
        return False
    for name, value in columns.items():
        setattr(row, name, value)
    row.changed_at = now
    kept = {name: _plain(value) for name, value in before.items()}
    db.add(ActionChangeRow(action=action.id, at=now, by=by, kind=kind, words=words, before=kept))
    db.flush()
    return True


def comment(db: Session, action: Action, words: str, by: int, now: datetime) -> None:
    row = _locked(db, action)
    row.changed_at = now
    db.add(ActionChangeRow(action=action.id, at=now, by=by, kind="commented", words=words))
    db.flush()


def keep(db: Session, action: Action, by: int, now: datetime) -> None:
    """Somebody says that it is still needed."""
    _locked(db, action).changed_at = now
    db.add(ActionChangeRow(action=action.id, at=now, by=by, kind="kept"))
    db.flush()


def close(db: Session, action: Action, state: str, by: int, now: datetime, why: str = "") -> bool:
    """Say how an action ended, done or not needed; ``False`` if it was that already."""
    if _locked(db, action).state == state:
        return False
    return change(
        db, action, state, by, now, why, state=state, why=why, done_by=by, done_at=now,
        reported_in=None,
    )  # fmt: skip


def reopen(db: Session, action: Action, by: int, now: datetime) -> bool:
    """Open it again, also one that was blocked; ``False`` if it is open."""
    if _locked(db, action).state == "open":
        return False
    return change(
        db, action, "reopened", by, now, state="open", why="", done_by=None, done_at=None, reported_in=None
    )


def give_to(db: Session, action: Action, owner: Owner, by: int, now: datetime, answer: str) -> bool:
    """Make somebody else accountable; ``False`` if they were already."""
    if action.owner == owner:
        return False
    columns = {"owner": owner.person, "owner_name": owner.name, "organisation": owner.organisation}
    return change(db, action, "reassigned", by, now, owner.name, **columns, answer=answer, quiet_until=None)


def undo(db: Session, action: Action, by: int, now: datetime) -> Change | None:
    """Take the last change back; ``None`` if there is none that can be."""
    row = _locked(db, action)
    query = select(ActionChangeRow).filter_by(action=action.id, undone=False)
    last = db.scalars(
        query.where(ActionChangeRow.kind.not_in(LASTING)).order_by(ActionChangeRow.id.desc()).limit(1)
    ).first()
    if last is None:
        return None
    for name, value in last.before.items():
        setattr(row, name, _typed(name, value))
    row.changed_at, last.undone = now, True
    db.add(ActionChangeRow(action=action.id, at=now, by=by, kind="undone", words=last.kind))
    db.flush()
    return _change(last)


def history(db: Session, action: Action) -> list[Change]:
    """Everything that became of it, oldest first."""
    rows = db.scalars(select(ActionChangeRow).filter_by(action=action.id).order_by(ActionChangeRow.id))
    return [_change(row) for row in rows]


def helped_by(db: Session, action: Action, helpers: tuple[Owner, ...], by: int, now: datetime) -> None:
    """Who helps besides those who do."""
    known = {each.name for each in action.helpers}
    new = [each for each in helpers if each.name not in known]
    db.add_all(ActionHelperRow(action=action.id, name=each.name, person=each.person) for each in new)
    names = ", ".join(each.name for each in new)
    db.add(ActionChangeRow(action=action.id, at=now, by=by, kind="helped", words=names))
    db.flush()


def _locked(db: Session, action: Action) -> ActionRow:
    return db.scalars(select(ActionRow).filter_by(id=action.id).with_for_update()).one()


def _change(row: ActionChangeRow) -> Change:
    return Change(row.id, row.kind, row.words, row.by, row.at, row.undone)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _typed(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    kind = ActionRow.__table__.columns[name].type
    if isinstance(kind, Moment | DateTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if kind.python_type is date else value
