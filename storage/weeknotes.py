"""Weeknotes: short notes written through the week, and the digest they go into."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.tables import DigestRow, PersonRow, WeeknoteRow


@dataclass(frozen=True, slots=True)
class Weeknote:
    """``organisation`` is what the digest signs a note with; ``scope`` is how far it may be quoted."""

    id: int
    week: date
    person: int
    name: str
    organisation: str | None
    words: str
    scope: str


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def add(db: Session, partnership: str, week: date, person: int, words: str, scope: str, now: datetime) -> int:
    row = WeeknoteRow(
        partnership=partnership, week=week, person=person, words=words, scope=scope, written_at=now
    )
    db.add(row)
    db.flush()
    return row.id


def take_back(db: Session, partnership: str, number: int, person: int) -> bool:
    """Delete one's own note while it is in no digest; ``False`` if there is no such note."""
    row = db.scalar(
        select(WeeknoteRow).filter_by(id=number, partnership=partnership, person=person, digest=None)
    )
    if row is None:
        return False
    db.delete(row)
    db.flush()
    return True


def for_digest(db: Session, partnership: str, week: date) -> list[Weeknote]:
    """Notes of this week, and earlier ones that came too late for theirs, oldest first."""
    rows = db.execute(
        select(WeeknoteRow, PersonRow)
        .join(PersonRow, PersonRow.id == WeeknoteRow.person)
        .where(WeeknoteRow.partnership == partnership, WeeknoteRow.week <= week, WeeknoteRow.digest.is_(None))
        .order_by(WeeknoteRow.id)
    )
    return [
        Weeknote(note.id, note.week, author.id, author.name, author.organisation, note.words, note.scope)
        for note, author in rows
    ]


def keep_digest(
    db: Session, partnership: str, week: date, markdown: str, notes: list[Weeknote], now: datetime
) -> int:
    """Store the week's digest and mark its notes as published in it."""
    row = db.scalar(select(DigestRow).filter_by(partnership=partnership, week=week))
    if row is None:
        row = DigestRow(partnership=partnership, week=week, markdown=markdown, made_at=now)
        db.add(row)
    row.markdown, row.made_at = markdown, now
    db.flush()
    numbers = [note.id for note in notes]
    db.execute(update(WeeknoteRow).where(WeeknoteRow.id.in_(numbers)).values(digest=row.id))
    return row.id
