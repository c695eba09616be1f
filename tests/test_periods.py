"""Words about time, and the published periods that they mean."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from storage.periods import Calendar, Unpublished, Window
from storage.spans.dates import Unreadable
from storage.spans.reader import Reader
from storage.stretches import WrongGrain
from tests import asker

TODAY = date(2026, 11, 18)  # a Wednesday; the newest week is that of Monday 2 November
CATALOGUE = asker.catalogue()
WEEKLY, TERMLY = CATALOGUE.measures["foodbank-referrals"], CATALOGUE.measures["fsm-entitled"]
TERMS = TERMLY.time.terms
MONTHLY = WEEKLY.model_copy(update={"time": WEEKLY.time.model_copy(update={"grain": "month"})})
ONCE = WEEKLY.model_copy(
    update={"time": WEEKLY.time.model_copy(update={"grain": "once", "period": date(2021, 3, 21)})}
)
MEASURES = {"week": WEEKLY, "month": MONTHLY, "term": TERMLY, "once": ONCE}
CALENDARS = {grain: Calendar(each, asker.periods_of(each), TERMS, TODAY) for grain, each in MEASURES.items()}
NAMES = tuple((term.label.lower(), term.start) for term in TERMS)


def meant(words: str, calendar: Calendar = CALENDARS["week"], today: date = TODAY) -> Window:
    """The window of some words that are all about time."""
    read = Reader(words, today, NAMES).read()
    assert read is not None, f"nothing understood in “{words}”"
    assert read.end == len(words), f"only “{words[: read.end]}” understood in “{words}”"
    return calendar.window(read.span)[0]


NOVEMBER = "in November 2026 so far (2 weeks, Monday 26 October to Sunday 8 November 2026)"
OCTOBER = "in October 2026 (4 weeks, Monday 28 September to Sunday 25 October 2026)"
SINCE_OCTOBER = "in the 6 weeks from Monday 28 September to Sunday 8 November 2026"
YEAR_SO_FAR = "in the year from 1 April 2026 so far (32 weeks, Monday 30 March to Sunday 8 November 2026)"
YEAR_BEFORE = "in the year from 1 April 2025 (52 weeks, Monday 31 March 2025 to Sunday 29 March 2026)"
NEWEST = "in the week of Monday 2 November 2026"


@pytest.mark.parametrize(
    ("words", "window"),
    [
        ("2 november 2026", NEWEST),
        ("the latest week", NEWEST),
        ("now", NEWEST),
        ("the week of 2 nov", NEWEST),
        ("w/c 2 nov", NEWEST),
        ("w/c mon 2nd of november", NEWEST),
        ("week commencing monday 2 november", NEWEST),
        ("week ending 8 nov", NEWEST),
        ("8/11/2026", NEWEST),
        ("8.11.26", NEWEST),
        ("2026-11-05", NEWEST),
        ("november 5", NEWEST),
        ("2 weeks ago", NEWEST),
        ("this month", NOVEMBER),
        ("november", NOVEMBER),
        ("last month", OCTOBER),
        ("october", OCTOBER),
        ("oct 2026", OCTOBER),
        ("month 2026-10", OCTOBER),
        ("10/2026", OCTOBER),
        ("october this year", OCTOBER),
        ("1 month ago", OCTOBER),
        (
            "october last year",
            "in October 2025 (4 weeks, Monday 29 September to Sunday 26 October 2025)",
        ),
        ("december", "in December 2025 (4 weeks, Monday 1 December to Sunday 28 December 2025)"),
        (
            "autumn term",
            "in the Autumn term 2026 so far (10 weeks, Monday 31 August to Sunday 8 November 2026)",
        ),
        (
            "this term",
            "in the Autumn term 2026 so far (10 weeks, Monday 31 August to Sunday 8 November 2026)",
        ),
        ("last term", "in the Summer term 2026 (15 weeks, Monday 13 April to Sunday 26 July 2026)"),
        ("spring term 2026", "in the Spring term 2026 (12 weeks, Monday 5 January to Sunday 29 March 2026)"),
        ("this year", YEAR_SO_FAR),
        ("year to date", YEAR_SO_FAR),
        ("2026/27", YEAR_SO_FAR),
        ("2026 to 2027", YEAR_SO_FAR),
        ("last year", YEAR_BEFORE),
        ("last financial year", YEAR_BEFORE),
        ("year 2025-04-01", YEAR_BEFORE),
        ("2025", "in 2025 (52 weeks, Monday 30 December 2024 to Sunday 28 December 2025)"),
        (
            "calendar year 2024",
            "in 2024 since figures began (13 weeks, Monday 30 September to Sunday 29 December 2024)",
        ),
        ("since october", SINCE_OCTOBER),
        ("from october onwards", SINCE_OCTOBER),
        ("since 1 october", SINCE_OCTOBER),
        ("from 5 oct to 1 nov", "in the 4 weeks from Monday 5 October to Sunday 1 November 2026"),
        ("5 october until 1 november", "in the 4 weeks from Monday 5 October to Sunday 1 November 2026"),
        ("between 5 oct and 1 nov 2026", "in the 4 weeks from Monday 5 October to Sunday 1 November 2026"),
        ("5 to 18 october", "in the 2 weeks from Monday 5 October to Sunday 18 October 2026"),
        ("nov to jan", "in the 13 weeks from Monday 27 October 2025 to Sunday 25 January 2026"),
        ("last quarter", "in the 13 weeks from Monday 29 June to Sunday 27 September 2026"),
        ("last 8 weeks", "in the 8 weeks from Monday 14 September to Sunday 8 November 2026"),
        ("the last eight weeks", "in the 8 weeks from Monday 14 September to Sunday 8 November 2026"),
        ("last 8", "in the 8 weeks from Monday 14 September to Sunday 8 November 2026"),
        ("last fortnight", "in the 2 weeks from Monday 26 October to Sunday 8 November 2026"),
        ("past 3 months", "in the 13 weeks from Monday 10 August to Sunday 8 November 2026"),
        ("the last year", "in the 52 weeks from Monday 10 November 2025 to Sunday 8 November 2026"),
        ("a year ago", "in the week of Monday 3 November 2025"),
        ("same week last year", "in the week of Monday 3 November 2025"),
        ("this time last year", "in the week of Monday 3 November 2025"),
        ("the week before", "in the week of Monday 26 October 2026"),
        ("29 february 2024", None),
        ("1/2", "in the week of Monday 26 January 2026"),
    ],
)
def test_words_about_time_mean_the_weeks_they_mean_in_britain(words, window):
    if window is None:
        with pytest.raises(Unpublished):
            meant(words)
        return
    assert meant(words).words == window


@pytest.mark.parametrize(
    ("grain", "words", "window"),
    [
        ("month", "october 2025", "in October 2025"),
        ("month", "last 3 months", "in the 3 months from August to October 2026"),
        ("month", "last 3", "in the 3 months from August to October 2026"),
        ("month", "since nov 2025", "in the 12 months from November 2025 to October 2026"),
        ("month", "last year", "in the year from 1 April 2025 (12 months, April 2025 to March 2026)"),
        ("month", "a year ago", "in October 2025"),
        ("term", "autumn term", "in the Autumn term 2026"),
        ("term", "summer 2026", "in the Summer term 2026"),
        ("term", "last term", "in the Summer term 2026"),
        ("term", "last 2 terms", "in the 2 terms from Summer term 2026 to Autumn term 2026"),
        ("term", "a year ago", "in the Autumn term 2025"),
        (
            "term",
            "last year",
            "in the year from 1 September 2025 (3 terms, Autumn term 2025 to Summer term 2026)",
        ),
        ("term", "since october", "in the Autumn term 2026"),
        ("once", "2021", "in 2021 (1 count, 21 March 2021)"),
        ("once", "now", "on 21 March 2021"),
    ],
)
def test_the_same_words_mean_whole_periods_of_figures_counted_otherwise(grain, words, window):
    assert meant(words, CALENDARS[grain]).words == window


@pytest.mark.parametrize(
    ("grain", "words", "unit"),
    [
        ("month", "w/c 9 nov", "week"),
        ("month", "last 8 weeks", "week"),
        ("term", "october", "month"),
        ("term", "9 november 2026", "week"),
        ("week", "last 30 days", "day"),
    ],
)
def test_what_is_finer_than_the_figures_is_refused_with_the_period_around_it(grain, words, unit):
    with pytest.raises(WrongGrain) as refused:
        meant(words, CALENDARS[grain])
    assert refused.value.unit == unit


@pytest.mark.parametrize(
    ("words", "late"),
    [
        ("last week", True),
        ("december 2027", True),
        ("since 2030", True),
        ("2 january 2023", False),
        ("until may 2020", False),
        ("year 1999", False),
    ],
)
def test_what_is_not_published_says_what_is(words, late):
    with pytest.raises(Unpublished) as refused:
        meant(words)
    assert refused.value.late == late
    assert refused.value.instead.periods == (CALENDARS["week"].published[-1 if late else 0],)


@pytest.mark.parametrize("words", ["31 february", "29/2/2025", "13/13/2026", "2026-13-40", "last 0 weeks"])
def test_a_date_that_is_none_is_said(words):
    with pytest.raises(Unreadable, match=r"\.$"):
        meant(words)


def test_a_date_in_figures_is_read_the_british_way_and_said():
    read = Reader("1/2/2026", TODAY).read()
    assert read is not None
    assert read.said == ("“1/2/2026” was read as 1 February 2026: the day before the month.",)
    assert Reader("16/11/2026", TODAY).read().said == ()


def test_a_range_that_is_cut_off_says_so():
    calendar = CALENDARS["week"]
    read = Reader("from 1 oct to 31 dec 2026", TODAY).read()
    assert calendar.window(read.span)[1] == (
        "The newest figures are for the week of Monday 2 November 2026.",
    )


def test_29_february_is_looked_for_in_the_latest_leap_year():
    assert meant("29 feb", published_until(date(2026, 11, 9))).periods == ("2024-02-26",)


def test_a_year_may_have_53_weeks():
    assert len(meant("2023", published_until(date(2026, 11, 9))).periods) == 53


def published_until(end: date, weeks: int = 300) -> Calendar:
    """Weekly figures up to the last whole week before a day, as on the Wednesday after it."""
    newest = end - timedelta(days=end.weekday() + 7)
    published = tuple((newest - timedelta(weeks=back)).isoformat() for back in range(weeks - 1, -1, -1))
    return Calendar(WEEKLY, published, TERMS, end + timedelta(days=2))


days = st.dates(date(2024, 10, 7), date(2060, 12, 31))


@given(days)
def test_every_week_belongs_to_exactly_one_month_and_one_year(end):
    calendar = published_until(end, 120)
    first, last = (date.fromisoformat(calendar.published[at]) for at in (0, -1))
    months = {
        (day.year, day.month) for day in (first + timedelta(days=n) for n in range((last - first).days + 7))
    }
    for kind, names in (
        ("month", {f"{y}-{m:02}" for y, m in months}),
        ("year", {f"{y}-01-01" for y, _ in months}),
    ):
        found: list[str] = []
        for name in sorted(names):
            try:
                found += meant(f"{kind} {name}", calendar, calendar.today).periods
            except Unpublished:
                continue
        assert found == list(calendar.published)


@given(
    days,
    st.sampled_from(["month", "year", "last 5", "last 2 months", "the last year", "this term", "since may"]),
)
def test_a_window_is_whole_weeks_in_a_row_and_its_key_means_the_same_again(end, words):
    calendar = published_until(end)
    typed = (
        f"{words} {end:%Y-%m}" if words == "month" else f"{words} {end.year}" if words == "year" else words
    )
    try:
        window = meant(typed, calendar, calendar.today)
    except (Unpublished, Unreadable):
        assume(False)
    starts = [date.fromisoformat(period) for period in window.periods]
    assert window.first == starts[0]
    assert window.until == starts[-1] + timedelta(weeks=1)
    assert all(later - sooner == timedelta(weeks=1) for sooner, later in pairwise(starts))
    assert set(window.periods) <= set(calendar.published)
    assert meant(window.key.replace("=", " ").lower(), calendar, calendar.today) == window


@given(days, st.integers(1, 60))
def test_the_same_weeks_a_year_before_are_52_weeks_back(end, count):
    calendar = published_until(end)
    window = meant(f"last {count}", calendar, calendar.today)
    before, earlier = calendar.year_before(window), calendar.earlier(window)
    assert before is not None
    assert earlier is not None
    assert len(before.periods) == len(earlier.periods) == count
    assert window.first - before.first == timedelta(weeks=52)
    assert earlier.until == window.first


@given(days)
def test_a_date_without_a_year_is_never_in_the_future(today):
    for words in ("29 feb", "1 january", "31 december", f"{today.day}/{today.month}"):
        read = Reader(words, today).read()
        assert read is not None
        assert read.span.day <= today


TIME_WORDS = """
    last this the week month term year since from to until between and 8 2026 1/2 31 31/2 october may 9 nov of ago a few
    before same 2026-11-09 2025/26 w/c ending autumn financial quarter fortnight 0 29 february onwards 99/99
"""


@given(st.lists(st.sampled_from(TIME_WORDS.split()), max_size=7).map(" ".join) | st.text(max_size=30))
def test_any_words_are_read_or_refused_in_words(words):
    for calendar in CALENDARS.values():
        try:
            read = Reader(words, TODAY, NAMES).read()
            if read is not None:
                window, said = calendar.window(read.span)
                assert window.periods
                assert window.words.startswith(("in ", "on "))
                assert all(sentence.endswith(".") for sentence in said)
        except (Unreadable, WrongGrain, Unpublished):
            continue
