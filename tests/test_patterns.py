"""What moved: found when it is planted, silent when nothing is, and never from less than it needs."""

from datetime import date
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.catalogue import load_catalogue
from storage.cells import Cells
from storage.demo.calendar import START, VAN_OFF, WEEK
from storage.demo.generate import catalogue_folder
from storage.measures import Time
from storage.patterns import Judged, TooShort, judge, slots
from tests.patterns_trial import Step, false_alarms, trial, weeks_to_find

CATALOGUE = load_catalogue(catalogue_folder())
REFERRALS, PARCELS = CATALOGUE.measures["foodbank-referrals"], CATALOGUE.measures["food-parcels"]
AREAS = CATALOGUE.areas_of(REFERRALS)
KILBURN, HIGHGATE = (AREAS.find(name).code for name in ("Kilburn", "Highgate"))
WEEKS = [(START + number * WEEK).isoformat() for number in range(110)]
STEADY = (10, 15, 10, 5, 10, 10, 15, 10, 10, 15, 5, 10, 10)


@pytest.fixture(scope="module")
def known():
    return trial(1, date(2027, 10, 4))


def named(known, measure, week, step=None):
    return known.moves(measure, known.table(measure, step, week + WEEK), week)


# What is planted is found, and what is quiet stays quiet.


@pytest.mark.parametrize(
    ("measure", "name", "factor", "within"),
    [
        ("foodbank-referrals", "Kilburn", 3, 2),
        ("foodbank-referrals", "debt", 3, 2),
        ("helpline-calls", "medical", 2.5, 4),
        ("food-parcels", "pantry", 1.5, 4),
        ("food-parcels", "pantry", 0.5, 4),
    ],
)
def test_a_step_is_found_within_weeks(known, measure, name, factor, within):
    waited = weeks_to_find(known, Step(measure, name, factor, date(2026, 10, 5)), within)
    assert waited is not None


def test_a_step_too_small_to_tell_from_chance_is_not_claimed(known):
    assert weeks_to_find(known, Step("foodbank-referrals", "Highgate", 1.5, date(2026, 10, 5)), 4) is None


@pytest.mark.parametrize("measure", ["foodbank-referrals", "helpline-calls", "food-parcels"])
def test_quiet_weeks_are_almost_always_silent(known, measure):
    looked, alarms = false_alarms(known, measure)
    assert looked.total() > 80
    assert alarms.total() <= 0.04 * looked.total()


@pytest.mark.parametrize("measure", ["foodbank-referrals", "helpline-calls", "food-parcels"])
def test_christmas_is_no_news_once_a_year_is_known(known, measure):
    weeks = [date(2026, 12, 21) + number * WEEK for number in range(4)]
    assert [moves for week in weeks if (moves := named(known, measure, week))] == []


def test_the_van_off_the_road_is_noticed(known):
    assert "Camden" in {name for name, _ in named(known, "food-parcels", VAN_OFF)}


def test_what_was_explained_is_not_asked_about_again_a_year_later(known):
    parcels = known.table("food-parcels", until=VAN_OFF + 60 * WEEK)
    weeks = [VAN_OFF + number * WEEK for number in range(52, 56)]
    told = frozenset(("E09000007", (VAN_OFF + number * WEEK).isoformat()) for number in range(2))
    judged = [judge(PARCELS, AREAS, parcels, week.isoformat(), told) for week in weeks]
    assert [each.moves for each in judged] == [(), (), (), ()]
    assert any(judge(PARCELS, AREAS, parcels, week.isoformat()).moves for week in weeks)


# A few series by hand.


def table(values, area=KILBURN, breakdown="ward×week", weeks=WEEKS):
    """One series whose last value is the newest week's; NotImplemented leaves a week out."""
    shown = zip(weeks[-len(values) :], values, strict=True)
    return Cells((breakdown, area, week, (), value) for week, value in shown if value is not NotImplemented)


def look(values, measure=REFERRALS, explained=frozenset(), weeks=WEEKS, **how):
    return judge(measure, AREAS, table(values, weeks=weeks, **how), weeks[-1], explained)


def test_a_move_is_told_with_its_usual_range():
    (move,) = look((*STEADY * 3, 45)).moves
    assert (move.slot.area, move.periods, move.value, move.low, move.high) == (
        KILBURN,
        (WEEKS[-1],),
        45,
        10,
        15,
    )


def test_a_slow_rise_is_seen_in_four_weeks_together():
    values = (*(100, 105, 95, 100, 105) * 8, 120, 115, 120, 120)
    (move,) = look(values).moves
    assert (len(move.periods), move.value) == (4, 475)


def test_people_are_never_added_up_over_weeks():
    persons = REFERRALS.model_copy(update={"counts": "persons"})
    assert look((*(100, 105, 95, 100, 105) * 8, 120, 115, 120, 120), persons).moves == ()


def test_a_fall_to_a_rounded_zero_is_a_move():
    (move,) = look((*(40, 45, 40, 35) * 10, 0)).moves
    assert (move.value, move.low, move.high) == (0, 35, 45)


