"""What an attacker can work out, on published cases and on random tables."""

from __future__ import annotations

from itertools import product
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.protection.bounds.attacker import Attacker
from storage.protection.bounds.known import AttackError, Interval, Known, Limit
from storage.protection.cube import Equation
from storage.protection.rounding import round_table
from tests.released import of_hidden, of_rounded

KEY = b"a key of the test, 32 bytes long"


def table(rows, hidden):
    """Cells of a two-way table with its margins: name → index, values with the hidden ones left out, sums."""
    high, wide = len(rows), len(rows[0])
    full = [[*row, sum(row)] for row in rows]
    full.append([sum(column) for column in zip(*full, strict=True)])
    names = {(r, c): r * (wide + 1) + c for r in range(high + 1) for c in range(wide + 1)}
    values = [None if name in hidden else full[name[0]][name[1]] for name in names]
    sums = [Equation(names[r, wide], tuple(names[r, c] for c in range(wide))) for r in range(high + 1)] + [
        Equation(names[high, c], tuple(names[r, c] for r in range(high))) for c in range(wide + 1)
    ]
    return names, values, sums


def bounds(rows, hidden, cell):
    names, values, sums = table(rows, hidden)
    found = Attacker(of_hidden(values, sums)).interval(names[cell])
    return found.low, found.high


# Geurts 1992 as in the Handbook on Statistical Disclosure Control, chapter 4.2, example 3
GEURTS = [[5, 2], [1, 2], [3, 3]]
# sdcTable's test of a simple heuristic: two hidden cells in every row and column, and still not safe
FOUR = [[30, 47, 64, 89], [90, 124, 5, 31], [92, 100, 59, 85], [800, 991, 651, 685]]
NINE = {(0, 0), (0, 1), (0, 2), (1, 0), (1, 2), (2, 1), (2, 3), (3, 1), (3, 3)}
# Fischetti and Salazar 2001, the table of the introduction
INVESTMENT = [[20, 50, 10], [8, 19, 22], [17, 32, 12]]


@pytest.mark.parametrize(
    ("rows", "hidden", "cell", "expected"),
    [
        (GEURTS, {(0, 0), (0, 1), (1, 0), (1, 1)}, (0, 0), (3, 6)),
        (GEURTS, {(0, 0), (0, 1), (1, 0), (1, 1)}, (0, 1), (1, 4)),
        (GEURTS, {(0, 0), (0, 1), (1, 0), (1, 1)}, (1, 0), (0, 3)),
        (GEURTS, {(0, 0), (0, 1), (1, 0), (1, 1)}, (1, 1), (0, 3)),
        (FOUR, NINE, (0, 1), (47, 47)),
        (FOUR, NINE | {(1, 3)}, (0, 1), (0, 78)),
        (INVESTMENT, {(1, 0), (1, 2), (2, 0), (2, 2)}, (1, 2), (5, 30)),
    ],
)
def test_published_cases_give_their_published_bounds(rows, hidden, cell, expected):
    assert bounds(rows, hidden, cell) == expected


REGIONS = {"A": 2, "B": 2, "I": 8, "J": 8, "K": 3, "L": 3, "M": 3, "N": 7}
COUNTIES = {"county-1": "ABIJ", "county-2": "KLMN"}
SIZES = {"small": "ABIJKN", "big": "LM"}


def groupings(hidden, *tables):
    """One total, and one or two ways of grouping the same eight regions under it."""
    names = {region: at for at, region in enumerate(REGIONS)}
    values = [None if region in hidden else count for region, count in REGIONS.items()]
    sums = []
    names["total"] = len(values)
    values.append(sum(REGIONS.values()))
    for groups in tables:
        for group, members in groups.items():
            names[group] = len(values)
            values.append(sum(REGIONS[each] for each in members))
            sums.append(Equation(names[group], tuple(names[each] for each in members)))
        sums.append(Equation(names["total"], tuple(names[group] for group in groups)))
    return names, Attacker(of_hidden(values, sums))


def test_two_groupings_that_are_safe_alone_give_a_number_away_together():
    small = {"A", "B", "K", "L", "M"}
    for alone in (COUNTIES, SIZES):
        names, attacker = groupings(small, alone)
        assert all(found.width > 0 for found in attacker.intervals([names[each] for each in small]))
    names, together = groupings(small, COUNTIES, SIZES)
    assert together.interval(names["K"]) == Interval(3, 3)
    names, mended = groupings(small | {"N"}, COUNTIES, SIZES)
    assert mended.interval(names["K"]) == Interval(0, 10)


counts = st.integers(0, 12)
tables = st.integers(2, 3).flatmap(
    lambda wide: st.lists(st.lists(counts, min_size=wide, max_size=wide), min_size=2, max_size=3)
)


@settings(max_examples=30, deadline=None)
@given(tables, st.sampled_from([5, 10]))
def test_rounding_pins_no_number_below_the_base(rows, base):
    names, truth, sums = table(rows, set())
    published = round_table(truth, sums, base, KEY, "a week")
    found = list(Attacker(of_rounded(published, sums, base)).intervals(names.values()))
    assert all(each.low <= true <= each.high for each, true in zip(found, truth, strict=True))
    assert all(each.high >= base - 1 for each in found)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.integers(0, 3), min_size=2, max_size=2), min_size=2, max_size=2))
def test_the_bounds_are_those_of_trying_every_table(rows):
    hidden = {(0, 0), (0, 1), (1, 0), (1, 1)}
    names, values, sums = table(rows, hidden)
    attacker = Attacker(of_hidden(values, sums))
    fitting = [
        each for each in product(range(7), repeat=4) if table([each[:2], each[2:]], hidden)[1] == values
    ]
    for at, cell in enumerate(sorted(hidden)):
        seen = [each[at] for each in fitting]
        assert attacker.interval(names[cell]) == Interval(min(seen), max(seen))


def test_a_whole_number_is_asked_for_where_the_linear_answer_is_none():
    # three pairs that each add up to an odd number less than 2: x+y, y+z, x+z at most 1
    known = Known((Interval(0, 9),) * 3, (), tuple(Limit(pair, 0, 1) for pair in ((0, 1), (1, 2), (0, 2))))
    both = Known((*known.bounds, Interval(0, 9)), (Equation(3, (0, 1, 2)),), known.limits)
    assert Attacker(both).interval(3) == Interval(0, 1)


def test_what_nothing_limits_is_said_to_be_unlimited_and_what_contradicts_itself_is_refused():
    assert Attacker(Known((Interval(0, inf),), ())).interval(0) == Interval(0, inf)
    with pytest.raises(AttackError, match="contradicts itself"):
        Attacker(Known((Interval(1, 1), Interval(2, 2)), (Equation(0, (1,)),))).interval(0)
