"""From one meeting to the next: what was not reached, what was done since, and minutes to confirm."""

from datetime import timedelta

from storage import database
from storage.meetings import agenda
from tests.meetings.series import BOARD, CALL, TUESDAY, meets

WEEK = timedelta(days=7)
AGENDA = TUESDAY - timedelta(hours=2)


def test_what_a_meeting_does_not_reach_waits_for_the_next_of_its_series(quick):
    meets(quick, CALL, BOARD)
    quick.says("lead", "meeting agenda add The freezer, for the weekly call")
    quick.says("lead", "meeting agenda add The rota, for the weekly call")
    quick.says("lead", "meeting agenda add The budget, for the board")
    assert "1. The freezer\n2. The rota\n\n" in quick.reaches(AGENDA)
    for week in range(2):
        quick.clock.move_to(TUESDAY + week * WEEK)
        quick.says("food-hub-lead", "meeting start weekly call")
        if week == 0:
            quick.says("food-hub-lead", "meeting next")
        quick.says("food-hub-lead", "meeting end")
        quick.reaches(AGENDA + (week + 1) * WEEK)
    again = [words for words in quick.place().split("Weekly call, ") if "On the agenda:" in words]
    assert "1. The rota (left over from the last meeting)\n\n" in again[-2]
    assert "1. The rota (left over 2 times)\n\n" in again[-1]
    with database.reading(quick.app.engine) as db:
        (board,) = agenda.waiting(db, "demo-food", "Board")
    assert (board.words, board.rolled_over) == ("The budget", 0)


def test_a_closed_action_is_told_to_one_meeting(quick):
    meets(quick)
    quick.says("lead", "/action me to book the hall")
    quick.says("lead", "action done A1")
    assert "A1 is done: book the hall" in quick.reaches(AGENDA)
    quick.clock.move_to(TUESDAY)
    quick.says("food-hub-lead", "meeting start weekly call")
    quick.says("food-hub-lead", "meeting end")
    assert "A1 is done" not in quick.reaches(AGENDA + WEEK)


def test_minutes_to_be_confirmed_are_named(quick):
    meets(quick)
    quick.clock.move_to(TUESDAY)
    quick.says("food-hub-lead", "meeting start weekly call")
    quick.says("food-hub-lead", "meeting end")
    said = quick.reaches(AGENDA + WEEK)
    assert "Minutes to be confirmed: M1 (Weekly call)." in said
    assert "[Minutes M1]" in said
