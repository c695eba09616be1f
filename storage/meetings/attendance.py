"""Who came to a meeting and who sent apologies, by organisation."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.meetings.meeting import Meeting
from storage.tables import AttendanceRow


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who came or sent apologies; a guest has no ``person`` and perhaps no ``organisation``."""

    name: str
    person: int | None
    organisation: str | None
    came: bool


def note(db: Session, meeting: Meeting, who: Attendee) -> bool:
    """Note who came or cannot come; ``False`` if that was known."""
    row = _row(db, meeting, who.name)
    if row is None:
        db.add(
            AttendanceRow(
                meeting=meeting.id,
                name=who.name,
                person=who.person,
                organisation=who.organisation,
                came=who.came,
            )
        )
    elif row.came == who.came:
        return False
    else:
        row.came = who.came
    db.flush()
    return True


def leave_out(db: Session, meeting: Meeting, name: str) -> bool:
    """Somebody noted by mistake neither came nor sent apologies; ``False`` if nobody of that name is noted."""
    row = _row(db, meeting, name)
    if row is None:
        return False
    db.delete(row)
    db.flush()
    return True


def _row(db: Session, meeting: Meeting, name: str) -> AttendanceRow | None:
    """Somebody by their name, in capitals or not."""
    query = select(AttendanceRow).filter_by(meeting=meeting.id)
    return db.scalars(query.where(func.lower(AttendanceRow.name) == name.lower()).limit(1)).first()


def of_meeting(db: Session, meeting: Meeting) -> list[Attendee]:
    """Everybody noted, by name."""
    rows = db.scalars(select(AttendanceRow).filter_by(meeting=meeting.id).order_by(AttendanceRow.name))
    return [Attendee(row.name, row.person, row.organisation, row.came) for row in rows]
