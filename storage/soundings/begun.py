"""The series of soundings that were begun in the chat and not stopped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from storage.prepared import Prepared
from storage.schedule_settings import BegunSeries
from storage.tables import SeriesRow

COLUMNS = (SeriesRow.name, SeriesRow.line, SeriesRow.words, SeriesRow.open_for, SeriesRow.owner)
HERE = Prepared(
    select(*COLUMNS)
    .where(SeriesRow.partnership == bindparam("partnership"), SeriesRow.ended_at.is_(None))
    .order_by(SeriesRow.id)
)
EVERYWHERE = Prepared(
    select(SeriesRow.partnership, *COLUMNS).where(SeriesRow.ended_at.is_(None)).order_by(SeriesRow.id)
)


def here(db: Session, partnership: str) -> list[BegunSeries]:
    """Those of a partnership, the oldest first."""
    rows: Sequence[Any] = HERE.run(db.connection(), partnership=partnership).all()
    return [_series(*row) for row in rows]


def everywhere(db: Session) -> dict[str, list[BegunSeries]]:
    """The same of every partnership that has any, in one look."""
    rows: Sequence[Any] = EVERYWHERE.run(db.connection()).all()
    found: dict[str, list[BegunSeries]] = {}
    for partnership, *columns in rows:
        found.setdefault(partnership, []).append(_series(*columns))
    return found


def _series(name: str, line: str, words: str, open_for: str, owner: int) -> BegunSeries:
    return BegunSeries.model_validate(
        {"name": name, "line": line, "at": words, "closes_after": open_for or None, "begun_by": owner}
    )


def keep(db: Session, partnership: str, series: BegunSeries, now: datetime) -> None:
    """From now on it comes round."""
    db.add(
        SeriesRow(
            partnership=partnership,
            name=series.name,
            line=series.line,
            words=series.at.words(),
            open_for=series.closes_after.words() if series.closes_after else "",
            owner=series.begun_by,
            begun_at=now,
        )
    )
    db.flush()


def end(db: Session, partnership: str, name: str, now: datetime) -> bool:
    """From now on it does not come round; ``False`` if it did not before."""
    ended = (
        update(SeriesRow)
        .filter_by(partnership=partnership, name=name, ended_at=None)
        .values(ended_at=now)
        .returning(SeriesRow.id)
    )
    return bool(db.execute(ended).all())
