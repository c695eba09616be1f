"""Corrections of what has been published: what may change, what is held, and the ledger that remembers the truth."""

import zlib
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import bundle
from storage.counts import Missing
from storage.protection import ledger
from storage.protection.cube import Cube
from storage.protection.history import build_all
from storage.protection.ledger import Ledger, LedgerError
from storage.protection.rounding import RoundingError
from tests.weeks import KEY, areas, counted, declared, random_weeks, shown, true_values, week

AREAS = areas(4, 2)
WARDS = declared("ward×week", reasons=1)
WHOLE = declared("ward×reason×week")
DETAIL = declared("ward×week", "ward×reason×month")
WEEKS = random_weeks(WHOLE, AREAS, 10, 4, seed=1)


def build(measure, numbers, before=None, key=KEY, **more):
    kept = None if before is None else before.ledger
    return build_all(measure, AREAS, counted(measure, AREAS, numbers), key, kept, **more)


def with_more(numbers, period, *more):
    """The same numbers with so many more in the first places of one week."""
    row = [n + m for n, m in zip(numbers[period], (*more, *[0] * len(numbers[period])), strict=False)]
    return numbers | {period: row}


def changed(first, second):
    """Where two releases differ."""
    one, other = shown(first.cells), shown(second.cells)
    assert set(one) <= set(other)
    return {place for place, value in one.items() if other[place] != value}


@pytest.mark.parametrize("measure", [WHOLE, DETAIL, declared("ward×week", counts="persons")])
def test_the_same_data_again_is_the_same_table_and_the_same_ledger(measure):
    first = build(measure, WEEKS)
    again = build(measure, WEEKS, first)
    assert (again.cells, again.ledger, again.held) == (first.cells, first.ledger, ())
    assert build(measure, {}, first) == again


@pytest.mark.parametrize("measure", [WHOLE, DETAIL, declared("ward×week", counts="persons")])
def test_with_a_ledger_new_weeks_alone_give_what_the_full_file_gives(measure):
    first = build(measure, {period: row for period, row in WEEKS.items() if period < week(5)})
    new = {period: row for period, row in WEEKS.items() if period >= week(5)}
    assert build(measure, new, first) == build(measure, WEEKS) == build(measure, WEEKS, first)


