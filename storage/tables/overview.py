"""Whose overview stands in Slack, and which figures it shows."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base


class HomeRow(Base):
    """The Home of somebody who has opened it. ``cites`` are the releases whose figures may stand there.

    Of when it was written nothing is kept, so that it cannot time a sealed answer.
    """

    __tablename__ = "homes"
    account: Mapped[str] = mapped_column(primary_key=True)
    partnership: Mapped[str] = mapped_column(index=True)
    person: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    day: Mapped[date]  # on which it was opened last
    cites: Mapped[list[Any]] = mapped_column(default=list)
