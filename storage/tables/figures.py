"""Releases and their figures, who may load them, what lets them out, and what people say and ask of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base


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
