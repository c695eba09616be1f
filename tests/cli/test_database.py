"""The database at the command line: upgraded, verified, copied and put back."""

import shutil
import sqlite3
import stat

import pytest

from bot.assemble import open_app
from bot.config import load
from storage.backup import BackupError, back_up
from storage.database import connect
from tests.cli.folder import hear


def test_looking_never_makes_a_database(parley, folder):
    for words in (
        ["db", "verify"],
        ["data", "list"],
        ["job", "weekly_chart", "-n"],
        ["db", "backup", folder / "b"],
    ):
        said = parley(*words)
        assert (said.exit_code, "parley db upgrade" in said.stderr) == (1, True)
    assert not (folder / "parley.db").exists()


def test_upgrade_says_what_it_did(parley):
    assert "it was empty" in parley("db", "upgrade").stdout
    assert "is up to date" in parley("db", "upgrade").stdout


def test_a_backup_can_be_put_back(parley, folder, known):
    assert parley("db", "backup", folder / "b.db").exit_code == 0
    assert stat.S_IMODE((folder / "b.db").stat().st_mode) == 0o600
    parley("data", "import", known)
    assert parley("data", "list").stdout
    restored = parley("db", "restore", folder / "b.db")
    assert restored.exit_code == 0, restored.stderr
    assert parley("data", "list").stdout == ""
    [kept] = folder.glob("parley.db.*.replaced")
    assert str(kept) in restored.stdout
    with sqlite3.connect(kept) as db:
        assert db.execute("SELECT count(*) FROM releases").fetchone() == (1,)
    assert parley("db", "backup", folder / "b.db").exit_code == 1


def test_a_backup_that_cannot_be_trusted_changes_nothing(parley, folder):
    parley("db", "upgrade")
    before = (folder / "parley.db").read_bytes()
    parley("db", "backup", folder / "b.db")
    whole = (folder / "b.db").read_bytes()
    (folder / "torn.db").write_bytes(whole[: len(whole) // 2])
    shutil.copy(folder / "b.db", folder / "newer.db")
    with sqlite3.connect(folder / "newer.db") as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
    with sqlite3.connect(folder / "other.db") as db:
        db.execute("CREATE TABLE cats (name)")
    for name in ("torn.db", "newer.db", "other.db", "none.db", "counts.csv"):
        said = parley("db", "restore", folder / name)
        assert said.exit_code == 1, name
        assert len(said.stderr.splitlines()) == 1
    assert (folder / "parley.db").read_bytes() == before


def test_nothing_is_restored_under_a_running_parley(parley, folder):
    parley("db", "upgrade")
    parley("db", "backup", folder / "b.db")
    app = open_app(load(folder / "config.yaml", {}))
    try:
        said = parley("db", "restore", folder / "b.db")
    finally:
        app.writer.close()
        app.engine.dispose()
    assert (said.exit_code, "Stop it first" in said.stderr) == (1, True)
    assert parley("db", "restore", folder / "b.db").exit_code == 0


def test_a_changed_audit_log_is_found(parley, folder, known):
    parley("data", "import", known)
    hear(folder, "U01", "catalogue")
    hear(folder, "U02", "data decline 1 No good")
    assert parley("db", "verify").exit_code == 0
    with sqlite3.connect(folder / "parley.db") as db:
        [(second,)] = db.execute("SELECT id FROM audit ORDER BY id LIMIT 1 OFFSET 1").fetchall()
        db.execute("UPDATE audit SET person = 'somebody' WHERE id = ?", (second,))
    said = parley("db", "verify")
    assert said.exit_code == 1
    assert f"from row {second}:" in said.stderr


def test_a_database_that_is_no_database_is_said_in_one_line(parley, folder):
    (folder / "parley.db").write_text("nothing of the kind" * 100)
    said = parley("db", "verify")
    assert (said.exit_code, len(said.stderr.splitlines())) == (1, 1)


def test_an_address_with_a_password_is_never_shown(parley, monkeypatch):
    monkeypatch.setenv("PARLEY_DATABASE_URL", "postgresql+psycopg://parley:hunter2@127.0.0.1:9/none")
    for words in (["db", "upgrade"], ["data", "list"], ["doctor"]):
        said = parley(*words)
        assert said.exit_code == 1
        assert "hunter2" not in said.output
        assert "The database cannot be used." in said.stderr or "Database" in said.stdout


PG_DUMP = """#!/bin/sh
for word in "$@"; do
  case "$word" in --file=*) echo "$PGHOST $PGPORT $PGUSER $PGPASSWORD $PGDATABASE $*" > "${word#--file=}";; esac
done
exit $FAILS
"""


def test_postgresql_is_copied_by_its_own_program_and_no_process_list_shows_the_password(
    tmp_path, monkeypatch
):
    (tmp_path / "pg_dump").write_text(PG_DUMP)
    (tmp_path / "pg_dump").chmod(0o755)
    engine = connect("postgresql+psycopg://ada:hunter2@db.example:5433/parley")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    monkeypatch.setenv("FAILS", "0")
    back_up(engine, tmp_path / "copy")
    words = (tmp_path / "copy").read_text()
    assert words.startswith("db.example 5433 ada hunter2 parley --format=custom")
    assert "hunter2" not in words.partition("--format")[2]
    monkeypatch.setenv("FAILS", "1")
    with pytest.raises(BackupError, match="gave no reason"):
        back_up(engine, tmp_path / "second")
    assert not (tmp_path / "second").exists()
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    with pytest.raises(BackupError, match="is not installed here"):
        back_up(engine, tmp_path / "second")
