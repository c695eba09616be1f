"""Anything published about four kinds of case, against trying every table: the attack finds exactly what is left."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from storage.counts import Missing
from storage.protection.cube import Cell
from storage.protection.published import Other, Own, Place, Sum
from tests.released import WARDS, WEEKS, declared, pinned, place, release, says, tried

REASONS = ("debt", "other")
BASES = {5: 3, 10: 8}
KINDS = [(ward, reason) for ward in WARDS for reason in REASONS]
SUMS = {
    (area, reason): [
        n for n, kind in enumerate(KINDS) if area in (kind[0], "B") and reason in (kind[1], None)
    ]
    for area in (*WARDS, "B")
    for reason in (*REASONS, None)
}
counts = st.lists(st.integers(0, 6), min_size=4, max_size=4)
shapes = st.sampled_from(
    [["ward×reason×week"], ["ward×week", "borough×reason×week"], ["borough×reason×week"], ["ward×week"]]
)
protections = st.tuples(
    shapes, st.sampled_from([5, 10]), st.integers(0, 99), st.sampled_from(["", "withheld", "no data"])
)


def at(area, reason):
    return place(area, **({"reason": reason} if reason else {}))


def published(truth, number, how):
    """A release of this truth, of which one cell may be missing with all the sums that hold it."""
    shape, base, seed, gap = how
    measure = declared(shape, {"reason": list(REASONS)}, base, BASES[base], name=f"m{number}")
    table = release(measure, {WEEKS[0]: truth}, number, key=seed.to_bytes(32), source="log")
    if not gap:
        return table
    holds = {cell: set(SUMS[spot(cell)]) for cell in table.cells}
    lost = min(holds, key=lambda cell: (len(holds[cell]), cell.area, cell.categories))
    cells = (
        replace(cell, value=Missing(gap)) if holds[lost] <= holds[cell] else cell for cell in table.cells
    )
    return replace(table, cells=tuple(cells))


def spot(cell: Cell):
    return cell.area, cell.categories[0] if cell.categories else None


def allowed(tables, releases, told, mine):
    good = tables[:, 0] >= mine
    for table in releases:
        for cell in table.cells:
            if isinstance(cell.value, int):
                total = tables[:, SUMS[spot(cell)]].sum(axis=1)
                low, high = says(cell.value, table.base)
                good &= (low <= total) & (total <= high)
    for parts, each in told:
        total = sum(tables[:, SUMS[part]].sum(axis=1) for part in parts)
        good &= (each.low <= total) & (total <= each.high)
    return good


@st.composite
def sums_of_others(draw, truth):
    """What others show of some cells together: as it is, rounded in one of two ways, or a range."""
    parts = draw(st.lists(st.sampled_from(sorted(SUMS, key=str)), min_size=1, max_size=3, unique=True))
    total = sum(truth[n] for part in parts for n in SUMS[part])
    places = [at(*part) for part in parts]
    return parts, draw(
        st.sampled_from(
            [
                Sum.exact(places, total),
                Sum.nearest(places, 5 * round(total / 5), 5),
                Sum.either_way(places, 10 * (total // 10), 10),
                Sum(tuple(places), max(0, total - 3), total + 1),
            ]
        )
    )


@settings(max_examples=40, deadline=None)
@given(counts, st.lists(protections, min_size=1, max_size=3), st.integers(0, 3), st.data())
def test_any_releases_of_one_truth_with_what_others_tell_leave_what_trying_every_table_leaves(
    truth, hows, mine, data
):
    releases = [published(truth, number, how) for number, how in enumerate(hows, 1)]
    told = data.draw(st.lists(sums_of_others(truth), max_size=2))
    mine = min(mine, truth[0])
    known = {area_reason for table in releases for cell in table.cells for area_reason in [spot(cell)]}
    limit = 1 + max([2 * 19] if not known else [19])
    brute = tried(
        [limit] * 4,
        {at(*name): parts for name, parts in SUMS.items()},
        lambda each: allowed(each, releases, told, mine),
    )
    own = Own("log", at("W1", "debt"), mine) if mine else None
    others = [Other("others", "log", tuple(each for _, each in told))] if told else []
    found = pinned(releases, others, own=own)
    for where, (low, high) in found.items():
        less = mine if where in holding() else 0
        if brute[where][1] < limit:  # else nothing limits it, and trying ends somewhere
            assert (low + less, high + less) == brute[where], where
        else:
            assert low + less == brute[where][0]


def holding():
    return {at(*name) for name, parts in SUMS.items() if 0 in parts}


JANUARY = ("2025-12-29", "2026-01-05", "2026-01-12", "2026-01-19")  # their Sundays are in it


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=4, max_size=4), st.integers(0, 6), st.integers(1, 3))
def test_what_only_a_month_shows_is_tied_to_its_weeks_and_as_far_off_as_is_said(weeks, debt, bases):
    month = "2026-01-01"
    values = [5 * each for each in weeks]
    debt = min(5 * debt, sum(values))
    cells = [Cell("borough×week", "B", week, (), value) for week, value in zip(JANUARY, values, strict=True)]
    cells += [
        Cell("borough×reason×month", "B", month, (reason,), value)
        for reason, value in (("debt", debt), ("other", sum(values) - debt))
    ]
    base = release(declared(["ward×reason×week"], {"reason": list(REASONS)}), {WEEKS[0]: [1, 1, 1, 1]})
    table = replace(base, cells=tuple(cells), month_bases=bases)
    ends = [says(value, 5) for value in values]
    off = {
        reason: says(value, 5 * bases) for reason, value in (("debt", debt), ("other", sum(values) - debt))
    }
    least = max(sum(low for low, _ in ends), sum(low for low, _ in off.values()))
    most = min(sum(high for _, high in ends), sum(high for _, high in off.values()))
    expected = {Place(month, "month", "B"): (least, most)}
    for each, other in (REASONS, REASONS[::-1]):
        where = Place(month, "month", "B", (("reason", each),))
        expected[where] = (max(off[each][0], least - off[other][1]), min(off[each][1], most - off[other][0]))
    for at, week in enumerate(JANUARY):
        rest = [end for n, end in enumerate(ends) if n != at]
        low, high = least - sum(high for _, high in rest), most - sum(low for low, _ in rest)
        expected[Place(week, "week", "B")] = (max(ends[at][0], low), min(ends[at][1], high))
    assert pinned([table]) == expected
