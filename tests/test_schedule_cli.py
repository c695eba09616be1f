"""parley job --simulate: the calendar of days to come, with both changes of the clocks; nothing is stored."""

import sqlite3
from datetime import UTC, datetime, time

import pytest
from typer.testing import CliRunner

import jobs
from bot import config
from bot.__main__ import app as command_line
from bot.cli.simulating import lines
from commands.actions.owners import of_person
from storage import database, people, seeding, wishes
from storage.actions import making
from storage.actions.action import Draft
from storage.demo import partnership
from storage.times import Weekly
from storage.wishes import Wish


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
    assert found[1].startswith("Thursday 19 November 2026 9am action reminders in private")
    assert found[2].startswith("Thursday 19 November 2026 9am figures review in private")
    assert (
        "Wednesday 25 November 2026 8am meeting/Weekly call slack C0123456789, telegram -1001234567890"
        in found
    )
    assert "Thursday 31 December 2026 10am meeting/Board left out: paused, Christmas" in found
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
    here = config.load(built[0] / "config.yaml", {}).partnerships[0]
    found = [" ".join(line.split()) for line in lines(here, {}, starts, 14)]
    assert [line for line in found if "clocks" in line] == [f"{day} the clocks go {way}"]
    charts = [line for line in found if "weekly chart" in line]
    assert len(charts) == 2
    assert all(" 9:30am " in line for line in charts)
    assert ("because Monday 29 March 2027 is a bank holiday" in charts[0]) == (way == "forward")


def test_quiet_hours_and_the_limit_of_a_place_are_in_the_calendar(built):
    jobs.discover()
    usual = config.load(built[0] / "config.yaml", {}).partnerships[0]
    schedule = usual.schedule
    at_night = {
        "weeknote_prompt": schedule.weeknote_prompt.model_copy(update={"at": Weekly(4, time(20))}),
        "action_bundle": schedule.action_bundle.model_copy(update={"at": Weekly(4, time(19))}),
        "figures_review": schedule.figures_review.model_copy(update={"at": Weekly(4, time(19))}),
        "request_review": None,
        "request_clock": schedule.request_clock.model_copy(update={"at": Weekly(1, time(10))}),
        "action_reminders": schedule.action_reminders.model_copy(update={"at": Weekly(4, time(19))}),
        "meetings": (),
    }
    changed = {"schedule": schedule.model_copy(update=at_night), "posts_per_week": 1}
    found = lines(usual.model_copy(update=changed), {}, datetime(2026, 11, 18, 10, 0, tzinfo=UTC), 7)
    found = [" ".join(line.split()) for line in found]
    assert found == [
        "Friday 20 November 2026 2pm weeknote nudge in private",
        "Friday 20 November 2026 3:30pm weeknote digest in private",
        "Friday 20 November 2026 7pm action bundle in private, waits until 8am tomorrow, Saturday 21 November 2026",
        "Friday 20 November 2026 7pm action reminders in private, waits until 8am on Monday 23 November 2026",
        "Friday 20 November 2026 7pm figures review in private, waits until 8am on Monday 23 November 2026",
        "Friday 20 November 2026 8pm weeknote prompt slack C0123456789, telegram -1001234567890, in the quiet hours",
        "Monday 23 November 2026 9:30am weekly chart slack C0123456789, telegram -1001234567890",
        "Tuesday 24 November 2026 10am request clock in private",
        "The most in a week: reminders for a person 2, scheduled posts for a place 1. Quiet from 6pm to 8am.",
    ]
    pinned = {"weekly_chart": schedule.weekly_chart.model_copy(update={"measures": ("a", "b")})}
    two = usual.model_copy(update={"schedule": schedule.model_copy(update=pinned), "posts_per_week": 1})
    (chart,) = [
        line
        for line in lines(two, {}, datetime(2026, 11, 18, 10, 0, tzinfo=UTC), 7)
        if "weekly chart" in line
    ]
    assert chart.endswith("; over the limit of 1 for this week, so some may be left out")


@pytest.fixture
def demo(parley, built, tmp_path):
    """The demonstration with its figures, as somebody at the terminal has it."""
    jobs.discover()
    parley("db", "upgrade")
    engine = database.connect(f"sqlite:///{tmp_path / 'parley.db'}")
    with database.writing(engine) as db, db.begin():
        seeding.seed(db, config.load(built[0] / "config.yaml", {}).partnerships[0])
        partnership.approve(db, "demo-food", built[1], datetime(2026, 11, 18, tzinfo=UTC))
        lead = next(each for each in people.everybody(db, "demo-food") if each.name == "Demo Pantry Lead")
        made = datetime(2026, 11, 18, tzinfo=UTC)
        making.add(db, "demo-food", Draft("send the counts", of_person(lead)), lead.id, made)
        wishes.change(db, "demo-food", lead.id, Wish("slack", "off"))
    engine.dispose()
    return parley


def test_every_job_can_be_tried_and_leaves_nothing(demo, tmp_path):
    with sqlite3.connect(tmp_path / "parley.db") as db:
        before = list(db.iterdump())
    for name in sorted(jobs.JOBS):
        said = demo("job", name, "--dry-run", "--at", "2026-11-23 09:30")
        assert said.exit_code in (0, 2), (name, said.output)
        assert said.exception is None or isinstance(said.exception, SystemExit), (name, said.exception)
        if said.exit_code == 2:
            assert "has nothing to do" in said.stderr
    with sqlite3.connect(tmp_path / "parley.db") as db:
        assert list(db.iterdump()) == before


def test_a_dry_run_says_where_to_whom_and_what_is_held_back(demo):
    chart = demo("job", "weekly_chart", "-n", "--at", "2026-11-23").stdout
    assert "To slack C0123456789" in chart
    assert "To telegram -1001234567890" in chart
    assert "Food bank referrals this week" in chart
    bundle = demo("job", "action_bundle", "-n", "--at", "2026-11-23").stdout
    assert "To Demo Pantry Lead, in private: not sent, because they want none, are away" in bundle
    assert "send the counts" in bundle


@pytest.mark.parametrize("span", ["soon", "0d", "9999d", "-3d", "3 weeks"])
def test_a_span_that_is_none_is_refused_in_a_sentence(parley, span):
    said = parley("job", f"--simulate={span}")
    assert (said.exit_code, said.stdout) == (2, "")
    assert "Write a number of days" in said.stderr
