"""Due times of jobs: each done once or left out for a reason, whatever fails, waits or is owed at once."""

import asyncio
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select

import jobs
from bot.app import App
from bot.scheduler import Scheduler
from commands.reply import Send, ToEveryPlace, say
from jobs import Outcome, due
from storage import database, occurrences
from storage.settings_values import parse_span
from storage.tables import OccurrenceRow
from tests.world import NOW

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
HOURS = timedelta(hours=1)
MINUTES = timedelta(minutes=1)


@contextmanager
def job_is(name, call):
    """Another job in the place of one, or beside them."""
    before = jobs.JOBS.get(name)
    jobs.JOBS[name] = call
    try:
        yield
    finally:
        del jobs.JOBS[name]
        if before is not None:
            jobs.JOBS[name] = before


def hello(request, occurrence):
    return Outcome((Send(ToEveryPlace(), say(f"Hello {occurrence.subject}", private=False)),))


def fails(request, occurrence):
    request.db.execute(
        insert(OccurrenceRow).values(partnership="", job="", local_due="", due=NOW, state="done", attempts=0)
    )
    raise RuntimeError("this job is broken")


def is_due(chat, job, *subjects, at=NOW):
    def write(db):
        for subject in subjects:
            occurrences.write_down(db, "demo-food", job, at.replace(tzinfo=None), at, subject)

    chat.app.writer.run_now(write)


def rows(chat, **which):
    with database.reading(chat.app.engine) as db:
        return list(db.scalars(select(OccurrenceRow).filter_by(**which).order_by(OccurrenceRow.due)))


def test_each_of_thousands_due_in_one_second_is_done_once_though_two_processes_are_at_it(chat):
    done = Counter()

    def cheap(request, occurrence):
        done[occurrence.subject] += 1
        return Outcome()

    names = [f"thing/{number}" for number in range(5_000)]
    values = {"partnership": "demo-food", "job": "cheap", "local_due": "2026-11-18T10:00", "due": NOW}
    many = [{**values, "subject": name, "state": "due", "attempts": 0} for name in names]
    chat.app.writer.run_now(lambda db: db.execute(insert(OccurrenceRow), many))
    other = App(chat.app.settings, chat.app.engine, chat.app.partnerships, chat.clock)
    both = [Scheduler(app).do_what_is_due(NOW) for app in (chat.app, other)]
    with job_is("cheap", cheap):
        chat.run(gathered(both))
        other.writer.close()
    assert done == Counter(names)
    assert {row.state for row in rows(chat, job="cheap")} == {"done"}


async def gathered(works):
    await asyncio.gather(*works)


def test_a_job_that_fails_holds_up_nothing_and_is_tried_again(chat):
    is_due(chat, "broken", "a/1", at=NOW - MINUTES)
    is_due(chat, "works", "b/1", "b/2")
    with job_is("works", hello):
        with job_is("broken", fails):
            assert chat.reaches(NOW + MINUTES) == "Hello b/1\n\nHello b/2"
            chat.reaches(NOW + 1.5 * MINUTES)
        [waiting] = rows(chat, job="broken")
        assert (waiting.state, waiting.attempts) == ("due", 1)
        with job_is("broken", hello):
            assert chat.reaches(NOW + 1.9 * MINUTES) == ""
            assert "Hello a/1" in chat.reaches(NOW + 2 * MINUTES)
    assert rows(chat, partnership="") == []
    [ended] = rows(chat, job="broken")
    assert (ended.state, ended.ended_at) == ("done", NOW + 2 * MINUTES)


def test_a_job_that_never_works_is_left_out_in_the_end_and_the_lead_knows_whom_to_tell(quick):
    quick.sleeps_until(MONDAY - MINUTES)
    with job_is("weekly_chart", fails):
        for minutes in (0, 1, 6, 21, 81, 82, 83):
            quick.reaches(MONDAY + minutes * MINUTES)
    [chart] = rows(quick, job="weekly_chart", subject="")
    assert (chart.state, chart.ended_at) == ("skipped", MONDAY + 81 * MINUTES)
    assert (
        quick.told("lead").count("The weekly chart of 9:30am today, Monday 23 November 2026 was left out.")
        == 1
    )
    assert "tried 5 times and did not work. Tell the person who looks after Parley the code" in quick.told(
        "lead"
    )


def test_after_a_long_outage_only_the_newest_is_posted_and_one_message_says_what_was_left_out(chat):
    chat.reaches(NOW + MINUTES)
    posted = chat.reaches(MONDAY + timedelta(days=14, hours=3))
    assert posted.count("This is late: it was due at 9:30am") == 1
    said = chat.told("lead")
    assert said.count("scheduled posts were left out") == 1
    assert "Weekly chart, 2 times from Monday 23 November 2026 to Monday 30 November 2026. Parley was" in said
    assert "Weeknote prompt, 3 times from Friday 20 November 2026 to Friday 4 December 2026." in said
    assert "was left out" not in said
    assert {row.state for row in rows(chat)} == {"done", "skipped"}
    assert all(row.ended_at for row in rows(chat))


