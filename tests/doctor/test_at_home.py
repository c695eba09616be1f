"""What can be wrong with the database and the clock."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from storage import database, migrate
from tests.doctor.patient import CHANNEL, Patient, now


@pytest.fixture
def alone(tmp_path):
    return Patient(tmp_path)


def made(folder):
    engine = database.connect(f"sqlite:///{folder / 'parley.db'}")
    migrate.upgrade(engine, now())
    engine.dispose()
    return folder / "parley.db"


def test_a_database_that_is_not_there_is_not_made(alone):
    assert alone.states("Database") == ["warning"]
    assert not (alone.folder / "parley.db").exists()


def test_a_database_that_can_be_written(alone):
    made(alone.folder)
    assert alone.states("Database") == ["ok"]


def test_a_database_of_an_older_version(alone):
    file = made(alone.folder)
    with sqlite3.connect(file) as db:
        db.execute("UPDATE alembic_version SET version_num = '0000'")
    [(state, text)] = alone.says("Database")
    assert (state, "parley db upgrade" in text) == ("warning", True)


def test_a_database_that_is_no_database(alone):
    (alone.folder / "parley.db").write_text("not a database at all" * 100)
    assert alone.states("Database") == ["problem"]


def test_posts_that_failed_and_jobs_that_are_overdue(alone):
    file = made(alone.folder)
    old = (now() - timedelta(hours=2)).replace(tzinfo=None).isoformat(sep=" ")
    with sqlite3.connect(file) as db:
        db.execute(
            "INSERT INTO posts (partnership, platform, address, reply, live, state, stale, not_before, attempts,"
            f" pictures) VALUES ('demo', 'slack', 'C1', '{{}}', '', 'failed', 0, '{old}', 1, 0)"
        )
        db.execute(
            "INSERT INTO occurrences (partnership, job, subject, local_due, due, state)"
            f" VALUES ('demo', 'weeknote_prompt', '', '2026-11-20T11:00', '{old}', 'due')"
        )
    assert alone.states("Posts") == ["warning"]
    assert "Overdue: weeknote prompt" in alone.says("Jobs")[0][1]


def test_next_times_are_said_in_words(alone):
    assert (
        "weeknote prompt at 11am on Friday"
        in alone.says("Jobs", clock=lambda: datetime(2026, 11, 23, tzinfo=UTC))[0][1]
    )


def test_the_command_prints_words_and_leaves_with_1_for_a_problem(on_slack, slack, monkeypatch):
    slack.remove_bot(CHANNEL)
    monkeypatch.setenv("SLACK_BOT_TOKEN", slack.bot_token)
    monkeypatch.setenv("SLACK_APP_TOKEN", slack.app_token)
    said = CliRunner().invoke(app, ["--config", str(on_slack.folder / "config.yaml"), "doctor"])
    assert said.exit_code == 1
    assert "problem  Slack channel C0123456789: Parley is not in #food." in said.stdout
    assert slack.bot_token not in said.output
    assert "\x1b" not in said.output
    told = CliRunner().invoke(app, ["--config", str(on_slack.folder / "config.yaml"), "doctor", "--json"])
    assert told.exit_code == 1
    assert json.loads(told.stdout)["ok"] is False
