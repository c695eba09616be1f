"""Forms answered one question at a time: where somebody is in one, kept across restarts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from storage.tables import FormSessionRow


@dataclass(frozen=True, slots=True)
class FormSession:
    """A form being answered. ``place`` is the address where it began, empty in a private chat.

    ``form`` is its JSON; ``mark`` tells its buttons from those of an earlier form; ``last`` is the key
    of the event that gave the newest answer, so that the same event never answers two questions.
    """

    account: str
    place: str
    form: str
    mark: str
    given: Mapping[str, str] = field(default_factory=dict)
    last: str = ""


def find(db: Session, platform: str, account: str) -> FormSession | None:
    row = db.get(FormSessionRow, (platform, account))
    if row is None:
        return None
    kept = row.answers
    return FormSession(account, row.place, row.form, kept["mark"], kept["given"], kept["last"])


def keep(db: Session, platform: str, session: FormSession, now: datetime) -> None:
    """Remember how far somebody is; a person has at most one form open."""
    kept = {"mark": session.mark, "given": dict(session.given), "last": session.last}
    row = FormSessionRow(
        platform=platform,
        account=session.account,
        place=session.place,
        form=session.form,
        answers=kept,
        asked_at=now,
    )
    db.merge(row)


def close(db: Session, platform: str, account: str) -> None:
    """The form is finished or given up."""
    row = db.get(FormSessionRow, (platform, account))
    if row is not None:
        db.delete(row)


def follow(db: Session, platform: str, old: str, new: str) -> None:
    """A group has a new address: the forms begun there still belong to it."""
    begun_there = (FormSessionRow.platform == platform, FormSessionRow.place == old)
    db.execute(update(FormSessionRow).where(*begun_there).values(place=new))
