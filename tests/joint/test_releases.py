"""Several releases of the same cases, and what they leave open together."""

from __future__ import annotations

from dataclasses import replace

import numpy
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.geography import parse_areas
from storage.protection.bounds.known import Interval
from storage.protection.cube import Cell
from storage.protection.joint.attack import attack
from storage.protection.published import Carry
from tests.joint.truths import AREA, SPLIT, SUMS, WARD_WEEK, counts, near, shown
from tests.released import WEEKS, declared, pinned, place, release, revalued, says, tried


@settings(max_examples=25, deadline=None)
@given(st.lists(counts, min_size=4, max_size=4), st.integers(0, 50))
def test_two_releases_of_one_truth_leave_exactly_what_trying_every_table_leaves(truth, seed):
    first = release(SPLIT, {WEEKS[0]: truth})
    second = release(SPLIT, {WEEKS[0]: truth}, 2, key=seed.to_bytes(32))
    values = [shown(each, week=WEEKS[0]) for each in (first, second)]
    brute = tried([14] * 4, SUMS, lambda tables: near(tables, values[0]) & near(tables, values[1]))
    assert pinned([first, second]) == brute


def test_the_same_truth_rounded_twice_can_prove_a_small_number():
    table = release(WARD_WEEK, {WEEKS[0]: [1, 1]})
    first = revalued(table, {"B": 0, "W1": 0, "W2": 0})
    second = revalued(replace(table, release=2), {"B": 5, "W1": 5, "W2": 0})
    assert pinned([first])[place("W2")] == pinned([second])[place("W2")] == (0, 4)
    assert pinned([first, second]) == {place("B"): (1, 4), place("W1"): (1, 4), place("W2"): (0, 3)}


def test_where_no_truth_fits_two_releases_it_changed_and_each_is_attacked_alone():
    first, second = release(WARD_WEEK, {WEEKS[0]: [1, 2]}), release(WARD_WEEK, {WEEKS[0]: [31, 2]}, 2)
    joint = attack([first, second])
    assert joint.changed == (("figures", WEEKS[0]),)
    by_release = {(each.tables, each.place.area): each.interval for each in joint.found}
    for at, table in enumerate((first, second)):
        for cell in table.cells:
            assert by_release[(at,), cell.area] == Interval(*says(cell.value, 5))


def test_three_releases_are_joined_in_every_way_that_one_truth_allows():
    tables = [release(WARD_WEEK, {WEEKS[0]: [n, 0]}, at) for at, n in enumerate((5, 10, 15))]
    joint = attack(tables)
    found = {each.tables: each.interval for each in joint.found if each.place.area == "W1"}
    assert found == {(0, 1): Interval(6, 9), (1, 2): Interval(11, 14)}


def pairs_fit(pairs, values, tied):
    """Which tables before and after, side by side, fit what was published of both and what is supposed of them."""
    good = tied(pairs[:, :2], pairs[:, 2:])
    for at, value in enumerate(values):
        for area, parts in AREA.items():
            total = pairs[:, [2 * at + part for part in parts]].sum(axis=1)
            low, high = says(value[area], 5)
            good &= (low <= total) & (total <= high)
    return good


@settings(max_examples=20, deadline=None)
@given(
    st.integers(0, 6),
    st.integers(0, 6),
    st.integers(16, 22),
    st.integers(0, 30),
    st.sampled_from(["adding", "correcting"]),
)
def test_who_supposes_something_of_corrections_finds_what_trying_every_pair_of_tables_finds(
    one, two, more, seed, supposing
):
    tables = [
        release(WARD_WEEK, {WEEKS[0]: [one + n, two]}, n, key=(seed + n).to_bytes(32)) for n in (0, more)
    ]
    values = [{cell.area: cell.value for cell in table.cells} for table in tables]
    joint = attack(tables, supposing=supposing, exact=True)
    assert joint.changed

    def tied(before, after):
        if supposing == "adding":
            return (before <= after).all(axis=1)
        wards = [
            ward for ward, area in enumerate(("W1", "W2")) if abs(values[0][area] - values[1][area]) < 10
        ]
        return (before[:, wards] == after[:, wards]).all(axis=1)

    names = {(at, area): [2 * at + part for part in parts] for at in (0, 1) for area, parts in AREA.items()}
    brute = tried([14, 14, 34, 14], names, lambda pairs: pairs_fit(pairs, values, tied))
    found = {(each.tables[0], each.place.area): each.interval for each in joint.found}
    assert found == {name: Interval(*ends) for name, ends in brute.items()}


