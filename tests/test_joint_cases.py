"""Published cases of tables that give numbers away together: the attack finds exactly what their sources say."""

from __future__ import annotations

import csv
from itertools import product

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.geography import parse_areas
from storage.protection.bounds.attacker import Attacker
from storage.protection.bounds.known import Interval, Known
from storage.protection.cube import Equation
from storage.protection.published import Other, Sum
from storage.protection.risks import judge
from tests.intake import real
from tests.released import exact, of_hidden, pinned, place, tried

ONE = parse_areas("code,name,level,parent\nA,An area,borough,\n")


def shows(**codes):
    return "A", tuple(sorted(codes.items()))


def one_area(dimensions, shown):
    return exact(dimensions, shown, areas=ONE, levels=("borough",))


def at(**codes):
    return place("A", **codes)


def test_an_area_less_a_smaller_definition_of_it_gives_the_rim_away():
    """Geographic differencing (Handbook 5.2): hours worked by sex, in an area as of 1991 and as of 2001."""
    older = {("over-30", "m"): 52, ("16-30", "m"): 130, ("to-15", "m"): 39}
    older |= {("over-30", "f"): 55, ("16-30", "f"): 140, ("to-15", "f"): 49}
    newer = {("over-30", "m"): 50, ("16-30", "m"): 128, ("to-15", "m"): 39}
    newer |= {("over-30", "f"): 54, ("16-30", "f"): 140, ("to-15", "f"): 49}
    areas = parse_areas("code,name,level,parent\nA,In 1991,borough,\nC,In 2001,ward,A\nR,Rim,ward,A\n")
    splits = {"hours": ["over-30", "16-30", "to-15"], "sex": ["m", "f"]}
    shown = {("A", (("hours", hours), ("sex", sex))): n for (hours, sex), n in older.items()}
    table = exact(splits, shown, areas=areas)
    sums = tuple(Sum.exact([place("C", hours=hours, sex=sex)], n) for (hours, sex), n in newer.items())
    found = pinned([table], [Other("as of 2001", "exact", sums)])
    rim = {each: found[place("R", hours=each[0], sex=each[1])] for each in older}
    assert [rim[each] for each in older] == [(2, 2), (2, 2), (0, 0), (1, 1), (0, 0), (0, 0)]


def test_three_tables_linked_give_three_numbers_of_women_away():
    """Linking (Handbook 5.2): who lives and who works in an area, in all and men alone."""
    splits = {"lives": ["here", "away"], "sex": ["m", "f"], "works": ["here", "away", "no"]}
    men = {("here", "here"): 21, ("here", "away"): 58, ("away", "here"): 23}
    shown = {shows(lives=lives, works=works, sex="m"): n for (lives, works), n in men.items()}
    shown |= {shows(lives="here"): 102, shows(works="here"): 49, shows(lives="here", works="here"): 22}
    shown |= {shows(lives="here", works="no"): 17}
    found = pinned([one_area(splits, shown)])
    assert found[at(lives="here", works="here", sex="f")] == (1, 1)
    assert found[at(lives="here", works="away", sex="f")] == (5, 5)
    assert found[at(lives="away", works="here", sex="f")] == (4, 4)


@pytest.mark.parametrize(
    ("sex", "older", "newer", "given"), [("m", (6, 9), (7, 8), 1), ("f", (10, 38), (10, 38), 0)]
)
def test_bands_that_overlap_give_the_years_between_away(sex, older, newer, given):
    """Recoded bands (Handbook 5.2): under 20 and 20 to 39 in one table, under 25 and 25 to 39 in the next."""
    table = one_area({"age": ["under-20", "20-24", "25-39"]}, {shows(age="under-20"): older[0]})
    sums = (
        Sum.exact([at(age="20-24"), at(age="25-39")], older[1]),
        Sum.exact([at(age="under-20"), at(age="20-24")], newer[0]),
        Sum.exact([at(age="25-39")], newer[1]),
    )
    found = pinned([table], [Other("the other bands", "exact", sums)])
    assert found[at(age="20-24")] == (given, given), sex


