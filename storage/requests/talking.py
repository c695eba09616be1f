"""The talk about a request: what was said, by whom and where, on whichever platform."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import people
from storage.requests.request import DataRequest
from storage.tables import PostRow, RequestRow, RequestTurnRow

STANDING = ("later", "due", "sending", "sent", "unknown")  # posts that stand in a place, or will


@dataclass(frozen=True, slots=True)
class Where:
    """Where something was said, as a platform names it; ``link`` leads there."""

    platform: str
    address: str
    message: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One line of a request's history: ``kind`` is raised, said, state, offer or note."""

    id: int
    kind: str
    words: str
    by: int
    at: datetime
    link: str | None


def say(
    db: Session,
    request: DataRequest,
    kind: str,
    words: str,
    by: int,
    now: datetime,
    where: Where | None = None,
) -> Turn | None:
    """Keep what somebody said or did; ``None`` for a message that was kept already."""
    if where is not None and _kept(db, where):
        return None
    row = RequestTurnRow(
        request=request.id,
        at=now,
        by=by,
        kind=kind,
        words=words,
        platform=where.platform if where else None,
        address=where.address if where else None,
        message=where.message if where else None,
        link=where.link if where else None,
    )
    db.add(row)
    db.flush()
    return _turn(row)


def replied(db: Session, request: DataRequest, by: int, now: datetime) -> bool:
    """A person of the side that was asked has replied: the first reply stops the clock. ``False`` for a later one."""
    row = db.scalars(select(RequestRow).filter_by(id=request.id).with_for_update()).one()
    if row.replied_at is not None:
        return False
    row.replied_at, row.replied_by = now, by
    if row.state == "raised":
        row.state = "talking"
    db.flush()
    return True


def history(db: Session, request: DataRequest) -> list[Turn]:
    """Everything said and done, oldest first."""
    rows = db.scalars(select(RequestTurnRow).filter_by(request=request.id).order_by(RequestTurnRow.id))
    return [_turn(row) for row in rows]


def turn(db: Session, request: DataRequest, number: int) -> Turn | None:
    """One line of it."""
    row = db.get(RequestTurnRow, number)
    return _turn(row) if row is not None and row.request == request.id else None


def _turn(row: RequestTurnRow) -> Turn:
    return Turn(row.id, row.kind, row.words, row.by, row.at, row.link)


def spoke(db: Session, request: DataRequest, person: int | None, at: datetime | None) -> bool:
    """Whether somebody said something about it at a moment."""
    said = select(RequestTurnRow.id).filter_by(request=request.id, kind="said", by=person, at=at)
    return db.scalars(said.limit(1)).first() is not None


def has_spoken(db: Session, request: DataRequest, person: int) -> bool:
    """Whether somebody has said anything about it yet."""
    said = select(RequestTurnRow.id).filter_by(request=request.id, kind="said", by=person)
    return db.scalars(said.limit(1)).first() is not None


def threads(db: Session, request: DataRequest, where: Where | None = None) -> list[int]:
    """The posts under which something is carried: the newest living message of each place that runs.

    ``where`` is where it was said, if it stands under one of them already: it is not carried back there.
    """
    query = select(PostRow).filter_by(partnership=request.partnership, live=request.key)
    there = query.where(PostRow.place.is_not(None), PostRow.state.in_(STANDING)).order_by(PostRow.id)
    newest = {
        (row.platform, row.address): row.id
        for row in db.scalars(there)
        if people.place(db, row.place or 0).runs
    }
    if where is not None:
        newest.pop((where.platform, where.address), None)
    return list(newest.values())


def _kept(db: Session, where: Where) -> bool:
    found = {"platform": where.platform, "address": where.address, "message": where.message}
    return db.scalars(select(RequestTurnRow.id).filter_by(**found).limit(1)).first() is not None
