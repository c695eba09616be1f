"""Away in words: read as people write it, said back with weekday and date, asked where it can mean two things."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands import Refusal
from commands.away_words import read
from storage import away, database
from storage.times import say_date, say_day

WEDNESDAY = date(2026, 11, 18)
DAYS = [
    ("until Monday", "2026-11-18", "2026-11-22"),
    ("back on Monday", "2026-11-18", "2026-11-22"),
    ("Until 4 December.", "2026-11-18", "2026-12-03"),
    ("till next week", "2026-11-18", "2026-11-22"),
    ("3 to 17 August", "2027-08-03", "2027-08-17"),
    ("from 3 August to 17 August 2027", "2027-08-03", "2027-08-17"),
    ("3-17 August", "2027-08-03", "2027-08-17"),
    ("3rd to 17th August", "2027-08-03", "2027-08-17"),
    ("20 December to 3 January", "2026-12-20", "2027-01-03"),
    ("16 November to 20 November", "2026-11-18", "2026-11-20"),
    ("3/12 to 7/12", "2026-12-03", "2026-12-07"),
    ("Mon - Wed", "2026-11-23", "2026-11-25"),
    ("today to Friday", "2026-11-18", "2026-11-20"),
    ("this week", "2026-11-18", "2026-11-22"),
    ("next week", "2026-11-23", "2026-11-29"),
    ("for 2 weeks", "2026-11-18", "2026-12-01"),
    ("for the next three days", "2026-11-18", "2026-11-20"),
    ("tomorrow", "2026-11-19", "2026-11-19"),
    ("on Friday", "2026-11-20", "2026-11-20"),
]


@pytest.mark.parametrize(("words", "first", "last"), DAYS)
def test_days_as_people_write_them(words, first, last):
    days = read(words, WEDNESDAY)
    assert (days.first.isoformat(), days.last.isoformat()) == (first, last)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("3 to 17", 'Write the month as well, such as "3 to 17 August".'),
        ("from Friday", "Until when?"),
        ("31 February", "not a real date"),
        ("until yesterday evening", "Write the days"),
        ("in the hills", "Write the days"),
        ("until 2026-11-01", "is in the past"),
        ("until today", "You are back today"),
    ],
)
def test_what_cannot_be_read_is_said_with_a_way_out(words, says):
    with pytest.raises(Refusal, match=says):
        read(words, WEDNESDAY)


def test_what_can_mean_two_things_is_asked(chat):
    seen = chat.says("lead", "away Tuesday to Thursday")
    assert seen.startswith("Which days do you mean?")
    seen = chat.presses("lead", "Tuesday 24 November 2026 to Thursday 26 November 2026")
    assert seen.startswith("You are away from Tuesday 24 November 2026 to Thursday 26 November 2026")


@given(st.integers(0, 300), st.integers(0, 60))
def test_every_range_is_read_as_it_is_said(ahead, length):
    first = WEDNESDAY + timedelta(days=ahead)
    last = first + timedelta(days=length)
    for say in (say_day, say_date):
        days = read(f"from {say(first)} to {say(last)}", WEDNESDAY)
        assert (days.first, days.last) == (first, last)


def test_the_days_are_said_back_and_one_day_more_is_a_tap(chat):
    seen = chat.says("lead", "/away until Monday")
    assert (
        "from Wednesday 18 November 2026 to Sunday 22 November 2026, and back on Monday 23 November 2026"
        in seen
    )
    seen = chat.presses("lead", "Away on Monday 23 November 2026 too")
    assert "and back on Tuesday 24 November 2026" in seen
    assert "This replaces from Wednesday 18 November 2026 to Sunday 22 November 2026." in seen
    assert is_away(chat, "lead", 23)
    assert not is_away(chat, "lead", 24)


def test_back_ends_it(chat):
    chat.says("lead", "away until Monday")
    assert chat.says("lead", "back") == "You are not away any more, and Parley asks you again."
    assert not is_away(chat, "lead", 19)
    assert chat.says("lead", "back").startswith("You are not down as away.")


def test_back_from_one_absence_leaves_the_other(chat):
    chat.says("lead", "away 3 to 17 August")
    assert "[Undo]" in chat.says("lead", "away next week")
    seen = chat.presses("lead", "Undo")
    assert "You are still away from Tuesday 3 August 2027 to Tuesday 17 August 2027." in seen
    assert not is_away(chat, "lead", 24)


def test_nobody_else_is_away_for_it(chat):
    chat.says("lead", "away this week")
    assert is_away(chat, "lead", 19)
    assert not is_away(chat, "analyst", 19)


def test_without_days_the_usual_ones_are_offered(quick):
    seen = quick.says("lead", "away")
    assert "[Back on Monday 23 November 2026] [Back on Monday 30 November 2026]" in seen
    assert quick.presses("lead", "Other days").startswith("[Away]")
    seen = quick.fills("lead", {"last": "27 November"})
    assert seen.startswith("You are away from Wednesday 18 November 2026 to Friday 27 November 2026")


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"first": "4 December", "last": "1 December 2026"}, "in the past"),
        ({"last": "1 December 2028"}, "The last day away must be within a year."),
        ({"last": ""}, "Write a date"),
    ],
)
def test_a_form_filled_wrongly_is_refused(quick, values, says):
    assert says in quick.says("lead", "away", values=values)


def test_what_is_over_is_forgotten(chat):
    chat.says("lead", "away this week")
    chat.reaches(chat.clock() + timedelta(days=10))
    assert rows(chat) == 0


def is_away(chat, account, day):
    with database.reading(chat.app.engine) as db:
        return away.is_away(db, "demo-food", number(db, account), date(2026, 11, day))


def number(db, account):
    from storage import people

    return people.person_at(db, "demo-food", "web", account).id


def rows(chat):
    from sqlalchemy import func, select

    from storage.tables import AwayRow

    with database.reading(chat.app.engine) as db:
        return db.scalar(select(func.count()).select_from(AwayRow))