def test_all_less_men_gives_the_women_away_and_the_verdict_names_places_without_numbers():
    """Sub-populations (OpenSAFELY documentation, statistical disclosure control): heart disease by age and sex."""
    everybody = {"21-30": (8, 20), "31-40": (10, 25), "41-50": (15, 30), "51-on": (25, 40)}
    men = {"21-30": (7, 19), "31-40": (5, 15), "41-50": (8, 18), "51-on": (13, 25)}
    splits = {"age": list(everybody), "ill": ["yes", "no"], "sex": ["m", "f"]}
    shown = {}
    for age, (ill, people) in everybody.items():
        shown |= {shows(age=age): people, shows(age=age, ill="yes"): ill}
        shown |= {shows(age=age, sex="m"): men[age][1], shows(age=age, ill="yes", sex="m"): men[age][0]}
    table = one_area(splits, shown)
    found = pinned([table])
    women = [found[at(age=age, ill="yes", sex="f")] for age in everybody]
    assert women == [(1, 1), (5, 5), (7, 7), (12, 12)]
    assert found[at(age="21-30", sex="f")] == (1, 1)
    verdict = judge([table])
    assert not verdict.releasable
    assert ("21-30", "yes", "f") in {spot.categories for spot in verdict.unsafe}


def rounded(shown, half):
    """What rounding to the nearest multiple tells: half of it either way."""
    return tuple(Interval(max(0, value - half), value + half) for value in shown)


def test_a_total_of_rounded_numbers_leaves_a_withheld_one_as_it_was():
    """OpenSAFELY: withhold up to 7, round to 5, add up what is rounded; 3 people of 21 to 30 stay between 1 and 7."""
    said = (Interval(1, 7), *rounded((10, 15, 25), 2), Interval(0, 99))
    known = Known(said, (Equation(4, (0, 1, 2, 3)),))
    assert Attacker(known).interval(0) == Interval(1, 7)


RAW = {"A": (1, 0), "B": (3, 3), "C": (12, 20)}
CONVENTIONAL = {"A": (0, 0, 0), "B": (5, 5, 5), "C": (10, 20, 35), "all": (15, 25, 40)}
CONTROLLED = {"A": (5, 0, 5), "B": (0, 5, 5), "C": (10, 20, 30), "all": (15, 25, 40)}


def three_areas(shown, reach):
    """A table of three areas by two sexes with totals: bounds by how far rounding may have moved a number."""
    values = [value for row in shown.values() for value in row]
    rows = [Equation(3 * row + 2, (3 * row, 3 * row + 1)) for row in range(4)]
    columns = [Equation(9 + column, (column, 3 + column, 6 + column)) for column in range(3)]
    bounds = tuple(Interval(max(0, value - reach), value + reach) for value in values)
    return values, Attacker(Known(bounds, tuple(rows + columns)))


def test_conventional_rounding_is_narrowed_by_its_own_totals_and_controlled_rounding_is_not():
    """Handbook, chapter 5.5, base 5."""
    _, attacker = three_areas(CONVENTIONAL, 2)
    assert attacker.interval(6) == Interval(11, 12)  # 12 men in C, published as 10
    values, attacker = three_areas(CONTROLLED, 4)
    for at_cell, value in enumerate(values):
        assert attacker.interval(at_cell) == Interval(max(0, value - 4), value + 4)
    for row, counts in enumerate(RAW.values()):
        for column, count in enumerate(counts):
            interval = attacker.interval(3 * row + column)
            assert interval.low <= count <= interval.high


def test_a_cell_key_keeps_a_number_within_one_and_so_keeps_no_policy():
    """Handbook, chapter 5.4: every number moved by at most one; a published 0 or 1 then proves a small count."""
    seen = {0: (0, 0), 1: (0, 2), 2: (1, 3), 3: (2, 4), 4: (3, 5)}
    for published, (low, high) in seen.items():
        assert high - low <= 2
        assert (high <= 3) == (published <= 2)


