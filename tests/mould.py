"""An app made once and given to each test as it was at first: making it costs more than most tests."""

from __future__ import annotations

import fcntl
import os
import pickle
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Connection, make_url

from bot.app import App
from storage import database, migrate
from storage.tables import Base
from tests.world import NOW, Hand

T = TypeVar("T")


def once(folders: pytest.TempPathFactory, name: str, make: Callable[[Path], T]) -> tuple[Path, T]:
    """A folder of this test process, and what was made in it: the first process that needs it makes it for all."""
    base = folders.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    made = folder.with_suffix(".made")
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            made.write_bytes(pickle.dumps(make(folder)))
    own = shutil.copytree(folder, folders.mktemp(name) / name)
    return own, pickle.loads(made.read_bytes())


class Mould:
    """An app as ``make`` opens it on the empty database at an address. What it was, each cast is.

    All casts have one engine, which knows how to say again what it has said before, and so one database.
    """

    def __init__(self, make: Callable[[str, Hand], App], url: str) -> None:
        self._app, self._lent = make(url, Hand(NOW)), False
        self._app.writer.close()
        self._app.engine.dispose()
        file = migrate.sqlite_file(self._app.engine)
        self._kept = KeptTables(url) if file is None else KeptFile(file)

    @contextmanager
    def cast(self) -> Iterator[tuple[App, Hand]]:
        """The app as it was at first, and its clock; for one test at a time, which closes it."""
        assert not self._lent, "the one before it has not ended"
        self._lent, clock = True, Hand(NOW)
        partnerships = {name: replace(each) for name, each in self._app.partnerships.items()}
        try:
            yield App(self._app.settings, self._app.engine, partnerships, clock), clock
        finally:
            self._kept.put_back()
            self._lent = False


class KeptFile:
    """A closed SQLite database, put back after each test."""

    def __init__(self, file: Path) -> None:
        self._file, self._copy = file, file.with_suffix(".kept")
        shutil.copyfile(self._file, self._copy)

    def put_back(self) -> None:
        for ending in ("", "-wal", "-shm"):
            self._file.with_name(self._file.name + ending).unlink(missing_ok=True)
        shutil.copyfile(self._copy, self._file)


class KeptTables:
    """What stands in a PostgreSQL database, put back after each test: a new one would take a tenth of a second."""

    def __init__(self, url: str) -> None:
        self._engine = database.connect(url).execution_options(isolation_level="AUTOCOMMIT")
        self._tables = list(Base.metadata.tables)
        with self._engine.connect() as db:
            db.exec_driver_sql("create schema kept")
            for name in self._tables:
                db.exec_driver_sql(f"create table kept.{name} as table {name}")
            self._numbers = "; ".join(row[0] for row in db.exec_driver_sql(SEQUENCES))
            self._stamps = self._look(db, self._tables)

    def put_back(self) -> None:
        """Put back every table that is not as it was, and let numbers go on from where they stood."""
        with self._engine.connect() as db:
            db.exec_driver_sql(OTHERS_LEAVE)
            now = self._look(db, self._tables)
            changed = [name for name in self._tables if now[name] != self._stamps[name]]
            steps = [f"delete from {name}; insert into {name} table kept.{name}" for name in changed]
            # tables may go in any order, and everything goes to the server at once
            db.exec_driver_sql("; ".join(["set session_replication_role = replica", *steps, self._numbers]))
            self._stamps |= self._look(db, changed)

    @staticmethod
    def _look(db: Connection, tables: Sequence[str]) -> dict[str, tuple[int, int]]:
        """How many rows each table has, and its newest transaction: any change makes one of them another."""
        each = "select '{0}', count(*), max(xmin::text::bigint) from {0}"
        found = " union all ".join(each.format(name) for name in tables)
        rows = db.exec_driver_sql(found) if tables else ()
        return {name: (count, newest) for name, count, newest in rows}


SEQUENCES = """
    select 'select setval(' || quote_literal(sequencename) || ', ' || coalesce(last_value, 1) || ', '
        || (last_value is not null) || ')'
    from pg_sequences where schemaname = 'public'
"""
OTHERS_LEAVE = (
    "select pg_terminate_backend(pid) from pg_stat_activity"
    " where datname = current_database() and pid <> pg_backend_pid()"
)


def fresh_postgres(server: str) -> str:
    """The address of a new empty database on a PostgreSQL server."""
    name = f"t{os.urandom(6).hex()}"
    at_postgres(server, f"create database {name}")
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def drop_postgres(url: str) -> None:
    at_postgres(url, f"drop database {make_url(url).database} with (force)")


def at_postgres(server: str, *commands: str) -> None:
    """What can only be said outside a transaction, to the server and from no database of a test."""
    admin = database.connect(make_url(server).set(database="postgres").render_as_string(hide_password=False))
    with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for each in commands:
            connection.exec_driver_sql(each)
    admin.dispose()
