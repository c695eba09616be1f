"""What people wanted to know that nobody has approved: one row for each person and want."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storage.geography import normalise
from storage.tables import DemandRow


@dataclass(frozen=True, slots=True)
class Demand:
    """One want of one person; ``asked`` is the name of whoever was asked about it."""

    words: str
    person: int
    at: datetime
    measure: str | None
    asked: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A want of one or more people, in the words of the first."""

    words: str
    people: int
    latest: datetime
    asked: str


def add(db: Session, partnership: str, place: int | None, new: Demand) -> Demand | None:
    """Note a want; if this person has asked for the same before, that one is returned and nothing is added."""
    for known in _of(db, partnership, new.person):
        if alike(known.words) == alike(new.words):
            return known
    db.add(
        DemandRow(
            partnership=partnership,
            at=new.at,
            person=new.person,
            place=place,
            words=new.words,
            measure=new.measure,
            asked=new.asked,
        )
    )
    db.flush()
    return None


def ranked(db: Session, partnership: str) -> list[Wanted]:
    """What is wanted, by most people first, then newest; the same words in another order are the same want."""
    groups: dict[str, list[Demand]] = {}
    for demand in _of(db, partnership):
        groups.setdefault(alike(demand.words), []).append(demand)
    found = [_together(group) for group in groups.values()]
    return sorted(found, key=lambda want: (-want.people, -want.latest.timestamp()))


def count_since(db: Session, partnership: str, moment: datetime) -> int:
    """How many different wants were noted since a moment."""
    return len({alike(demand.words) for demand in _of(db, partnership) if demand.at >= moment})


def forget_before(db: Session, partnership: str, moment: datetime) -> None:
    """Delete what has been kept long enough."""
    db.execute(delete(DemandRow).where(DemandRow.partnership == partnership, DemandRow.at < moment))


def alike(words: str) -> str:
    """A want without case, marks and the order of its words; without any of them, the words themselves."""
    return " ".join(sorted(set(normalise(words).split()))) or words.strip()


def _together(group: Iterable[Demand]) -> Wanted:
    first, *rest = group
    people = {first.person, *(each.person for each in rest)}
    latest = (rest or [first])[-1]
    return Wanted(first.words, len(people), latest.at, latest.asked)


def _of(db: Session, partnership: str, person: int | None = None) -> list[Demand]:
    query = select(DemandRow).filter_by(partnership=partnership).order_by(DemandRow.id)
    rows = db.scalars(query if person is None else query.filter_by(person=person))
    return [Demand(row.words, row.person, row.at, row.measure, row.asked) for row in rows]
