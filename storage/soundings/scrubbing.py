"""Taking what was overwritten out of the files, after a close: SQLite's log and free space, PostgreSQL's dead rows."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import cast

import structlog
from sqlalchemy import Engine, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from storage.database import BUSY, insert_once, is_sqlite
from storage.soundings.scattering import NOBODY, OWED, SEALED
from storage.tables import CounterRow, PollRow

log: structlog.stdlib.BoundLogger = structlog.get_logger("parley")
DONE = "poll scrubs done"
SMALL = 64 * 1024 * 1024  # bytes up to which a SQLite file is written afresh as a whole
WAIT = 500  # milliseconds: votes stand behind it for so long at most while it waits for others
MAY_CHECKPOINT = (
    "SELECT rolsuper OR EXISTS (SELECT FROM pg_roles AS may WHERE may.rolname = 'pg_checkpoint' "
    "AND pg_has_role(may.oid, 'USAGE')) FROM pg_roles WHERE rolname = current_user"
)


def owed(db: Session) -> int:
    """How many have been owed ever, if the last of them has not been done; else 0."""
    ever = _count(db, OWED)
    return ever if ever > _count(db, DONE) else 0


def note_done(db: Session, ever: int) -> None:
    """Nothing that was owed up to then is owed any more."""
    insert_once(db, CounterRow, partnership=NOBODY, name=DONE, value=0)
    mine = (CounterRow.partnership == NOBODY, CounterRow.name == DONE, CounterRow.value < ever)
    db.execute(update(CounterRow).where(*mine).values(value=ever))


def _count(db: Session, name: str) -> int:
    return db.scalar(select(CounterRow.value).filter_by(partnership=NOBODY, name=name)) or 0


def scrub(engine: Engine) -> bool:
    """Do it; ``False`` if somebody else reads or writes just now, so that it has to be tried again."""
    try:
        return _scrub_sqlite(engine) if is_sqlite(engine) else _scrub_postgresql(engine)
    except (sqlite3.OperationalError, OperationalError) as error:
        log.info("sealed answers are not yet out of the files", error=type(error).__name__)
        return False


def _scrub_sqlite(engine: Engine) -> bool:
    """Write a small file afresh; of a large one, secure_delete has overwritten what was deleted."""
    with closing(engine.raw_connection()) as pooled:
        db = cast(sqlite3.Connection, pooled.driver_connection)
        pages, size = (_value(db, f"PRAGMA {name}") for name in ("page_count", "page_size"))
        db.execute(f"PRAGMA busy_timeout = {WAIT}")
        try:
            if pages * size <= SMALL:
                db.execute("VACUUM")
            return not _value(db, "PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            db.execute(f"PRAGMA busy_timeout = {BUSY}")


def _value(db: sqlite3.Connection, question: str) -> int:
    return int(db.execute(question).fetchone()[0])


def _scrub_postgresql(engine: Engine) -> bool:
    """Each table whole and in the order of its keys, with new indexes; votes wait for each of them in turn."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
        db.exec_driver_sql(f"SET lock_timeout = {WAIT}")
        try:
            for table in (PollRow, *SEALED):
                name = table.__tablename__
                db.exec_driver_sql(f"CLUSTER {name} USING {name}_pkey")
            if db.exec_driver_sql(MAY_CHECKPOINT).scalar():
                db.exec_driver_sql("CHECKPOINT")
        finally:
            db.exec_driver_sql("RESET lock_timeout")
    return True
