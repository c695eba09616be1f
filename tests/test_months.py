"""Months beside weeks: sums of published weeks, and detail rounded inside those sums."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import bundle
from storage.belonging import month_of, month_of_week, weeks_of
from storage.catalogue import CatalogueError, parse_measure
from storage.cells import Cells
from storage.counts import Missing
from storage.measures import Breakdown
from storage.monthly import WEEKLY
from storage.protection import months
from storage.protection.carry import Drift, Rounding
from storage.protection.coarsen import advice
from storage.protection.cube import Cube
from storage.protection.history import build_all
from storage.protection.rounding import RoundingError
from storage.spans import Month
from storage.stretches import Stretches
from storage.sums import is_declared, is_only_by_month
from tests.bundle.release import rewrite, table_with, unzipped
from tests.test_catalogue import problems, with_
from tests.weeks import KEY, areas, counted, declared, random_weeks, shown, true_values, week

AREAS = areas(4, 2)
DETAIL = declared("ward×week", "borough×reason×week", "ward×reason×month", reasons=3)
NUMBERS = random_weeks(DETAIL, AREAS, 18, 3, seed=1)
APRIL = "2025-04-01"


def build(measure=DETAIL, numbers=NUMBERS, code_list=AREAS, **more):
    return build_all(measure, code_list, counted(measure, code_list, numbers), KEY, **more)


def sum_of_weeks(values, breakdown, area, month, categories=()):
    return sum(values[breakdown, area, monday, categories] for monday in weeks_of(month))


def answered(month):
    """The weeks that "in April" means in a question."""
    first = date.fromisoformat(month)
    stretches = Stretches(WEEKLY, (), first)
    return stretches.periods(stretches.of(Month(first.year, first.month)))


def test_a_month_has_the_weeks_whose_sundays_are_in_it():
    assert weeks_of(APRIL) == ("2025-03-31", "2025-04-07", "2025-04-14", "2025-04-21")
    assert weeks_of("2025-06-01")[0] == "2025-05-26"
    assert all(month_of(monday, DETAIL.time) == "2025-08-01" for monday in weeks_of("2025-08-01"))
    for month in (f"{year}-{number:02}-01" for year in (2024, 2025, 2026) for number in range(1, 13)):
        assert answered(month) == weeks_of(month)
        assert {month_of_week(monday) for monday in weeks_of(month)} == {month}


def test_only_what_weeks_do_not_add_up_to_is_published_by_month():
    made = build()
    monthly = [cell for cell in made.cells if cell.breakdown.endswith("×month")]
    assert {cell.breakdown for cell in monthly} == {"ward×reason×month", "locality×reason×month"}
    assert {cell.period for cell in monthly} == {APRIL, "2025-05-01", "2025-06-01", "2025-07-01"}


def test_a_month_waits_until_all_its_weeks_are_there():
    made = build(numbers={monday: row for monday, row in NUMBERS.items() if monday < "2025-04-21"})
    assert not [cell for cell in made.cells if cell.breakdown.endswith("×month")]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 9), min_size=12, max_size=12), min_size=4, max_size=9),
    st.sampled_from([5, 10]),
)
def test_the_detail_of_any_month_adds_up_to_the_published_weeks_and_stays_near(rows, base):
    measure = declared(*map(str, DETAIL.publish), reasons=3, base=base)
    numbers = {week(n): row for n, row in enumerate(rows)}
    made = build(measure, numbers)
    values, truth = shown(made.cells), true_values(counted(measure, AREAS, numbers), AREAS)
    for (breakdown, area, month, categories), value in values.items():
        if breakdown.endswith("×month"):
            true = sum(truth[area, monday, categories] for monday in weeks_of(month))
            assert value >= 0
            assert value % base == 0
            assert abs(value - true) < made.detail * base
    for month in {month for breakdown, _, month, _ in values if breakdown.endswith("×month")}:
        reasons = [(f"r{n}",) for n in range(3)]
        for ward in ("W0", "W1", "W2", "W3"):
            inside = sum(values["ward×reason×month", ward, month, each] for each in reasons)
            assert inside == sum_of_weeks(values, "ward×week", ward, month)
        for each in reasons:
            inside = sum(values["ward×reason×month", f"W{n}", month, each] for n in range(4))
            assert inside == sum_of_weeks(values, "borough×reason×week", "B", month, each)


def month_of_one_ward(sum_of_weeks, *truth):
    """A month of one ward by two reasons, its total fixed to what the weeks show."""
    measure, alone = declared("ward×week", "ward×reason×month"), areas(1, 1)
    cube, weeks = months.detail(measure, alone), Cube(measure, alone)
    cells = [sum(truth) if not slot.categories else truth[int(slot.categories[0][1])] for slot in cube.slots]
    none = np.zeros(len(cells), np.int64)
    rounding = Rounding.of(cube, APRIL, cells, Drift(none, none, none, none), KEY)
    row = [sum_of_weeks] * len(weeks.slots)
    table = months.further(rounding, months.sums(cube, weeks, [row]), {}, {})
    return table and {slot.categories: value for slot, value in zip(cube.slots, table, strict=True)}


@pytest.mark.parametrize(
    ("fixed", "truth", "off"),
    [
        (10, (7, 3), 5),  # a table of the multiples next to the truth
        (15, (5, 5), 6),  # both are multiples: one must go one further up
        (0, (6, 0), 10),  # down to nothing: less than twice the base
        (20, (5, 3), 11),
    ],
)
def test_where_the_weeks_leave_no_near_table_as_few_as_can_be_go_further(fixed, truth, off):
    table = month_of_one_ward(fixed, *truth)
    parts = [table[f"r{n}",] for n in (0, 1)]
    assert sum(parts) == table[()] == fixed
    assert max(abs(value - true) for value, true in zip(parts, truth, strict=True)) < off


def test_a_month_without_a_table_near_enough_is_refused_in_words():
    assert month_of_one_ward(60, 5, 5) is None
    with pytest.raises(RoundingError, match="cannot be made to add up to its published weeks"):
        raise months.refuse(APRIL)


def test_what_is_missing_in_a_week_is_missing_in_its_month_and_nowhere_else():
    row = [Missing.WITHHELD, *NUMBERS[week(1)][1:]]
    values = shown(build(numbers=NUMBERS | {week(1): row}).cells)
    assert values["ward×reason×month", "W0", APRIL, ("r0",)] is Missing.WITHHELD
    assert values["locality×reason×month", "L0", APRIL, ("r0",)] is Missing.WITHHELD
    assert isinstance(values["ward×reason×month", "W0", APRIL, ("r1",)], int)
    assert isinstance(values["ward×reason×month", "W0", "2025-05-01", ("r0",)], int)


def test_months_that_begin_on_a_monday_are_not_taken_for_weeks():
    table = Cells(
        (cell.breakdown, cell.area, cell.period, cell.categories, cell.value) for cell in build().cells
    )
    assert table.periods == tuple(NUMBERS)
    assert table.months == (APRIL, "2025-05-01", "2025-06-01", "2025-07-01")
    assert table["ward×reason×month", "W1", APRIL, ("r2",)] % 5 == 0
    assert not is_declared(DETAIL, "ward", ["reason"])
    assert is_declared(DETAIL, "borough", ["reason"])
    assert is_only_by_month(DETAIL, "ward", ["reason"])
    assert not is_only_by_month(DETAIL, "borough", ["reason"])


def test_a_release_with_months_comes_back_as_it_was_written_and_no_month_can_be_changed(tmp_path):
    made = bundle.build(DETAIL, counted(DETAIL, AREAS, NUMBERS), AREAS, KEY, "Demo Analyst")
    bundle.write(made, tmp_path / "r.zip")
    assert bundle.read(tmp_path / "r.zip") == made
    assert made.periods == tuple(NUMBERS)
    assert made.certificate.month_bases == 1
    for change, words in (
        (lambda row: [*row[:-1], str(int(row[-1]) + 5)], "the month of 2025-04-01 does not add up"),
        (lambda row: [*row[:2], "2025-09-01", *row[3:]], "exactly the months"),
    ):
        contents = table_with(
            unzipped(tmp_path / "r.zip"),
            lambda rows, change=change: [
                change(row) if row[:3] == ["ward×reason×month", "W0", APRIL] else row for row in rows
            ],
        )
        rewrite(tmp_path / "x.zip", contents, and_certify=[("table.csv", "table_sha256")])
        with pytest.raises(bundle.BundleError, match=words):
            bundle.read(tmp_path / "x.zip")


def test_advice_says_how_small_the_detail_of_months_is():
    sentences = advice(DETAIL, AREAS, counted(DETAIL, AREAS, NUMBERS))
    assert [sentence.partition(":")[0] for sentence in sentences] == [str(each) for each in DETAIL.publish]
    few = [sum(NUMBERS[week(n)][at] for n in range(4)) for at in range(12)]
    alone = counted(DETAIL, AREAS, {week(n): NUMBERS[week(n)] for n in range(4)})
    share = sum(0 < n < 5 for n in few) / sum(map(bool, few))
    assert f"{share:.0%} of the numbers that are not 0 are below 5" in advice(DETAIL, AREAS, alone)[2]


@pytest.mark.parametrize(
    ("publish", "counts", "words"),
    [
        (["ward×week", "borough×month"], "events", "follows from the weeks"),
        (["ward×reason×week", "ward×month"], "events", "follows from the weeks"),
        (["ward×week", "ward×reason×month"], "persons", "only events may be added up"),
        (["ward×week", "ward×term"], "events", "must end in week"),
    ],
)
def test_what_months_cannot_show_is_refused_when_it_is_declared(publish, counts, words):
    found = problems(with_(publish=publish, counts=counts))
    assert any(key == "publish, item 2" and words in sentence for key, sentence in found), found


def test_weeks_beside_months_are_refused_and_detail_of_months_is_not():
    monthly = with_(time={"grain": "month"}, publish=["ward×month", "ward×week"])
    assert ("publish, item 2", "“ward×week” must end in month, the grain of these figures.") in problems(
        monthly
    )
    measure = parse_measure(with_(publish=["ward×week", "ward×reason×month"]), "f.yaml")
    assert measure.publish[1] == Breakdown("ward", ("reason",), "month")


@pytest.mark.parametrize("day", ["13-01", "02-29", "04-31"])
def test_a_year_that_starts_on_no_day_is_refused(day):
    with pytest.raises(CatalogueError, match="a day that every year has"):
        parse_measure(
            with_(time={"grain": "week", "starts": "monday", "year_starts": day}, publish=["ward×week"]),
            "f.yaml",
        )
