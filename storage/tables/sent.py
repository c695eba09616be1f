"""What is sent and when: occurrences, the outbox, and what its posts cite."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base


class OccurrenceRow(Base):
    """One due time of a scheduled job; the key makes it happen once, however many processes look."""

    __tablename__ = "occurrences"
    __table_args__ = (
        UniqueConstraint("partnership", "job", "subject", "local_due"),
        Index("ix_occurrences_due", "state", "due"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership: Mapped[str]
    job: Mapped[str]
    subject: Mapped[str] = mapped_column(default="")
    local_due: Mapped[str]
    due: Mapped[datetime]
    state: Mapped[str]  # due | done | skipped | moved
    reason: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)  # how often its job has failed
    again_at: Mapped[datetime | None]  # when it is tried again


class WatermarkRow(Base):
    """Up to when the due times of a job have been written down."""

    __tablename__ = "watermarks"
    partnership: Mapped[str] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(primary_key=True)
    until: Mapped[datetime]


class ScheduleChangeRow(Base):
    """A time a lead chose for a job; the one that has not ended is stronger than the configuration."""

    __tablename__ = "schedule_changes"
    __table_args__ = (Index("ix_schedule_changes_ended", "partnership", "ended_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership: Mapped[str]
    job: Mapped[str]
    words: Mapped[str]
    by: Mapped[int]
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class PauseRow(Base):
    """Days, both included, on which a lead holds posts back."""

    __tablename__ = "pauses"
    __table_args__ = (Index("ix_pauses_ended", "partnership", "ended_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership: Mapped[str]
    first: Mapped[date]
    last: Mapped[date]
    reason: Mapped[str]
    holds: Mapped[str]  # posts | public
    by: Mapped[int]
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


WAITING = text("state IN ('due', 'sending')")


class PostRow(Base):
    """The outbox: a message to send, being sent, or sent, and where it then stands.

    ``kind`` is nudge or weekly for what limits on noise may hold back, notice for what leads are told about posts
    that went wrong, and missed for what a place is told about them.
    """

    __tablename__ = "posts"
    __table_args__ = (
        Index("ix_posts_state", "state", "not_before"),
        Index("ix_posts_live", "partnership", "live"),
        Index("ix_posts_counted", "partnership", "kind", "made_at"),
        Index("ix_posts_reference", "platform", "address", "reference"),
        Index(
            "ix_posts_waiting", "platform", "address", "id", sqlite_where=WAITING, postgresql_where=WAITING
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership: Mapped[str]
    place: Mapped[int | None] = mapped_column(ForeignKey("places.id"))
    person: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    platform: Mapped[str]
    address: Mapped[str]
    under: Mapped[int | None]  # the post in whose thread it belongs
    reply: Mapped[str] = mapped_column(Text)
    live: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime | None]  # when it was first owed
    due_at: Mapped[datetime | None]  # when it should have gone, if it was put off
    state: Mapped[str]  # later | due | sending | sent | unknown | failed | dropped
    stale: Mapped[bool] = mapped_column(default=False)  # a live post whose words are out of date
    not_before: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_at: Mapped[datetime | None]
    reference: Mapped[str | None]
    pictures: Mapped[int] = mapped_column(default=0)  # how many of its charts are already there
    attached: Mapped[list[Any] | None]  # where its charts and files stand, to take them back or mark them
    error: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    told_at: Mapped[
        datetime | None
    ]  # when its place was told that it could not be posted, or needs no telling


class OutageRow(Base):
    """A platform that cannot be reached: why, since when, and when the leads were told."""

    __tablename__ = "outages"
    platform: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]
    since: Mapped[datetime]
    told_at: Mapped[datetime | None]


class CitationRow(Base):
    """A post shows figures of a release: when that is withdrawn, the post is corrected."""

    __tablename__ = "citations"
    release: Mapped[int] = mapped_column(ForeignKey("releases.id"), primary_key=True)
    post: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True, index=True)
