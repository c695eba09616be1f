"""Rounding carried from week to week: what holds for every history, and what the key hides."""

from collections import defaultdict
from datetime import date
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.belonging import month_of, year_of
from storage.counts import Missing
from storage.measures import Time
from storage.protection.carry import (
    LARGEST,
    Drift,
    Rounding,
    Secrets,
    carries,
    rule,
    to_date,
)
from storage.protection.cube import Cube
from storage.protection.history import build_all
from storage.protection.rounding import RoundingError
from storage.spans import Year
from storage.stretches import Stretches
from tests.weeks import KEY, START, WEEK, areas, counted, declared, drifts, random_weeks, shown, week

SMALL, LARGE = areas(4, 2), areas(20, 4)
WHOLE = declared("ward×reason×week")
PAIR = declared("ward×week", reasons=1)


def build(measure, numbers, code_list=SMALL, key=KEY, **more):
    return build_all(measure, code_list, counted(measure, code_list, numbers), key, **more)


def sums_to_date(found):
    """By cell, the drift after every week."""
    series = defaultdict(list)
    for (breakdown, area, categories, period), off in sorted(found.items(), key=lambda pair: pair[0][3]):
        so_far = series[breakdown, area, categories, year_of(period, PAIR.time)]
        so_far.append((so_far[-1] if so_far else 0) + off)
    return series


histories = st.lists(st.lists(st.integers(0, 12), min_size=8, max_size=8), min_size=1, max_size=8)


@settings(max_examples=40, deadline=None)
@given(histories, st.sampled_from([5, 10]), st.binary(min_size=16, max_size=32))
def test_every_week_of_any_history_is_additive_near_and_zero_where_it_was(rows, base, key):
    measure = declared("ward×reason×week", base=base)
    numbers = {week(n): row for n, row in enumerate(rows)}
    made = build(measure, numbers, key=key)
    cube, extract = Cube(measure, SMALL), counted(measure, SMALL, numbers)
    values = shown(made.cells)
    for period in numbers:
        row = [values[slot.breakdown.name, slot.area, period, slot.categories] for slot in cube.slots]
        assert all(row[e.total] == sum(row[part] for part in e.parts) for e in cube.equations)
        assert all(value >= 0 and value % base == 0 for value in row)
    off = drifts(extract, SMALL, made.cells)
    assert all(abs(each) < base for each in off.values())
    truth = {key: values[key[0], key[1], key[3], key[2]] + each for key, each in off.items()}
    assert all(off[key] == 0 for key, true in truth.items() if true % base == 0)
    assert max(abs(each) for so_far in sums_to_date(off).values() for each in so_far) <= made.kept
    assert made.cells == build(measure, numbers, key=key).cells


@pytest.mark.parametrize("base", [5, 10])
def test_over_a_year_totals_stay_near_and_no_cell_goes_beyond_the_limit(base):
    measure = declared("ward×reason×week", reasons=6, base=base)
    numbers = random_weeks(measure, LARGE, 52, 3, seed=1)
    made = build(measure, numbers, LARGE)
    series = sums_to_date(drifts(counted(measure, LARGE, numbers), LARGE, made.cells))
    assert max(abs(off) for so_far in series.values() for off in so_far) <= made.kept == to_date(base)
    ends = [abs(so_far[-1]) for (name, *_), so_far in series.items() if "reason" not in name]
    assert max(ends) <= (5 if base == 5 else 11)


def test_a_month_of_a_ward_is_within_six_at_base_five():
    measure = declared("ward×reason×week", reasons=6)
    numbers = random_weeks(measure, LARGE, 52, 3, seed=2)
    off = drifts(counted(measure, LARGE, numbers), LARGE, build(measure, numbers, LARGE).cells)
    months = defaultdict(int)
    for (breakdown, area, _, period), each in off.items():
        if breakdown == "ward×week":
            months[area, month_of(period, measure.time)] += each
    assert max(map(abs, months.values())) <= 6


def test_a_week_more_changes_nothing_before_it():
    numbers = random_weeks(WHOLE, SMALL, 12, 3, seed=3)
    whole = build(WHOLE, numbers).cells
    shorter = build(WHOLE, {period: row for period, row in numbers.items() if period < week(9)}).cells
    assert shorter == tuple(cell for cell in whole if cell.period < week(9))


