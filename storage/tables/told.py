"""Stories people tell, and blindspots: what nobody can see yet, and who sees it too."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base


class StoryRow(Base):
    """A short story somebody tells with consent. ``scope`` is how far it may be quoted: channel, partners or public.

    ``state`` is waiting (for a moderator), shown, declined or withdrawn; declined or withdrawn, it keeps no words.
    """

    __tablename__ = "stories"
    __table_args__ = (
        UniqueConstraint("partnership", "number"),
        Index("ix_stories_about", "partnership", "state", "measure", "area"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership: Mapped[str]
    number: Mapped[int]
    words: Mapped[str] = mapped_column(Text)
    scope: Mapped[str]
    measure: Mapped[str | None]
    area: Mapped[str | None]
    period: Mapped[str | None]
    person: Mapped[int] = mapped_column(ForeignKey("people.id"))
    organisation: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="waiting")
    at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class BlindspotRow(Base):
    """Something the partnership cannot see. ``tag`` is need, capacity or route; ``stage`` is that of the project.

    The pinned one is the project's question. ``known``, ``unknown`` and ``doing`` are its living post.
    """

    __tablename__ = "blindspots"
    __table_args__ = (UniqueConstraint("partnership", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership: Mapped[str] = mapped_column(index=True)
    number: Mapped[int]
    words: Mapped[str] = mapped_column(Text)
    tag: Mapped[str]
    by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    pinned: Mapped[bool] = mapped_column(default=False)
    stage: Mapped[str] = mapped_column(default="name")
    known: Mapped[str] = mapped_column(Text, default="")
    unknown: Mapped[str] = mapped_column(Text, default="")
    doing: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None]
    closed_words: Mapped[str] = mapped_column(Text, default="")


class BackingRow(Base):
    """An organisation that sees a blindspot too; one person said so for it."""

    __tablename__ = "blindspot_backings"
    blindspot: Mapped[int] = mapped_column(ForeignKey("blindspots.id"), primary_key=True)
    organisation: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class BlindspotLinkRow(Base):
    """What belongs to a blindspot: ``kind`` is measure, request, sounding, story or action, ``target`` which one."""

    __tablename__ = "blindspot_links"
    blindspot: Mapped[int] = mapped_column(ForeignKey("blindspots.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    target: Mapped[str] = mapped_column(primary_key=True)
