"""The audit log: append-only, each row bound to the one before by its hash. Never a sealed choice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.tables import AuditRow, ReleaseRow


def record(
    db: Session,
    partnership: str,
    at: datetime,
    person: str,
    place: str,
    what: str,
    detail: str = "",
    releases: Sequence[int] = (),
) -> bool:
    """Write one row; ``False`` and nothing written when a release named is no longer approved."""
    _take_turn(db, partnership)
    if not _approved(db, releases):
        return False
    last = db.scalar(
        select(AuditRow.hash).filter_by(partnership=partnership).order_by(AuditRow.id.desc()).limit(1)
    )
    row = AuditRow(
        partnership=partnership,
        at=at,
        person=person,
        place=place,
        what=what,
        detail=detail,
        releases=list(releases),
        before=last or "",
        hash="",
    )
    row.hash = digest(row)
    db.add(row)
    db.flush()
    return True


def _take_turn(db: Session, partnership: str) -> None:
    """Two processes on one PostgreSQL append one after the other, or the chain would fork."""
    if db.get_bind().dialect.name == "postgresql":
        turn = int.from_bytes(hashlib.sha256(partnership.encode()).digest()[:8], signed=True)
        db.execute(select(func.pg_advisory_xact_lock(turn)))


def _approved(db: Session, releases: Sequence[int]) -> bool:
    if not releases:
        return True
    rows = db.scalars(select(ReleaseRow.state).where(ReleaseRow.id.in_(releases)).with_for_update(read=True))
    states = list(rows)
    return len(states) == len(set(releases)) and all(state == "approved" for state in states)


def digest(row: AuditRow) -> str:
    """The hash of one row and of the hash before it."""
    parts = [row.before, row.partnership, row.at.isoformat(), row.person, row.place, row.what, row.detail]
    return hashlib.sha256(json.dumps([*parts, row.releases]).encode()).hexdigest()


def broken_at(db: Session, partnership: str) -> int | None:
    """The first row whose hash does not follow from the one before, or ``None`` if the chain holds."""
    before = ""
    for row in db.scalars(select(AuditRow).filter_by(partnership=partnership).order_by(AuditRow.id)):
        if row.before != before or row.hash != digest(row):
            return row.id
        before = row.hash
    return None
