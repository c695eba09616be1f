"""Actions: what was agreed, who has it, and everything that became of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base


class ActionRow(Base):
    """Something to be done by one accountable owner: a person, an organisation, or a name without an account.

    ``answer`` is what the owner said when they were told: nobody was asked (empty), asked, accepted, later or
    declined. ``at_meeting`` says that ``due`` is the day of the next meeting. ``quiet_until`` holds back
    reminders before that day. ``reported_in`` is the meeting that heard how it ended.
    """

    __tablename__ = "actions"
    __table_args__ = (UniqueConstraint("partnership", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    partnership: Mapped[str] = mapped_column(index=True)
    number: Mapped[int]
    what: Mapped[str] = mapped_column(Text)
    owner: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    owner_name: Mapped[str]
    organisation: Mapped[str | None]
    due: Mapped[date | None]
    at_meeting: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str]  # open | blocked | done | not needed
    answer: Mapped[str] = mapped_column(default="")  # asked | accepted | later | declined, or empty
    why: Mapped[str] = mapped_column(Text, default="")  # why it is blocked or not needed
    quiet_until: Mapped[date | None]
    meeting: Mapped[int | None] = mapped_column(ForeignKey("meetings.id"), index=True)
    link: Mapped[str | None]  # where it was said
    made_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]  # when its owner was last asked whether it is still needed
    done_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    done_at: Mapped[datetime | None]
    reported_in: Mapped[int | None] = mapped_column(ForeignKey("meetings.id"))


class ActionHelperRow(Base):
    """Somebody who helps with an action; its owner stays accountable."""

    __tablename__ = "action_helpers"
    action: Mapped[int] = mapped_column(ForeignKey("actions.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)


class ActionChangeRow(Base):
    """One thing that became of an action. ``before`` has the columns it changed, as they were, for undoing it."""

    __tablename__ = "action_changes"
    id: Mapped[int] = mapped_column(primary_key=True)
    action: Mapped[int] = mapped_column(ForeignKey("actions.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str]
    words: Mapped[str] = mapped_column(Text, default="")
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    undone: Mapped[bool] = mapped_column(default=False)
