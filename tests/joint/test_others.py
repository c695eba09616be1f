"""Tables of others, other measures and months beside releases."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.geography import parse_areas
from storage.protection.bounds.known import AttackError, Interval
from storage.protection.cube import Cell
from storage.protection.joint.attack import attack
from storage.protection.published import Other, Own, Place, Sum
from tests.joint.truths import SPLIT, SUMS, WARD_WEEK, counts, near, shown
from tests.released import WEEKS, declared, pinned, place, release, revalued, tried


@settings(max_examples=20, deadline=None)
@given(st.lists(counts, min_size=4, max_size=4), st.integers(0, 3), st.data())
def test_what_others_publish_and_what_one_contributor_knows_narrow_exactly_as_far_as_they_must(
    truth, mine, data
):
    table = release(SPLIT, {WEEKS[0]: truth})
    values = shown(table, week=WEEKS[0])
    theirs = data.draw(st.lists(st.sampled_from(sorted(SUMS)), min_size=1, max_size=3, unique=True))
    total = sum(sum(truth[part] for part in SUMS[each]) for each in theirs)
    mine = min(mine, truth[0])

    def fits(tables):
        said = sum(tables[:, SUMS[each]].sum(axis=1) for each in theirs)
        return near(tables, values) & (said == total) & (tables[:, 0] >= mine)

    brute = tried([14] * 4, SUMS, fits)
    less = {each: mine * (0 in parts) for each, parts in SUMS.items()}
    others = [Other("the office", "figures", (Sum.exact(theirs, total),))]
    found = pinned([table], others, own=Own("figures", place("W1", reason="debt"), mine))
    assert found == {each: (low - less[each], high - less[each]) for each, (low, high) in brute.items()}


def test_a_yearly_number_of_others_ties_its_weeks_together():
    table = release(WARD_WEEK, {week: [2, 2] for week in WEEKS})
    year = [place("W1", week) for week in WEEKS]
    least = sum(max(0, cell.value - 4) for cell in table.cells if cell.area == "W1")
    found = pinned([table], [Other("a yearly return", "figures", (Sum.exact(year, least + 1),))])
    alone = pinned([table])
    assert {high - low for each, (low, high) in found.items() if each in year} == {1}
    assert {high - low for each, (low, high) in alone.items() if each in year} <= {4, 8}


def test_a_table_of_others_that_cannot_be_about_the_same_cases_is_named_and_left_out():
    table = release(WARD_WEEK, {WEEKS[0]: [2, 2]})
    wrong, right = (
        Other(name, "figures", (Sum.exact([place("B")], n),)) for name, n in (("one", 99), ("two", 4))
    )
    joint = attack([table], [wrong, right])
    assert joint.contradicted == ("one",)
    assert next(each.interval for each in joint.found if each.place == place("B")) == Interval(4, 4)


def test_weeks_that_others_count_and_nothing_is_published_of_leave_the_rest_open():
    table = release(WARD_WEEK, {WEEKS[0]: [2, 2]})
    both = Other("two weeks", "figures", (Sum.exact([place("B"), place("B", WEEKS[1])], 3),))
    assert pinned([table], [both])[place("B")] == (max(0, table.cells[0].value - 4), 3)


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (place("W9"), "not among the areas"),
        (place("W1", sex="male"), "No release is split by “sex”"),
    ],
)
def test_what_cannot_be_tied_is_refused_with_the_reason(other, words):
    with pytest.raises(AttackError, match=words):
        attack([release(WARD_WEEK, {WEEKS[0]: [2, 2]})], [Other("x", "figures", (Sum.exact([other], 1),))])


def test_areas_of_two_vintages_cannot_be_tied_in_one_period_and_can_in_different_ones():
    newer = parse_areas("code,name,level,parent\nB,Borough,borough,\nV1,East,ward,B\nV2,West,ward,B\n")
    old = release(WARD_WEEK, {WEEKS[0]: [2, 2]})
    with pytest.raises(AttackError, match="different areas"):
        attack([old, release(WARD_WEEK, {WEEKS[0]: [2, 2]}, 2, areas=newer)])
    attack([old, release(WARD_WEEK, {WEEKS[1]: [2, 2]}, 2, areas=newer)])


def test_measures_of_one_source_share_its_cases():
    split = declared(["borough×reason×week"], {"reason": ["debt", "other"]}, name="by-reason")
    whole = revalued(release(WARD_WEEK, {WEEKS[0]: [6, 2]}, source="log"), {"B": 10, "W1": 10, "W2": 0})
    reasons = revalued(
        release(split, {WEEKS[0]: [6, 0, 2, 0]}, source="log"), {"B": 5, "debt": 5, "other": 0}
    )
    assert pinned([whole, reasons]) == {
        place("B"): (6, 9),
        place("W1"): (6, 9),
        place("W2"): (0, 3),
        place("B", reason="debt"): (2, 9),
        place("B", reason="other"): (0, 4),
    }
    apart = attack([whole, replace(reasons, source="another log")]).found
    assert {(each.interval.low, each.interval.high) for each in apart if each.place == place("B")} == {
        (6, 14),
        (1, 9),
    }


def test_a_measure_of_a_part_is_tied_to_the_whole_and_leaves_the_rest_open():
    entitled = release(declared(["ward×week"], name="entitled"), {WEEKS[0]: [10, 5]}, source="meals")
    taking = release(
        declared(["ward×week"], name="taking"), {WEEKS[0]: [10, 0]}, source="meals", parts=("taking",)
    )
    found = pinned([entitled, taking])
    rest = place("W1", taking="not taking")
    assert found[rest] == (0, 8)
    more = exact_total(entitled, 10)
    assert pinned([entitled, taking], [more])[rest] == (0, 4)


def exact_total(table, number):
    return Other("a return", table.source, (Sum.exact([place("W1")], number),))


def test_the_same_dimension_with_other_codes_is_tied_by_its_totals_alone():
    longer = declared(["ward×reason×week"], {"reason": ["debt", "rent", "other"]})
    first = release(SPLIT, {WEEKS[0]: [1, 2, 3, 4]})
    second = release(longer, {WEEKS[0]: [1, 1, 1, 3, 2, 2]}, 2)
    found = attack([first, second]).found
    assert {each.tables for each in found if not each.place.categories} == {(0, 1)}
    debt = [each.tables for each in found if each.place == place("W1", reason="debt")]
    assert sorted(debt) == [(0,), (1,)]


def test_months_published_beside_weeks_are_the_sum_of_the_weeks_that_end_in_them():
    weekly = release(WARD_WEEK, {week: [2, 2] for week in ("2025-12-29", *WEEKS)}, source="log")
    cells = tuple(Cell("borough×month", "B", month, (), 0) for month in ("2026-01-01", "2026-02-01"))
    monthly = replace(weekly, measure="monthly", cells=cells)
    found = pinned([weekly, monthly])
    assert max(high for each, (_, high) in found.items() if each.period < "2026-01-26") == 4
    assert Place("2026-01-26", "week", "W1") in found