def test_another_key_gives_another_table_and_the_same_key_the_same():
    numbers = random_weeks(WHOLE, SMALL, 12, 3, seed=3)
    tables = [build(WHOLE, numbers, key=bytes([n]) * 16).cells for n in (1, 2, 3, 1)]
    assert tables[0] == tables[3]
    assert len(set(tables)) == 3


def test_a_year_begins_with_nothing_carried():
    numbers = random_weeks(WHOLE, SMALL, 60, 3, seed=4)
    new_year = min(period for period in numbers if year_of(period, WHOLE.time) == "2026-04-01")
    alone = {period: row for period, row in numbers.items() if period >= new_year}
    cells = build(WHOLE, numbers).cells
    assert tuple(cell for cell in cells if cell.period >= new_year) == build(WHOLE, alone).cells


def test_what_is_missing_stays_so_and_carries_nothing():
    numbers = {week(n): [3, 3, 3, 3] for n in range(6)}
    gaps = numbers | {week(2): [Missing.WITHHELD, 3, 3, 3], week(3): [3, Missing.NO_DATA, 3, 3]}
    values = shown(build(PAIR, gaps).cells)
    assert values["ward×week", "W0", week(2), ()] is Missing.WITHHELD
    assert values["borough×week", "B", week(2), ()] is Missing.WITHHELD
    assert values["locality×week", "L0", week(3), ()] is Missing.NO_DATA
    to_date = sum(3 - values["ward×week", "W0", week(n), ()] for n in (0, 1, 3, 4, 5))
    assert abs(to_date) <= 8


def test_only_what_may_be_added_up_is_carried():
    persons = declared("ward×week", counts="persons", reasons=1)
    assert not carries(persons)
    numbers = random_weeks(persons, SMALL, 3, 4, seed=5)
    made = build(persons, numbers)
    last = build(persons, {week(2): numbers[week(2)]})
    assert made.kept is None
    assert last.cells == tuple(cell for cell in made.cells if cell.period == week(2))
    assert rule(persons, numbers, 8) is None


@pytest.mark.parametrize("true", [1, 2, 3, 4])
def test_in_every_week_a_number_goes_up_with_probability_remainder_over_base(true):
    one = declared("borough×week", reasons=1)
    alone = areas(1, 1)
    ups = defaultdict(int)
    for number in range(120):
        made = build(one, {week(n): [true] for n in range(3)}, alone, key=number.to_bytes(16))
        for cell in made.cells:
            ups[cell.period] += cell.value == 5
    assert all(up / 120 == pytest.approx(true / 5, abs=0.13) for up in ups.values())


TRUTH = (7, 3, 4)  # the borough and two wards; and what was rounded away before
BEFORE = [(0, 0, 0), (2, 4, -2), (-6, -2, -4), (7, 8, -1), (-8, -4, -4)]


