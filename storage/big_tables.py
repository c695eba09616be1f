"""Releases too large to hold in memory: each figure is read when it is asked for, by its primary key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Engine, bindparam, func, select
from sqlalchemy.orm import Session

from storage import database
from storage.cells import Cell, Key, Table, periods_of
from storage.tables import FigureRow

MOST_HELD = 1_000_000  # figures of one release held in memory; more are left in the database
JOINT = "\u001f"  # joins categories in one column; no code contains it
KEY = ("release", "breakdown", "area", "period", "categories")


class BigTable(Table):
    """Figures in the database, which finds one of ten million about as fast as one of a thousand.

    A look-up takes a connection from the pool and goes round the ORM, which would take ten times as long.
    It may come from any thread; what a release says never changes, so no transaction is needed.
    """

    def __init__(self, db: Session, release: int) -> None:
        self._engine: Engine = db.get_bind().engine
        self._release = release
        self.periods, self.months = _periods(db, release)
        wanted = (getattr(FigureRow, name) == bindparam(name) for name in KEY)
        statement = select(FigureRow.value).where(*wanted).compile(dialect=self._engine.dialect)
        self._statement, self._order = str(statement), statement.positiontup

    def __getitem__(self, key: Key) -> int | None:
        breakdown, area, period, categories = key
        values = dict(zip(KEY, (self._release, breakdown, area, period, JOINT.join(categories)), strict=True))
        found = self._fetch(values if self._order is None else tuple(values[name] for name in self._order))
        if found is None:
            raise KeyError(key)
        value: int | None = found[0]
        return value

    def _fetch(self, values: Any) -> Any:
        connection = self._engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(self._statement, values)
            return cursor.fetchone()
        finally:
            connection.close()  # back to the pool, which ends what the read began

    def __iter__(self) -> Iterator[Key]:
        with database.reading(self._engine) as db:
            for breakdown, area, period, categories, _ in cells_of(db, self._release):
                yield breakdown, area, period, categories

    def __len__(self) -> int:
        with database.reading(self._engine) as db:
            return db.scalar(select(func.count()).where(FigureRow.release == self._release)) or 0


def cells_of(db: Session, release: int) -> Iterator[Cell]:
    """Every figure of a release, a few thousand at a time, and round the ORM: a release can have a million."""
    of = FigureRow.__table__.c
    columns = select(of.breakdown, of.area, of.period, of.categories, of.value)
    rows = db.connection().execute(columns.where(of.release == release).execution_options(yield_per=5_000))
    for breakdown, area, period, joined, value in rows:
        yield breakdown, area, period, tuple(joined.split(JOINT)) if joined else (), value


def _periods(db: Session, release: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read once, when the release is taken up: about a sixth of a second for a million figures."""
    shown: dict[str, set[str]] = {}
    pairs = select(FigureRow.breakdown, FigureRow.period).filter_by(release=release).distinct()
    for breakdown, period in db.execute(pairs):
        shown.setdefault(breakdown, set()).add(period)
    return periods_of(shown)
