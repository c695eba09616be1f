"""Bring the database to the schema of this version, with a backup of what was there before.

Alembic is loaded only where there is something to migrate: it takes as long to load as a third of Parley's start.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, inspect, text

from storage import database

MIGRATIONS = Path(__file__).parent / "migrations"


def version(engine: Engine) -> str | None:
    """The schema version a database is at; ``None`` for an empty one."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.scalar(text("select version_num from alembic_version"))
        return found


def newest() -> str:
    """The schema version this Parley needs: each migration is a file that begins with its version."""
    return max(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def upgrade(engine: Engine, now: datetime) -> Path | None:
    """Migrate to the newest schema. Returns the backup made first, where there was something to lose."""
    if version(engine) == newest():
        return None
    backup = _backup_before(engine, now)
    _migrate(engine)
    return backup


def _migrate(engine: Engine) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.execution_options(parley_write=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _backup_before(engine: Engine, now: datetime) -> Path | None:
    path = sqlite_file(engine)
    if path is None or not inspect(engine).get_table_names():
        return None
    target = path.with_name(f"{path.name}.{now:%Y%m%dT%H%M%S}.backup")
    copy_sqlite(path, target)
    return target


def sqlite_file(engine: Engine) -> Path | None:
    """The file of a SQLite database; ``None`` for PostgreSQL and for one in memory."""
    name = engine.url.database
    if not database.is_sqlite(engine) or name in (None, "", ":memory:"):
        return None
    return Path(str(name))


def copy_sqlite(source: Path, target: Path) -> None:
    """A consistent copy of a live database, through SQLite's own backup."""
    with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(target)) as there:
        here.backup(there)
