"""Sums of published periods: never more than was published, never a part for the whole."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.figures import difference
from storage import sums
from storage.catalogue import load_catalogue
from storage.cells import Cells
from storage.demo.generate import catalogue_folder
from storage.protection.history import build_all
from storage.releases import NoData, NotApproved, Release, Shelf, Withheld
from storage.sums import Part, Sum
from tests.weeks import KEY, counted, declared, random_weeks, true_values
from tests.weeks import areas as small

MONDAY = date(2026, 9, 7)
CATALOGUE = load_catalogue(catalogue_folder())
REFERRALS = CATALOGUE.measures["foodbank-referrals"]
PUPILS = CATALOGUE.measures["fsm-entitled"]
AT = datetime(2026, 11, 18, tzinfo=UTC)
RELEASE = Release(
    1, "p", 1, "approved", REFERRALS, CATALOGUE.areas_of(REFERRALS), "h", "A", AT, "S", AT, None
)


def weeks(count: int, first: date = MONDAY) -> tuple[str, ...]:
    return tuple((first + timedelta(weeks=each)).isoformat() for each in range(count))


def shelf(values: list[int | str | None]) -> Shelf:
    """A week for each value; ``None`` is withheld and "missing" is not there at all."""
    cells = [
        ("borough×week", "E", week, (), value)
        for week, value in zip(weeks(len(values)), values, strict=True)
        if value != "missing"
    ]
    return Shelf({REFERRALS.id: RELEASE}, {REFERRALS.id: Cells(cells)})


def add_up(values: list[int | str | None]) -> sums.Found:
    return sums.add_up(shelf(values), REFERRALS.id, "borough×week", "E", weeks(len(values)))


def test_whole_weeks_add_up_and_say_how_far_rounding_may_move_them():
    found = add_up([10, 15, 0, 20])
    assert found == Sum(45, 4, RELEASE)
    assert found.within == 16


HELD = replace(RELEASE, year_within=8)  # the certificate's limit of a year to date, at base 5
APRIL = date(2026, 3, 30)  # the week whose Sunday is the first in the year from 1 April


@pytest.mark.parametrize(
    ("first", "count", "within"),
    [
        (1, 1, 4),  # one week is rounded like any other
        (1, 4, 16),
        (1, 5, 16),  # the difference of two years to date
        (1, 30, 16),
        (0, 1, 4),
        (0, 2, 8),
        (0, 30, 8),  # a year to date
        (-1, 2, 8),  # a week of the year before and one of this: 4 and 4
        (-5, 10, 16 + 8),  # the end of a year, and a year to date
        (-20, 52, 8 + 8),  # from the first week there is: a year to date as far as anybody knows
    ],
)
def test_carried_rounding_limits_how_far_off_a_sum_may_be(first, count, within):
    published = weeks(60, APRIL - timedelta(weeks=20))
    cells = Cells(("borough×week", "E", week, (), 5) for week in published)
    held = Shelf({REFERRALS.id: HELD}, {REFERRALS.id: cells})
    asked = weeks(count, APRIL + timedelta(weeks=first))
    assert sums.add_up(held, REFERRALS.id, "borough×week", "E", asked).within == within
    plain = replace(held, releases={REFERRALS.id: RELEASE})
    assert sums.add_up(plain, REFERRALS.id, "borough×week", "E", asked).within == 4 * count


def test_weeks_that_do_not_follow_each_other_are_held_by_nothing():
    cells = Cells(("borough×week", "E", week, (), 5) for week in weeks(30))
    held = Shelf({REFERRALS.id: HELD}, {REFERRALS.id: cells})
    assert sums.add_up(held, REFERRALS.id, "borough×week", "E", weeks(30)[::3]).within == 40


def test_no_sum_of_a_release_is_further_from_its_truth_than_said_and_no_change_is_said_that_is_none():
    """Every stretch of 70 weeks over the turn of a year, and every stretch beside the one before it."""
    measure, places = declared("ward×reason×week"), small(4, 2)
    extract = counted(measure, places, random_weeks(measure, places, 70, 3, seed=4))
    made, truth = build_all(measure, places, extract, KEY), true_values(extract, places)
    release = replace(RELEASE, measure=measure, areas=places, year_within=made.kept)
    cells = Cells(
        (each.breakdown, each.area, each.period, each.categories, each.value) for each in made.cells
    )
    held, said = Shelf({measure.id: release}, {measure.id: cells}), set()
    for level, area, kinds in (("ward", "W1", ("r0",)), ("ward", "W2", ()), ("borough", "B", ("r1",))):
        name = "×".join((level, *(["reason"] if kinds else []), "week"))
        true = [truth[area, period, kinds] for period in cells.periods]
        for many in (1, 4, 13, 26):
            for start in range(many, 71 - many):
                stretches = [slice(start, start + many), slice(start - many, start)]
                now, then = (
                    sums.add_up(held, measure.id, name, area, cells.periods[each], kinds)
                    for each in stretches
                )
                here, before = (sum(true[each]) for each in stretches)
                assert abs(now.value - here) <= now.within <= 4 * many
                words = difference(now, then, "before")
                said.add(word := next((each for each in ("more", "fewer") if f" {each} than" in words), ""))
                assert {"more": here > before, "fewer": here < before, "": True}[word]
    assert said == {"", "more", "fewer"}


def test_a_week_that_is_missing_makes_it_a_part():
    found = add_up([10, "missing", None, 20])
    assert isinstance(found, Part)
    assert (found.value, len(found.published)) == (30, 2)
    assert (found.missing, found.withheld) == ((weeks(4)[1],), (weeks(4)[2],))


def test_withheld_no_data_and_not_approved_stay_three_things():
    assert isinstance(add_up([None, "missing"]), Withheld)
    assert isinstance(add_up(["missing", "missing"]), NoData)
    assert isinstance(sums.add_up(Shelf(), REFERRALS.id, "borough×week", "E", weeks(1)), NotApproved)


@given(st.lists(st.integers(0, 60), min_size=1, max_size=60))
def test_the_truth_is_never_further_away_than_said(truth):
    """Whatever way each week is rounded, the true sum lies within what the answer says."""
    low = add_up([value - value % 5 for value in truth])
    high = add_up([value + -value % 5 for value in truth])
    assert abs(low.value - sum(truth)) <= low.within
    assert abs(high.value - sum(truth)) <= high.within


@given(
    st.lists(st.one_of(st.none(), st.just("missing"), st.integers(0, 12).map(lambda n: 5 * n)), min_size=1)
)
def test_only_a_window_with_every_week_published_is_a_sum(values):
    found = add_up(values)
    assert isinstance(found, Sum) == all(isinstance(value, int) for value in values)
    if isinstance(found, Sum | Part):
        assert found.value == sum(value for value in values if isinstance(value, int))


@pytest.mark.parametrize(
    ("periods", "before", "a_year_before"),
    [
        (("2026-11-09",), ("2026-11-02",), ("2025-11-10",)),
        (weeks(4), weeks(4, MONDAY - timedelta(weeks=4)), weeks(4, MONDAY - timedelta(weeks=52))),
        (("2026-01-05",), ("2025-12-29",), ("2025-01-06",)),
    ],
)
def test_weeks_are_compared_with_as_many_mondays(periods, before, a_year_before):
    assert sums.before(REFERRALS, periods) == before
    assert sums.year_before(REFERRALS, periods) == a_year_before


def test_terms_are_compared_with_the_term_before_and_the_same_term_a_year_before():
    assert sums.before(PUPILS, ("2026-01-05",)) == ("2025-09-01",)
    assert sums.year_before(PUPILS, ("2026-09-01",)) == ("2025-09-01",)
    assert sums.year_before(PUPILS, ("2024-09-02",)) == ()
    assert sums.before(PUPILS, ("2024-09-02",)) == ()


def test_months_go_back_over_the_new_year_and_a_single_count_goes_nowhere():
    monthly = REFERRALS.model_copy(update={"time": replace_grain("month")})
    assert sums.before(monthly, ("2026-01-01", "2026-02-01")) == ("2025-11-01", "2025-12-01")
    assert sums.year_before(monthly, ("2026-01-01",)) == ("2025-01-01",)
    once = REFERRALS.model_copy(update={"time": replace_grain("once")})
    assert sums.before(once, ("2021-03-21",)) == sums.year_before(once, ("2021-03-21",)) == ()


def replace_grain(grain: str):
    return REFERRALS.time.model_copy(update={"grain": grain})


def test_people_are_never_added_up_and_events_may_be():
    assert sums.can_add(REFERRALS)
    assert not sums.can_add(PUPILS)


@pytest.mark.parametrize(
    ("level", "dimensions", "published"),
    [
        ("ward", (), True),
        ("borough", (), True),
        ("borough", ("reason",), True),
        ("ward", ("reason",), False),
        ("street", (), False),
    ],
)
def test_what_is_declared_and_what_follows_from_it_may_be_asked(level, dimensions, published):
    assert sums.is_declared(REFERRALS, level, dimensions) is published
