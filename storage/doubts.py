"""Figures that looked wrong to somebody: a short talk with the analyst, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from storage import counters
from storage.tables import DoubtRow


@dataclass(frozen=True, slots=True)
class Doubt:
    """``line`` is the question that shows the figure; ``state`` is open, corrected, caveat or explained.

    A caveat is shown with the measure once somebody has approved it, until the day ``until``.
    """

    id: int
    partnership: str
    number: int
    measure: str
    line: str
    words: str
    by: int
    at: datetime
    analyst: int
    state: str
    outcome: str
    settled_by: int | None
    settled_at: datetime | None
    approved_by: int | None
    until: date | None

    def holds(self, today: date) -> bool:
        """Whether an approved caveat is still to be shown."""
        return self.until is None or self.until >= today


def add(
    db: Session, partnership: str, measure: str, line: str, words: str, by: int, analyst: int, now: datetime
) -> Doubt:
    row = DoubtRow(
        partnership=partnership,
        number=counters.following(db, partnership, "doubt"),
        measure=measure,
        line=line,
        words=words,
        by=by,
        analyst=analyst,
        at=now,
    )
    db.add(row)
    db.flush()
    return _doubt(row)


def find(db: Session, partnership: str, number: int) -> Doubt | None:
    row = db.scalar(select(DoubtRow).filter_by(partnership=partnership, number=number))
    return None if row is None else _doubt(row)


def open_ones(db: Session, partnership: str) -> list[Doubt]:
    """Those nothing has come of yet, oldest first."""
    return _all(db, _of(partnership).filter_by(state="open"))


def of_line(db: Session, partnership: str, line: str, person: int) -> Doubt | None:
    """Somebody's open doubt about the same figure."""
    return next(iter(_all(db, _of(partnership).filter_by(state="open", line=line, by=person))), None)


def settle(
    db: Session, doubt: Doubt, state: str, outcome: str, by: int, now: datetime, until: date | None = None
) -> bool:
    """Say what came of it; ``False`` if somebody has."""
    row = _locked(db, doubt)
    if row.state != "open":
        return False
    row.state, row.outcome, row.settled_by, row.settled_at, row.until = state, outcome, by, now, until
    db.flush()
    return True


def approve(db: Session, doubt: Doubt, by: int, now: datetime) -> bool:
    """Show a caveat from now on; ``False`` if it is shown, or there is none to show."""
    row = _locked(db, doubt)
    if row.state != "caveat" or row.approved_at is not None:
        return False
    row.approved_by, row.approved_at = by, now
    db.flush()
    return True


def decline(db: Session, doubt: Doubt) -> bool:
    """Decline a caveat that waits: the doubt is open again. ``False`` if none waits."""
    row = _locked(db, doubt)
    if row.state != "caveat" or row.approved_at is not None:
        return False
    row.state, row.outcome, row.settled_by, row.settled_at, row.until = "open", "", None, None, None
    db.flush()
    return True


def take_off(db: Session, doubt: Doubt, today: date) -> bool:
    """Stop showing a caveat; ``False`` if it is not shown."""
    row = _locked(db, doubt)
    if row.approved_at is None or (row.until is not None and row.until < today):
        return False
    row.until = date.fromordinal(today.toordinal() - 1)
    db.flush()
    return True


def approved(db: Session, partnership: str) -> list[Doubt]:
    """The approved caveats of all measures, oldest first; kept in memory, so that answers ask nothing."""
    return _all(db, _of(partnership).filter_by(state="caveat").where(DoubtRow.approved_at.is_not(None)))


def stamp(db: Session) -> tuple[object, ...]:
    """Changes whenever a caveat is approved or taken off; one small query."""
    rows = db.execute(select(DoubtRow.id, DoubtRow.until).where(DoubtRow.approved_at.is_not(None)))
    return tuple(sorted((number, str(until)) for number, until in rows))


def forget_before(db: Session, partnership: str, moment: datetime) -> None:
    """Delete what was settled before a moment."""
    old = (DoubtRow.partnership == partnership, DoubtRow.settled_at < moment)
    db.execute(delete(DoubtRow).where(*old))


def _of(partnership: str) -> Select[DoubtRow]:
    return select(DoubtRow).filter_by(partnership=partnership).order_by(DoubtRow.id)


def _all(db: Session, query: Select[DoubtRow]) -> list[Doubt]:
    return [_doubt(row) for row in db.scalars(query)]


def _locked(db: Session, doubt: Doubt) -> DoubtRow:
    return db.scalars(select(DoubtRow).filter_by(id=doubt.id).with_for_update()).one()


def _doubt(row: DoubtRow) -> Doubt:
    return Doubt(
        row.id,
        row.partnership,
        row.number,
        row.measure,
        row.line,
        row.words,
        row.by,
        row.at,
        row.analyst,
        row.state,
        row.outcome,
        row.settled_by,
        row.settled_at,
        row.approved_by,
        row.until,
    )
