"""Engines for SQLite and PostgreSQL, and the two ways to open them: to read and to write."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase, Session

from storage.prepared import Prepared

BUSY = 5000  # milliseconds that a change waits for another process
PRAGMAS = (
    f"busy_timeout={BUSY}",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
)


def connect(url: str) -> Engine:
    """An engine for ``sqlite:///…`` or ``postgresql+psycopg://…``.

    SQLite runs in WAL mode with full synchronisation, and a write transaction takes its lock at the
    start: upgrading a read to a write fails under two processes whatever the busy timeout.
    """
    engine = create_engine(url, pool_pre_ping=not url.startswith("sqlite"))
    if make_url(url).get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if not options.get("parley_glance", False):
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("parley_write", False) else "BEGIN")


def reading(engine: Engine) -> Session:
    """A session for looking things up; use it in a ``with`` block."""
    return Session(engine, expire_on_commit=False)


def writing(engine: Engine) -> Session:
    """A session for changing things; the transaction takes its lock at once."""
    return Session(for_writing(engine), expire_on_commit=False)


def for_writing(engine: Engine) -> Engine:
    """The same engine, whose transactions take their lock at once."""
    return engine.execution_options(parley_write=True)


def for_glancing(engine: Engine) -> Engine:
    """The same engine for looking up what needs no transaction: each statement may see another moment."""
    return engine.execution_options(parley_glance=True)


def is_sqlite(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"


def as_changed(db: Session) -> Connection:
    """The connection of a session, to which everything changed so far has been sent."""
    db.flush()
    return db.connection()


def insert_once(db: Session, table: type[DeclarativeBase], **values: Any) -> bool:
    """Insert a row unless its key is taken; says whether it was new. Safe between processes."""
    prepared = _insert_once(db.get_bind().dialect.name, table, tuple(sorted(values)))
    return prepared.run(as_changed(db), **values).rowcount == 1


@cache
def _insert_once(dialect: str, table: type[DeclarativeBase], columns: tuple[str, ...]) -> Prepared:
    if dialect == "sqlite":  # one of the two is loaded anyway; the other would take a fiftieth of the start
        from sqlalchemy.dialects.sqlite import insert
    else:
        from sqlalchemy.dialects.postgresql import insert  # type: ignore[assignment]  # used in the same way
    new = insert(table).values({column: bindparam(column) for column in columns})
    return Prepared(new.on_conflict_do_nothing())
