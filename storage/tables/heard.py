"""What comes in: the inbox, events already seen, forms half filled in, lines of buttons; numbers given, and the audit log."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base


class InboxRow(Base):
    """An event taken in but not yet answered; deleted when it has been."""

    __tablename__ = "inbox"
    key: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(Integer, index=True)
    platform: Mapped[str]
    payload: Mapped[dict[str, Any]]
    reply: Mapped[str | None] = mapped_column(Text)


class EventKeyRow(Base):
    """An event already seen. Only the day is kept, so that it cannot time a sealed answer."""

    __tablename__ = "event_keys"
    key: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(index=True)


class FormSessionRow(Base):
    """A form being answered one question at a time in a private chat; survives a restart."""

    __tablename__ = "form_sessions"
    platform: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[str]
    form: Mapped[str] = mapped_column(Text)
    answers: Mapped[dict[str, Any]]
    asked_at: Mapped[datetime]


class StoredLineRow(Base):
    """A command line too long for a button; the button carries ``~id``."""

    __tablename__ = "stored_lines"
    id: Mapped[str] = mapped_column(primary_key=True)
    line: Mapped[str] = mapped_column(Text)
    kept_since: Mapped[datetime]


class CounterRow(Base):
    """The last short number given out, such as the 42 of A42."""

    __tablename__ = "counters"
    partnership: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]


class AuditRow(Base):
    """Who did what, where, under which release. Append-only; each row carries the hash of the one before."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_person", "partnership", "person", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]
    person: Mapped[str]
    place: Mapped[str]
    what: Mapped[str]
    detail: Mapped[str] = mapped_column(Text)
    releases: Mapped[list[Any]] = mapped_column(default=list)
    before: Mapped[str]
    hash: Mapped[str]
