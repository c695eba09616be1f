"""People, their accounts, organisations and places."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base


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
    closed_at: Mapped[datetime | None]
    site: Mapped[str | None]  # the address of its Slack workspace, which links to messages begin with


class ChosenRow(Base):
    """Which partnership somebody in several of them means when they write in private."""

    __tablename__ = "chosen_partnerships"
    platform: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(primary_key=True)
    partnership: Mapped[str]
