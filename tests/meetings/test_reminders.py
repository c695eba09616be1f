"""Reminders of actions: a list once a week, and between the lists once before a date and once after it, in one message."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import config
from storage import database
from storage.actions import reminding
from storage.actions.action import of
from storage.partnership import ActionSettings
from storage.schedule_settings import Job
from storage.tables import ActionRow, PostRow
from tests.meetings.series import meets, scheduled

LIST, REMINDER, STILL = "Your open actions this week", "A reminder of your actions", "Still needed?"


def on(day, month=11, hour=9, year=2026):
    return datetime(year, month, day, hour, 0, tzinfo=UTC)


def told_on(chat, who, moment):
    """What somebody is told at a moment, and nothing before it."""
    before = chat.told(who)
    chat.reaches(moment)
    return chat.told(who).removeprefix(before).strip()


@pytest.fixture
def daily(quick):
    """A world in which nobody gets the weekly list, so that the reminders are seen by themselves."""
    return scheduled(quick, action_bundle=None, meetings=())


def test_once_before_a_date_and_once_after_it(daily):
    daily.says("lead", "/action @analyst to draw the map by 25 November")
    said = {day: told_on(daily, "analyst", on(day)) for day in (19, 20, 23, 24, 25, 26, 27, 30)}
    assert [day for day, words in said.items() if words] == [24, 26]
    assert said[24].startswith(f"{REMINDER}\n\nThis week\n")
    assert "A1 | draw the map" in said[24]
    assert said[26].startswith(f"{REMINDER}\n\nThe date has passed\n")


def test_the_working_day_before_a_monday_is_a_friday(daily):
    daily.says("lead", "/action @analyst to draw the map by 30 November")
    assert told_on(daily, "analyst", on(26)) == ""
    assert REMINDER in told_on(daily, "analyst", on(27))


def test_who_hears_of_an_action_on_the_day_before_it_is_due_is_not_told_again(daily):
    daily.reaches(on(19, hour=12))
    daily.says("lead", "/action @analyst to ring the pantry by Fri")
    assert told_on(daily, "analyst", on(20)) == ""


def test_all_of_one_day_come_in_one_message_with_a_button_for_each(daily):
    daily.says("lead", "/action @analyst to draw the map by 25 November")
    daily.says("lead", "/action @analyst to ring the pantry by 25 November")
    said = told_on(daily, "analyst", on(24))
    assert said.count(REMINDER) == 1
    assert "[A1 done]" in said
    assert "[A2 done]" in said


def test_the_weekly_list_says_it_and_then_no_reminder_does(quick):
    quick.says("lead", "/action @analyst to draw the map by Fri")  # was due before the list of Monday 23
    quick.says("lead", "/action @analyst to ring the pantry by 24 November")
    assert REMINDER in told_on(quick, "analyst", on(19))
    said = told_on(quick, "analyst", on(23))
    assert LIST in said
    assert REMINDER not in said
    assert told_on(quick, "analyst", on(24)) == ""
    assert "A2 | ring the pantry" in told_on(quick, "analyst", on(25))


def test_the_list_has_what_is_late_first_then_this_week_then_later(quick):
    meets(quick)
    for what in ("draw the map by 30 November", "ring the pantry by 19 November", "count by 27 November"):
        quick.says("lead", f"/action @analyst to {what}")
    said = told_on(quick, "analyst", on(23))
    groups = [said.index(each) for each in ("The date has passed\n", "This week\n", "Later\n")]
    assert groups == sorted(groups)
    numbers = [said.index(f"{each} | ") for each in ("A2", "A3", "A1")]
    assert numbers == sorted(numbers)
    assert "[Accept A2] [A2 is not mine] [A2 done]" in said
    assert "[All my actions]" in said


def test_not_this_week_leaves_one_out_of_one_list_and_its_date_stays(quick):
    quick.says("lead", "/action @analyst to draw the map by 11 December")
    quick.says("lead", "/action @analyst to ring the pantry by 11 December")
    quick.says("analyst", "action accept A1")
    assert "[A1 not this week]" in told_on(quick, "analyst", on(23))
    said = quick.says("analyst", "action snooze A1 until 7 December")
    assert "Nobody is reminded of A1 before Monday 7 December 2026. Its date has not changed." in said
    assert "A1" not in told_on(quick, "analyst", on(30))
    assert "A1 | draw the map" in told_on(quick, "analyst", on(7, 12))


def test_what_is_put_off_until_a_day_comes_back_on_it_once(daily):
    daily.says("lead", "/action @analyst to draw the map by 19 November")
    assert REMINDER in told_on(daily, "analyst", on(20))
    daily.says("analyst", "action snooze A1 until 25 November")
    assert told_on(daily, "analyst", on(24)) == ""
    assert REMINDER in told_on(daily, "analyst", on(25))
    assert told_on(daily, "analyst", on(26)) == ""


def test_who_is_away_hears_of_it_when_they_are_back(daily):
    daily.says("lead", "/action @analyst to draw the map by 24 November")
    daily.says("analyst", "away 23 November to 26 November")
    assert told_on(daily, "analyst", on(23)) == ""
    assert told_on(daily, "analyst", on(25)) == ""
    assert "The date has passed" in told_on(daily, "analyst", on(27))


def test_reminders_keep_to_the_limit_of_the_week(daily):
    for day, what in ((24, "draw the map"), (25, "ring the pantry"), (26, "count"), (27, "write it up")):
        daily.says("lead", f"/action @analyst to {what} by {day} November")
    said = [told_on(daily, "analyst", on(day)) for day in (23, 24, 25, 26, 27)]
    assert [bool(each) for each in said] == [True, True, False, False, False]
    with database.reading(daily.app.engine) as db:
        assert db.query(PostRow).filter_by(state="dropped").count() == 3
    assert "Kept back this week: 3 reminders." in daily.says("lead", "schedule")


def test_nobody_is_reminded_in_quiet_hours_or_in_a_pause(daily):
    scheduled(daily, action_reminders=Job.model_validate({"at": "every working day 19:00"}))
    daily.says("lead", "/action @analyst to draw the map by 20 November")
    assert told_on(daily, "analyst", on(19, hour=19)) == ""
    assert REMINDER in told_on(daily, "analyst", on(20, hour=8))
    daily.says("lead", "schedule pause 23 November moving house")
    assert told_on(daily, "analyst", on(23, hour=19)) == ""


def test_what_is_done_is_not_reminded_of(daily):
    daily.says("lead", "/action @analyst to draw the map by 20 November")
    daily.says("analyst", "action done A1")
    assert told_on(daily, "analyst", on(19)) == ""


# Still needed?


def later_asked(chat):
    """An action with nothing happening for six weeks: the question, on the first day it is asked."""
    chat.says("lead", "/action @analyst to draw the map by Fri")
    chat.sleeps_until(on(4, 1, 10, 2027))
    return told_on(chat, "analyst", on(5, 1, 9, 2027))


def test_an_action_with_nothing_happening_is_asked_about_and_can_stay(daily):
    said = later_asked(daily)
    assert STILL in said
    assert "Nothing has happened with these for 6 weeks. Not needed is a fine answer." in said
    assert "[Done] [Not needed] [Still needed]" in said
    assert told_on(daily, "analyst", on(6, 1, 9, 2027)) == ""
    assert "A1 stays on the list." in daily.says("analyst", "action keep A1")
    daily.sleeps_until(on(15, 2, 10, 2027))
    assert STILL not in told_on(daily, "analyst", on(16, 2, 9, 2027))
    assert STILL in told_on(daily, "analyst", on(17, 2, 9, 2027))


def test_without_an_answer_it_is_asked_again_after_the_same_time(daily):
    later_asked(daily)
    daily.sleeps_until(on(15, 2, 10, 2027))
    assert STILL in told_on(daily, "analyst", on(16, 2, 9, 2027))


def test_an_owner_without_an_account_cannot_be_asked_so_whoever_noted_it_is(daily):
    daily.says("lead", '/action "Demo Volunteer" to draw the map by Fri')
    daily.sleeps_until(on(4, 1, 10, 2027))
    assert "A1: Demo Volunteer to draw the map" in told_on(daily, "lead", on(5, 1, 9, 2027))


def test_what_is_not_due_yet_is_not_old(daily):
    daily.says("lead", "/action @analyst to draw the map by 1 March 2027")
    daily.sleeps_until(on(4, 1, 10, 2027))
    assert told_on(daily, "analyst", on(5, 1, 9, 2027)) == ""


def test_still_needed_is_in_its_history_and_cannot_be_undone_into_something_else(daily):
    daily.says("lead", "/action @analyst to draw the map by Fri")
    daily.says("analyst", "action keep A1")
    assert "Demo Analyst said that it is still needed" in daily.says("analyst", "action show A1")
    assert daily.says("analyst", "action undo A1") == "There is nothing to undo on A1."
    daily.says("analyst", "action done A1")
    assert daily.says("analyst", "action keep A1").startswith("Action A1 is done.")


# What the chair sees


def test_whoever_chairs_next_sees_what_nobody_has_accepted(quick):
    meets(quick)  # Demo Food Hub Lead chairs
    quick.says("lead", "/action @analyst to draw the map by 27 November")
    quick.says("lead", "/action @pantry-lead to count by 27 November")
    quick.says("analyst", "action accept A1")
    said = told_on(quick, "food-hub-lead", on(23))
    assert said.startswith("Actions that nobody has accepted yet")
    assert "A2 | count" in said
    assert "A1 | draw" not in said
    assert "[Give A2 to somebody]" in said
    assert "accepted" not in told_on(quick, "lead", on(23))


def test_without_a_meeting_the_lead_sees_them(quick):
    scheduled(quick, meetings=())
    quick.says("analyst", "/action @pantry-lead to count by 27 November")
    assert "Not accepted yet" in told_on(quick, "lead", on(23))


# For any dates


@pytest.fixture(scope="module")
def settings(built):
    return config.load(built[0] / "config.yaml", {}).partnerships[0]


def action(made, due, quiet):
    then = datetime.combine(made, datetime.min.time(), UTC)
    row = ActionRow(
        id=1, partnership="p", number=1, what="x", owner_name="N", state="open", due=due, quiet_until=quiet,
        made_by=1, made_at=then, changed_at=then,
    )  # fmt: skip
    return of(row, ())


@given(
    st.dates(date(2026, 11, 1), date(2027, 6, 30)),
    st.integers(-10, 40),
    st.one_of(st.none(), st.integers(1, 40)),
    st.sampled_from(["1 working day", "3 working days", "2 days", "1 week", "5 hours"]),
)
def test_there_is_one_reason_before_a_date_and_one_after_it_and_none_in_a_snooze(
    settings, made, due_in, quiet_in, before
):
    here = settings.model_copy(update={"actions": ActionSettings.model_validate({"remind_before": before})})
    due = made + timedelta(days=due_in)
    quiet = None if quiet_in is None else made + timedelta(days=quiet_in)
    one = action(made, due, quiet)
    found = {day: reminding.reasons(here, one, day) for day in (made + timedelta(days=n) for n in range(60))}
    assert not any(why for day, why in found.items() if quiet and day < quiet)
    begun = {why.partition("/")[0]: day for day, every in reversed(found.items()) for why in every}
    assert len({why for every in found.values() for why in every}) == len(begun) <= 3
    assert begun.get("before", due) <= due < begun.get("after", date.max)
    assert "after" in begun
