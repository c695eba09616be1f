"""Weeknotes, the digest they go into, and who is away or wants less."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base


class WeeknoteRow(Base):
    """A note for one week; ``week`` is its Monday. ``scope`` is how far it may be quoted.

    ``message`` is where its words stand on a platform, if they were posted there, so that edits are followed.
    A withdrawn note has no words any more.
    """

    __tablename__ = "weeknotes"
    __table_args__ = (Index("ix_weeknotes_message", "platform", "address", "message"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership: Mapped[str] = mapped_column(index=True)
    week: Mapped[date] = mapped_column(index=True)
    person: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(default="note")  # note | thanks | help
    words: Mapped[str] = mapped_column(Text)
    scope: Mapped[str]  # channel | partners | public
    written_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    platform: Mapped[str | None]
    address: Mapped[str | None]
    message: Mapped[str | None]
    link: Mapped[str | None]
    digest: Mapped[int | None] = mapped_column(ForeignKey("digests.id"))


class OfferRow(Base):
    """Words somebody else proposed for the weeknotes; their author is asked first. Answered, it keeps no words."""

    __tablename__ = "weeknote_offers"
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership: Mapped[str] = mapped_column(index=True)
    author: Mapped[int] = mapped_column(ForeignKey("people.id"))
    offered_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    words: Mapped[str] = mapped_column(Text)
    platform: Mapped[str]
    address: Mapped[str]
    message: Mapped[str]
    link: Mapped[str | None]
    state: Mapped[str]  # asked | kept | declined
    at: Mapped[datetime]


class DigestRow(Base):
    """The week's digest: a draft of lines that an editor changes and approves, then what was published.

    ``version`` goes up with every change, so that nobody approves another draft than the one they saw. ``hold`` says
    why nothing new of it is published: held by a pause, asked (a lead, after it), or left.
    """

    __tablename__ = "digests"
    __table_args__ = (UniqueConstraint("partnership", "week"), Index("ix_digests_files", "files", "hold"))
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership: Mapped[str]
    week: Mapped[date]
    state: Mapped[str] = mapped_column(default="draft")  # draft | approved
    version: Mapped[int] = mapped_column(default=1)
    editor: Mapped[int | None]
    lines: Mapped[list[Any]] = mapped_column(default=list)
    markdown: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    approved_by: Mapped[int | None]
    approved_at: Mapped[datetime | None]
    changed_at: Mapped[datetime | None]  # when something was added or taken out after it was approved
    files: Mapped[str] = mapped_column(default="none")  # none | due | written
    hold: Mapped[str] = mapped_column(default="")  # held | asked | left, or empty
    published_at: Mapped[datetime | None]  # when its files were last written


class AwayRow(Base):
    """Days, both included, on which somebody is away, or only wants no question about weeknotes."""

    __tablename__ = "aways"
    __table_args__ = (Index("ix_aways_person", "partnership", "person"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership: Mapped[str]
    person: Mapped[int] = mapped_column(ForeignKey("people.id"))
    first: Mapped[date]
    last: Mapped[date]
    what: Mapped[str]  # away | weeknote
    at: Mapped[datetime]


class WishRow(Base):
    """What somebody wants to get in private on one platform; without a row, everything but the digest."""

    __tablename__ = "wishes"
    person: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    platform: Mapped[str] = mapped_column(primary_key=True)
    partnership: Mapped[str] = mapped_column(index=True)
    level: Mapped[str] = mapped_column(default="all")  # off | weekly | all
    digest: Mapped[bool] = mapped_column(default=False)
    soundings: Mapped[bool] = mapped_column(default=False)
