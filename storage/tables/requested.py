"""Data requests and the talk about them; figures that looked wrong to somebody."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base


class RequestRow(Base):
    """What somebody wants to know, and how it stands with the person who answers.

    ``kind`` is figures, or overlap for "are the people we support on your list?". ``state`` is raised, talking,
    answered, differently, later, no or withdrawn. ``reply_by`` is when a person will have replied; ``replied_at`` when one did.
    """

    __tablename__ = "requests"
    __table_args__ = (
        UniqueConstraint("partnership", "number"),
        Index("ix_requests_state", "partnership", "state"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership: Mapped[str]
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(default="figures")  # figures | overlap
    what: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text)
    smallest: Mapped[str] = mapped_column(Text)  # the smallest area and period that would do
    side: Mapped[str | None]  # of who asks: council | vcs
    measure: Mapped[str | None]
    asked_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    place: Mapped[int | None] = mapped_column(ForeignKey("places.id"))
    respondent: Mapped[int] = mapped_column(ForeignKey("people.id"))
    waiting_since: Mapped[datetime]  # when it was asked, or asked again
    reply_by: Mapped[datetime]
    replied_at: Mapped[datetime | None]
    replied_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    state: Mapped[str] = mapped_column(default="raised")
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    offer: Mapped[str] = mapped_column(Text, default="")
    answer: Mapped[str] = mapped_column(Text, default="")  # a command line or an address that shows it
    revisit_on: Mapped[date | None]
    chased: Mapped[int] = mapped_column(default=0)  # how often it was said that nobody has replied
    chased_at: Mapped[datetime | None]


class RequestTurnRow(Base):
    """One thing said or done about a request: ``kind`` is said, raised, state, offer or note."""

    __tablename__ = "request_turns"
    __table_args__ = (Index("ix_request_turns_message", "platform", "address", "message"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    request: Mapped[int] = mapped_column(ForeignKey("requests.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str]
    words: Mapped[str] = mapped_column(Text)
    platform: Mapped[str | None]
    address: Mapped[str | None]
    message: Mapped[str | None]
    link: Mapped[str | None]


class RequestFollowerRow(Base):
    """Somebody who wants to hear what becomes of a request."""

    __tablename__ = "request_followers"
    request: Mapped[int] = mapped_column(ForeignKey("requests.id"), primary_key=True)
    person: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)


class DoubtRow(Base):
    """A figure that looks wrong to somebody, and what came of it: open, corrected, caveat or explained.

    ``line`` is the question that shows it. A caveat holds once ``approved_by`` has said yes.
    """

    __tablename__ = "doubts"
    __table_args__ = (
        UniqueConstraint("partnership", "number"),
        Index("ix_doubts_measure", "partnership", "measure"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership: Mapped[str]
    number: Mapped[int]
    measure: Mapped[str]
    line: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    analyst: Mapped[int] = mapped_column(ForeignKey("people.id"))
    state: Mapped[str] = mapped_column(default="open")
    outcome: Mapped[str] = mapped_column(Text, default="")
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    settled_at: Mapped[datetime | None]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    approved_at: Mapped[datetime | None]
    until: Mapped[date | None]  # the last day a caveat is shown
