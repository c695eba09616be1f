"""What people say explains a figure: kept with measure, area and period until its author takes it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from storage.tables import ExplanationRow, PersonRow


@dataclass(frozen=True, slots=True)
class Explanation:
    """``area`` is a code and ``period`` an ISO date; people are named by their organisation's id alone."""

    id: int
    area: str
    period: str
    text: str
    organisation: str | None


Explained = Mapping[str, tuple[Explanation, ...]]


def add(db: Session, partnership: str, measure: str, new: Explanation, person: int, now: datetime) -> int:
    """Keep what somebody says; returns its number."""
    row = ExplanationRow(
        partnership=partnership,
        measure=measure,
        area=new.area,
        period=new.period,
        text=new.text,
        person=person,
        at=now,
    )
    db.add(row)
    db.flush()
    return row.id


def of_partnership(db: Session, partnership: str) -> Explained:
    """Every explanation that stands, by measure and oldest period first; kept in memory, so that answers ask nothing."""
    row = ExplanationRow
    query = (
        select(row.measure, row.id, row.area, row.period, row.text, PersonRow.organisation)
        .join(PersonRow, PersonRow.id == row.person, isouter=True)
        .where(row.partnership == partnership, row.withdrawn_at.is_(None))
        .order_by(row.period, row.id)
    )
    found: dict[str, tuple[Explanation, ...]] = {}
    for measure, number, area, period, text, organisation in db.execute(query):
        said = Explanation(number, area, period, text, organisation)
        found[measure] = (*found.get(measure, ()), said)
    return found


def numbers_since(db: Session, partnership: str, moment: datetime) -> frozenset[int]:
    """The numbers of those given since a moment that still stand."""
    row = ExplanationRow
    query = select(row.id).where(row.partnership == partnership, row.withdrawn_at.is_(None), row.at >= moment)
    return frozenset(db.scalars(query))


def stamp(db: Session) -> tuple[object, ...]:
    """Changes whenever an explanation is added, taken back or forgotten; one small query."""
    row = ExplanationRow
    counts = db.execute(select(func.count(), func.max(row.id), func.count(row.withdrawn_at))).one()
    return tuple(counts)


def take_back(
    db: Session, partnership: str, number: int, person: int, now: datetime
) -> tuple[str, str] | None:
    """Take one's own explanation back: its words are gone, that there was one stays.

    Returns the measure and the words, for the posts that show them; ``None`` if there is no such explanation.
    """
    row = db.scalar(
        select(ExplanationRow).filter_by(partnership=partnership, id=number, person=person, withdrawn_at=None)
    )
    if row is None:
        return None
    said = row.measure, row.text
    row.text, row.withdrawn_at = "", now
    db.flush()
    return said


def forget_before(db: Session, partnership: str, moment: datetime) -> None:
    """Delete what has been kept long enough."""
    db.execute(
        delete(ExplanationRow).where(ExplanationRow.partnership == partnership, ExplanationRow.at < moment)
    )
