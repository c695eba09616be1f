"""The schema: every row belongs to one partnership, every moment is stored in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Date, DateTime, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime; SQLite would otherwise hand back a naive one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment must carry its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Moment,
        date: Date,
        str: String,
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }


class PersonRow(Base):
    """Somebody seen in a configured place or named in the configuration."""

    __tablename__ = "people"
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership: Mapped[str] = mapped_column(index=True)
    key: Mapped[str] = mapped_column(unique=True)  # what the audit log knows a person by; `forget` erases it
    name: Mapped[str]
    organisation: Mapped[str | None]
    roles: Mapped[list[Any]] = mapped_column(default=list)
    last_platform: Mapped[str | None]
    welcomed: Mapped[bool] = mapped_column(default=False)
    seeded: Mapped[bool] = mapped_column(
        default=False
    )  # named in the configuration: names alone prove nothing


class IdentityRow(Base):
    """An account on a platform. Slack members of another workspace are ``team:user``."""

    __tablename__ = "identities"
    partnership: Mapped[str] = mapped_column(primary_key=True)
    platform: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    reachable: Mapped[bool] = mapped_column(default=True)  # Telegram: has pressed Start and not blocked us
    switched_on: Mapped[bool] = mapped_column(default=True)  # whether this Parley runs the platform


class OrganisationRow(Base):
    __tablename__ = "organisations"
    partnership: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    side: Mapped[str]


class PlaceRow(Base):
    """A channel or group. A Telegram group that becomes a supergroup keeps its row and changes its address."""

    __tablename__ = "places"
    __table_args__ = (UniqueConstraint("platform", "address"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership: Mapped[str] = mapped_column(index=True)
    platform: Mapped[str]
    address: Mapped[str]
    configured_as: Mapped[str]  # the address in the configuration, which a migration leaves behind
    closed: Mapped[str | None]  # why nothing can be posted there at present


class CounterRow(Base):
    """The last short number given out, such as the 42 of A42."""

    __tablename__ = "counters"
    partnership: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]


class ReleaseRow(Base):
    """One protected, immutable publication of a measure. True counts never come here."""

    __tablename__ = "releases"
    __table_args__ = (UniqueConstraint("partnership", "measure", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership: Mapped[str] = mapped_column(index=True)
    measure: Mapped[str]
    number: Mapped[int]
    state: Mapped[str]  # pending | approved | declined | withdrawn | replaced
    declaration: Mapped[str] = mapped_column(Text)
    areas: Mapped[str] = mapped_column(Text)
    certificate: Mapped[dict[str, Any]]
    table_hash: Mapped[str]
    loaded_by: Mapped[str]
    loaded_at: Mapped[datetime]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    signature: Mapped[str | None] = mapped_column(Text)  # null for what came in before releases were signed
    loader_key: Mapped[int | None]  # the loader's key: a number of loader_keys
    verdict: Mapped[str | None] = mapped_column(Text)  # what attacking it came to; names places, no number
    judged_with: Mapped[list[Any] | None]  # the releases it was attacked together with
    out_at: Mapped[datetime | None]  # when a standing approval lets it out, unless it is stopped before
    note: Mapped[str | None] = mapped_column(Text)  # what the loader says about it, for whoever decides


class LoaderKeyRow(Base):
    """The key by which a person who loads releases is known, registered by a lead. Never deleted."""

    __tablename__ = "loader_keys"
    __table_args__ = (UniqueConstraint("partnership", "public_key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership: Mapped[str]
    person: Mapped[int]
    public_key: Mapped[str]
    registered_by: Mapped[int]
    registered_at: Mapped[datetime]
    removed_by: Mapped[int | None]
    removed_at: Mapped[datetime | None]


class StandingApprovalRow(Base):
    """A steward's leave, until a day, for new periods of one unchanged declaration to go out by themselves."""

    __tablename__ = "standing_approvals"
    __table_args__ = (Index("ix_standing_approvals_measure", "partnership", "measure"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership: Mapped[str]
    measure: Mapped[str]
    declaration_hash: Mapped[str]
    hours: Mapped[int]  # how long a release waits, so that somebody can stop it
    until: Mapped[date]
    given_by: Mapped[int]
    given_at: Mapped[datetime]
    ended_by: Mapped[int | None]
    ended_at: Mapped[datetime | None]


class FigureRow(Base):
    """One published value; ``value`` is null where it is withheld."""

    __tablename__ = "figures"
    release: Mapped[int] = mapped_column(ForeignKey("releases.id"), primary_key=True)
    breakdown: Mapped[str] = mapped_column(primary_key=True)
    area: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    categories: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int | None]


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


class WeeknoteRow(Base):
    """A note for one week; ``week`` is its Monday. ``scope`` is how far it may be quoted."""

    __tablename__ = "weeknotes"
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership: Mapped[str] = mapped_column(index=True)
    week: Mapped[date] = mapped_column(index=True)
    person: Mapped[int] = mapped_column(ForeignKey("people.id"))
    words: Mapped[str] = mapped_column(Text)
    scope: Mapped[str]  # channel | public
    written_at: Mapped[datetime]
    digest: Mapped[int | None] = mapped_column(ForeignKey("digests.id"))


class DigestRow(Base):
    __tablename__ = "digests"
    __table_args__ = (UniqueConstraint("partnership", "week"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership: Mapped[str]
    week: Mapped[date]
    markdown: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]


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
    state: Mapped[str]  # due | done | skipped
    reason: Mapped[str | None]


class WatermarkRow(Base):
    """Up to when the due times of a job have been written down."""

    __tablename__ = "watermarks"
    partnership: Mapped[str] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(primary_key=True)
    until: Mapped[datetime]


class PostRow(Base):
    """The outbox: a message to send, being sent, or sent, and where it then stands."""

    __tablename__ = "posts"
    __table_args__ = (
        Index("ix_posts_state", "state", "not_before"),
        Index("ix_posts_live", "partnership", "live"),
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
    state: Mapped[str]  # due | sending | sent | unknown | failed
    stale: Mapped[bool] = mapped_column(default=False)  # a live post whose words are out of date
    not_before: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_at: Mapped[datetime | None]
    reference: Mapped[str | None]
    pictures: Mapped[int] = mapped_column(default=0)  # how many of its charts are already there
    attached: Mapped[list[Any] | None]  # where its charts and files stand, to take them back or mark them
    error: Mapped[str | None]
    sent_at: Mapped[datetime | None]


class CitationRow(Base):
    """A post shows figures of a release: when that is withdrawn, the post is corrected."""

    __tablename__ = "citations"
    release: Mapped[int] = mapped_column(ForeignKey("releases.id"), primary_key=True)
    post: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True, index=True)


class StoredLineRow(Base):
    """A command line too long for a button; the button carries ``~id``."""

    __tablename__ = "stored_lines"
    id: Mapped[str] = mapped_column(primary_key=True)
    line: Mapped[str] = mapped_column(Text)
    kept_since: Mapped[datetime]


class FormSessionRow(Base):
    """A form being answered one question at a time in a private chat; survives a restart."""

    __tablename__ = "form_sessions"
    platform: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[str]
    form: Mapped[str] = mapped_column(Text)
    answers: Mapped[dict[str, Any]]
    asked_at: Mapped[datetime]


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


class DemandRow(Base):
    """Something people wanted to know that nobody has approved; a person was asked about it."""

    __tablename__ = "demands"
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]
    person: Mapped[int]
    place: Mapped[int | None]
    words: Mapped[str] = mapped_column(Text)
    measure: Mapped[str | None]  # the nearest measure, where there is one
    asked: Mapped[str]  # the name of the person who was asked


class ExplanationRow(Base):
    """What somebody says explains a figure; a mark on later charts until its author takes it back."""

    __tablename__ = "explanations"
    __table_args__ = (Index("ix_explanations_measure", "partnership", "measure"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership: Mapped[str]
    measure: Mapped[str]
    area: Mapped[str]  # a code
    period: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    person: Mapped[int]
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class ChosenRow(Base):
    """Which partnership somebody in several of them means when they write in private."""

    __tablename__ = "chosen_partnerships"
    platform: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(primary_key=True)
    partnership: Mapped[str]


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
