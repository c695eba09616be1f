"""Who is away, who wants no question about weeknotes this week, and who cannot come to the meetings of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storage.tables import AwayRow

What = Literal["away", "weeknote", "meeting"]


@dataclass(frozen=True, slots=True)
class Away:
    """Days away, both included."""

    first: date
    last: date


def go(
    db: Session, partnership: str, person: int, days: Away, now: datetime, what: What = "away"
) -> list[Away]:
    """Note days away, or with ``weeknote`` days without a question about weeknotes, with ``meeting`` without a meeting.

    They replace what was said of any of these days before, which is returned.
    """
    before = select(AwayRow).filter_by(partnership=partnership, person=person, what=what)
    rows = list(db.scalars(before.where(AwayRow.first <= days.last, AwayRow.last >= days.first)))
    for row in rows:
        db.delete(row)
    db.add(
        AwayRow(partnership=partnership, person=person, first=days.first, last=days.last, what=what, at=now)
    )
    db.flush()
    return [Away(row.first, row.last) for row in rows]


def come_back(db: Session, partnership: str, person: int, days: Away, what: What = "away") -> None:
    """Forget days away that somebody has named."""
    gone = delete(AwayRow).filter_by(partnership=partnership, person=person, what=what)
    db.execute(gone.where(AwayRow.first == days.first, AwayRow.last == days.last))


def named(db: Session, partnership: str, person: int, today: date) -> list[Away]:
    """Days away that are not over, the next first."""
    rows = db.scalars(
        select(AwayRow)
        .filter_by(partnership=partnership, person=person, what="away")
        .where(AwayRow.last >= today)
        .order_by(AwayRow.first, AwayRow.last)
    )
    return [Away(row.first, row.last) for row in rows]


def is_away(db: Session, partnership: str, person: int, day: date) -> bool:
    """Whether somebody has said that they are away on a day."""
    return _covered(db, partnership, person, day, ("away",))


def cannot_meet(db: Session, partnership: str, day: date) -> list[int]:
    """Who has sent apologies for the meetings of a day."""
    query = select(AwayRow.person).filter_by(partnership=partnership, what="meeting")
    return list(db.scalars(query.where(AwayRow.first <= day, AwayRow.last >= day).order_by(AwayRow.id)))


def wants_no_question(db: Session, partnership: str, person: int, day: date) -> bool:
    """Whether somebody is away, or has said that there is nothing this week."""
    return _covered(db, partnership, person, day, ("away", "weeknote"))


def _covered(db: Session, partnership: str, person: int, day: date, what: tuple[str, ...]) -> bool:
    found = db.scalar(
        select(AwayRow.id)
        .filter_by(partnership=partnership, person=person)
        .where(AwayRow.what.in_(what), AwayRow.first <= day, AwayRow.last >= day)
        .limit(1)
    )
    return found is not None


def forget_before(db: Session, partnership: str, day: date) -> None:
    """Delete days away that were over before a day."""
    db.execute(delete(AwayRow).where(AwayRow.partnership == partnership, AwayRow.last < day))
