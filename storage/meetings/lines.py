"""The lines of a meeting: each is stored before anybody is told that it was noted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage import counters
from storage.meetings.meeting import NUMBERED, Line, Meeting, Said, line_of
from storage.tables import MeetingLineRow, MeetingRow


@dataclass(frozen=True, slots=True)
class New:
    """A line to be noted; ``action`` is the id of the action it made."""

    kind: str
    words: str
    reason: str = ""
    review_on: date | None = None
    action: int | None = None
    state: str = "kept"


def add(db: Session, meeting: Meeting, new: New, by: int, now: datetime, said: Said | None = None) -> Line:
    """Note a line at the end of a meeting, under the topic that is being talked about."""
    last = db.scalar(select(func.max(MeetingLineRow.position)).filter_by(meeting=_held(db, meeting)))
    row = MeetingLineRow(
        partnership=meeting.partnership,
        meeting=meeting.id,
        position=(last or 0) + 1,
        kind=new.kind,
        number=_number(db, meeting.partnership, new) if new.state == "kept" else None,
        words=new.words,
        reason=new.reason,
        review_on=new.review_on,
        action=new.action,
        state=new.state,
        by=by,
        at=now,
        platform=said.platform if said else None,
        address=said.address if said else None,
        message=said.message if said else None,
        link=said.link if said else None,
    )
    db.add(row)
    db.flush()
    _put_under_topics(db, meeting)
    return line_of(row)


def _held(db: Session, meeting: Meeting) -> int:
    """The meeting's id, locked: its lines have one order, whoever notes them."""
    return db.scalars(select(MeetingRow.id).filter_by(id=meeting.id).with_for_update()).one()


def _number(db: Session, partnership: str, new: New) -> int | None:
    return counters.following(db, partnership, new.kind) if new.kind in NUMBERED else None


def _put_under_topics(db: Session, meeting: Meeting) -> None:
    """Every kept line stands under the kept topic before it."""
    query = select(MeetingLineRow).filter_by(meeting=meeting.id, state="kept")
    topic = None
    for row in db.scalars(query.order_by(MeetingLineRow.position)):
        if row.kind == "topic":
            topic, row.topic = row.id, None
            continue
        row.topic = topic
    db.flush()


def kept(db: Session, meeting: Meeting) -> list[Line]:
    """What stands in the minutes, in the order it was said."""
    return _of(db, meeting, "kept")


def every(db: Session, meeting: Meeting) -> list[Line]:
    """The whole record, with what was undone, proposed and dropped, in its order."""
    query = select(MeetingLineRow).filter_by(meeting=meeting.id)
    return [line_of(row) for row in db.scalars(query.order_by(MeetingLineRow.position))]


def proposed(db: Session, meeting: Meeting) -> list[Line]:
    """What was found in pasted notes and nobody has confirmed yet."""
    return _of(db, meeting, "proposed")


def _of(db: Session, meeting: Meeting, state: str) -> list[Line]:
    query = select(MeetingLineRow).filter_by(meeting=meeting.id, state=state)
    return [line_of(row) for row in db.scalars(query.order_by(MeetingLineRow.position))]


def at_position(db: Session, meeting: Meeting, position: int) -> Line | None:
    row = db.scalar(select(MeetingLineRow).filter_by(meeting=meeting.id, position=position))
    return None if row is None else line_of(row)


def said_at(db: Session, said: Said) -> Line | None:
    """The line that was noted from a message."""
    where = {"platform": said.platform, "address": said.address, "message": said.message}
    row = db.scalars(select(MeetingLineRow).filter_by(**where).limit(1)).first()
    return None if row is None else line_of(row)


def of_action(db: Session, action: int) -> Line | None:
    """The line in which an action (its id) was agreed."""
    row = db.scalars(select(MeetingLineRow).filter_by(action=action).limit(1)).first()
    return None if row is None else line_of(row)


def accept(db: Session, meeting: Meeting, line: Line, action: int | None = None) -> bool:
    """Keep a proposed line; ``False`` if somebody has decided about it."""
    _held(db, meeting)
    row = _locked(db, line)
    if row.state != "proposed":
        return False
    row.state, row.action = "kept", action
    row.number = counters.following(db, meeting.partnership, row.kind) if row.kind in NUMBERED else None
    db.flush()
    _put_under_topics(db, meeting)
    return True


def reword(db: Session, line: Line, kind: str, words: str) -> bool:
    """Say a proposed line otherwise; ``False`` if somebody has decided about it."""
    row = _locked(db, line)
    if row.state != "proposed":
        return False
    row.kind, row.words = kind, words
    db.flush()
    return True


def drop(db: Session, line: Line) -> bool:
    """Leave a proposed line out; ``False`` if somebody has decided about it."""
    row = _locked(db, line)
    if row.state != "proposed":
        return False
    row.state = "dropped"
    db.flush()
    return True


def undo(db: Session, meeting: Meeting, line: Line, by: int, now: datetime) -> bool:
    """Take a line out of the minutes; the record keeps it. ``False`` if it was out."""
    _held(db, meeting)
    row = _locked(db, line)
    if row.state != "kept":
        return False
    row.state, row.undone_by, row.undone_at, row.topic = "undone", by, now, None
    db.flush()
    _put_under_topics(db, meeting)
    return True


def correct(db: Session, line: Line, words: str, now: datetime) -> None:
    """Put the words of a line right."""
    row = _locked(db, line)
    row.words, row.corrected_at = words, now
    db.flush()


def turn_into(db: Session, meeting: Meeting, line: Line, kind: str, action: int | None = None) -> bool:
    """Make something else of a line, such as an action of an info; it keeps its place. ``False`` if it is none now."""
    row = _locked(db, line)
    if row.state != "kept" or row.action is not None:
        return False
    row.kind, row.action = kind, action
    row.number = counters.following(db, meeting.partnership, kind) if kind in NUMBERED else None
    db.flush()
    return True


def _locked(db: Session, line: Line) -> MeetingLineRow:
    return db.scalars(select(MeetingLineRow).filter_by(id=line.id).with_for_update()).one()
