"""The sentences of an answer: what is said of a number is true of every count it may stand for."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.answers import rates
from commands.answers.gap import gap_words
from commands.answers.grid import Cut
from commands.answers.months import months
from commands.answers.wording import cell, line_one
from commands.figures import difference, thing
from commands.reply import Point
from commands.series import finding, in_words
from storage.periods import Window
from storage.releases import NoData, NotApproved, Withheld
from storage.sums import Part, Sum
from tests.test_answer_sums import CATALOGUE, MONDAY, PUPILS, REFERRALS, RELEASE, weeks

CAMDEN = CATALOGUE.areas_of(REFERRALS).at("borough")[0]
ONE = Window(MONDAY, MONDAY, weeks(1), "in the week of Monday 7 September 2026")
FOUR = Window(MONDAY, MONDAY, weeks(4), "in September 2026 (4 weeks)")
rounded = st.integers(0, 20).map(lambda number: 5 * number)


def told(found, window=ONE, kinds=()):
    cut = Cut(RELEASE, CAMDEN, window.periods, tuple(("reason", kind) for kind in kinds))
    return line_one(cut, window, found)


def test_zero_withheld_no_data_and_not_approved_are_four_answers():
    said = [told(found) for found in (Sum(0, 1, RELEASE), Withheld(RELEASE), NoData(RELEASE), NotApproved())]
    assert said == [
        "Camden had fewer than 5 food bank referrals, perhaps none, in the week of Monday 7 September 2026.",
        "Camden had too few food bank referrals to show safely in the week of Monday 7 September 2026.",
        "There is no figure for food bank referrals in Camden in the week of Monday 7 September 2026.",
        "Nobody has approved figures for food bank referrals yet.",
    ]


def test_a_number_says_what_where_and_when():
    assert told(Sum(1_250, 1, RELEASE), kinds=["low-income"]) == (
        "Camden had about 1,250 food bank referrals (low income) in the week of Monday 7 September 2026."
    )


def test_a_part_is_never_said_as_the_whole():
    found = Part(45, weeks(4)[:3], (), weeks(4)[3:], RELEASE)
    assert told(found, FOUR) == (
        "Only 3 of 4 weeks can be shown for Camden in September 2026 (4 weeks). Together they make about 45 "
        "food bank referrals, which is not the whole. Not published: the week of 28 Sep 2026."
    )
    assert "Too few to show safely: the week of 28 Sep" in told(
        replace(found, withheld=found.missing, missing=()), FOUR
    )
    assert cell(found) == "45 in 3 of 4"


def test_a_sum_of_noughts_says_so_for_each_week():
    assert told(Sum(0, 4, RELEASE), FOUR).startswith(
        "Camden had fewer than 5 food bank referrals in each of the 4 weeks, perhaps none,"
    )
    assert cell(Sum(0, 4, RELEASE)) == "fewer than 17"


def test_a_title_that_does_not_end_in_its_unit_follows_the_unit():
    assert thing(PUPILS) == "pupils (Free school meals: entitled)"


@given(rounded, rounded, st.integers(1, 6))
def test_more_and_fewer_are_said_only_where_they_are_true(now, then, periods):
    one, other = Sum(now, periods, RELEASE), Sum(then, periods, RELEASE)
    said = difference(one, other, "the week before")
    if " more than " in said:
        assert now - one.within > then + other.within
    elif " fewer than the" in said:
        assert now + one.within < then - other.within
    else:
        assert "within rounding" in said
        assert abs(now - then) <= 2 * one.within


@given(st.integers(0, 100), st.lists(st.booleans(), min_size=2, max_size=2))
def test_a_change_that_rounding_alone_could_make_is_none(truth, ups):
    """Two roundings of one and the same count are never said to differ."""
    one, other = (Sum(truth + -truth % 5 if up else truth - truth % 5, 1, RELEASE) for up in ups)
    assert "within rounding" in difference(one, other, "the week before")


@given(st.integers(0, 400), st.integers(0, 4000), st.integers(1, 5))
def test_a_rate_holds_for_every_count_the_numbers_may_stand_for(top, bottom, periods):
    shown = Sum(top - top % 5, periods, RELEASE), Sum(bottom - bottom % 5, 1, RELEASE)
    found = rates.rate(*shown, 1000)
    if found is None:
        return
    assert found.low <= 1000 * top / bottom <= found.high
    assert found.low <= found.value <= found.high
    assert bottom >= rates.SMALLEST * 4


@pytest.mark.parametrize(
    ("top", "bottom"),
    [
        (Sum(50, 1, RELEASE), Sum(75, 1, RELEASE)),
        (Sum(5, 1, RELEASE), Sum(5_000, 1, RELEASE)),
        (Sum(0, 1, RELEASE), Sum(5_000, 1, RELEASE)),
        (Sum(50, 1, RELEASE), Sum(0, 1, RELEASE)),
        (Withheld(RELEASE), Sum(5_000, 1, RELEASE)),
        (Sum(50, 1, RELEASE), Part(900, weeks(1), (), weeks(2)[1:], RELEASE)),
    ],
)
def test_there_is_no_rate_of_something_small_or_not_whole(top, bottom):
    assert rates.rate(top, bottom, 100) is None


@pytest.mark.parametrize(
    ("value", "words"), [(12.4, "12"), (3.25, "3.2"), (0.456, "0.46"), (1250.0, "1,250")]
)
def test_a_rate_has_as_many_digits_as_help(value, words):
    assert rates.say(value) == words


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [(100, 60, "about 40"), (60, 100, "about 40 the other way"), (60, 55, "within rounding")],
)
def test_a_gap_is_none_where_rounding_alone_could_make_it(one, other, words):
    assert gap_words(Sum(one, 1, RELEASE), Sum(other, 1, RELEASE)) == words
    assert gap_words(Sum(one, 1, RELEASE), NoData(RELEASE)) == ""


def test_a_part_of_a_month_is_never_called_the_month():
    labels = [month.label for month in months(weeks(6))]
    assert labels == ["September 2026, 3 of 4 weeks", "October 2026, 3 of 4 weeks"]
    assert [month.label for month in months(weeks(8))][1] == "October 2026"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ((100, 105), "about the same as the week before"),
        ((100, 120), "about 20 more than the week before"),
        ((20, 0), "fewer than the week before"),
        ((100, None), "no figure in the last week shown"),
        ((None, 100), "about 100 in the last week shown"),
        ((0,), "fewer than 5 in the last week shown"),
    ],
)
def test_the_title_of_a_line_says_what_its_end_shows(values, words):
    assert finding(REFERRALS, [Point("", value) for value in values]) == words


def test_a_line_in_words_says_where_there_are_gaps():
    points = [Point("1 May 2026", 10), Point("8 May 2026", None), Point("15 May 2026", None, withheld=True)]
    said = in_words(REFERRALS, "Referrals in Camden", points)
    assert "in the latest week with a figure (1 May 2026)" in said
    assert "There is no figure for 2 of the 3 weeks." in said
    assert "there is no published figure" in in_words(REFERRALS, "R", points[1:])
