"""Weeknotes: short notes written through the week, changed and withdrawn by their authors alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, delete, func, or_, select, update
from sqlalchemy.orm import Session

from storage.tables import DigestRow, PersonRow, WeeknoteRow

LOOK_BACK, OFTEN = 4, 2  # who wrote in two of the last four weeks with a digest usually writes


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the words of a note stand on a platform; ``link`` leads there, where the platform has links."""

    platform: str
    address: str
    message: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Weeknote:
    """``organisation`` is what the digest signs a note with; ``scope`` is how far it may be quoted.

    ``digest`` is the week of the digest it is in, and ``out`` says whether that one was approved. A withdrawn
    note has no words.
    """

    id: int
    week: date
    person: int
    name: str
    organisation: str | None
    words: str
    scope: str  # channel | partners | public
    kind: str = "note"  # note | thanks | help
    link: str | None = None
    written_at: datetime | None = None
    withdrawn: bool = False
    digest: date | None = None
    out: bool = False


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def open_week(db: Session, partnership: str, today: date) -> date:
    """The week that a note of today goes into: this one until its digest is approved, then the next."""
    week = week_of(today)
    while _digest_is_out(db, partnership, week):
        week += timedelta(weeks=1)
    return week


def _digest_is_out(db: Session, partnership: str, week: date) -> bool:
    approved = select(DigestRow.id).filter_by(partnership=partnership, week=week, state="approved")
    return db.scalar(approved) is not None


def add(
    db: Session,
    partnership: str,
    week: date,
    person: int,
    words: str,
    scope: str,
    now: datetime,
    kind: str = "note",
    origin: Origin | None = None,
) -> int:
    row = WeeknoteRow(
        partnership=partnership, week=week, person=person, words=words, scope=scope, kind=kind, written_at=now
    )
    if origin is not None:
        row.platform, row.address, row.message = origin.platform, origin.address, origin.message
        row.link = origin.link
    db.add(row)
    db.flush()
    return row.id


def find(db: Session, partnership: str, number: int, person: int) -> Weeknote | None:
    """One of somebody's own notes."""
    return _first(db, _notes(partnership).where(WeeknoteRow.id == number, WeeknoteRow.person == person))


def standing(db: Session, partnership: str, number: int) -> Weeknote | None:
    """A note that nobody has withdrawn."""
    return _first(db, _notes(partnership).where(WeeknoteRow.id == number))


def own(db: Session, partnership: str, person: int, week: date) -> list[Weeknote]:
    """Somebody's notes that are in no approved digest, and those of a week, oldest first."""
    here = or_(WeeknoteRow.week >= week, DigestRow.state.is_distinct_from("approved"))
    return _all(db, _notes(partnership).where(WeeknoteRow.person == person, here))


def same(db: Session, partnership: str, person: int, week: date, words: str) -> Weeknote | None:
    """The note in which somebody has said the very same already this week."""
    query = _notes(partnership).where(WeeknoteRow.person == person, WeeknoteRow.week == week)
    return _first(db, query.where(WeeknoteRow.words == words))


def said_at(db: Session, partnership: str, origin: Origin) -> Weeknote | None:
    """The note whose words stand at a message."""
    here = {"platform": origin.platform, "address": origin.address, "message": origin.message}
    return _first(db, _notes(partnership).filter_by(**here))


def is_followed(db: Session, platform: str, address: str, message: str) -> bool:
    """Whether a note's words stand at a message, so that its edits matter."""
    found = select(WeeknoteRow.id).filter_by(platform=platform, address=address, message=message)
    return db.scalar(found.limit(1)) is not None


def change(
    db: Session, note: Weeknote, now: datetime, *, words: str = "", scope: str = "", kind: str = ""
) -> None:
    """Give a note other words, another scope or another kind; what is left out stays."""
    wanted = {"words": words, "scope": scope, "kind": kind}
    new = {name: value for name, value in wanted.items() if value}
    db.execute(update(WeeknoteRow).where(WeeknoteRow.id == note.id).values(**new, edited_at=now))


def withdraw(db: Session, note: Weeknote, now: datetime) -> None:
    """Delete a note; of one in an approved digest the words go, and that it was withdrawn stays."""
    if not note.out:
        db.execute(delete(WeeknoteRow).where(WeeknoteRow.id == note.id))
        return
    erased = {"words": "", "withdrawn_at": now, "link": None, "message": None, "address": None}
    db.execute(update(WeeknoteRow).where(WeeknoteRow.id == note.id).values(**erased, platform=None))


def for_digest(db: Session, partnership: str, week: date) -> list[Weeknote]:
    """Notes of this week, and earlier ones that came too late for theirs, oldest first."""
    return _all(db, _notes(partnership).where(WeeknoteRow.week <= week, WeeknoteRow.digest.is_(None)))


def has_written(db: Session, partnership: str, person: int, week: date) -> bool:
    """Whether somebody has a note for a week, or one still waiting from before."""
    mine = _notes(partnership).where(WeeknoteRow.person == person, WeeknoteRow.week <= week)
    waiting = DigestRow.state.is_distinct_from("approved")
    return _first(db, mine.where(or_(WeeknoteRow.week == week, waiting))) is not None


def usual_writers(db: Session, partnership: str, week: date) -> list[int]:
    """Who wrote in at least two of the last four weeks before a week that had a digest."""
    before = select(DigestRow.week).where(DigestRow.partnership == partnership, DigestRow.week < week)
    weeks = list(db.scalars(before.order_by(DigestRow.week.desc()).limit(LOOK_BACK)))
    wrote = select(WeeknoteRow.person).where(
        WeeknoteRow.partnership == partnership, WeeknoteRow.week.in_(weeks)
    )
    often = wrote.group_by(WeeknoteRow.person).having(func.count(WeeknoteRow.week.distinct()) >= OFTEN)
    return sorted(db.scalars(often))


Notes = Select[WeeknoteRow, PersonRow, DigestRow]


def _notes(partnership: str) -> Notes:
    """Every note that was not withdrawn, with its author and its digest."""
    both = select(WeeknoteRow, PersonRow, DigestRow).join(PersonRow, PersonRow.id == WeeknoteRow.person)
    with_digest = both.outerjoin(DigestRow, DigestRow.id == WeeknoteRow.digest)
    return with_digest.where(WeeknoteRow.partnership == partnership, WeeknoteRow.withdrawn_at.is_(None))


def _all(db: Session, query: Notes) -> list[Weeknote]:
    return [_weeknote(*row) for row in db.execute(query.order_by(WeeknoteRow.id))]


def _first(db: Session, query: Notes) -> Weeknote | None:
    return next(iter(_all(db, query.limit(1))), None)


def _weeknote(note: WeeknoteRow, author: PersonRow, digest: DigestRow | None) -> Weeknote:
    return Weeknote(
        note.id,
        note.week,
        author.id,
        author.name,
        author.organisation,
        note.words,
        note.scope,
        note.kind,
        note.link,
        note.written_at,
        note.withdrawn_at is not None,
        None if digest is None else digest.week,
        digest is not None and digest.state == "approved",
    )
