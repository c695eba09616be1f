"""Copies of the database and back again: checked before they are trusted, nothing overwritten."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import datetime
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import Engine, select
from sqlalchemy.engine import URL

from storage import audit, database, migrate
from storage.tables import AuditRow

NOT_HERE = (
    "This database is PostgreSQL and {tool} is not installed here. Install PostgreSQL's client programs, "
    "or use the backups of whoever runs the database."
)


class BackupError(Exception):
    """A backup that cannot be made or used; the text says why and what to do."""


def back_up(engine: Engine, target: Path) -> None:
    """Copy a live database to a new file and check the copy. Raises ``BackupError``."""
    if target.exists():
        raise BackupError(f"{target} is there already. Name a file that does not exist yet.")
    if not target.parent.is_dir():
        raise BackupError(f"There is no folder {target.parent}. Make it first, or name another.")
    if not database.is_sqlite(engine):
        _dump(engine.url, target)
        return
    partial = target.with_name(f"{target.name}.partial")
    partial.touch(mode=0o600)
    try:
        migrate.copy_sqlite(_file(engine), partial)
        with closing(sqlite3.connect(partial)) as copy:
            copy.execute("PRAGMA journal_mode=DELETE")  # one file that needs nothing beside it
        _refuse_damaged(partial)
        partial.rename(target)
    finally:
        partial.unlink(missing_ok=True)


def restore(engine: Engine, source: Path, now: datetime) -> Path | None:
    """Put a checked backup in the database's place. Returns where the replaced file is kept.

    Raises ``BackupError`` for a backup that cannot be trusted and while anybody has the database open.
    """
    if not database.is_sqlite(engine):
        raise BackupError(
            "A PostgreSQL backup is restored with PostgreSQL's own program: stop Parley, then run "
            f"pg_restore --clean --if-exists --no-owner --dbname={engine.url.database} {source}"
        )
    _refuse_damaged(source)
    _refuse_unknown(source)
    file = _file(engine)
    engine.dispose()
    partial = file.with_name(f"{file.name}.partial")
    partial.unlink(missing_ok=True)
    partial.touch(mode=0o600)
    migrate.copy_sqlite(source, partial)
    return _swap(file, partial, now)


def _swap(file: Path, partial: Path, now: datetime) -> Path | None:
    kept = file.with_name(f"{file.name}.{now:%Y%m%dT%H%M%S}.replaced") if file.exists() else None
    try:
        if kept is not None:
            _close_for_good(file)
            shutil.copymode(file, partial)
            file.rename(kept)
        for beside in ("-wal", "-shm"):  # left by a crash; they belong to the file just replaced
            file.with_name(file.name + beside).unlink(missing_ok=True)
        partial.rename(file)
    finally:
        partial.unlink(missing_ok=True)
    return kept


def _close_for_good(file: Path) -> None:
    """Fold the write-ahead log into the file, which works only while nobody else has it open."""
    try:
        with closing(sqlite3.connect(file, timeout=0.2)) as alone:
            alone.execute("PRAGMA journal_mode=DELETE")
            alone.execute("BEGIN EXCLUSIVE")
            alone.execute("ROLLBACK")
    except sqlite3.DatabaseError as error:
        if "locked" not in str(error):
            return  # damaged: that is why it is being replaced
        raise BackupError("Parley is running on this database. Stop it first, then restore.") from None


def _file(engine: Engine) -> Path:
    file = migrate.sqlite_file(engine)
    if file is None:
        raise BackupError("This database is in memory only: there is nothing to keep.")
    return file


def damage(file: Path) -> str:
    """What is wrong with a SQLite file, in the database's own words; empty when it is whole."""
    try:
        with closing(_read_only(file)) as copy:
            found = [str(row[0]) for row in copy.execute("PRAGMA integrity_check(1)")]
    except sqlite3.DatabaseError as error:
        return str(error)
    return "" if found == ["ok"] else found[0]


def _read_only(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)


def _refuse_damaged(file: Path) -> None:
    if not file.is_file():
        raise BackupError(f"There is no file {file}.")
    if wrong := damage(file):
        raise BackupError(f"{file} is damaged or is not a database ({wrong}). Nothing was changed.")


def _refuse_unknown(file: Path) -> None:
    """A backup of something else, or of a later Parley, is refused."""
    with closing(_read_only(file)) as copy:
        try:
            row = copy.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.DatabaseError:
            row = None
    if row is None:
        raise BackupError(f"{file} is not a database of Parley. Nothing was changed.")
    if row[0] not in versions():
        raise BackupError(
            f"{file} was made by a newer Parley. Install that version first. Nothing was changed."
        )


def versions() -> set[str]:
    """Every schema version this Parley knows."""
    folder = Path(migrate.__file__).parent / "migrations"
    return {revision.revision for revision in ScriptDirectory(str(folder)).walk_revisions()}


def _dump(url: URL, target: Path) -> None:
    """PostgreSQL's own copy. The password goes through the environment, where no process list shows it."""
    program = shutil.which("pg_dump")
    if program is None:
        raise BackupError(NOT_HERE.format(tool="pg_dump"))
    command = [program, "--format=custom", "--no-password", f"--file={target}"]
    where = {**os.environ, **_pg(url)}
    made = subprocess.run(command, env=where, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    if made.returncode:
        target.unlink(missing_ok=True)
        said = "; ".join(line.removeprefix("pg_dump: ") for line in made.stderr.strip().splitlines())
        raise BackupError(f"pg_dump could not copy the database: {said or 'it gave no reason'}.")
    target.chmod(0o600)


def _pg(url: URL) -> dict[str, str]:
    """Where the database is, as PostgreSQL's programs read it."""
    host = url.host or url.query.get("host")
    parts = {"PGHOST": host, "PGPORT": url.port or url.query.get("port"), "PGUSER": url.username}
    parts |= {"PGPASSWORD": url.password, "PGDATABASE": url.database}
    return {name: str(value) for name, value in parts.items() if value}


def broken_chains(engine: Engine) -> list[tuple[str, int]]:
    """Each partnership whose audit log does not hold, with the first row that does not follow."""
    with database.reading(engine) as db:
        known = sorted(db.scalars(select(AuditRow.partnership).distinct()))
        found = [(partnership, audit.broken_at(db, partnership)) for partnership in known]
    return [(partnership, row) for partnership, row in found if row is not None]
