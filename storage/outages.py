"""Platforms that cannot be reached just now; kept in the database, so that a restart says nothing twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from storage.database import insert_once
from storage.tables import OutageRow


@dataclass(frozen=True, slots=True)
class Outage:
    """``told`` says whether the leads know of it."""

    platform: str
    reason: str
    since: datetime
    told: bool


def begin(db: Session, platform: str, reason: str, now: datetime) -> bool:
    """Note that a platform cannot be reached; ``False`` if that was noted before."""
    return insert_once(db, OutageRow, platform=platform, reason=reason, since=now, told_at=None)


def away(db: Session) -> dict[str, Outage]:
    """What cannot be reached, by platform."""
    return {row.platform: _outage(row) for row in db.scalars(select(OutageRow))}


def note_told(db: Session, platform: str, now: datetime) -> bool:
    """Note that the leads are told; ``False`` if they were, or it is over, here or in another process."""
    untold = update(OutageRow).where(OutageRow.platform == platform, OutageRow.told_at.is_(None))
    return db.execute(untold.values(told_at=now).returning(OutageRow.platform)).first() is not None


def end(db: Session, platform: str) -> Outage | None:
    """Note that a platform is back; the outage that is over, for the one process that ends it."""
    row = db.get(OutageRow, platform, with_for_update=True)
    if row is None:
        return None
    over = _outage(row)
    gone = db.execute(delete(OutageRow).filter_by(platform=platform).returning(OutageRow.platform)).first()
    return over if gone is not None else None


def _outage(row: OutageRow) -> Outage:
    return Outage(row.platform, row.reason, row.since, row.told_at is not None)
