"""The verdict on a release: what is held, what is warned about, and that it never says a number that was found."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.counts import Missing
from storage.protection.bounds.known import Interval
from storage.protection.cube import Cube
from storage.protection.joint.attack import attack
from storage.protection.published import Carry, Other, Sum
from storage.protection.risks import judge
from storage.protection.verdict import Spot, from_json, to_json
from tests.released import AREAS, WEEKS, atoms, declared, exact, place, release, revalued, says

WARD_WEEK = declared(["ward×week"])
SPLIT = declared(["ward×reason×week"], {"reason": ["debt", "other"]})
KNOT = declared(
    ["ward×age×week", "ward×sex×week", "borough×age×sex×week"], {"age": ["a", "b"], "sex": ["f", "m"]}
)
counts = st.lists(st.integers(0, 9), min_size=8, max_size=8)


@settings(max_examples=20, deadline=None)
@given(counts, st.sampled_from([(5, 3), (10, 8)]), st.booleans())
def test_a_first_release_leaves_every_number_as_open_as_rounding_does_and_asks_no_solver(
    truth, protection, carried
):
    base, policy = protection
    measure = declared(["ward×reason×week"], {"reason": ["debt", "other"]}, base, policy)
    table = release(measure, {WEEKS[0]: truth[:4], WEEKS[1]: truth[4:]})
    rule = Carry((WEEKS,), within=base, to_date=base)
    joint = attack([replace(table, carry=rule if carried else None)])
    shown = {table.place(cell): cell.value for cell in table.cells}
    assert joint.programmes == 0
    assert {each.place: (each.interval.low, each.interval.high) for each in joint.found} == {
        where: says(value, base) for where, value in shown.items()
    }
    verdict = judge([table])
    assert (verdict.releasable, verdict.unsafe) == (True, ())
    assert min(width.smallest for width in verdict.widths) >= base - 1


@settings(max_examples=20, deadline=None)
@given(counts, st.integers(0, 99))
def test_the_truth_is_always_among_what_is_possible(truth, seed):
    tables = [release(KNOT, {WEEKS[0]: truth}, n, key=(seed + n).to_bytes(32)) for n in (1, 2)]
    kinds = atoms(Cube(KNOT, AREAS))
    for found in attack(tables).found:
        wanted = dict(found.place.categories)
        true = sum(
            n
            for (ward, (age, sex)), n in zip(kinds, truth, strict=True)
            if found.place.area in (ward, "B") and wanted.items() <= {"age": age, "sex": sex}.items()
        )
        assert found.interval.low <= true <= found.interval.high


def rounded_twice():
    """One truth published twice in two ways, which proves that at most 3 are in the south."""
    table = release(WARD_WEEK, {WEEKS[0]: [1, 1], WEEKS[1]: [7, 7]})
    weeks = {cell.period: cell for cell in table.cells}
    assert set(weeks) == {*WEEKS[:2]}
    first = replace(table, cells=tuple(c for c in table.cells if c.period == WEEKS[0]))
    rest = tuple(c for c in table.cells if c.period == WEEKS[1])
    one = revalued(first, {"B": 0, "W1": 0, "W2": 0})
    two = revalued(replace(first, release=2), {"B": 5, "W1": 5, "W2": 0})
    return one, replace(two, cells=(*two.cells, *rest))


def test_what_two_releases_prove_together_is_held_and_named_by_its_place_alone():
    one, two = rounded_twice()
    assert judge([one]).releasable
    verdict = judge([one, two])
    assert not verdict.releasable
    assert verdict.unsafe == (Spot("figures", "ward×week", "W2", WEEKS[0]),)
    assert "together: figures, release 1, figures, release 2" in verdict.attacks


def test_what_was_published_before_just_so_is_not_held_against_the_next_release():
    one, two = rounded_twice()
    again = replace(two, release=3)
    assert judge([one, two, again]).releasable
    moved = replace(again, cells=tuple(replace(c, value=5) if c.value == 0 else c for c in again.cells))
    assert not judge([one, two, moved]).releasable


def test_a_verdict_holds_no_number_that_was_published_or_found():
    big = release(SPLIT, {WEEKS[0]: [4321, 4321, 4321, 4321], WEEKS[1]: [0, 8765, 0, 0]})
    least = Sum.exact([place("W1", WEEKS[1])], 8761)  # so that nobody is left for debt
    verdict = judge([big], [Other("a return", "figures", (least,))], per="none")
    assert verdict.unsafe == (Spot("figures", "ward×reason×week", "W1", WEEKS[1], ("debt",)),)
    text = to_json(verdict)
    shown = {str(cell.value) for cell in big.cells if cell.value}
    assert not [number for number in {"4321", "8761", "8765", *shown} if number in text]
    assert from_json(text) == verdict


@pytest.mark.parametrize("change", ["", "{}", "[1]", '{"releasable": true}'])
def test_a_verdict_that_was_written_otherwise_is_refused(change):
    with pytest.raises(ValueError, match=r"verdict|Expecting"):
        from_json(change)
    good = to_json(judge([release(WARD_WEEK, {WEEKS[0]: [1, 2]})]))
    with pytest.raises(ValueError, match="written"):
        from_json(json.dumps(json.loads(good)))


def test_rows_that_prove_all_or_none_of_a_group_to_be_in_one_category_are_held():
    table = exact({"reason": ["debt", "other"]}, both(all_of=40, debt=40, other=0))
    assert [spot.categories for spot in judge([table]).unsafe] == [("other",)]
    open_row = exact({"reason": ["debt", "other"]}, both(all_of=40, debt=20, other=20))
    assert judge([open_row]).releasable


def both(all_of, debt, other):
    return {("B", ()): all_of, ("B", (("reason", "debt"),)): debt, ("B", (("reason", "other"),)): other}


def test_rows_that_only_look_so_are_a_warning():
    table = release(SPLIT, {WEEKS[0]: [20, 0, 5, 5]})
    verdict = judge([table])
    assert verdict.releasable
    assert any("everybody in one category, such as North debt" in each for each in verdict.warnings)
    assert not any("North" in each for each in judge([release(SPLIT, {WEEKS[0]: [5, 0, 5, 5]})]).warnings)


def test_a_count_withheld_at_the_source_that_follows_all_the_same_is_held():
    table = replace(exact({"reason": ["debt", "other"]}, both(40, 30, Missing.WITHHELD)), base=5)
    assert judge([table]).releasable  # rounding leaves it open
    yearbook = Other(
        "the yearbook", "exact", (Sum.exact([place("B")], 44), Sum.exact([place("B", reason="debt")], 26))
    )
    verdict = judge([table], [yearbook])
    assert verdict.releasable  # it follows from the yearbook alone
    assert not {"18", "26", "44"}.intersection(
        re.findall(r"\d+", " ".join(verdict.warnings).replace(WEEKS[0], ""))
    )
    assert any(
        each.startswith("Numbers that are small or withheld follow from what is public already")
        for each in verdict.warnings
    )
    close = exact({"reason": ["debt", "other"]}, both(40, 35, Missing.WITHHELD))
    marked = replace(close, base=5, withheld=Interval(1, 5))
    assert judge([marked]).releasable
    total = Other("the yearbook", "exact", (Sum.exact([place("B")], 43),))  # so that at least 4 are left
    assert [spot.categories for spot in judge([marked], [total]).unsafe] == [("other",)]


def test_small_denominators_and_denominators_that_are_not_there_are_said():
    people = release(declared(["ward×week"], name="households"), {WEEKS[0]: [30, 400]})
    referrals = release(WARD_WEEK, {WEEKS[0]: [12, 12]})
    small = [each for each in judge([people, referrals], per="households").warnings if "Rates" in each]
    assert len(small) == 1
    assert "North" in small[0]
    assert "South" not in small[0]
    missing = judge([referrals], per="households").warnings
    assert any("nothing is published here" in each for each in missing)


def test_mostly_small_numbers_zeros_and_corrections_are_said():
    first, second = (release(WARD_WEEK, {WEEKS[0]: [n, 0]}, n) for n in (1, 31))
    warnings = judge([first, second]).warnings
    assert warnings[0] == "A published 0 means fewer than 5, perhaps none. No true zero is shown as such."
    assert any(each.startswith("Not all that was published can be true at once") for each in warnings)
    assert any(each.startswith("ward×week: ") for each in judge([first]).warnings)
    assert "corrections that only add" in judge([first, second]).attacks


def test_an_attack_that_cannot_be_carried_out_holds_the_release_and_says_why():
    table = release(WARD_WEEK, {WEEKS[0]: [2, 2]})
    verdict = judge([revalued(table, {"B": 50, "W1": 0, "W2": 0})])
    assert (verdict.releasable, verdict.warnings) == (False, ("figures, release 1 contradicts itself.",))


def test_where_less_is_enough_the_intervals_are_inside_the_exact_ones_and_decide_the_same():
    tables = [
        replace(
            release(SPLIT, {week: [n, 3, 1, 4] for n, week in enumerate(WEEKS)}, at, key=bytes([at]) * 32),
            carry=Carry((WEEKS,), within=6, to_date=8),
        )
        for at in (3, 4)
    ]
    quick, thorough = attack(tables), attack(tables, exact=True)
    assert quick.changed == thorough.changed
    for some, every in zip(quick.found, thorough.found, strict=True):
        assert every.interval.low <= some.interval.low
        assert some.interval.high <= every.interval.high
        assert (some.interval.high <= 3) == (every.interval.high <= 3)
        assert not some.exact or some.interval == every.interval
