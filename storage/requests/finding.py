"""Finding requests: by number, open, alike, due for a reply or for another look."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from storage.requests.alike import ask_the_same
from storage.requests.request import OPEN, DataRequest, of
from storage.tables import RequestFollowerRow, RequestRow, RequestTurnRow


def find(db: Session, partnership: str, number: int) -> DataRequest | None:
    """The request that people know by this number."""
    return next(iter(_all(db, _of(partnership).filter_by(number=number))), None)


def open_ones(db: Session, partnership: str) -> list[DataRequest]:
    """What is not settled, oldest first."""
    return _all(db, _of(partnership).where(RequestRow.state.in_(OPEN)).order_by(RequestRow.asked_at))


def waiting_since(db: Session, partnership: str) -> list[datetime]:
    """Since when each of them is open."""
    query = select(RequestRow.waiting_since).filter_by(partnership=partnership)
    return list(db.scalars(query.where(RequestRow.state.in_(OPEN))))


def every(db: Session, partnership: str) -> list[DataRequest]:
    """All of them, the newest first."""
    return _all(db, _of(partnership).order_by(RequestRow.id.desc()))


def unanswered(db: Session, partnership: str, now: datetime) -> list[DataRequest]:
    """Those to which nobody has replied by the time that was promised, oldest first."""
    late = _of(partnership).where(RequestRow.replied_at.is_(None), RequestRow.reply_by < now)
    return _all(db, late.where(RequestRow.state.in_(OPEN)).order_by(RequestRow.asked_at))


def to_revisit(db: Session, partnership: str, today: date) -> list[DataRequest]:
    """Those settled with a day to look again that has come."""
    due = _of(partnership).where(RequestRow.state.not_in(OPEN), RequestRow.revisit_on <= today)
    return _all(db, due.order_by(RequestRow.revisit_on, RequestRow.id))


def alike(db: Session, partnership: str, what: str) -> DataRequest | None:
    """The request that asks almost the same: an open one first, then the newest."""
    same = [
        each for each in every(db, partnership) if each.state != "withdrawn" and ask_the_same(each.what, what)
    ]
    return max(same, key=lambda each: (each.is_open, each.id), default=None)


def forget_before(db: Session, partnership: str, moment: datetime) -> None:
    """Delete what was settled before a moment and is not to be looked at again, with its history."""
    old = select(RequestRow.id).filter_by(partnership=partnership).where(RequestRow.settled_at < moment)
    numbers = list(db.scalars(old.where(RequestRow.revisit_on.is_(None))))
    for table in (RequestFollowerRow, RequestTurnRow):
        db.execute(delete(table).where(table.request.in_(numbers)))
    db.execute(delete(RequestRow).where(RequestRow.id.in_(numbers)))


def _of(partnership: str) -> Select[RequestRow]:
    return select(RequestRow).filter_by(partnership=partnership)


def _all(db: Session, query: Select[RequestRow]) -> list[DataRequest]:
    return [of(row) for row in db.scalars(query)]
