"""parley job --simulate: the calendar of days to come, with both changes of the clocks; nothing is stored."""

import sqlite3
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

import jobs
from bot import config
from bot.__main__ import app as command_line
from bot.cli.simulating import lines


@pytest.fixture
def parley(built, tmp_path):
    def say(*words):
        where = {"PARLEY_DATABASE_URL": f"sqlite:///{tmp_path / 'parley.db'}"}
        return CliRunner().invoke(
            command_line, ["--config", str(built[0] / "config.yaml"), *words], env=where
        )

    return say


def test_the_calendar_says_what_comes_where_and_what_does_not_and_why(parley, tmp_path):
    said = parley("job", "--simulate", "90d", "--at", "2026-11-18 10:00")
    assert said.exit_code == 0, said.stderr
    found = [" ".join(line.split()) for line in said.stdout.splitlines()]
    assert found[0] == "Demo food insight partnership (demo-food)"
    assert found[1].startswith("Thursday 19 November 2026 9am figures review in private")
    assert any(line.startswith("Monday 23 November 2026 9:30am weekly chart") for line in found)
    because = "because Monday 28 December 2026 is a bank holiday"
    assert "Tuesday 29 December 2026 9:30am weekly chart left out: paused, Christmas" in found
    assert not any(because in line for line in found)
    assert not (tmp_path / "parley.db").exists()


def test_a_change_and_a_skip_of_a_lead_are_in_the_calendar_and_nothing_is_stored(parley, tmp_path):
    assert parley("db", "upgrade").exit_code == 0
    with sqlite3.connect(tmp_path / "parley.db") as db:
        db.execute(
            "insert into schedule_changes (partnership, job, words, by, at) values "
            "('demo-food', 'weekly_chart', 'Tuesday 10am', 1, '2026-11-18 10:00:00')"
        )
        db.execute(
            "insert into occurrences (partnership, job, subject, local_due, due, state, reason) values "
            "('demo-food', 'weeknote_digest', '', '2026-11-20T15:30', '2026-11-20 15:30:00', 'skipped', 'half term')"
        )
        before = list(db.iterdump())
    said = parley("job", "--simulate", "14 days", "--at", "2026-11-18 10:00").stdout
    found = [" ".join(line.split()) for line in said.splitlines()]
    assert any(line.startswith("Tuesday 24 November 2026 10am weekly chart") for line in found)
    assert not any("Monday 23 November 2026 9:30am weekly chart" in line for line in found)
    assert "Friday 20 November 2026 3:30pm weeknote digest left out: half term" in found
    assert "Tuesday 10am" in parley("job", "--list").stdout
    with sqlite3.connect(tmp_path / "parley.db") as db:
        assert list(db.iterdump()) == before


@pytest.mark.parametrize(
    ("starts", "day", "way"),
    [
        (datetime(2027, 3, 22, 12, 0, tzinfo=UTC), "Sunday 28 March 2027", "forward"),
        (datetime(2027, 10, 25, 12, 0, tzinfo=UTC), "Sunday 31 October 2027", "back"),
    ],
)
def test_times_stay_on_the_wall_when_the_clocks_change(built, starts, day, way):
    jobs.discover()
    partnership = config.load(built[0] / "config.yaml", {}).partnerships[0]
    found = [" ".join(line.split()) for line in lines(partnership, {}, starts, 14)]
    assert [line for line in found if "clocks" in line] == [f"{day} the clocks go {way}"]
    charts = [line for line in found if "weekly chart" in line]
    assert len(charts) == 2
    assert all(" 9:30am " in line for line in charts)
    assert ("because Monday 29 March 2027 is a bank holiday" in charts[0]) == (way == "forward")


@pytest.mark.parametrize("span", ["soon", "0d", "9999d", "-3d", "3 weeks"])
def test_a_span_that_is_none_is_refused_in_a_sentence(parley, span):
    said = parley("job", f"--simulate={span}")
    assert (said.exit_code, said.stdout) == (2, "")
    assert "Write a number of days" in said.stderr
