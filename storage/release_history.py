"""Every release there ever was, in short: what became of it, by whom and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.tables import ReleaseRow


@dataclass(frozen=True, slots=True)
class Past:
    """One release without its figures. `decided_by` is empty while nobody has decided."""

    id: int
    measure: str
    number: int
    state: str
    loaded_by: str
    loaded_at: datetime
    decided_by: str
    decided_at: datetime | None
    reason: str


def of(db: Session, partnership: str, measure: str = "") -> list[Past]:
    """The releases of a partnership, or of one measure, the newest first."""
    row = ReleaseRow
    query = select(
        row.id,
        row.measure,
        row.number,
        row.state,
        row.loaded_by,
        row.loaded_at,
        row.decided_by,
        row.decided_at,
        row.reason,
    ).where(row.partnership == partnership)
    found = db.execute((query.where(row.measure == measure) if measure else query).order_by(row.id.desc()))
    return [
        Past(number, of_what, nth, state, loader, loaded, by or "", at, why or "")
        for number, of_what, nth, state, loader, loaded, by, at, why in found
    ]