@given(st.integers(0, 60), st.sampled_from((-5, 0, 5)))
def test_what_rounding_alone_can_make_is_never_a_move(level, more):
    assert look((*(5 * level,) * 40, max(0, 5 * level + more))).moves == ()


def test_what_comes_later_changes_nothing():
    values = (*STEADY * 3, 45)
    later = judge(REFERRALS, AREAS, table((*values, 90, 0)), WEEKS[-3])
    shifted = judge(REFERRALS, AREAS, table(values, weeks=WEEKS[:-2]), WEEKS[-3])
    assert later == shifted


def test_a_withheld_or_missing_newest_week_cannot_be_judged():
    for gap in (None, NotImplemented):
        judged = judge(REFERRALS, AREAS, Cells([*cells_of((*STEADY * 3, gap)), *highgate()]), WEEKS[-1])
        assert [slot.area for slot in judged.looked_at] == [HIGHGATE]
        assert KILBURN in {slot.area for slot in judged.gaps}


def cells_of(values):
    return [(*key[:4], value) for key, value in table(values).items()]


def highgate():
    return [(*key[:4], value) for key, value in table((*STEADY * 3, 10), area=HIGHGATE).items()]


def test_a_few_gaps_in_the_past_do_no_harm_and_many_forbid_it():
    few = (*STEADY * 2, 10, None, 10, NotImplemented, 15, *STEADY[:8], 45)
    assert len(look(few).moves) == 1
    many = (*STEADY * 2, *(None,) * 6, *STEADY[:7], 45)
    assert look(many).looked_at == ()


def test_explained_weeks_are_no_longer_usual():
    values = (*STEADY * 3, 45, 45, 45, 45, 45)
    assert look(values).moves[0].high > 15
    told = frozenset((KILBURN, week) for week in WEEKS[-5:-1])
    (move,) = look(values, explained=told).moves
    assert (move.low, move.high, move.periods) == (10, 15, (WEEKS[-1],))


def test_too_short_a_history_is_said():
    assert look(STEADY) == TooShort(26, 12)
    assert isinstance(look((*STEADY * 2, 10)), Judged)


def test_months_and_terms_need_fewer_and_counts_at_one_date_have_no_past():
    months = [f"{2024 + number // 12}-{number % 12 + 1:02}-01" for number in range(24)]
    monthly = with_grain("month", Time(grain="month"))
    (move,) = look(
        (*(40, 45, 35, 40, 50) * 4, 45, 40, 120), monthly, breakdown="ward×month", weeks=months[:23]
    ).moves
    assert (move.value, move.periods) == (120, ("2025-11-01",))
    assert look((40, 45, 120), monthly, breakdown="ward×month", weeks=months[:3]) == TooShort(18, 2)
    once = with_grain("once", Time(grain="once", period=date(2021, 3, 21)))
    assert look((40,), once, breakdown="ward×once", weeks=["2021-03-21"]) == TooShort(0, 0)


def test_terms_are_compared_with_terms():
    time = CATALOGUE.measures["fsm-entitled"].time
    terms = [term.id for term in time.terms][:12]
    termly = with_grain("term", time).model_copy(update={"counts": "persons"})
    values = (200, 205, 200, 205, 200, 210, 205, 200, 205, 210, 205, 400)
    (move,) = look(values, termly, breakdown="ward×term", weeks=terms).moves
    assert (move.value, move.low, move.high) == (400, 205, 210)


def with_grain(grain, time):
    publish = tuple(type(each)(each.area_level, each.dimensions, grain) for each in REFERRALS.publish)
    return REFERRALS.model_copy(update={"time": time, "publish": publish})


def test_moves_come_in_the_order_of_the_code_list_whatever_their_size():
    wards = AREAS.at("ward")
    cells = [
        ("ward×week", ward.code, week, (), value)
        for number, ward in enumerate(wards)
        for week, value in zip(WEEKS[-40:], (*STEADY * 3, 60 + 5 * (number * 7 % 20)), strict=True)
    ]
    moves = judge(REFERRALS, AREAS, Cells(cells), WEEKS[-1]).moves
    assert [move.slot.area for move in moves] == [ward.code for ward in wards]


def test_every_series_of_every_published_table_is_looked_at():
    found = list(slots(REFERRALS, AREAS))
    assert [slot.breakdown for slot in found] == [
        "borough×week",
        *["borough×reason×week"] * 5,
        *["ward×week"] * 20,
    ]


values = st.lists(st.one_of(st.none(), st.integers(0, 40).map(lambda n: 5 * n)), min_size=27, max_size=110)


@settings(max_examples=100, deadline=None)
@given(values)
def test_whatever_was_published_a_move_is_beyond_rounding_and_out_of_its_range(shown):
    judged = look(shown)
    for move in judged.moves if isinstance(judged, Judged) else ():
        before = shown[-13 - len(move.periods) : -len(move.periods)]
        usual = median(value for value in before if value is not None)
        assert abs(move.value - len(move.periods) * usual) > 2 * 4 * len(move.periods)
        assert not move.low <= move.value <= move.high
