"""Statements of the busiest paths, compiled once for each kind of database and then sent as they are.

SQLAlchemy finds an ordinary statement in a cache of its own, which costs several times what the database takes for
a line of the audit log. Types are still translated on the way in; what comes back is as the driver gives it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, CursorResult
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler

Translate = Callable[[Any], Any] | None


@dataclass(frozen=True, slots=True)
class _Ready:
    """The words for one kind of database, and for each blank its name and how its value is written there."""

    words: str
    blanks: tuple[tuple[str, Translate], ...]
    fixed: Mapping[str, Any]  # what the statement itself fills in
    by_place: bool

    def filled(self, values: Mapping[str, Any]) -> Any:
        values = {**self.fixed, **values}
        written = [(name, say(values[name]) if say else values[name]) for name, say in self.blanks]
        return tuple(value for _, value in written) if self.by_place else dict(written)


class Prepared:
    """A statement whose blanks all have a fixed number of values."""

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._ready: dict[str, _Ready] = {}

    def run(self, db: Connection, **values: Any) -> CursorResult[Any]:
        """Carry it out once."""
        ready = self._for(db.dialect)
        return db.exec_driver_sql(ready.words, ready.filled(values))

    def run_each(self, db: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Carry it out for every row."""
        ready = self._for(db.dialect)
        db.exec_driver_sql(ready.words, [ready.filled(row) for row in rows])

    def _for(self, dialect: Dialect) -> _Ready:
        if dialect.name not in self._ready:
            self._ready[dialect.name] = _ready(self._statement, dialect)
        return self._ready[dialect.name]


def _ready(statement: ClauseElement, dialect: Dialect) -> _Ready:
    compiled = statement.compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler)
    names = compiled.positiontup if compiled.positional else list(compiled.binds)
    blanks = tuple(
        (name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect))
        for name in names or ()
    )
    fixed = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
    return _Ready(compiled.string, blanks, fixed, compiled.positional)