ACCIDENTS = {
    "serious": (4, 5, 3, 4, 1, 6),
    "light": (0, 0, 2, 1, 0, 0),
    "none": (0, 1, 1, 4, 0, 0),
    "unknown": (0, 0, 0, 0, 0, 0),
}


def test_exact_numbers_prove_that_everybody_in_a_place_had_the_same():
    """SSBtools, accidents in six municipalities: in two of them all were serious."""
    towns = [f"k{n}" for n in range(1, 7)]
    splits = {"injury": list(ACCIDENTS), "town": towns}
    shown = {shows(injury=kind, town=towns[n]): row[n] for kind, row in ACCIDENTS.items() for n in range(6)}
    totals = {shows(town=towns[n]): sum(row[n] for row in ACCIDENTS.values()) for n in range(6)}
    verdict = judge([one_area(splits, shown | totals)])
    assert not verdict.releasable
    others = set(ACCIDENTS) - {"serious"}
    assert {spot.categories for spot in verdict.unsafe} >= {
        (each, town) for each in others for town in ("k1", "k5", "k6")
    }
    assert any("everybody in one category" in each for each in verdict.warnings)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 2), min_size=8, max_size=8))
def test_three_two_way_tables_of_one_source_leave_what_trying_every_three_way_table_leaves(truth):
    names = {"a": ["0", "1"], "b": ["0", "1"], "c": ["0", "1"]}
    kinds = list(product("01", repeat=3))

    def parts(codes):
        return [
            n
            for n, kind in enumerate(kinds)
            if all(dict(zip("abc", kind, strict=True))[k] == v for k, v in codes)
        ]

    pairs = [
        tuple(zip(pair, codes, strict=True))
        for pair in ("ab", "ac", "bc")
        for codes in product("01", repeat=2)
    ]
    shown = {("A", pair): sum(truth[n] for n in parts(pair)) for pair in pairs}
    sums = {at(**dict(zip("abc", kind, strict=True))): [n] for n, kind in enumerate(kinds)}
    brute = tried(
        [2 * max(truth)] * 8,
        sums,
        lambda tables: numpy.all(
            [tables[:, parts(pair)].sum(axis=1) == shown["A", pair] for pair in pairs], axis=0
        ),
    )
    found = pinned([one_area(names, shown)])
    assert {each: found[each] for each in sums} == brute


def test_withheld_numbers_of_a_published_table_that_follow_by_subtraction_are_noticed():
    """Exclusions from school in two councils: a withheld part where the total and the other parts are shown."""
    with real("schools", "SFR35_2017_reason_for_exclusion.csv").open(
        encoding="utf-8-sig", newline=""
    ) as file:
        lines = [row for row in csv.DictReader(file) if row["la_name"] in ("Camden", "Central Bedfordshire")]
    parts = ["State-funded primary", "State-funded secondary", "Special school"]
    years = {}
    for row in lines:
        years.setdefault((row["la_name"], row["year"]), {})[row["school_type"]] = row
    tables = [
        [rows[kind][column] for kind in (*parts, "Total")]
        for rows in years.values()
        if set(rows) >= {*parts, "Total"}
        for column in lines[0]
        if column.startswith(("perm_", "fixed_"))
    ]
    known = [given_away(table) for table in tables]
    assert sum(len(found) for found in known) == 78  # and 8 more in tables that hold a decimal
    assert all(len(found) <= 1 for found in known)


def given_away(table):
    """The places of withheld parts that are known exactly; none where the numbers shown do not add up."""
    values = [int(each) if each.isdigit() else None for each in table]
    attacker = Attacker(of_hidden(values, [Equation(3, (0, 1, 2))]))
    if not attacker.possible():
        return []
    return [at for at, value in enumerate(values) if value is None and attacker.interval(at).width == 0]
