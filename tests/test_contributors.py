"""What a contributor could learn of everybody else's cases: whether the policy holds and how widely, never a number."""

from dataclasses import replace
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.counts import Missing
from storage.protection.bounds.known import AttackError
from storage.protection.contributors import OwnError, learnt, own_of, place_in
from storage.protection.published import Own
from tests.released import WEEKS, declared, place, release, says

WARD_WEEK = declared(["ward×week"])
SPLIT = declared(
    ["ward×reason×sort×week"], {"reason": ["debt", "low-income"], "sort": ["debt", "new"]}, name="split"
)
TABLE = release(SPLIT, {WEEKS[0]: range(3, 11)})


def published(truth):
    table = release(WARD_WEEK, {WEEKS[0]: truth})
    return table, {cell.area: cell.value for cell in table.cells}


def test_one_who_would_learn_that_hardly_anybody_else_is_there_is_told_where():
    table, values = published([2, 2])
    found = learnt([table], Own("figures", place("W1"), values["W1"] + 2))
    assert place("W1") in found.small


def test_where_enough_others_may_be_the_policy_holds():
    table, values = published([40, 30])
    found = learnt([table], Own("figures", place("W1"), 3))
    assert found.small == ()
    low, high = says(values["W1"], 5)
    assert found.width == high - low


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 20), min_size=2, max_size=2), st.integers(1, 20))
def test_it_is_small_where_the_largest_number_of_others_is_no_larger_than_the_policy(truth, own):
    table, values = published(truth)
    if own > values["W1"] + 4:
        with pytest.raises(AttackError, match="More cases are said to be somebody's own"):
            learnt([table], Own("figures", place("W1"), own))
        return
    small = learnt([table], Own("figures", place("W1"), own)).small
    assert (place("W1") in small) == (values["W1"] + 4 - own <= 3)


def test_what_is_withheld_is_open_without_end():
    table, _ = published([2, 2])
    hidden = replace(table, cells=tuple(replace(each, value=Missing.WITHHELD) for each in table.cells))
    assert learnt([hidden], Own("figures", place("W1"), 2)).width == inf


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("North, 2026-01-05 = 7", place("W1")),
        ("w1, 5 January 2026 = 7", place("W1")),
        ("Borough, 05/01/2026 = 1,200", place("B")),
        ("North, 2026-01-05, low income = 7", place("W1", reason="low-income")),
        ("North,2026-01-05,new,debt=7", place("W1", sort="new", reason="debt")),
        ("North, 2026-01-05, debt, debt = 7", place("W1", sort="debt", reason="debt")),
    ],
)
def test_a_supposition_is_read_as_it_is_said(text, where):
    own = own_of(text, TABLE, SPLIT)
    assert (own.source, own.place) == ("split", where)
    assert own.number in (7, 1200)


def test_only_what_stands_before_the_number_is_said_back():
    assert place_in(" Highgate, 2026-01-05, debt = 77 ") == "Highgate, 2026-01-05, debt"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("North, 2026-01-05", "Write it as"),
        ("North 2026-01-05 = 77", "Write it as"),
        ("North, 2026-01-05 = 0", "The number is 1 or more"),
        ("North, 2026-01-05 = -77", "The number is 1 or more"),
        ("North, 2026-01-05 = about 77", "Write it as"),
        ("Nroth, 2026-01-05 = 77", "Did you mean North"),
        ("77, 2026-01-05 = 77", "Write its code, or its name in full"),
        ("North, 2026-01-06 = 77", "Weeks start on a Monday"),
        ("North, 2026-02-02 = 77", "Nothing in this release is for that period"),
        ("North, soon = 77", "Enter the first day of the week"),
        ("North, 2026-01-05, rent = 77", "each dimension once: debt, low-income, debt, new"),
        ("North, 2026-01-05, new, new = 77", "each dimension once"),
        ("=", "Write it as"),
        ("", "Write it as"),
    ],
)
def test_what_cannot_be_read_is_said_without_the_number(text, words):
    with pytest.raises(OwnError, match=words) as caught:
        own_of(text, TABLE, SPLIT)
    assert "77" not in str(caught.value)