def test_a_correction_of_one_ward_leaves_the_others_to_be_compared():
    table = release(declared(["ward×week"], levels=("ward", "borough")), {WEEKS[0]: [1, 1, 1]}, areas=THREE)
    shown = [{"B": 10, "W1": 0, "W2": 0, "W3": 10, "L": 0}, {"B": 30, "W1": 5, "W2": 0, "W3": 25, "L": 5}]
    before, after = (
        replace(table, release=n, levels=("ward", "locality", "borough"), cells=three(values))
        for n, values in enumerate(shown)
    )
    plain = {each.place.area: each.interval for each in attack([before, after]).found if each.tables == (1,)}
    assert plain["W2"] == Interval(0, 4)
    found = attack([before, after], supposing="correcting", exact=True).found
    assert {each.interval for each in found if each.place.area == "W2"} == {Interval(0, 3)}


THREE = parse_areas(
    "code,name,level,parent\nB,Borough,borough,\nL,Low,locality,B\nM,Moor,locality,B\n"
    "W1,North,ward,L\nW2,South,ward,L\nW3,East,ward,M\n"
)


def three(values):
    level = {area.code: area.level for area in THREE.areas}
    return tuple(Cell(f"{level[area]}×week", area, WEEKS[0], (), n) for area, n in values.items())


def test_a_release_that_says_the_same_again_adds_nothing_and_is_asked_about_no_more():
    table = release(WARD_WEEK, {WEEKS[0]: [1, 2], WEEKS[1]: [3, 4]})
    again = replace(table, release=2)
    assert attack([table, again], touching=1).found == ()
    assert attack([table, again]) == attack([table])
    news = replace(
        again, cells=tuple(replace(c, value=c.value + 5) if c.period == WEEKS[1] else c for c in again.cells)
    )
    assert {each.place.period for each in attack([table, news], touching=1).found} == {WEEKS[1]}


def test_what_was_shown_before_and_is_shown_again_is_one_truth_with_both():
    first, second = (release(WARD_WEEK, {WEEKS[0]: [n, 0]}, n) for n in (0, 30))
    back = replace(first, release=3)
    joint = attack([first, second, back])
    assert {each.tables for each in joint.found} == {(0,), (1,), (2,)}


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.lists(counts, min_size=2, max_size=2), min_size=2, max_size=2),
    st.integers(0, 4),
    st.sampled_from([(True, True), (True, False), (False, True)]),
)
def test_carried_rounding_leaves_exactly_what_trying_every_table_leaves(weeks, more, known):
    table = release(WARD_WEEK, dict(zip(WEEKS, weeks, strict=False)))
    values = {(cell.period, cell.area): cell.value for cell in table.cells}
    truth = {
        (week, area): sum(weeks[at][part] for part in parts)
        for at, week in enumerate(WEEKS[:2])
        for area, parts in AREA.items()
    }
    off = {area: [truth[week, area] - values[week, area] for week in WEEKS[:2]] for area in AREA}
    to_date = max(abs(sum(each[:n])) for each in off.values() for n in (1, 2)) + more
    within = max(abs(sum(part)) for each in off.values() for part in (each, each[:1], each[1:])) + more
    rule = {"within": within} if known[0] else {}
    rule |= {"to_date": to_date} if known[1] else {}

    def fits(tables):
        good = numpy.ones(len(tables), bool)
        for area, parts in AREA.items():
            first, second = (tables[:, [2 * at + part for part in parts]].sum(axis=1) for at in (0, 1))
            one, two = (first - values[WEEKS[0], area], second - values[WEEKS[1], area])
            good &= (abs(one) < 5) & (abs(two) < 5)
            if known[0]:
                good &= (abs(one) <= within) & (abs(two) <= within) & (abs(one + two) <= within)
            if known[1]:
                good &= (abs(one) <= to_date) & (abs(one + two) <= to_date)
        return good

    sums = {
        place(area, week): [2 * at + part for part in parts]
        for at, week in enumerate(WEEKS[:2])
        for area, parts in AREA.items()
    }
    carried = replace(table, carry=Carry((WEEKS[:2],), **rule))
    found = pinned([carried])
    assert found == tried([14] * 4, sums, fits)
    assert all(low <= truth[at.period, at.area] <= high for at, (low, high) in found.items())
