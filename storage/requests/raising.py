"""Raising a request, and who follows it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import counters
from storage.database import insert_once
from storage.requests.request import DataRequest, Draft, of
from storage.tables import RequestFollowerRow, RequestRow, RequestTurnRow


def add(
    db: Session,
    partnership: str,
    draft: Draft,
    asked_by: int,
    now: datetime,
    respondent: int,
    reply_by: datetime,
) -> DataRequest:
    """Raise a request under the next number; whoever asks follows it."""
    row = RequestRow(
        partnership=partnership,
        number=counters.following(db, partnership, "request"),
        kind=draft.kind,
        what=draft.what,
        why=draft.why,
        smallest=draft.smallest,
        side=draft.side,
        measure=draft.measure,
        asked_by=asked_by,
        asked_at=now,
        place=draft.place,
        respondent=respondent,
        waiting_since=now,
        reply_by=reply_by,
    )
    db.add(row)
    db.flush()
    db.add(RequestTurnRow(request=row.id, at=now, by=asked_by, kind="raised", words=draft.what))
    follow(db, of(row), asked_by)
    return of(row)


def follow(db: Session, request: DataRequest, person: int) -> bool:
    """Have somebody hear what becomes of it; ``False`` if they do."""
    return insert_once(db, RequestFollowerRow, request=request.id, person=person)


def unfollow(db: Session, request: DataRequest, person: int) -> bool:
    row = db.get(RequestFollowerRow, (request.id, person))
    if row is None:
        return False
    db.delete(row)
    db.flush()
    return True


def followers(db: Session, request: DataRequest) -> list[int]:
    query = select(RequestFollowerRow.person).filter_by(request=request.id)
    return list(db.scalars(query.order_by(RequestFollowerRow.person)))