def allowed(before):
    """Every table of the borough and two wards that rounds the truth up or down, adds up and keeps to the limit."""
    sides = [(5 * (n // 5), 5 * -(-n // 5)) for n in TRUTH]
    for row in product(*sides):
        off = [abs(one + true - value) for one, true, value in zip(before, TRUTH, row, strict=True)]
        if row[0] == row[1] + row[2] and max(off) <= to_date(5):
            yield row


@pytest.mark.parametrize("before", BEFORE)
@settings(max_examples=20, deadline=None)
@given(st.lists(st.floats(-2.5, 2.5), min_size=3, max_size=3))
def test_whatever_was_carried_every_table_within_the_rule_is_chosen_under_some_secret(before, start):
    cube = Cube(PAIR, areas(2, 1))
    cells = [TRUTH[0] if slot.area in ("B", "L0") else TRUTH[1 + int(slot.area[1])] for slot in cube.slots]
    now = np.array(
        [before[0] if slot.area in ("B", "L0") else before[1 + int(slot.area[1])] for slot in cube.slots]
    )
    chosen = set()
    for row in allowed(before):
        wanted = [row[0] if slot.area in ("B", "L0") else row[1 + int(slot.area[1])] for slot in cube.slots]
        turn = [-LARGEST if value > cell else LARGEST for value, cell in zip(wanted, cells, strict=True)]
        secrets = Secrets([start[n % 3] for n in range(4)], turn)
        table = Rounding(cube, tuple(cells), Drift(now, now, now, now), secrets).within({}, {})
        assert list(table) == wanted
        chosen.add(table)
    assert len(chosen) == len([*allowed(before)]) > 0


def test_the_secrets_depend_on_key_measure_and_period_and_are_spread_over_all_they_may_be():
    cube = Cube(WHOLE, LARGE)
    drawn = [Secrets.of(key, cube, week(n)) for key in (KEY, KEY + b"!") for n in (0, 1)]
    assert drawn[0].start == drawn[1].start != drawn[2].start
    assert len({tuple(each.turn) for each in drawn}) == 4
    assert all(-2.5 < start < 2.5 for each in drawn for start in each.start)
    many = [turn for n in range(400) for turn in Secrets.of(KEY, cube, week(n)).turn]
    assert min(many) == -LARGEST
    assert max(many) == LARGEST
    assert sum(abs(turn) < 0.02 for turn in many) > 0.6 * len(many)


def test_where_no_table_keeps_to_the_limit_the_least_larger_one_is_taken():
    """Only one ward moves: up would take it to 11 too many, down leaves the borough 10 too few."""
    cube = Cube(PAIR, areas(2, 1))
    at = {slot.area: n for n, slot in enumerate(cube.slots)}
    now, cells = np.zeros(4, np.int64), [0] * 4
    now[[at["B"], at["L0"], at["W0"], at["W1"]]] = 8, 8, -8, 16
    cells[at["B"]] = cells[at["L0"]] = cells[at["W0"]] = 2
    rounding = Rounding.of(cube, week(9), cells, Drift(now, now, now, now), KEY)
    assert rounding.within({}, {}) == (0, 0, 0, 0)
    other, three = Drift(-now, -now, -now, -now), [cell and 3 for cell in cells]
    assert Rounding.of(cube, week(9), three, other, KEY).within({}, {}) == tuple(cell and 5 for cell in cells)


def test_a_limit_that_could_not_be_kept_is_said():
    measure = declared("ward×reason×week", reasons=6)
    for seed in range(9):
        numbers = random_weeks(measure, LARGE, 30, 0.6, seed)
        made = build(measure, numbers, LARGE)
        series = sums_to_date(drifts(counted(measure, LARGE, numbers), LARGE, made.cells))
        worst = max(abs(off) for so_far in series.values() for off in so_far)
        assert made.kept == max(worst, to_date(5))
        if worst > to_date(5):
            break
    else:
        pytest.fail("no history went beyond the limit")


@pytest.mark.parametrize(
    ("period", "grain", "starts", "year"),
    [
        ("2025-03-24", "week", "04-01", "2024-04-01"),
        ("2025-03-31", "week", "04-01", "2025-04-01"),
        ("2025-04-01", "month", "04-06", "2025-04-06"),
        ("2025-03-01", "month", None, "2024-04-01"),
        ("2025-09-03", "term", None, "2025-09-01"),
        ("2025-04-22", "term", None, "2024-09-01"),
    ],
)
def test_a_period_belongs_to_the_year_that_holds_its_last_day_and_a_term_to_that_in_which_it_begins(
    period, grain, starts, year
):
    terms = [{"label": "a term", "start": period, "end": "2027-01-01"}] if grain == "term" else []
    monday = "monday" if grain == "week" else None
    time = Time(grain=grain, year_starts=starts, terms=terms, starts=monday)
    assert year_of(period, time) == year


@pytest.mark.parametrize("starts", ["04-01", "01-01", "09-01", "12-31", "02-28"])
def test_the_years_of_the_carry_are_the_years_of_the_answers(starts):
    time = Time(grain="week", starts="monday", year_starts=starts)
    asked = Stretches(time, (), date(2027, 12, 31))
    weeks = [(START + n * WEEK).isoformat() for n in range(150)]
    for back in (0, 1, 2):
        periods = asked.periods(asked.of(Year(back=back)))
        years = {year_of(period, time) for period in periods if period in weeks}
        assert len(years) == 1
        assert {period for period in weeks if year_of(period, time) in years} == set(weeks) & set(periods)


def test_the_rule_is_told_year_by_year():
    told = rule(WHOLE, [week(n) for n in range(60)], 9)
    assert [len(year) for year in told.years] == [52, 8]
    assert told.to_date == 9
    assert all(one < other for year in told.years for one, other in pairwise(year))
    assert rule(declared("ward×week", base=10), [week(0)], 0).to_date == 18


def test_counts_that_do_not_fit_are_never_built():
    with pytest.raises(RoundingError, match="negative"):
        build(PAIR, {week(0): [3, -1, 2, 2]})
    with pytest.raises(RoundingError, match="16 bytes"):
        build(PAIR, {week(0): [3, 1, 2, 2]}, key=b"short")
