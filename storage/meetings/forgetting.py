"""Meetings whose time is over: everything that was noted in them goes with them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from storage.tables import ActionRow, AgendaRow, AttendanceRow, MeetingLineRow, MeetingRow


def forget_before(db: Session, partnership: str, moment: datetime) -> None:
    """Delete the meetings that ended before a moment, and what was on the agenda and is settled since then."""
    query = select(MeetingRow.id).filter_by(partnership=partnership).where(MeetingRow.ended_at < moment)
    _forget(db, list(db.scalars(query)))
    settled = (AgendaRow.state != "waiting", AgendaRow.at < moment)
    db.execute(delete(AgendaRow).where(AgendaRow.partnership == partnership, *settled))


def _forget(db: Session, meetings: list[int]) -> None:
    for column in (ActionRow.meeting, ActionRow.reported_in, MeetingRow.confirmed_in, AgendaRow.reached_in):
        db.execute(update(column.class_).where(column.in_(meetings)).values({column.key: None}))
    db.execute(update(MeetingLineRow).where(MeetingLineRow.meeting.in_(meetings)).values(topic=None))
    for table in (AttendanceRow, MeetingLineRow):
        db.execute(delete(table).where(table.meeting.in_(meetings)))
    db.execute(delete(MeetingRow).where(MeetingRow.id.in_(meetings)))
