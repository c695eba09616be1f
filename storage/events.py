"""Events taken in: each one changes things once, and none is lost between arriving and being answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select
from sqlalchemy.orm import Session

from storage.database import insert_once
from storage.prepared import Prepared
from storage.tables import EventKeyRow, InboxRow

NEXT = select(func.coalesce(func.max(InboxRow.position), 0) + 1).scalar_subquery()
TAKE_IN = Prepared(
    insert(InboxRow).values(
        key=bindparam("key"), position=NEXT, platform=bindparam("platform"), payload=bindparam("payload")
    )
)
ANSWER = Prepared(select(InboxRow.reply).where(InboxRow.key == bindparam("key")))
SETTLE = Prepared(delete(InboxRow).where(InboxRow.key == bindparam("key")))


@dataclass(frozen=True, slots=True)
class Waiting:
    """An event in the inbox; ``reply`` is there once its effect is stored and only the answer is owed."""

    key: str
    platform: str
    payload: dict[str, Any]
    reply: str | None


def first_time(db: Session, key: str, today: date) -> bool:
    """Whether this event is new; remembers it. An empty key is always new."""
    if not key:
        return True
    return insert_once(db, EventKeyRow, key=key, day=today)


def take_in(db: Session, key: str, platform: str, payload: dict[str, Any], today: date) -> bool:
    """Put an event into the inbox; ``False`` if it has been seen before."""
    if not first_time(db, key, today):
        return False
    TAKE_IN.run(db.connection(), key=key, platform=platform, payload=payload)
    return True


def owed(db: Session, key: str) -> Waiting | None:
    """The event in the inbox, locked; ``None`` once it has been answered."""
    row = db.get(InboxRow, key, with_for_update=True)
    return None if row is None else Waiting(row.key, row.platform, row.payload, row.reply)


def answer_owed(db: Session, key: str) -> str | None:
    """The answer already made to an event that has not been given yet."""
    return ANSWER.run(db.connection(), key=key).scalar()


def owe(db: Session, key: str, reply: str) -> None:
    """Keep the answer of an event with its effect, until it has been given."""
    row = db.get(InboxRow, key)
    if row is not None:
        row.reply = reply


def settle(db: Session, key: str) -> None:
    """The event has been answered."""
    SETTLE.run(db.connection(), key=key)


def waiting(db: Session, platform: str) -> list[Waiting]:
    """What a platform still owes an answer to, oldest first."""
    rows = db.scalars(select(InboxRow).filter_by(platform=platform).order_by(InboxRow.position))
    return [Waiting(row.key, row.platform, row.payload, row.reply) for row in rows]


def forget_before(db: Session, day: date) -> None:
    """Event keys are kept for a few days: long enough for every redelivery."""
    db.execute(delete(EventKeyRow).where(EventKeyRow.day < day))
