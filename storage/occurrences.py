"""Due times of scheduled jobs, each a row that can be done only once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.database import insert_once
from storage.tables import OccurrenceRow, WatermarkRow


@dataclass(frozen=True, slots=True)
class Occurrence:
    """``local_due`` is the wall-clock time in the partnership's zone; ``subject`` is such as ``poll/12``."""

    id: int
    partnership: str
    job: str
    subject: str
    local_due: datetime
    due: datetime


def write_down(
    db: Session, partnership: str, job: str, local_due: datetime, due: datetime, subject: str = ""
) -> bool:
    """Note a due time; ``False`` if it was there already."""
    return insert_once(
        db,
        OccurrenceRow,
        partnership=partnership,
        job=job,
        subject=subject,
        local_due=local_due.isoformat(timespec="minutes"),
        due=due,
        state="due",
    )


def once(db: Session, partnership: str, job: str, subject: str, now: datetime) -> bool:
    """Note that something was said, for good; ``False`` if it was said before, here or in another process."""
    return insert_once(
        db,
        OccurrenceRow,
        partnership=partnership,
        job=job,
        subject=subject,
        local_due="once",
        due=now,
        state="done",
    )


def written_until(db: Session, partnership: str, job: str) -> datetime | None:
    row = db.get(WatermarkRow, (partnership, job))
    return None if row is None else row.until


def note_written_until(db: Session, partnership: str, job: str, until: datetime) -> None:
    db.merge(WatermarkRow(partnership=partnership, job=job, until=until))


def due(db: Session, now: datetime, most: int = 100) -> list[Occurrence]:
    """What is due by now, oldest first, locked against other processes until the commit."""
    rows = db.scalars(
        select(OccurrenceRow)
        .where(OccurrenceRow.state == "due", OccurrenceRow.due <= now)
        .order_by(OccurrenceRow.due, OccurrenceRow.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return [_occurrence(row) for row in rows]


def _occurrence(row: OccurrenceRow) -> Occurrence:
    return Occurrence(
        row.id, row.partnership, row.job, row.subject, datetime.fromisoformat(row.local_due), row.due
    )


def done(db: Session, occurrence: Occurrence) -> None:
    _end(db, occurrence, "done", None)


def skip(db: Session, occurrence: Occurrence, reason: str) -> None:
    """Leave an occurrence out, with a reason the lead can read."""
    _end(db, occurrence, "skipped", reason)


def _end(db: Session, occurrence: Occurrence, state: str, reason: str | None) -> None:
    row = db.get(OccurrenceRow, occurrence.id)
    if row is not None:
        row.state, row.reason = state, reason
        db.flush()


def upcoming(db: Session, partnership: str) -> list[Occurrence]:
    rows = db.scalars(
        select(OccurrenceRow).filter_by(partnership=partnership, state="due").order_by(OccurrenceRow.due)
    )
    return [_occurrence(row) for row in rows]


def count_due(db: Session) -> int:
    query = select(func.count()).select_from(OccurrenceRow).filter_by(state="due")
    return db.scalar(query) or 0