def test_of_two_that_would_both_still_help_only_the_later_is_posted(quick):
    catch_up_within(quick, "weekly_chart", "2 weeks")
    quick.reaches(NOW + MINUTES)
    assert quick.reaches(MONDAY + timedelta(days=7, hours=1)).count("This is late") == 1
    assert [row.state for row in rows(quick, job="weekly_chart", subject="")] == ["skipped", "done"]
    assert "Weekly chart of 9:30am on Monday 23 November 2026. A later one took" in quick.told("lead")


def test_one_that_is_not_replaced_because_the_later_one_is_paused_is_posted(quick):
    catch_up_within(quick, "weekly_chart", "2 weeks")
    quick.reaches(NOW + MINUTES)
    quick.says("lead", "schedule pause 30 November to 2 December conference")
    quick.reaches(MONDAY + timedelta(days=7, hours=1))
    assert [row.state for row in rows(quick, job="weekly_chart", subject="")] == ["done", "skipped"]


def catch_up_within(world, job, span):
    """The configuration says for how long a job may be late."""
    partnership = world.app.partnerships["demo-food"]
    wanted = getattr(partnership.settings.schedule, job).model_copy(update={"catch_up": parse_span(span)})
    schedule = partnership.settings.schedule.model_copy(update={job: wanted})
    partnership.settings = partnership.settings.model_copy(update={"schedule": schedule})


@pytest.mark.parametrize(
    ("span", "last"),
    [
        ("12 hours", datetime(2027, 3, 26, 23, 0, tzinfo=UTC)),
        (
            "2 days",
            datetime(2027, 3, 28, 10, 0, tzinfo=UTC),
        ),  # the same time on the clock, an hour less to wait
        ("1 working day", datetime(2027, 3, 30, 10, 0, tzinfo=UTC)),  # after Easter Monday
        ("1 month", datetime(2027, 4, 26, 10, 0, tzinfo=UTC)),
    ],
)
def test_how_late_something_may_be(quick, span, last):
    """Due at 11am on Good Friday, before the clocks change."""
    settings = quick.app.settings.partnerships[0]
    friday = datetime(2027, 3, 26, 11, 0, tzinfo=UTC)
    assert due.useful_until(settings, friday, parse_span(span)) == last


@pytest.mark.parametrize(
    ("night", "first", "following"),
    [
        (datetime(2027, 3, 28, 0, 0, tzinfo=UTC), "01:30", 0.5),  # 1:30am does not exist: it is 2:30am
        (datetime(2027, 10, 31, 0, 0, tzinfo=UTC), "00:30", 1.5),  # 1:30am comes twice: the first counts
    ],
)
def test_when_the_clocks_change_it_is_done_once(quick, night, first, following):
    quick.sleeps_until(night - timedelta(hours=2))
    quick.says("lead", "schedule weekly chart Sunday 1:30am")
    posted = [(night + half * HOURS / 2, quick.reaches(night + half * HOURS / 2)) for half in range(8)]
    assert [f"{moment:%H:%M}" for moment, seen in posted if seen] == [first]
    assert quick.reaches(night + timedelta(days=7) + following * HOURS)


def test_what_is_late_in_the_night_waits_for_the_morning(quick):
    catch_up_within(quick, "weekly_chart", "1 day")
    quick.reaches(MONDAY - MINUTES)
    assert quick.reaches(MONDAY + 12 * HOURS) == ""
    assert "This is late: it was due at 9:30am" in quick.reaches(MONDAY + 22.5 * HOURS)


def test_a_restart_owes_what_came_due_and_nothing_twice(chat):
    chat.reaches(MONDAY - 5 * MINUTES)
    for moment in (MONDAY + MINUTES, MONDAY + 2 * MINUTES):
        again = App(chat.app.settings, chat.app.engine, replaced(chat), chat.clock)
        again.reload()
        chat.clock.move_to(moment)
        chat.run(Scheduler(again).tick())
        again.writer.close()
    chat.run(chat.office.drain())
    assert chat.place().count("Food bank referrals this week") == 1


def replaced(chat):
    return {name: replace(each) for name, each in chat.app.partnerships.items()}


def test_a_quiet_tick_writes_nothing(quick):
    quick.reaches(NOW + MINUTES)
    quick.app.writer.close()  # whoever writes now waits for ever
    quick.clock.move_by(timedelta(seconds=10))
    quick.run(asyncio.wait_for(quick.scheduler.tick(), 5))
