"""What people agree, answer and note."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base


class PollRow(Base):
    __tablename__ = "polls"
    __table_args__ = (UniqueConstraint("partnership", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership: Mapped[str] = mapped_column(index=True)
    number: Mapped[int]
    question: Mapped[str] = mapped_column(Text)
    mode: Mapped[str]  # sealed | named
    voice: Mapped[str]  # organisation | person
    minimum: Mapped[int]
    asked: Mapped[int]  # how many voices were asked; 0 where nobody can know
    owner: Mapped[int] = mapped_column(ForeignKey("people.id"))
    closes_at: Mapped[datetime]
    state: Mapped[str]  # open | closed


class PollOptionRow(Base):
    """An option and its counter: the only place where a sealed choice leaves a mark."""

    __tablename__ = "poll_options"
    poll: Mapped[int] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str]
    votes: Mapped[int] = mapped_column(default=0)


class PollRollRow(Base):
    """Who has answered, and nothing else: no time, no order, no choice."""

    __tablename__ = "poll_roll"
    __table_args__ = ({"sqlite_with_rowid": False},)
    poll: Mapped[int] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    voice: Mapped[str] = mapped_column(primary_key=True)


class ActionRow(Base):
    __tablename__ = "actions"
    __table_args__ = (UniqueConstraint("partnership", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership: Mapped[str] = mapped_column(index=True)
    number: Mapped[int]
    what: Mapped[str] = mapped_column(Text)
    owner: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    owner_name: Mapped[str]
    due: Mapped[date | None]
    state: Mapped[str]  # open | done
    made_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    done_at: Mapped[datetime | None]
