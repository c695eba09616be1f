"""Friday's question, the one reminder in private, and the ways to say no without guilt."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.weeknotes.prompt import SETS, turn
from storage.times import next_due, parse_weekly
from tests.rhythm_of_notes import DIGEST, PROMPT, approves

WEEK = timedelta(days=7)
NUDGE = datetime(2026, 12, 4, 14, 0, tzinfo=UTC)


def test_friday_asks_until_when_and_what_happens_next(chat):
    seen = chat.reaches(PROMPT)
    assert "Weeknotes\n\nWhat happened this week?\n" in seen
    assert "until 3:30pm on Friday 20 November 2026. Then the notes go into a draft" in seen
    assert "A line is enough, and missing a week is fine." in seen
    assert "[Write a note] [Nothing this week] [I am away]" in seen


def test_the_sets_take_turns_also_over_the_turn_of_the_year(chat):
    seen = [chat.reaches(PROMPT + week * WEEK) for week in (0, 1, 2, 3)]
    first_questions = [each.split("\n")[3] for each in seen]
    assert len(set(first_questions)) == 3
    assert first_questions[3] == first_questions[0]


@pytest.mark.parametrize(
    "rule", ["Friday 11am", "every second Friday 11am", "last Friday 11am", "every day 9am"]
)
@given(start=st.dates(date(2024, 1, 1), date(2035, 12, 31)), sets=st.integers(1, 6))
def test_each_time_the_next_set_has_its_turn(rule, start, sets):
    from zoneinfo import ZoneInfo

    wanted = parse_weekly(rule)
    begin = datetime.combine(start, datetime.min.time(), UTC)
    days = [each.local.date() for each in next_due(wanted, ZoneInfo("Europe/London"), begin, 4)]
    turns = [turn(wanted, day, sets) for day in days]
    assert all((turns[0] + number) % sets == each for number, each in enumerate(turns))


def test_every_set_asks_whom_they_met_or_what_helps_and_is_short():
    assert any("outside your organisation" in question for each in SETS for question in each)
    assert any("help" in question for each in SETS for question in each)
    assert all(len(each) == 3 for each in SETS)


def test_nothing_this_week_is_fine(quick):
    seen = quick.says("pantry-lead", "weeknote skip")
    assert seen == "That is fine. Parley does not remind you this week, and nobody is told who did not write."


def test_the_question_says_so_when_its_digest_moves(chat):
    chat.reaches(PROMPT)
    chat.says("lead", "schedule digest Friday 5pm")
    assert (
        "until 5pm on Friday 20 November 2026"
        in chat.app.write_again("demo-food", "weeknote/2026-11-20").blocks[2].text
    )


def two_weeks_of_notes(chat, *writers):
    """Two digests that these people wrote for; it is then the Friday of a third week, before its reminder."""
    for number in (0, 1):
        for who in writers:
            chat.says(who, f"weeknote Week {number}.")
        chat.reaches(DIGEST + number * WEEK)
        approves(chat)
    chat.clock.move_to(NUDGE - timedelta(hours=1))


def reminded(chat, who):
    return chat.told(who).count("Is there anything for this week's weeknotes?")


def test_who_usually_writes_is_reminded_once_in_private(chat):
    two_weeks_of_notes(chat, "pantry-lead")
    chat.reaches(NUDGE)
    assert "Notes until 3:30pm on Friday 4 December 2026 go into this week's digest." in chat.told(
        "pantry-lead"
    )
    assert reminded(chat, "pantry-lead") == 1
    assert reminded(chat, "food-hub-lead") == 0
    assert "Is there anything" not in chat.place()
    chat.clock.move_by(timedelta(minutes=45))
    assert "on its way" in chat.says("lead", "schedule run weeknote reminder")
    chat.reaches(NUDGE + timedelta(minutes=46))
    assert reminded(chat, "pantry-lead") == 1


@pytest.mark.parametrize("line", ["weeknote Here it is.", "weeknote skip", "away until Monday"])
def test_who_has_written_or_is_away_or_has_nothing_is_left_in_peace(chat, line):
    two_weeks_of_notes(chat, "pantry-lead")
    chat.says("pantry-lead", line)
    chat.reaches(NUDGE)
    assert reminded(chat, "pantry-lead") == 0


def test_who_wrote_once_is_not_reminded(chat):
    two_weeks_of_notes(chat, "lead")
    chat.says("lead", "weeknote Mine.")
    chat.says("pantry-lead", "weeknote Once.")
    chat.reaches(NUDGE)
    assert reminded(chat, "pantry-lead") == 0
    assert reminded(chat, "lead") == 0


def test_nobody_is_reminded_of_a_digest_that_is_out(chat):
    two_weeks_of_notes(chat, "pantry-lead")
    chat.says("lead", "weeknote Mine.")
    chat.says("lead", "schedule run digest")
    chat.reaches(NUDGE - timedelta(minutes=50))
    approves(chat)
    chat.reaches(NUDGE)
    assert reminded(chat, "pantry-lead") == 0
