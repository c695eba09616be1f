"""Due times of scheduled jobs, each a row that can be done only once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from storage.database import as_changed, insert_once
from storage.prepared import Prepared
from storage.tables import OccurrenceRow, WatermarkRow

COLUMNS = (
    OccurrenceRow.id,
    OccurrenceRow.partnership,
    OccurrenceRow.job,
    OccurrenceRow.subject,
    OccurrenceRow.local_due,
    OccurrenceRow.due,
    OccurrenceRow.state,
    OccurrenceRow.attempts,
)
END = Prepared(
    update(OccurrenceRow)
    .where(OccurrenceRow.id == bindparam("number"))
    .values(state=bindparam("ending"), reason=bindparam("why"), ended_at=bindparam("at"))
)
ADVANCE = Prepared(
    update(WatermarkRow)
    .where(WatermarkRow.partnership == bindparam("whose"), WatermarkRow.job == bindparam("what"))
    .where(WatermarkRow.until < bindparam("now"))
    .values(until=bindparam("now"))
)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """``local_due`` is the wall-clock time in the partnership's zone; ``subject`` is such as ``poll/12``.

    ``attempts`` is how often its job has failed.
    """

    id: int
    partnership: str
    job: str
    subject: str
    local_due: datetime
    due: datetime
    state: str = "due"
    attempts: int = 0


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
        attempts=0,
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
        ended_at=now,
        attempts=0,
    )


def watermarks(db: Session) -> dict[tuple[str, str], datetime]:
    """Up to when the due times of every job are written down, by partnership and job."""
    rows = db.execute(select(WatermarkRow.partnership, WatermarkRow.job, WatermarkRow.until))
    return {(partnership, job): until for partnership, job, until in rows}


def written_until(db: Session, partnership: str, job: str) -> datetime | None:
    query = select(WatermarkRow.until).filter_by(partnership=partnership, job=job)
    found: datetime | None = db.scalar(query)
    return found


def begun_at(db: Session, partnership: str, job: str, now: datetime) -> datetime:
    """Up to when a job's due times are written down; what is new here begins now."""
    insert_once(db, WatermarkRow, partnership=partnership, job=job, until=now)
    return written_until(db, partnership, job) or now


def note_written_until(db: Session, partnership: str, job: str, until: datetime) -> None:
    """What is due up to this instant is written down; it never goes back."""
    if not insert_once(db, WatermarkRow, partnership=partnership, job=job, until=until):
        note_all_written_until(db, [(partnership, job)], until)


def note_all_written_until(db: Session, jobs: Iterable[tuple[str, str]], until: datetime) -> None:
    """The same for many partnerships and jobs of which something was noted before."""
    rows = [{"whose": partnership, "what": job, "now": until} for partnership, job in jobs]
    if rows:
        ADVANCE.run_each(as_changed(db), rows)


def any_due(db: Session, now: datetime) -> bool:
    """Whether there is anything to do by now, without locking it."""
    return db.execute(_open(now).limit(1)).first() is not None


def due(db: Session, now: datetime, most: int = 100) -> list[Occurrence]:
    """What is to be done by now, oldest first, locked against other processes until the commit."""
    query = _open(now).order_by(OccurrenceRow.due, OccurrenceRow.id).limit(most)
    return [_occurrence(row) for row in db.execute(query.with_for_update(skip_locked=True))]


def owed(db: Session, partnership: str, now: datetime) -> list[Occurrence]:
    """The same of one partnership and of its schedule alone, all of it."""
    query = _open(now).filter_by(partnership=partnership, subject="").order_by(OccurrenceRow.due)
    return [_occurrence(row) for row in db.execute(query.with_for_update(skip_locked=True))]


def _open(now: datetime) -> Any:
    soon_again = OccurrenceRow.again_at.is_(None) | (OccurrenceRow.again_at <= now)
    return select(*COLUMNS).where(OccurrenceRow.state == "due", OccurrenceRow.due <= now, soon_again)


def later(db: Session, occurrence: Occurrence, now: datetime) -> list[Occurrence]:
    """What came due after it of the same job in the schedule and is done or to be done."""
    query = (
        select(*COLUMNS)
        .filter_by(partnership=occurrence.partnership, job=occurrence.job, subject="")
        .where(OccurrenceRow.due > occurrence.due, OccurrenceRow.due <= now)
        .where(OccurrenceRow.state.in_(("due", "done")))
    )
    return [_occurrence(row) for row in db.execute(query)]


def _occurrence(row: Sequence[Any]) -> Occurrence:
    number, partnership, job, subject, local_due, *rest = row
    return Occurrence(number, partnership, job, subject, datetime.fromisoformat(local_due), *rest)


def end(db: Session, ended: Sequence[tuple[Occurrence, str]], now: datetime) -> None:
    """They are done; one with a reason, which the lead can read, was left out."""
    rows = [
        {"number": each.id, "ending": "skipped" if reason else "done", "why": reason or None, "at": now}
        for each, reason in ended
    ]
    if rows:
        END.run_each(as_changed(db), rows)


def put_off(db: Session, occurrence: Occurrence, again_at: datetime, failed: bool = False) -> None:
    """Try it again later; what ``failed`` is counted."""
    changes = {"again_at": again_at, "attempts": occurrence.attempts + failed}
    db.execute(update(OccurrenceRow).where(OccurrenceRow.id == occurrence.id).values(changes))


def upcoming(db: Session, partnership: str) -> list[Occurrence]:
    query = select(*COLUMNS).filter_by(partnership=partnership, state="due").order_by(OccurrenceRow.due)
    return [_occurrence(row) for row in db.execute(query)]


def withdraw_after(db: Session, partnership: str, job: str, now: datetime) -> None:
    """Take back what is written down of a job's schedule and not due yet, because its time was changed."""
    db.execute(
        update(OccurrenceRow)
        .filter_by(partnership=partnership, job=job, subject="", state="due")
        .where(OccurrenceRow.due > now)
        .values(state="moved", reason="Its time was changed.")
    )


def leave_out(
    db: Session,
    partnership: str,
    job: str,
    local: datetime,
    due: datetime,
    reason: str,
    even_done: bool = False,
) -> bool:
    """Skip a due time of the schedule; ``False`` if it is skipped already, or done and that matters."""
    write_down(db, partnership, job, local, due)
    if _turn(db, partnership, job, local, "due", "skipped", reason):
        return True
    return even_done and _turn(db, partnership, job, local, "done", "skipped", reason)


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
