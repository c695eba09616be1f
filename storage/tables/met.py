"""Meetings: their agenda, who was there, and each line that was noted."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base


class MeetingRow(Base):
    """A meeting from its start on. ``series`` is the title it comes round under, if it does.

    ``closes_at`` is when a forgotten one closes itself; ``correct_until`` is the end of the time for corrections.
    ``version`` goes up with every change to the minutes, so that nobody confirms others than they saw.
    """

    __tablename__ = "meetings"
    __table_args__ = (UniqueConstraint("partnership", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership: Mapped[str] = mapped_column(index=True)
    number: Mapped[int]
    title: Mapped[str]
    series: Mapped[str | None]
    mode: Mapped[str] = mapped_column(default="chat")  # chat | room
    state: Mapped[str] = mapped_column(default="open")  # open | draft | confirmed
    version: Mapped[int] = mapped_column(default=1)
    chair: Mapped[int] = mapped_column(ForeignKey("people.id"))
    started_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    started_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    closed_itself: Mapped[bool] = mapped_column(default=False)
    correct_until: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    confirmed_in: Mapped[int | None] = mapped_column(ForeignKey("meetings.id"))


class MeetingLineRow(Base):
    """One line of a meeting. Decisions, risks and questions have a ``number`` of their own, such as D3.

    ``state`` is kept, undone, proposed (found in pasted notes) or dropped. ``topic`` is the line it was said under.
    ``closed_words`` is what became of a risk, a question or a tension.
    """

    __tablename__ = "meeting_lines"
    __table_args__ = (
        UniqueConstraint("meeting", "position"),
        Index("ix_meeting_lines_kind", "partnership", "kind", "state"),
        Index("ix_meeting_lines_message", "platform", "address", "message"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership: Mapped[str]
    meeting: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    position: Mapped[int]
    kind: Mapped[str]  # topic | decision | action | info | risk | question | tension
    number: Mapped[int | None]
    words: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, default="")
    review_on: Mapped[date | None]
    topic: Mapped[int | None] = mapped_column(ForeignKey("meeting_lines.id"))
    action: Mapped[int | None] = mapped_column(ForeignKey("actions.id"))
    state: Mapped[str] = mapped_column(default="kept")
    by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    undone_at: Mapped[datetime | None]
    corrected_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    closed_words: Mapped[str] = mapped_column(Text, default="")
    platform: Mapped[str | None]
    address: Mapped[str | None]
    message: Mapped[str | None]
    link: Mapped[str | None]


class AttendanceRow(Base):
    """Who came to a meeting or sent apologies; ``person`` and ``organisation`` are empty for a guest."""

    __tablename__ = "attendance"
    meeting: Mapped[int] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    organisation: Mapped[str | None]
    came: Mapped[bool]


class AgendaRow(Base):
    """Something to talk about. It waits until a meeting of its series reaches it; no series means any."""

    __tablename__ = "agenda"
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership: Mapped[str] = mapped_column(index=True)
    series: Mapped[str | None]
    words: Mapped[str] = mapped_column(Text)
    by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    link: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="waiting")  # waiting | reached | dropped
    reached_in: Mapped[int | None] = mapped_column(ForeignKey("meetings.id"))
    rolled_over: Mapped[int] = mapped_column(default=0)  # meetings that ended before it was reached
