"""Soundings. Of a sealed one no ballot exists: a roll of who has answered, and a count for each answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base


class PollRow(Base):
    """A sounding. Mode, voice, roster and minimum never change once it is open."""

    __tablename__ = "polls"
    __table_args__ = (
        UniqueConstraint("partnership", "number"),
        Index("ix_polls_series", "partnership", "series"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership: Mapped[str] = mapped_column(index=True)
    number: Mapped[int]
    question: Mapped[str] = mapped_column(Text)  # what it is about: its first question
    mode: Mapped[str]  # sealed | named
    voice: Mapped[str]  # organisation | person
    audience: Mapped[str] = mapped_column(default="all")  # all | vcs | council | chosen
    roster: Mapped[list[Any]] = mapped_column(default=list)  # the organisations asked, as it opened
    minimum: Mapped[int]
    asked: Mapped[int]  # how many voices were asked; 0 where nobody can know
    remind: Mapped[str] = mapped_column(default="missing")  # missing | everybody
    salt: Mapped[str | None]  # makes a roll nobody can read; erased when it closes
    recall: Mapped[str] = mapped_column(default="")  # the time it asks about, such as "the last 14 days"
    series: Mapped[str | None]
    run: Mapped[int] = mapped_column(default=1)
    owner: Mapped[int] = mapped_column(ForeignKey("people.id"))
    opened_at: Mapped[datetime | None]
    closes_at: Mapped[datetime]
    state: Mapped[str]  # open | closed | cancelled
    outcome: Mapped[str | None] = mapped_column(Text)  # you said, we did


class SeriesRow(Base):
    """A sounding that comes round because somebody said so in the chat.

    ``line`` is what it asks, as it is written after /poll; ``words`` say when, ``open_for`` how long, if not the usual time.
    """

    __tablename__ = "series"
    __table_args__ = (Index("ix_series_ended", "partnership", "ended_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership: Mapped[str]
    name: Mapped[str]
    line: Mapped[str] = mapped_column(Text)
    words: Mapped[str]
    open_for: Mapped[str]
    owner: Mapped[int] = mapped_column(ForeignKey("people.id"))
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class PollQuestionRow(Base):
    """One of up to five questions. ``before`` is the wording a mended one was opened with."""

    __tablename__ = "poll_questions"
    poll: Mapped[int] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(Text)
    shape: Mapped[str]  # choice | several | scale | number | text
    unit: Mapped[str] = mapped_column(default="")
    before: Mapped[str | None] = mapped_column(Text)


class PollCountRow(Base):
    """How many gave an answer: the only place where a sealed choice leaves a mark.

    ``part`` is a side of the partnership where each side is large enough to be counted apart, else empty.
    """

    __tablename__ = "poll_counts"
    __table_args__ = ({"sqlite_with_rowid": False},)
    poll: Mapped[int] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    question: Mapped[int] = mapped_column(primary_key=True)
    part: Mapped[str] = mapped_column(primary_key=True)
    answer: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    votes: Mapped[int] = mapped_column(default=0)


class PollRollRow(Base):
    """Who has answered a question, and nothing else: no time, no order, no choice."""

    __tablename__ = "poll_rolls"
    __table_args__ = ({"sqlite_with_rowid": False},)
    poll: Mapped[int] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    question: Mapped[int] = mapped_column(primary_key=True)
    voice: Mapped[str] = mapped_column(primary_key=True)


class PollBallotRow(Base):
    """A named answer, which may be changed or taken back until the close."""

    __tablename__ = "poll_ballots"
    poll: Mapped[int] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    question: Mapped[int] = mapped_column(primary_key=True)
    voice: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[int] = mapped_column(ForeignKey("people.id"))
    answers: Mapped[list[Any]]


class PollWordsRow(Base):
    """What somebody wrote, held for a moderator. Its id is random, so that it tells no order."""

    __tablename__ = "poll_words"
    __table_args__ = ({"sqlite_with_rowid": False},)
    id: Mapped[str] = mapped_column(primary_key=True)
    poll: Mapped[int] = mapped_column(ForeignKey("polls.id"), index=True)
    question: Mapped[int]
    words: Mapped[str] = mapped_column(Text)
    state: Mapped[str]  # held | shown
