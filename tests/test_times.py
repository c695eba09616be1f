"""Times in words: read, said, due once each, right across both clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.times import (
    Fortnightly,
    OfMonth,
    Weekly,
    at_utc,
    due_between,
    next_due,
    parse_due,
    parse_moment,
    parse_time,
    parse_weekly,
    say_date,
    say_moment,
    say_time,
)

LONDON = ZoneInfo("Europe/London")
MONDAY = date(2026, 11, 16)
FRIDAY_2PM = datetime(2026, 11, 20, 14)

days = st.dates(date(2026, 1, 1), date(2030, 12, 31))
moments = st.datetimes(datetime(2026, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))
clocks = st.times().map(lambda at: at.replace(second=0, microsecond=0, tzinfo=None))
weekdays = st.integers(0, 6)
weeklies = st.builds(Weekly, weekdays, clocks)
fortnights = st.builds(Fortnightly, weekdays, clocks) | st.builds(
    lambda day, at: Fortnightly(day.weekday(), at, day), days, clocks
)
rules = weeklies | fortnights | st.builds(OfMonth, weekdays, clocks, st.integers(0, 4))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Monday 09:30", "Monday 9:30am"),
        ("first Monday of the month at 10am", "first Monday of the month 10am"),
        ("every 3rd Thursday of each month 2pm", "third Thursday of the month 2pm"),
        ("second Wednesday 10am", "every second Wednesday 10am"),
        ("every second Wednesday of the month 10am", "second Wednesday of the month 10am"),
        ("monday 9:30", "Monday 9:30am"),
        ("Mon 9.30am", "Monday 9:30am"),
        ("Mondays at 9:30 AM", "Monday 9:30am"),
        ("every Thurs 17:00", "Thursday 5pm"),
        ("Friday 5pm", "Friday 5pm"),
        ("Fri midday", "Friday midday"),
        ("Tues 12am", "Tuesday midnight"),
        ("every second Wednesday 10:00", "every second Wednesday 10am"),
        ("Every other Weds at 10am", "every second Wednesday 10am"),
        ("every 2nd wed 10am from 18 Nov 2026", "every second Wednesday 10am from 18 November 2026"),
        ("last Friday 16:00", "last Friday 4pm"),
        ("last Fri of the month at 4 pm", "last Friday 4pm"),
    ],
)
def test_a_time_that_comes_round_is_read_as_people_write_it(text, words):
    assert parse_weekly(text).words() == words


@pytest.mark.parametrize(
    "text", ["", "Monday", "9:30", "Monday 9", "Someday 9am", "third Monday 9am", "* * * * 1"]
)
def test_a_schedule_nobody_can_read_is_answered_with_an_example(text):
    with pytest.raises(ValueError, match=r'^Write a day and a time, such as "Monday 9:30am"'):
        parse_weekly(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Monday 25:00", '"25:00" is not on the clock'),
        ("Monday 13pm", '"13pm" is not on the clock'),
        ("Monday 9:75", '"9:75" is not on the clock'),
        ("Monday 9am from 18 November 2026", 'leave out "from"'),
        ("every second Wednesday 10am from next week", "first date with its year"),
        ("every second Wednesday 10am from 18 November", "first date with its year"),
        ("every second Wednesday 10am from 19 November 2026", "Thursday 19 November 2026 is not a Wednesday"),
    ],
)
def test_a_schedule_that_cannot_be_is_answered_with_the_reason(text, says):
    with pytest.raises(ValueError, match=says):
        parse_weekly(text)


@given(rules)
def test_a_schedule_read_back_from_its_own_words_is_the_same(rule):
    assert parse_weekly(rule.words()) == rule


@given(clocks)
def test_a_time_read_back_from_its_own_words_is_the_same(at):
    assert parse_time(say_time(at)) == at


@given(days, days)
def test_a_date_read_back_from_its_own_words_is_the_same(one, other):
    today, due = sorted((one, other))
    assert parse_due(say_date(due), today) == due


@given(rules, st.lists(moments, min_size=3, max_size=3))
def test_a_window_split_anywhere_has_the_same_due_times(rule, three):
    start, middle, end = sorted(three)
    halves = due_between(rule, LONDON, start, middle) + due_between(rule, LONDON, middle, end)
    assert halves == due_between(rule, LONDON, start, end)


@given(rules, moments)
def test_a_window_leaves_out_its_start_and_takes_in_its_end(rule, after):
    first, second, third = next_due(rule, LONDON, after)
    assert due_between(rule, LONDON, first.utc, third.utc) == [second, third]


@given(weeklies, days, st.integers(0, 300))
def test_every_week_is_due_exactly_once(rule, first, weeks):
    monday = first - timedelta(first.weekday())
    start, end = (
        at_utc(datetime.combine(day, time()), LONDON) for day in (monday, monday + timedelta(7 * weeks))
    )
    due = due_between(rule, LONDON, start - timedelta(seconds=1), end - timedelta(seconds=1))
    assert [each.local.date() for each in due] == [
        monday + timedelta(7 * w + rule.weekday) for w in range(weeks)
    ]


@given(rules, moments)
def test_local_time_is_kept_except_in_the_hour_that_does_not_exist(rule, start):
    for due in due_between(rule, LONDON, start, start + timedelta(400)):
        assert due.utc.astimezone(LONDON).replace(tzinfo=None) == due.local
        moved = timedelta(hours=1) if due.local.time() != rule.time else timedelta()
        assert due.local - moved == datetime.combine(due.local.date(), rule.time)
        assert not moved or (rule.time.hour == 1 and due.local.month == 3)


@given(rules, moments)
def test_the_next_due_times_are_the_first_of_the_window(rule, after):
    assert next_due(rule, LONDON, after) == due_between(rule, LONDON, after, after + timedelta(365 * 6))[:3]


@given(st.builds(OfMonth, weekdays, clocks, st.integers(1, 4)), st.integers(2026, 2030))
def test_the_first_to_the_fourth_of_the_month_come_twelve_times_a_year(rule, year):
    start, end = (at_utc(datetime(y, 1, 1), LONDON) - timedelta(seconds=1) for y in (year, year + 1))
    due = [each.local.date() for each in due_between(rule, LONDON, start, end)]
    assert [day.month for day in due] == list(range(1, 13))
    assert {(day - timedelta(7 * rule.nth)).month != day.month for day in due} == {True}
    assert {(day - timedelta(7 * (rule.nth - 1))).month == day.month for day in due} == {True}


@given(st.builds(OfMonth, weekdays, clocks), st.integers(2026, 2030))
def test_the_last_of_the_month_comes_twelve_times_a_year(rule, year):
    start, end = (at_utc(datetime(y, 1, 1), LONDON) - timedelta(seconds=1) for y in (year, year + 1))
    due = due_between(rule, LONDON, start, end)
    assert [each.local.month for each in due] == list(range(1, 13))
    assert all((each.local + timedelta(7)).month != each.local.month for each in due)


@given(fortnights, moments)
def test_a_fortnight_is_fourteen_days(rule, start):
    due = [each.local.date() for each in due_between(rule, LONDON, start, start + timedelta(200))]
    assert {later - sooner for sooner, later in pairwise(due)} <= {timedelta(14)}


def test_a_fortnight_begins_on_its_first_date_and_not_before():
    rule = parse_weekly("every second Wednesday 10am from 18 November 2026")
    due = next_due(rule, LONDON, datetime(2026, 1, 1, tzinfo=UTC))
    assert [each.local.day for each in due] == [18, 2, 16]


@pytest.mark.parametrize(
    ("rule", "day", "local", "utc"),
    [
        (Weekly(6, time(1, 30)), date(2026, 3, 29), time(2, 30), time(1, 30)),
        (Weekly(6, time(1, 30)), date(2026, 10, 25), time(1, 30), time(0, 30)),
        (Weekly(0, time(9, 30)), date(2026, 3, 30), time(9, 30), time(8, 30)),
        (Weekly(0, time(9, 30)), date(2026, 10, 26), time(9, 30), time(9, 30)),
    ],
)
def test_clock_changes_move_a_missing_time_forward_and_use_a_doubled_one_once(rule, day, local, utc):
    midnight = datetime.combine(day, time(), UTC)
    (due,) = due_between(rule, LONDON, midnight - timedelta(hours=2), midnight + timedelta(hours=22))
    assert (due.local, due.utc) == (datetime.combine(day, local), datetime.combine(day, utc, UTC))


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (time(9, 30), "9:30am"),
        (time(17), "5pm"),
        (time(12), "midday"),
        (time(0), "midnight"),
        (time(12, 5), "12:05pm"),
        (time(0, 5), "12:05am"),
    ],
)
def test_times_are_said_as_public_services_write_them(at, said):
    assert say_time(at) == said


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 11, 16, 17, tzinfo=UTC), "5pm today, Monday 16 November 2026"),
        (datetime(2026, 11, 17, 9, 30, tzinfo=UTC), "9:30am tomorrow, Tuesday 17 November 2026"),
        (datetime(2026, 11, 15, 12, tzinfo=UTC), "midday yesterday, Sunday 15 November 2026"),
        (datetime(2027, 6, 30, 23, 30, tzinfo=UTC), "12:30am on Thursday 1 July 2027"),
    ],
)
def test_a_moment_is_said_in_local_time_with_its_weekday_and_date(moment, said):
    assert say_moment(moment, LONDON, MONDAY) == said


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("today", date(2026, 11, 16)),
        ("Tomorrow", date(2026, 11, 17)),
        ("Fri", date(2026, 11, 20)),
        ("by Friday", date(2026, 11, 20)),
        ("Mon", date(2026, 11, 23)),
        ("this Friday", date(2026, 11, 20)),
        ("next Wednesday", date(2026, 11, 25)),
        ("next Mon", date(2026, 11, 23)),
        ("31/3", date(2027, 3, 31)),
        ("31/3/2027", date(2027, 3, 31)),
        ("31/3/27", date(2027, 3, 31)),
        ("31 March", date(2027, 3, 31)),
        ("31st Mar 2027", date(2027, 3, 31)),
        ("16 November", date(2026, 11, 16)),
        ("Tue 17 Nov", date(2026, 11, 17)),
        ("4 Sept", date(2027, 9, 4)),
        ("end of month", date(2026, 11, 30)),
        ("the end of the month", date(2026, 11, 30)),
        ("in 2 weeks", date(2026, 11, 30)),
        ("in a month", date(2026, 12, 16)),
        ("in 3 days", date(2026, 11, 19)),
        ("2026-12-04", date(2026, 12, 4)),
    ],
)
def test_a_due_date_is_read_in_uk_words(text, due):
    assert parse_due(text, MONDAY) == due


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", 'Write a date such as "Fri"'),
        ("soon", 'Write a date such as "Fri"'),
        ("in some days", 'Write a date such as "Fri"'),
        ("31/13", "31/13/2026 is not a real date"),
        ("30 February 2027", "30/2/2027 is not a real date"),
        ("15/11/2026", "Sunday 15 November 2026 is in the past"),
        ("2020-01-01", "Wednesday 1 January 2020 is in the past"),
        ("Fri 17 November", "Tuesday 17 November 2026 is not a Friday"),
    ],
)
def test_a_due_date_that_cannot_be_is_answered_with_what_to_write(text, says):
    with pytest.raises(ValueError, match=says):
        parse_due(text, MONDAY)


def test_this_monday_on_a_friday_is_in_the_past():
    with pytest.raises(ValueError, match="Monday 16 November 2026 is in the past"):
        parse_due("this Monday", FRIDAY_2PM.date())


@pytest.mark.parametrize(
    ("text", "closes"),
    [
        ("Fri 17:00", datetime(2026, 11, 20, 17)),
        ("Fri, 5 pm", datetime(2026, 11, 20, 17)),
        ("Fri 1pm", datetime(2026, 11, 27, 13)),
        ("Fri 2pm", datetime(2026, 11, 27, 14)),
        ("Fri", datetime(2026, 11, 27, 17)),
        ("Mon at midday", datetime(2026, 11, 23, 12)),
        ("5pm on Monday", datetime(2026, 11, 23, 17)),
        ("tomorrow 5pm", datetime(2026, 11, 21, 17)),
        ("today", datetime(2026, 11, 20, 17)),
        ("5pm", datetime(2026, 11, 20, 17)),
        ("1pm", datetime(2026, 11, 21, 13)),
        ("in 2 hours", datetime(2026, 11, 20, 16)),
        ("in 90 minutes", datetime(2026, 11, 20, 15, 30)),
        ("in an hour", datetime(2026, 11, 20, 15)),
        ("31/3 9.30am", datetime(2027, 3, 31, 9, 30)),
        ("2026-12-04 17:00", datetime(2026, 12, 4, 17)),
    ],
)
def test_a_closing_time_is_read_in_uk_words(text, closes):
    assert parse_moment(text, FRIDAY_2PM) == closes


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("whenever", 'Write a day and a time, such as "Fri 5pm"'),
        ("", 'Write a day and a time, such as "Fri 5pm"'),
        ("Fri 25:00", '"25:00" is not on the clock'),
        ("today 1pm", "1pm on Friday 20 November 2026 is in the past"),
        ("in 0 hours", "2pm on Friday 20 November 2026 is in the past"),
        ("1/1/2020 5pm", "Wednesday 1 January 2020 is in the past"),
    ],
)
def test_a_closing_time_that_cannot_be_is_answered_with_what_to_write(text, says):
    with pytest.raises(ValueError, match=says):
        parse_moment(text, FRIDAY_2PM)


SCRAPS = """in next this last end of on by at every second from Fri march 31 31/3 29/2 0 999 2 weeks hours 5pm
24:00 12:60 13pm 9999-12-31 month today ² ٣ , 31/12/9999 Monday"""
scraps = st.sampled_from(SCRAPS.split())


@given(st.text(max_size=40) | st.lists(scraps, max_size=6).map(" ".join))
@pytest.mark.parametrize(
    "read",
    [
        lambda text: parse_due(text, MONDAY) >= MONDAY,
        lambda text: parse_moment(text, FRIDAY_2PM) > FRIDAY_2PM,
        lambda text: parse_weekly(parse_weekly(text).words()) == parse_weekly(text),
        lambda text: parse_time(say_time(parse_time(text))) == parse_time(text),
    ],
)
def test_any_text_is_read_or_answered_with_a_sentence_that_says_what_to_write(read, text):
    assert answer(read, text) is True


def answer(read, text):
    try:
        return read(text)
    except ValueError as refused:
        return str(refused).endswith(".") and "write" in str(refused).casefold()
