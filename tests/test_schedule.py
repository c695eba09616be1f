"""The schedule in words: what comes when, and how a lead changes, skips, runs and pauses it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

import jobs
from bot.app import App
from bot.text import buttons
from commands.schedule_words import NAMES
from storage import database, occurrences
from storage.due_times import planned, times
from storage.schedule_settings import Job
from storage.tables import AuditRow
from storage.times import Daily, Fortnightly, OfMonth, Weekly, parse_weekly
from tests.world import NOW, World

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
CHART = "Food bank referrals this week"
NOTHING_NEW = "No new figures this week"  # the same figures are not shown twice


def test_everybody_sees_what_comes_when(quick):
    said = quick.says("food-hub-lead", "/parley schedule")
    assert quick.last.private
    assert (
        "Weekly chart: Monday 9:30am.\nNext: Monday 23 November, Monday 30 November, Monday 7 December."
        in said
    )
    assert "Paused from 24 December 2026 to 1 January 2027: Christmas. Nothing is posted." in said
    assert said.endswith("To have something changed, ask Demo Lead.")


def test_a_bank_holiday_is_said_with_the_day_instead(quick):
    quick.sleeps_until(datetime(2027, 5, 26, 12, 0, tzinfo=UTC))
    said = quick.says("analyst", "schedule")
    assert "Next: Tuesday 1 June, Monday 7 June, Monday 14 June." in said
    assert "Monday 31 May is a bank holiday: Tuesday 1 June instead." in said


def test_what_a_pause_leaves_out_is_said_with_its_reason(quick):
    quick.sleeps_until(datetime(2026, 12, 22, 12, 0, tzinfo=UTC))
    said = quick.says("analyst", "schedule")
    assert "Next: Monday 4 January 2027, Monday 11 January 2027, Monday 18 January 2027." in said
    assert "Tuesday 29 December: paused, Christmas." in said


def test_every_job_of_the_schedule_has_a_name_that_people_use():
    jobs.discover()
    asked_for_by_themselves = {
        "poll_close",
        "poll_outcome",
        "poll_reminder",
        "poll_series",
        "poll_words",
        "letting_out",
        "digest_chaser",
        "meeting",
        "meeting_close",
    }
    assert set(NAMES) == set(jobs.JOBS) - asked_for_by_themselves


def test_a_lead_changes_a_time_and_takes_it_back(quick):
    said = quick.says("lead", "schedule weekly chart Tuesday 10am")
    assert "Weekly chart now comes Tuesday 10am.\nNext: Tuesday 24 November, Tuesday 1 December" in said
    assert "Before, it came Monday 9:30am.\nNext: Monday 23 November, Monday 30 November" in said
    assert "Weekly chart: Tuesday 10am (changed from Monday 9:30am)." in quick.says("analyst", "schedule")
    quick.says("lead", "schedule")
    assert "comes Monday 9:30am, as configured" in quick.presses("lead", "Weekly chart as configured")
    assert "changed from" not in quick.says("analyst", "schedule")


def test_a_changed_time_holds_and_the_old_one_does_not(chat):
    chat.says("lead", "schedule weekly chart Tuesday 10am")
    assert CHART not in chat.reaches(MONDAY + timedelta(minutes=1))
    assert CHART in chat.reaches(TUESDAY)
    assert CHART not in chat.reaches(TUESDAY + timedelta(minutes=5))


def test_another_process_keeps_to_a_change_and_a_pause_at_once(chat):
    partnerships = {name: replace(each) for name, each in chat.app.partnerships.items()}
    other = World(App(chat.app.settings, chat.app.engine, partnerships, chat.clock), chat.clock)
    try:
        other.app.reload()
        other.reaches(NOW + timedelta(minutes=1))
        chat.says("lead", "schedule weekly chart Tuesday 10am")
        assert CHART not in other.reaches(MONDAY)
        assert CHART in other.reaches(TUESDAY)
        chat.says("lead", "schedule pause today building work")
        chat.says("lead", "schedule weekly chart Tuesday 11am")
        assert CHART not in other.reaches(TUESDAY + timedelta(hours=1))
        assert "Posts are paused until 24 November 2026: building work." in other.told("lead")
        chat.says("lead", "schedule resume")
        chat.says("lead", "schedule as configured chart")
        assert NOTHING_NEW in other.reaches(MONDAY + timedelta(days=7))
    finally:
        other.app.writer.close()
        other.loop.close()


def test_what_was_due_before_a_change_still_comes(chat):
    chat.reaches(MONDAY - timedelta(minutes=5))
    chat.clock.move_to(MONDAY + timedelta(seconds=5))  # the clock has not ticked since
    chat.says("lead", "schedule weekly chart Tuesday 10am")
    assert CHART in chat.reaches(MONDAY + timedelta(seconds=10))


def test_a_new_time_that_has_just_passed_is_not_owed(chat):
    chat.reaches(MONDAY + timedelta(minutes=1))
    chat.clock.move_to(MONDAY + timedelta(minutes=20))
    chat.says("lead", "schedule weekly chart Monday 9:45am")
    assert CHART not in chat.reaches(MONDAY + timedelta(minutes=21))


def test_a_written_time_that_is_moved_away_and_back_comes_once(chat):
    identity = next(iter(chat.app.partnerships))
    local = datetime(2026, 11, 23, 9, 30)
    chat.app.writer.run_now(lambda db: occurrences.write_down(db, identity, "weekly_chart", local, MONDAY))
    chat.says("lead", "schedule weekly chart Tuesday 10am")
    with database.reading(chat.app.engine) as db:
        assert "weekly_chart" not in [each.job for each in occurrences.upcoming(db, identity)]
    chat.presses("lead", "As configured")
    assert CHART in chat.reaches(MONDAY)
    assert chat.place().count(CHART) == 1


def test_skipping_leaves_out_one_and_can_be_undone(chat):
    said = chat.says("lead", "schedule skip weekly chart half term")
    assert "The weekly chart of Monday 23 November is left out." in said
    assert "Monday 23 November: skipped by Demo Lead, half term." in chat.says("analyst", "schedule")
    assert CHART not in chat.reaches(MONDAY)
    assert CHART in chat.reaches(MONDAY + timedelta(days=7))
    chat.says("lead", "schedule skip weekly chart")
    assert "is not left out any more" in chat.presses("lead", "Undo")
    assert NOTHING_NEW in chat.reaches(MONDAY + timedelta(days=14))


def test_a_skip_cannot_be_undone_when_its_time_has_passed(quick):
    quick.says("lead", "schedule skip weekly chart")
    (undo,) = buttons(quick.last)
    quick.reaches(MONDAY)
    assert "its time has passed" in quick.says("lead", undo.line)
    assert "is not skipped" in quick.says("lead", "schedule unskip weekly chart tomorrow")


def test_run_posts_now_once_and_the_usual_time_stays(chat):
    assert "on its way" in chat.says("lead", "schedule run weekly chart")
    assert "already or on its way" in chat.says("lead", "schedule run weekly chart")
    assert CHART in chat.reaches(NOW + timedelta(seconds=10))
    assert chat.place().count(CHART) == 1
    assert NOTHING_NEW in chat.reaches(MONDAY)


def test_nothing_is_run_in_a_pause(quick):
    quick.says("lead", "schedule pause today to Friday moving house")
    said = quick.says("lead", "schedule run weekly chart")
    assert said.startswith("Posts are paused until 20 November 2026: moving house. End the pause first.")


def test_a_pause_holds_posts_until_it_is_ended(chat):
    said = chat.says("lead", "schedule pause 20 November to 27 November conference")
    assert said.startswith("Paused from 20 November 2026 to 27 November 2026: conference. Nothing is posted.")
    assert CHART not in chat.reaches(MONDAY)
    assert "is over" in chat.says("lead", "schedule resume")
    assert CHART in chat.reaches(MONDAY + timedelta(days=7))


def test_before_an_election_only_what_is_published_is_held(chat):
    said = chat.says("lead", "schedule pause until 7 May pre-election period")
    assert "to 7 May 2027: pre-election period. Nothing is published; posts here go on." in said
    assert CHART in chat.reaches(MONDAY)


@pytest.mark.parametrize(
    ("days", "part"),
    [
        ("24 November training day", "Paused on 24 November 2026: training day."),
        ("from tomorrow to Friday moving", "from 19 November 2026 to 20 November 2026: moving."),
        ("20/12/2026 - 3/1/2027 because of holidays", "from 20 December 2026 to 3 January 2027: holidays."),
        ("24 Dec until 4 Jan for a\nrest", "from 24 December 2026 to 4 January 2027: a rest."),
    ],
)
def test_a_pause_is_read_as_people_write_it(quick, days, part):
    assert part in quick.says("lead", f"schedule pause {days}")


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("pause 24 December to 1 January", "Say why as well"),
        ("pause 24 December to 20 December 2026 x", "must be 24 December 2026 or later"),
        ("pause 31 February to 3 March x", "31/2/2027 is not a real date"),
        ("pause until 1 January 2029 x", "a year at most"),
        ("pause Christmas", "Write a date such as"),
        ("pause tomorrow " + "x" * 300, "200 characters or less"),
        ("pause 24 December to 1 January Christmas", "There is this pause already"),
        ("resume", "is in the configuration"),
        ("resume 99", "is in the configuration"),
        ("weekly chart", "schedule weekly chart Tuesday 10am"),
        ("weekly chart Tuesday", "Write a day and a time"),
        ("weekly chart Tuesday 25:00", "is not on the clock"),
        ("weekly chart Monday 9.30", "already. Nothing was changed"),
        ("skip weekly chart " + "x" * 300, "200 characters or less"),
        ("skip", "[Skip the next one]"),
        ("run", "[Post it now]"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(quick, line, part):
    assert part in quick.says("lead", f"schedule {line}")


def test_a_misspelt_name_is_offered_as_a_button_with_the_rest_of_the_line(quick):
    said = quick.says("lead", "schedule wekly chrt Tuesday 10am")
    assert said.startswith('There is nothing called "wekly chrt" in the schedule.')
    assert "now comes Tuesday 10am" in quick.presses("lead", "Weekly chart")
    quick.says("lead", "schedule skip digets")
    assert "The digest of Friday 20 November is left out." in quick.presses("lead", "Digest")


def test_forms_do_the_same_as_words(quick):
    quick.says("lead", "schedule change")
    said = quick.fills("lead", {"job": "digest", "when": "last Friday 4pm"})
    assert "Digest now comes last Friday 4pm.\nNext: Friday 27 November" in said
    quick.says("lead", "schedule change")
    assert 'Write the time as "9:30am"' in quick.fills("lead", {"job": "digest", "when": "Friday 31:00"})
    quick.says("lead", "schedule pause")
    said = quick.fills("lead", {"first": "", "last": "Friday", "reason": "training", "holds": "posts"})
    assert said.startswith("Paused from 18 November 2026 to 20 November 2026: training.")
    quick.says("lead", "schedule skip")
    assert "is left out" in quick.fills("lead", {"job": "weekly chart", "reason": "half term"})


def test_of_several_pauses_people_choose_by_their_reason(quick):
    quick.says("lead", "schedule pause tomorrow training")
    quick.says("lead", "schedule pause Friday conference")
    assert quick.says("lead", "schedule resume").startswith("Which pause ends?")
    assert "The pause for conference is over." in quick.presses("lead", "conference, until 20 November 2026")
    assert quick.presses("lead", "Pause again").startswith("Paused on 20 November 2026: conference.")


@pytest.mark.parametrize(
    "line", ["weekly chart Tue 10am", "skip digest", "run digest", "pause Friday x", "resume", "change"]
)
def test_only_a_lead_changes_anything(quick, line):
    assert "Ask Demo Lead." in quick.says("analyst", f"schedule {line}")
    assert "changed from" not in quick.says("analyst", "schedule")


def test_every_change_is_in_the_audit_log(quick):
    for line in ("weekly chart Tuesday 10am", "skip digest half term", "run digest", "pause Friday away"):
        quick.says("lead", f"schedule {line}")
    with database.reading(quick.app.engine) as db:
        found = [
            row.detail for row in db.scalars(select(AuditRow).where(AuditRow.what.startswith("schedule")))
        ]
    assert found == [
        "weekly chart: Tuesday 10am, before Monday 9:30am",
        "digest of 20 November 2026: half term",
        "digest, asked for now",
        "2026-11-20 to 2026-11-20, posts: away",
    ]


CLOCK = st.times().map(lambda each: each.replace(second=0, microsecond=0, tzinfo=None))
RULES = st.builds(Weekly, st.integers(0, 6), CLOCK)
RULES |= st.builds(Daily, CLOCK, st.booleans())
RULES |= st.builds(OfMonth, st.integers(0, 6), CLOCK) | st.builds(Fortnightly, st.integers(0, 6), CLOCK)


@given(RULES)
def test_a_rule_is_read_again_as_it_was_kept(rule):
    assert parse_weekly(rule.words()) == rule


@given(RULES, st.sampled_from(["slide", "skip", "post"]))
def test_what_people_are_shown_is_what_the_clock_does(settings, rule, holidays):
    job = Job(at=rule, bank_holidays=holidays)
    until = NOW + timedelta(days=120)
    shown = [each.due for each in planned(settings, job, NOW, until) if not each.left_out]
    assert shown == times(settings, job, NOW, until)
    first, then = (times(settings, job, *half) for half in ((NOW, MONDAY), (MONDAY, until)))
    assert [*first, *then] == shown


def test_what_comes_daily_comes_once_after_a_bank_holiday(settings):
    after, until = (datetime(2027, 5, day, 6, 0, tzinfo=UTC) for day in (2, 5))  # a holiday on Monday 3 May
    found = planned(settings, Job(at=parse_weekly("every working day 9am")), after, until)
    assert [(each.due.local.day, each.slid) for each in found] == [(4, False)]


@pytest.fixture(scope="module")
def settings(built):
    from bot import config

    return config.load(built[0] / "config.yaml", {}).partnerships[0]


def test_in_a_pause_the_lead_is_told_once_for_each_job(chat):
    chat.says("lead", "schedule pause 19 November to 27 November moving house")
    for day in range(19, 28):
        chat.reaches(datetime(2026, 11, day, 16, 0, tzinfo=UTC))
    for job in ("igures review of 9am", "ction reminders of"):
        assert chat.told("lead").count(job) == 1
    assert "Posts are paused until 27 November 2026: moving house." in chat.told("lead")
