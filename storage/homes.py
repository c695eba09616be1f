"""Who has opened their Home in Slack, when last, and which figures may stand there until it is written again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage import citations
from storage.tables import HomeRow, PersonRow, ReleaseRow


@dataclass(frozen=True, slots=True)
class Home:
    """One person's Home; ``day`` is that on which it was opened last, ``cites`` are releases by their ids."""

    account: str
    partnership: str
    person: int
    day: date
    cites: frozenset[int] = frozenset()


def partnership_of(db: Session, person: int) -> str:
    return db.get_one(PersonRow, person).partnership


def open_(db: Session, account: str, person: int, day: date) -> Home:
    """Note that somebody looks at it today; what stood there stands until it is written again."""
    row = db.get(HomeRow, account, with_for_update=True) or HomeRow(account=account, cites=[])
    row.partnership, row.person, row.day = partnership_of(db, person), person, day
    db.add(row)
    db.flush()
    return _home(row)


def every(db: Session) -> list[Home]:
    return [_home(row) for row in db.scalars(select(HomeRow).order_by(HomeRow.account))]


def withdrawn(db: Session) -> frozenset[int]:
    """The releases whose figures must stand nowhere."""
    return frozenset(db.scalars(select(ReleaseRow.id).filter_by(state="withdrawn")))


def about_to_show(db: Session, account: str, cites: Collection[int]) -> bool:
    """Note the figures that are put there now, before they are; ``False`` if one was withdrawn meanwhile."""
    if citations.any_withdrawn(db, list(cites)):
        return False
    row = db.get(HomeRow, account, with_for_update=True)
    if row is not None:
        row.cites = sorted({*row.cites, *cites})
    return True


def showing(db: Session, account: str, cites: Collection[int]) -> None:
    """Note that these figures stand there, and no others."""
    db.execute(update(HomeRow).where(HomeRow.account == account).values(cites=sorted(cites)))


def _home(row: HomeRow) -> Home:
    return Home(row.account, row.partnership, row.person, row.day, frozenset(row.cites))
