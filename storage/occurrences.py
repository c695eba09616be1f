"""Due times of scheduled jobs, each a row that can be done only once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
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
    """Note a due time, or one again that was moved; ``False`` if it was there already."""
    new = insert_once(
        db,
        OccurrenceRow,
        partnership=partnership,
        job=job,
        subject=subject,
        local_due=local_due.isoformat(timespec="minutes"),
        due=due,
        state="due",
    )
    return new or _turn(db, partnership, job, local_due, "moved", "due", None, subject)


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


def withdraw_after(db: Session, partnership: str, job: str, now: datetime) -> None:
    """Take back what is written down of a job's schedule and not due yet, because its time was changed."""
    db.execute(
        update(OccurrenceRow)
        .filter_by(partnership=partnership, job=job, subject="", state="due")
        .where(OccurrenceRow.due > now)
        .values(state="moved", reason="Its time was changed.")
    )


def leave_out(db: Session, partnership: str, job: str, local: datetime, due: datetime, reason: str) -> bool:
    """Skip a due time of the schedule before it comes; ``False`` if it is done or skipped already."""
    write_down(db, partnership, job, local, due)
    return _turn(db, partnership, job, local, "due", "skipped", reason)


def put_back(db: Session, partnership: str, job: str, local: datetime) -> bool:
    """Take back that a due time is skipped; the clock writes it down again if its rule still has it."""
    return _turn(db, partnership, job, local, "skipped", "moved", None)


def _turn(
    db: Session,
    partnership: str,
    job: str,
    local: datetime,
    old: str,
    new: str,
    reason: str | None,
    subject: str = "",
) -> bool:
    key = local.isoformat(timespec="minutes")
    change = (
        update(OccurrenceRow)
        .filter_by(partnership=partnership, job=job, subject=subject, local_due=key, state=old)
        .values(state=new, reason=reason)
        .returning(OccurrenceRow.id)
    )
    return db.execute(change).first() is not None


def left_out(db: Session, partnership: str, job: str, now: datetime) -> dict[datetime, str]:
    """The times to come that are skipped, by their wall-clock reading, and why."""
    rows = db.scalars(
        select(OccurrenceRow)
        .filter_by(partnership=partnership, job=job, subject="", state="skipped")
        .where(OccurrenceRow.due > now)
    )
    return {datetime.fromisoformat(row.local_due): row.reason or "" for row in rows}


def last_due(db: Session, partnership: str, job: str, now: datetime) -> datetime | None:
    """When a job of the schedule was last due, done or not."""
    query = select(func.max(OccurrenceRow.due)).filter_by(partnership=partnership, job=job, subject="")
    last: datetime | None = db.scalar(query.where(OccurrenceRow.due <= now, OccurrenceRow.state != "moved"))
    return last