def additive_tables(cube, truth, kept):
    """Every table that rounds the cells not kept up or down, and adds up."""
    sides = [
        [kept[at]] if at in kept else sorted({5 * (n // 5), 5 * -(-n // 5)}) for at, n in enumerate(truth)
    ]
    for row in product(*sides):
        if all(row[e.total] == sum(row[part] for part in e.parts) for e in cube.equations):
            yield row


@settings(max_examples=120, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=2, max_size=4),
    st.lists(st.sampled_from([0, 0, 0, 4, 5, 6, 8]), min_size=4, max_size=4).filter(any),
)
def test_a_correction_changes_only_what_the_truth_did_or_is_held_because_no_table_does(rows, more):
    numbers = {week(n): row for n, row in enumerate(rows)}
    first = build(WARDS, numbers)
    new = with_more(numbers, week(0), *more)
    second = build(WARDS, new, first)
    cube, values = Cube(WARDS, AREAS), shown(second.cells)
    old, true = (true_values(counted(WARDS, AREAS, each), AREAS) for each in (numbers, new))
    slots = [(slot.breakdown.name, slot.area, week(0), slot.categories) for slot in cube.slots]
    truth = [true[place[1:]] for place in slots]
    same = {at for at, place in enumerate(slots) if old[place[1:]] == truth[at]}
    kept = {at: shown(first.cells)[slots[at]] for at in same}
    if not second.held:
        assert changed(first, second) <= {slots[at] for at in range(len(slots)) if at not in same}
        assert tuple(values[place] for place in slots) in set(additive_tables(cube, truth, kept))
        return
    assert [(each.period, each.why) for each in second.held] == [(week(0), "no table")]
    assert not [*additive_tables(cube, truth, kept)]
    assert second.cells == first.cells


def first_held(measure=WARDS, more=(4,), why="no table"):
    """A history and a correction of it that is held."""
    for seed in range(60):
        numbers = random_weeks(measure, AREAS, 8, 4, seed)
        first = build(measure, numbers)
        new = with_more(numbers, week(2), *more)
        if [each.why for each in build(measure, new, first).held] == [why]:
            return first, new
    return pytest.fail("every correction went out")


def test_a_held_correction_shows_nowhere_also_not_in_what_is_rounded_later():
    first, new = first_held()
    later = new | {week(8): [3, 2, 1, 4]}
    held = build(WARDS, later, first)
    silent = build(WARDS, {week(8): [3, 2, 1, 4]}, first)
    assert held.cells == silent.cells
    assert held.ledger == silent.ledger
    [each] = held.held
    assert each.sentence == (
        f"{week(2)}: the correction is held, because no table keeps every other figure as it was published. "
        "The published figures stand."
    )
    assert build(WARDS, later, held).held == held.held


@pytest.mark.parametrize("few", [1, 2, 3])
def test_a_change_as_small_as_the_policy_is_held(few):
    first = build(WHOLE, WEEKS)
    second = build(WHOLE, with_more(WEEKS, week(3), few), first)
    assert [(each.period, each.why) for each in second.held] == [(week(3), "too few")]
    assert "so few that the change would show them" in second.held[0].sentence
    assert (second.cells, second.ledger) == (first.cells, first.ledger)


def test_small_changes_that_cancel_out_in_every_sum_but_one_are_held_for_that_one():
    first = build(WHOLE, WEEKS)
    second = build(WHOLE, with_more(WEEKS, week(3), 2, 0, 5), first)
    assert [each.why for each in second.held] == ["too few"]


def test_a_rebase_takes_in_what_was_held_and_changes_little_else():
    first, new = first_held()
    second = build(WARDS, new, first, rebase=True)
    assert second.held == ()
    places = changed(first, second)
    assert {period for _, _, period, _ in places} == {week(2)}
    assert len(places) <= 4
    values, truth = shown(second.cells), true_values(counted(WARDS, AREAS, new), AREAS)
    assert all(abs(value - truth[place[1:]]) < 5 for place, value in values.items())
    assert build(WARDS, new, second) == second


def test_a_rebase_without_anything_held_changes_nothing():
    first = build(WHOLE, WEEKS)
    assert build(WHOLE, WEEKS, first, rebase=True) == first


def test_what_was_missing_can_come_and_what_was_there_can_be_withdrawn():
    gap = WEEKS | {week(3): [Missing.NO_DATA, *WEEKS[week(3)][1:]]}
    first = build(WHOLE, gap)
    second = build(WHOLE, WEEKS, first)
    there = {place for place, value in shown(first.cells).items() if value is Missing.NO_DATA}
    assert changed(first, second) == there
    third = build(WHOLE, gap, second)
    assert {place for place, value in shown(third.cells).items() if value is Missing.NO_DATA} == there
    assert changed(second, third) == there


def test_the_weeks_of_a_month_with_detail_are_corrected_together_or_not_at_all():
    weekly = random_weeks(DETAIL, AREAS, 9, 4, seed=2)
    first = build(DETAIL, weekly)
    small = with_more(with_more(weekly, week(1), 9), week(2), 2)
    assert [(each.period, each.why) for each in build(DETAIL, small, first).held] == [
        (week(1), "too few"),
        (week(2), "too few"),
    ]
    second = build(DETAIL, with_more(weekly, week(1), 9), first)
    assert not second.held
    assert {(period, area) for _, area, period, _ in changed(first, second)} <= {
        (period, area) for period in (week(1), "2025-04-01") for area in ("B", "L0", "W0")
    }
    values = shown(second.cells)
    weeks = sum(values["ward×week", "W0", week(n), ()] for n in range(4))
    assert sum(values["ward×reason×month", "W0", "2025-04-01", (f"r{n}",)] for n in (0, 1)) == weeks


def test_a_breakdown_that_is_declared_later_fits_what_was_published():
    fewer = declared("ward×week")
    first = build(fewer, WEEKS)
    second = build(WHOLE, WEEKS, first)
    assert changed(first, second) == set()
    assert len(second.cells) > len(first.cells)
    assert build(WHOLE, {}, second) == second


def test_a_release_is_built_beside_its_ledger(tmp_path):
    made = bundle.build_next(WHOLE, counted(WHOLE, AREAS, WEEKS), AREAS, KEY, "Demo Analyst", None)
    new = counted(WHOLE, AREAS, with_more(WEEKS, week(3), 1))
    again = bundle.build_next(WHOLE, new, AREAS, KEY, "Demo Analyst", made.ledger)
    assert again.bundle == made.bundle
    assert [sentence.split(":")[0] for sentence in again.held] == [week(3)]
    assert bundle.build(WHOLE, counted(WHOLE, AREAS, WEEKS), AREAS, KEY, "Demo Analyst") == made.bundle
    with pytest.raises(bundle.BundleError, match="another protection key"):
        bundle.build_next(WHOLE, new, AREAS, KEY + b"!", "Demo Analyst", made.ledger)


def test_a_ledger_says_nothing_without_the_key():
    planted = {week(0): [70_001 + 1_013 * n for n in range(8)]}
    sealed = build(WHOLE, planted).ledger
    kept = ledger.unseal(sealed, KEY)
    assert [n for _, _, n in kept.counts[week(0)]] == planted[week(0)]
    for n in planted[week(0)]:
        assert str(n).encode() not in sealed
    assert b"W0" not in sealed
    with pytest.raises(zlib.error):
        zlib.decompress(sealed[len(ledger.MARK) + ledger.NONCE :])


counts = st.one_of(st.integers(0, 10**9), st.sampled_from(list(Missing)))


@given(
    st.dictionaries(
        st.dates().map(str), st.lists(st.tuples(st.text(max_size=5), st.tuples(st.text(max_size=5)), counts))
    ),
    st.binary(min_size=16, max_size=64),
)
def test_any_ledger_comes_back_as_it_was_sealed(numbers, key):
    rows = {period: tuple(sorted(atoms, key=lambda atom: atom[:2])) for period, atoms in numbers.items()}
    kept = Ledger("a", "b", rows)
    assert ledger.unseal(ledger.seal(kept, key), key) == kept


@pytest.mark.parametrize("at", [0, 5, 20, 40, -1])
def test_a_ledger_that_was_changed_is_refused(at):
    sealed = bytearray(build(WARDS, {week(0): [1, 2, 3, 4]}).ledger)
    sealed[at] ^= 1
    with pytest.raises(LedgerError, match=r"not a ledger|another protection key"):
        ledger.unseal(bytes(sealed), KEY)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"parley ledger 2\n" + bytes(60), ledger.MARK])
def test_another_file_is_no_ledger(data):
    with pytest.raises(LedgerError):
        ledger.unseal(data, KEY)


def test_two_ledgers_never_share_a_nonce_and_the_same_one_is_the_same_file():
    made = [ledger.seal(Ledger("a", str(n), {}), KEY) for n in range(200)]
    nonces = {each[len(ledger.MARK) :][: ledger.NONCE] for each in made}
    assert len(nonces) == 200
    assert made[0] == ledger.seal(Ledger("a", "0", {}), KEY)


@pytest.mark.parametrize(
    "other",
    [
        declared("ward×reason×week", base=10),
        declared("ward×reason×week", reasons=3),
        declared("ward×reason×week", id="another"),
    ],
)
def test_a_ledger_of_another_declaration_is_refused(other):
    first = build(WHOLE, WEEKS)
    with pytest.raises(LedgerError, match="other areas, codes or another base"):
        build_all(other, AREAS, counted(other, AREAS, {}), KEY, first.ledger)


def test_a_wrong_file_beside_a_ledger_builds_nothing():
    first = build(WHOLE, WEEKS)
    with pytest.raises(RoundingError, match="negative"):
        build(WHOLE, with_more(WEEKS, week(3), -90), first)
