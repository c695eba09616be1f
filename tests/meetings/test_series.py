"""Meetings that come round: their agenda is posted before them, and the schedule can move and call them off."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from commands import ANSWERED_BY
from storage import database
from storage.meetings import attendance, holding, next_meeting
from storage.schedule_changes import as_changed
from storage.schedule_settings import MeetingJob, SoundingJob
from tests.meetings.series import BOARD, CALL, TUESDAY, meets, scheduled
from tests.soundings.series import DEMAND

HOURS = timedelta(hours=1)
WEEK = timedelta(days=7)
AGENDA = TUESDAY - 2 * HOURS
TITLE = "Weekly call, 10am on Tuesday 24 November 2026"


def next_of(chat, series=None, now=None):
    """The wall-clock time at which the next meeting begins."""
    settings = chat.app.partnerships["demo-food"].settings
    with database.reading(chat.app.engine) as db:
        found = next_meeting.next_one(db, as_changed(db, settings), now or chat.clock(), series)
    return found and found.local


def lines(words):
    return [line for line in words.split("\n") if line]


def test_the_places_read_what_it_is_before_it_begins(quick):
    meets(quick)
    quick.says("lead", "/action @analyst to draw the map by Mon")
    quick.says("lead", "/action @pantry-lead to ring the school by 11 December")
    quick.says("pantry-lead", "action accept A2")
    quick.says("lead", "/action me to book the hall")
    quick.says("lead", "action done A3")
    assert quick.reaches(AGENDA - timedelta(minutes=1)) == ""
    assert lines(quick.reaches(AGENDA)) == (
        [
            TITLE,
            "Demo Food Hub Lead chairs. It lasts until 11am.",
            "Nothing is on the agenda yet.",
            "Open actions, the oldest first",
            "Action | What | Who | By",
            "A1 | draw the map | Demo Analyst | Monday 23 November 2026 (date has passed), not accepted yet",
            "A2 | ring the school | Demo Pantry Lead | Friday 11 December 2026",
            "Closed since the last meeting:",
            "A3 is done: book the hall (Demo Lead)",
            "[Start the meeting] [Add to the agenda] [Apologies] [Put it in my calendar]",
        ]
    )


def test_the_agenda_is_posted_once(chat):
    meets(chat)
    assert TITLE in chat.reaches(AGENDA)
    assert chat.reaches(TUESDAY) == ""
    assert "Weekly call, 10am on Tuesday 1 December 2026" in chat.reaches(AGENDA + WEEK)


def test_an_outage_posts_it_late_but_not_when_the_meeting_is_over(quick):
    meets(quick)
    late = quick.reaches(TUESDAY + timedelta(minutes=30))
    assert TITLE in late
    assert "late" in late
    assert TITLE not in quick.reaches(TUESDAY + WEEK + HOURS)


# The schedule


def test_the_schedule_has_the_time_of_the_meeting_and_of_its_agenda(quick):
    meets(quick, CALL, BOARD)
    said = quick.says("analyst", "schedule")
    assert (
        "Weekly call: Tuesday 10am. Its agenda is posted at 8am.\n"
        "Next: Tuesday 24 November, Tuesday 1 December, Tuesday 8 December."
    ) in said
    assert "Board: last Thursday 2pm. Its agenda is posted at 10am." in said
    assert "Thursday 31 December: paused, Christmas." in said


def test_a_lead_moves_it_and_everybody_hears(quick):
    meets(quick)
    said = quick.says("lead", "schedule change weekly call Thursday 3pm")
    assert "Weekly call now comes Thursday 3pm." in said
    assert (
        "The Weekly call moves to Thursday 3pm, from Tuesday 10am. Next: Thursday 19 November"
        in quick.place()
    )
    thursday = datetime(2026, 11, 19, 13, 0, tzinfo=UTC)
    assert "Weekly call, 3pm on Thursday 19 November 2026" in quick.reaches(thursday)
    assert "Weekly call" not in quick.reaches(AGENDA)
    assert "Tuesday 10am, as configured" in quick.says("lead", "schedule as configured weekly call")


def test_moved_to_the_small_hours_its_agenda_comes_at_midnight_of_its_day(quick):
    meets(quick)
    quick.says("lead", "schedule change weekly call Tuesday 1am")
    assert "Its agenda is posted at midnight." in quick.says("lead", "schedule")
    assert "Weekly call, 1am on Tuesday 24 November" in quick.reaches(
        datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
    )


def test_skipped_it_does_not_take_place_and_everybody_hears(quick):
    meets(quick)
    assert next_of(quick) == datetime(2026, 11, 24, 10)
    quick.says("lead", "schedule skip weekly call half term")
    assert "The Weekly call of Tuesday 24 November does not take place: half term." in quick.place()
    assert "Next: Tuesday 1 December" in quick.place()
    assert next_of(quick) == datetime(2026, 12, 1, 10)
    assert "is not left out any more" in quick.presses("lead", "Undo")
    assert "takes place after all" in quick.place()
    assert next_of(quick) == datetime(2026, 11, 24, 10)
    assert TITLE in quick.reaches(AGENDA)


def test_it_can_be_called_off_when_its_agenda_is_there_and_this_undone(chat):
    meets(chat)
    chat.reaches(AGENDA)
    chat.clock.move_to(TUESDAY - HOURS)
    assert next_of(chat) == datetime(2026, 11, 24, 10)
    assert "The Weekly call of Tuesday 24 November is left out." in chat.says(
        "lead", "schedule skip weekly call"
    )
    assert next_of(chat) == datetime(2026, 12, 1, 10)
    chat.presses("lead", "Undo")
    assert next_of(chat) == datetime(2026, 11, 24, 10)
    assert TITLE not in chat.reaches(TUESDAY)


def test_nobody_hears_of_other_jobs_that_are_moved_or_skipped(quick):
    meets(quick)
    quick.says("lead", "schedule skip weekly chart")
    quick.says("lead", "schedule change digest Friday 3pm")
    assert quick.place() == ""


def test_run_posts_the_agenda_of_the_next_one_now(quick):
    meets(quick)
    assert "Weekly call: on its way" in quick.says("lead", "schedule run weekly call")
    assert TITLE in quick.reaches(quick.clock() + timedelta(minutes=1))
    assert TITLE in quick.reaches(AGENDA)


def test_in_a_pause_there_is_no_meeting(quick):
    meets(quick)
    quick.says("lead", "schedule pause 23 November to 27 November building work")
    assert next_of(quick) == datetime(2026, 12, 1, 10)
    assert TITLE not in quick.reaches(AGENDA)


@pytest.mark.parametrize("title", ["Demand", "demand meeting"])
def test_a_meeting_and_a_sounding_of_one_name_are_told_apart(quick, title):
    meets(quick, {**CALL, "title": "Demand"})
    scheduled(quick, soundings=(SoundingJob.model_validate(DEMAND),))
    assert "Demand: on its way" in quick.says("lead", f"schedule run {title}")
    assert "Demand sounding: every second Wednesday 10am." in quick.says("lead", "schedule")


# What stands in the places stays true


def test_points_added_later_are_on_it_also_those_written_under_it(quick):
    meets(quick)
    quick.reaches(AGENDA)
    quick.says("analyst", "meeting agenda add The freezer")
    assert "On the agenda:\n1. The freezer\n\n" in quick.place()
    assert ANSWERED_BY["agenda"] == "meeting agenda add"


def test_apologies_before_a_meeting_are_on_it_and_in_the_meeting(quick):
    meets(quick)
    quick.reaches(AGENDA)
    said = quick.says("pantry-lead", "meeting apologies")
    assert "Your apologies for the Weekly call of Tuesday 24 November 2026 are noted." in said
    quick.says("analyst", "meeting apologies")
    assert "Apologies: Demo Pantry Lead, Demo Analyst." in quick.place()
    quick.presses("analyst", "I can come")
    assert "Apologies: Demo Pantry Lead." in quick.place()
    quick.clock.move_to(TUESDAY)
    quick.says("lead", "meeting start weekly call")
    with database.reading(quick.app.engine) as db:
        held = holding.open_one(db, "demo-food")
        noted = {each.name: each.came for each in attendance.of_meeting(db, held)}
    assert noted == {"Demo Lead": True, "Demo Pantry Lead": False}


def test_called_off_or_moved_its_agenda_says_so(quick):
    meets(quick)
    quick.reaches(AGENDA)
    quick.says("lead", "schedule skip weekly call half term")
    assert "This meeting does not take place then." in quick.place()
    assert TITLE not in quick.place()
    quick.presses("lead", "Undo")
    assert TITLE in quick.place()
    quick.says("lead", "schedule change weekly call Thursday 10am")
    assert TITLE not in quick.place()


# When the next one is


def test_the_next_meeting_slides_past_a_bank_holiday(quick):
    meets(quick, {**CALL, "at": "Monday 10:00"})
    easter = datetime(2027, 3, 27, 12, tzinfo=UTC)
    assert next_of(quick, now=easter) == datetime(2027, 3, 30, 10)
    meets(quick, {**CALL, "at": "Monday 10:00", "bank_holidays": "skip"})
    assert next_of(quick, now=easter) == datetime(2027, 4, 5, 10)


def test_the_next_meeting_is_the_first_of_all_series_or_of_one(quick):
    meets(quick, CALL, BOARD)
    assert next_of(quick) == datetime(2026, 11, 24, 10)
    assert next_of(quick, "Board") == datetime(2026, 11, 26, 14)
    assert next_of(quick, now=TUESDAY) == datetime(2026, 11, 26, 14)
    assert next_of(quick, now=TUESDAY - HOURS) == datetime(2026, 11, 24, 10)  # its agenda has been posted


def test_an_action_without_a_date_is_due_then(quick):
    meets(quick)
    said = quick.says("lead", "/action @analyst to draw the map")
    assert "by Tuesday 24 November 2026 (the next meeting)" in said


def test_what_is_due_at_a_meeting_goes_with_it(quick):
    meets(quick)
    quick.says("lead", "/action @analyst to draw the map")
    quick.says("lead", "/action @analyst to ring the pantry by 24 November")
    assert "Due at it, and now on Thursday 19 November 2026: A1." in quick.says(
        "lead", "schedule change weekly call Thursday 10am"
    )
    assert "Due at it, and now on Thursday 26 November 2026: A1." in quick.says(
        "lead", "schedule skip weekly call"
    )
    assert "Due at it, and now on Thursday 26 November 2026: A1." in quick.place()
    assert "by Thursday 26 November 2026 (the next meeting)" in quick.told("analyst")
    assert "Tuesday 24 November" in quick.says("analyst", "action show A2")


# The configuration


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"agenda_before": "2 days"}, "number of hours"),
        ({"agenda_before": "30 hours"}, "number of hours"),
        ({"lasts": "1 week"}, "number of hours"),
        ({"at": "Tuesday 01:00"}, "The agenda comes on the day of the meeting"),
        ({"title": "Weekly/call"}, "String should match pattern"),
    ],
)
def test_what_cannot_be_is_said_in_words(changed, said):
    with pytest.raises(ValidationError, match=said):
        MeetingJob.model_validate({**CALL, **changed})
