"""The life of a meeting: started, handed over, ended, aborted, its minutes confirmed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from storage import counters
from storage.actions import finding, making
from storage.meetings.meeting import Meeting, of
from storage.tables import ActionRow, AgendaRow, AttendanceRow, MeetingLineRow, MeetingRow


def start(
    db: Session,
    partnership: str,
    title: str,
    series: str | None,
    mode: str,
    chair: int,
    started_by: int,
    now: datetime,
    closes_at: datetime,
) -> Meeting | None:
    """Begin a meeting under the next number; ``None`` where another is open, begun at the same moment elsewhere."""
    number = counters.following(db, partnership, "meeting")  # locked from here on
    if open_one(db, partnership) is not None:
        return None
    row = MeetingRow(
        partnership=partnership,
        number=number,
        title=title,
        series=series,
        mode=mode,
        state="open",
        chair=chair,
        started_by=started_by,
        started_at=now,
        closes_at=closes_at,
    )
    db.add(row)
    db.flush()
    return of(row)


def find(db: Session, partnership: str, number: int) -> Meeting | None:
    """The meeting that people know by this number."""
    row = db.scalar(select(MeetingRow).filter_by(partnership=partnership, number=number))
    return None if row is None else of(row)


def by_id(db: Session, number: int) -> Meeting:
    return of(db.get_one(MeetingRow, number))


def open_one(db: Session, partnership: str) -> Meeting | None:
    """The meeting going on, for a change to it: locked, so that nobody ends it meanwhile."""
    row = db.scalar(_open(partnership).with_for_update())
    return None if row is None else of(row)


def seen_open(db: Session, partnership: str) -> Meeting | None:
    """The meeting going on, to look at; there is one at a time."""
    row = db.scalar(_open(partnership))
    return None if row is None else of(row)


def _open(partnership: str) -> Select[MeetingRow]:
    return select(MeetingRow).filter_by(partnership=partnership, state="open")


def going_on(db: Session, partnership: str) -> Meeting | None:
    """The same, for whoever only looks."""
    row = db.scalar(select(MeetingRow).filter_by(partnership=partnership, state="open"))
    return None if row is None else of(row)


def latest(
    db: Session, partnership: str, before: int | None = None, series: str | None = None
) -> Meeting | None:
    """The last meeting that ended, or the last before another (its id), of a series where one is named."""
    query = select(MeetingRow).filter_by(partnership=partnership).where(MeetingRow.state != "open")
    query = query if series is None else query.filter_by(series=series)
    query = query if before is None else query.where(MeetingRow.id < before)
    row = db.scalars(query.order_by(MeetingRow.id.desc()).limit(1)).first()
    return None if row is None else of(row)


def ended(db: Session, partnership: str, most: int = 20) -> list[Meeting]:
    """The meetings that are over, the last one first."""
    query = select(MeetingRow).filter_by(partnership=partnership).where(MeetingRow.state != "open")
    return [of(row) for row in db.scalars(query.order_by(MeetingRow.id.desc()).limit(most))]


def hand_over(db: Session, meeting: Meeting, chair: int) -> bool:
    """Give the chair to somebody; ``False`` if they have it."""
    row = _locked(db, meeting)
    if row.chair == chair:
        return False
    row.chair = chair
    db.flush()
    return True


def stays_open(db: Session, meeting: Meeting, until: datetime) -> None:
    """Somebody has said something: it closes itself later."""
    _locked(db, meeting).closes_at = until
    db.flush()


def end(
    db: Session, meeting: Meeting, now: datetime, correct_until: datetime, *, by_itself: bool = False
) -> bool:
    """End a meeting: its minutes are a draft until then; ``False`` if it is over already."""
    row = _locked(db, meeting)
    if row.state != "open":
        return False
    row.state, row.ended_at, row.correct_until, row.closed_itself = "draft", now, correct_until, by_itself
    db.flush()
    return True


def abort(db: Session, meeting: Meeting) -> None:
    """Undo a meeting as if it had never begun: its lines, its actions, who was there; the agenda waits again."""
    agreed = [each.id for each in finding.of_meeting(db, meeting.id)]
    db.execute(update(AgendaRow).filter_by(reached_in=meeting.id).values(state="waiting", reached_in=None))
    db.execute(update(ActionRow).filter_by(reported_in=meeting.id).values(reported_in=None))
    db.execute(update(MeetingRow).filter_by(confirmed_in=meeting.id).values(
        state="draft", confirmed_in=None, confirmed_at=None, confirmed_by=None
    ))  # fmt: skip
    db.execute(delete(AttendanceRow).filter_by(meeting=meeting.id))
    db.execute(update(MeetingLineRow).filter_by(meeting=meeting.id).values(topic=None))
    db.execute(delete(MeetingLineRow).filter_by(meeting=meeting.id))
    making.erase(db, agreed)
    db.execute(delete(MeetingRow).filter_by(id=meeting.id))


def confirm(db: Session, meeting: Meeting, by: int, now: datetime, confirmed_in: int | None = None) -> bool:
    """The minutes are right; ``False`` if somebody has said so or changed them, or the meeting goes on."""
    row = _locked(db, meeting)
    if row.state != "draft" or row.version != meeting.version:
        return False
    row.state, row.confirmed_by, row.confirmed_at, row.confirmed_in = "confirmed", by, now, confirmed_in
    db.flush()
    return True


def note_changed(db: Session, meeting: Meeting) -> None:
    """The minutes say something else than before."""
    _locked(db, meeting).version += 1
    db.flush()


def _locked(db: Session, meeting: Meeting) -> MeetingRow:
    found = select(MeetingRow).filter_by(id=meeting.id).with_for_update()
    return db.scalars(found, execution_options={"populate_existing": True}).one()
