"""Parley and its jobs as they run: a dry run that leaves nothing behind, and a process that starts and stops."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from tests.cli.folder import change
from tests.fakes.slack import FakeSlack
from tests.process import ROOT, free_port


def dump(folder):
    with sqlite3.connect(folder / "parley.db") as db:
        return list(db.iterdump())


def test_a_dry_run_shows_the_post_and_leaves_nothing_behind(parley, folder):
    parley("db", "upgrade")
    before = dump(folder)
    said = parley("job", "weekly-chart", "--dry-run", "--at", "2026-11-23 09:30")
    assert said.exit_code == 0, said.stderr
    assert "due at 9:30am on Monday 23 November 2026" in said.stdout
    assert "\nTo slack C" in said.stdout
    assert "Example referrals: there are no approved figures to show." in said.stdout
    assert dump(folder) == before
    digest = parley("job", "weeknote_digest", "-n")
    assert "It would post nothing." in digest.stdout


def test_a_day_alone_is_the_time_of_the_job_on_that_day(parley):
    parley("db", "upgrade")
    said = parley("job", "weekly chart", "--dry-run", "--at", "2026-11-23")
    assert "due at 9:30am on Monday 23 November 2026" in said.stdout


def test_a_pause_is_respected_by_a_dry_run(parley, folder):
    parley("db", "upgrade")
    change(folder, pauses=[{"from": "2026-12-24", "to": "2027-01-01", "reason": "Christmas"}])
    said = parley("job", "weekly_chart", "-n", "--at", "2026-12-28 09:30")
    assert "It would be left out. Posts are paused" in said.stdout


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["weekly_chart"], "--dry-run"),
        (["weekly_char", "-n"], 'did you mean "weekly_chart"'),
        (["poll_close", "-n"], "nothing is open"),
        (["weekly_chart", "-n", "--at", "monday"], "--at"),
        (["weekly_chart", "-n", "--at", "2026-02-30"], "Write a real local day"),
        (
            ["weekly_chart", "-n", "--at", "2026-11-24"],
            "not due on Tuesday 24 November 2026, but on Monday 30 November 2026",
        ),
        (["-n"], "Say which job to show"),
        (["", "-n"], "Say which job to show"),
        (["banana", "-n"], "choose from action_bundle"),
    ],
)
def test_a_job_that_cannot_be_shown_is_refused_in_a_sentence(parley, words, part):
    parley("db", "upgrade")
    said = parley("job", *words)
    assert (said.exit_code, said.stdout) == (2, "")
    assert part in said.stderr


def test_the_list_of_jobs_needs_no_database(parley, folder):
    said = parley("job", "--list")
    assert "weeknote_prompt" in said.stdout
    assert not (folder / "parley.db").exists()


def test_run_starts_serves_no_page_and_stops_when_told(folder):
    path = folder / "config.yaml"
    port = free_port()
    path.write_text(path.read_text().replace("slack: {mode: socket}\n", "").replace("8080", str(port)))
    command = [sys.executable, "-m", "bot", "--config", str(path), "run"]
    running = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    try:
        assert wait_for(f"http://127.0.0.1:{port}/healthz") == 200
        assert wait_for(f"http://127.0.0.1:{port}/") == 404
        second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        assert (second.returncode, "http.port" in second.stderr, "Traceback" in second.stderr) == (
            1,
            True,
            False,
        )
    finally:
        running.send_signal(signal.SIGTERM)
        started = time.monotonic()
        logged = running.communicate(timeout=10)[1]
    assert time.monotonic() - started < 10  # only a hang fails: how long a stop takes is measured, not tested
    assert running.returncode == 0
    assert "Traceback" not in logged
    assert [json.loads(line)["event"] for line in logged.splitlines() if line.startswith("{")] == [
        "started",
        "stopping",
    ]


def test_a_token_that_slack_refuses_is_one_sentence(folder):
    with FakeSlack() as slack:
        path = folder / "config.yaml"
        path.write_text(path.read_text().replace("8080", "0"))
        tokens = {"SLACK_BOT_TOKEN": "xoxb-wrong-token", "SLACK_APP_TOKEN": slack.app_token}
        env = {**os.environ, **tokens, "SLACK_API_URL": slack.api_url}
        command = [sys.executable, "-m", "bot", "--config", str(path), "run"]
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1].endswith("parley doctor")
    assert "xoxb-wrong-token" not in done.stderr


def wait_for(url):
    for _ in range(200):
        try:
            return urllib.request.urlopen(url).status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            time.sleep(0.05)
    raise AssertionError(url)
