"""Registers across meetings: decisions with their reasons, risks, questions and tensions, open or closed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.meetings.meeting import Line, line_of
from storage.tables import MeetingLineRow, MeetingRow


def of_kind(db: Session, partnership: str, kind: str) -> list[Line]:
    """A whole register, the newest first."""
    query = select(MeetingLineRow).filter_by(partnership=partnership, kind=kind, state="kept")
    return [line_of(row) for row in db.scalars(query.order_by(MeetingLineRow.id.desc()))]


def of_meetings_ended_since(db: Session, partnership: str, kind: str, moment: datetime) -> list[Line]:
    """What was noted in the meetings that ended from a moment on, oldest first."""
    query = select(MeetingLineRow).filter_by(partnership=partnership, kind=kind, state="kept")
    query = query.join(MeetingRow, MeetingRow.id == MeetingLineRow.meeting)
    rows = db.scalars(query.where(MeetingRow.ended_at >= moment).order_by(MeetingLineRow.id))
    return [line_of(row) for row in rows]


def to_review(db: Session, partnership: str, today: date) -> list[Line]:
    """The decisions whose day to be looked at again has come, that day first."""
    query = select(MeetingLineRow).filter_by(partnership=partnership, kind="decision", state="kept")
    query = query.where(MeetingLineRow.review_on <= today)
    return [line_of(row) for row in db.scalars(query.order_by(MeetingLineRow.review_on, MeetingLineRow.id))]


def find(db: Session, partnership: str, kind: str, number: int) -> Line | None:
    """One line of a register, by its number in it: D3 is decision 3."""
    query = select(MeetingLineRow).filter_by(partnership=partnership, kind=kind, number=number, state="kept")
    row = db.scalar(query)
    return None if row is None else line_of(row)


def describe(db: Session, line: Line, reason: str, review_on: date | None) -> None:
    """Why it was decided, and when to look at it again."""
    row = db.get_one(MeetingLineRow, line.id)
    row.reason, row.review_on = reason, review_on
    db.flush()


def close(db: Session, line: Line, words: str, by: int, now: datetime) -> bool:
    """Say what became of it; ``False`` if it is closed."""
    row = db.scalars(select(MeetingLineRow).filter_by(id=line.id).with_for_update()).one()
    if row.closed_at is not None:
        return False
    row.closed_at, row.closed_by, row.closed_words = now, by, words
    db.flush()
    return True


def reopen(db: Session, line: Line) -> bool:
    """Open it again; ``False`` if it is open."""
    row = db.scalars(select(MeetingLineRow).filter_by(id=line.id).with_for_update()).one()
    if row.closed_at is None:
        return False
    row.closed_at, row.closed_by, row.closed_words = None, None, ""
    db.flush()
    return True
