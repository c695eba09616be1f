"""Backups, stored buttons, half-filled forms and logs: what is kept beside the counts holds no choice of anybody."""

from __future__ import annotations

import io
import sqlite3
from contextlib import closing, redirect_stderr
from datetime import timedelta

import pytest
import structlog
from sqlalchemy import select

from bot import log
from bot.settings import SlackSettings
from bot.slack.manifest import manifest
from commands import REGISTRY
from storage import backup, database
from storage.tables import PollRow, StoredLineRow
from tests.soundings.people import FOR, FRIDAY_LINE, answer_all

LONG = "Fewer of the families whom we have known since before the winter"  # with its command longer than any button


@pytest.mark.parametrize("scrubbed", [False, True])
def test_a_backup_after_the_close_holds_list_and_counts_and_no_way_from_one_to_the_other(
    quick, tmp_path, scrubbed
):
    quick.says("lead", f'/poll "Is stock low?" Yes | No remind=everybody {FRIDAY_LINE}')
    answer_all(quick, 1, ["yes", "no", "yes", "no", "yes"])
    with database.reading(quick.app.engine) as db:
        salt = db.scalars(select(PollRow.salt)).one()
        tokens = {voice for (voice,) in db.connection().exec_driver_sql("SELECT voice FROM poll_rolls")}
    quick.says("lead", "poll close 1")
    if scrubbed:
        quick.reaches(quick.clock() + timedelta(seconds=10))
    backup.back_up(quick.app.engine, tmp_path / "copy.db")
    assert salt.encode() not in (tmp_path / "copy.db").read_bytes()
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("SELECT salt FROM polls").fetchall() == [(None,)]
        assert [voice for (voice,) in copy.execute("SELECT voice FROM poll_rolls")] == sorted(tokens)
        assert [votes for (votes,) in copy.execute("SELECT votes FROM poll_counts ORDER BY answer")] == [
            0,
            2,
            0,
            3,
        ]
    assert not tokens & set(FOR)


def test_a_line_too_long_for_a_button_is_kept_for_every_answer_and_for_nobody(quick):
    """An answer typed wrongly is answered with buttons: none of them is stored because of what somebody chose."""
    quick.says("lead", f'/poll "How is demand?" {LONG[:60]} | Same {FRIDAY_LINE}')
    kept = lines(quick)
    answer_all(quick, 1, [LONG[:60], "same", f"{LONG[:50]}?", "zebra"])
    assert lines(quick) == kept


def lines(chat):
    with database.reading(chat.app.engine) as db:
        return sorted(row.line for row in db.scalars(select(StoredLineRow)))


@pytest.mark.parametrize(
    "line",
    [
        "poll 1 zebra",
        "/poll  1   zebra",
        "poll 1: zebra",
        "Poll 1, zebra.",
        "poll #1 zebra",
        "poll no. 1 Zebra!",
        "poll1 zebra",
        "polls 1 zebra",
        "sounding 1 zebra",
        "Sounding 1: Zebra",
        "parley, sounding number 1 - zebra",
        "vote 1 zebra",
        "/vote #1 “zebra”",
        "poll 1.1 zebra",
    ],
)
def test_an_answer_counts_and_waits_in_no_inbox_however_it_is_typed(quick, line):
    quick.says("lead", f'/poll "Is stock low?" Zebra | Walrus {FRIDAY_LINE}')
    assert quick.app.keeps_out(line)
    assert quick.says("pantry-lead", line).startswith("Counted.")


def test_an_answer_that_there_is_not_is_answered_with_those_there_are(quick):
    quick.says("lead", f'/poll "Is stock low?" Zebra | Walrus {FRIDAY_LINE}')
    assert "[Zebra] [Walrus] [Prefer not to say]" in quick.says("pantry-lead", "poll 1 zebr")
    assert quick.presses("pantry-lead", "Zebra").startswith("Counted.")
    assert quick.says("pantry-lead", "sounding 1").startswith("Sounding 1\n\nIs stock low?")


def test_logs_at_their_most_talkative_hold_no_choice(quick, caplog):
    """Ours and those of the libraries, with a failure on the way."""
    quick.says("lead", f'/poll "Is stock low?" Zebra | Walrus {FRIDAY_LINE}')
    told = io.StringIO()
    with redirect_stderr(told):
        log.start("DEBUG")
        answer_all(quick, 1, ["zebra", "aardvark"])
        quick.says("centre-manager", "poll vote 1 2")
        with database.writing(quick.app.engine) as db:
            db.connection().exec_driver_sql("DROP TABLE poll_counts")
            db.commit()
        assert "problem with Parley" in quick.says("analyst", "poll vote 1 1")
        structlog.reset_defaults()
    assert "a command failed" in told.getvalue()
    said = (told.getvalue() + caplog.text).lower()
    assert not [mark for mark in ("zebra", "walrus", "aardvark", "poll 1") if mark in said]


@pytest.mark.parametrize("read_history", [False, True])
def test_slack_is_never_asked_for_reactions(quick, read_history):
    settings = quick.app.settings.model_copy(update={"slack": SlackSettings(read_history=read_history)})
    assert "reaction" not in str(manifest(settings, REGISTRY))
