"""Forms answered one question at a time: where somebody is in one, kept across restarts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.tables import FormSessionRow

SEALED = ""  # what is kept of a form whose answers are kept nowhere: that it is open


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
    if row is None or row.form == SEALED:
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


def keep_sealed(db: Session, platform: str, account: str, now: datetime) -> None:
    """Remember that the next words of somebody are to be kept nowhere: of the form nothing, of the time its day."""
    day = datetime.combine(now.date(), time(), now.tzinfo)
    db.merge(
        FormSessionRow(platform=platform, account=account, place="", form=SEALED, answers={}, asked_at=day)
    )


def sealed(db: Session, platform: str) -> set[str]:
    """The accounts whose next words are to be kept nowhere."""
    return set(db.scalars(select(FormSessionRow.account).filter_by(platform=platform, form=SEALED)))


def close(db: Session, platform: str, account: str) -> None:
    """The form is finished or given up."""
    row = db.get(FormSessionRow, (platform, account))
    if row is not None:
        db.delete(row)


def follow(db: Session, platform: str, old: str, new: str) -> None:
    """A group has a new address: the forms begun there still belong to it."""
    begun_there = (FormSessionRow.platform == platform, FormSessionRow.place == old)
    db.execute(update(FormSessionRow).where(*begun_there).values(place=new))
