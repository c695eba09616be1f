"""Markers for missing counts: never 0, never left out of a sum, and two different answers all the way to the store."""

from datetime import date
from itertools import product

import pytest

from storage import bundle, database, migrate, releases
from storage.bundle import BundleError, build, read, write
from storage.counts import Missing, total
from storage.measures import Breakdown
from storage.protection.cube import Cube, Equation
from storage.protection.rounding import RoundingError, round_known
from tests.bundle.release import rewrite, table_with, unzipped
from tests.intake import AREAS, MONDAY, REFERRALS, by_area, changed, load, long, refused
from tests.world import NOW

KEY = b"a key of the demonstration only"
MARKS = {"withheld": ["c", "x", "*", "z", "~"], "no_data": ["..", ".", "-", ":", "[c]", "n/a", ""]}
BELSIZE, KILBURN, FROGNAL = "E05013652", "E05013665", "E05013657"
TABLE = "ward,week,n\nBelsize,2025-09-29,{}\nKilburn,2025-09-29,7\n"
WARDS = [ward.code for ward in AREAS.at("ward")]


def with_reasons(*publish):
    layout = {
        "kind": "long",
        "area": "ward",
        "period": "week",
        "count": "n",
        "reason": "why",
        "missing": MARKS,
    }
    return changed(layout=layout, publish=list(publish))


@pytest.mark.parametrize(
    ("marker", "kind"),
    [(each, Missing.WITHHELD) for each in MARKS["withheld"]]
    + [(each, Missing.NO_DATA) for each in MARKS["no_data"]],
)
def test_a_declared_marker_is_what_it_is_declared_to_be_and_never_0(marker, kind):
    found = by_area(load(TABLE.format(marker), long(missing=MARKS)))
    assert found[BELSIZE, MONDAY] is kind
    assert found[KILBURN, MONDAY] == 7


@pytest.mark.parametrize("marker", [*MARKS["withheld"], *MARKS["no_data"]])
def test_a_marker_that_is_not_declared_is_a_problem_with_row_and_column(marker):
    [problem] = refused(TABLE.format(marker), long())
    assert (problem.row, problem.column) == (2, "n")
    assert "under “missing”" in problem.sentence


def test_a_period_with_nothing_but_no_data_is_left_out():
    text = TABLE.format("..").replace(",7", ",..") + "Belsize,2025-10-06,3\nKilburn,2025-10-06,4\n"
    measure = long(missing=MARKS, no_row="no data")
    assert {count.period for count in load(text, measure).counts} == {date(2025, 10, 6)}
    withheld = text.replace("2025-09-29,..", "2025-09-29,c")
    assert {count.period for count in load(withheld, measure).counts} == {MONDAY, date(2025, 10, 6)}


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ([], 0),
        ([1, 2], 3),
        ([1, Missing.NO_DATA], Missing.NO_DATA),
        ([Missing.NO_DATA, 1, Missing.WITHHELD], Missing.WITHHELD),
        ([0, Missing.WITHHELD], Missing.WITHHELD),
    ],
)
def test_a_sum_with_a_missing_part_is_never_the_sum_of_the_rest(parts, whole):
    assert total(parts) == whole


def values(release):
    return {(cell.breakdown, cell.area, cell.categories): cell.value for cell in release.cells}


@pytest.fixture(scope="module")
def partly():
    """One week in which Belsize withholds its debts and Kilburn has no data on crisis."""
    rows = "".join(
        f"{code},2025-09-29,{reason},{n}\n"
        for n, (code, reason) in enumerate(product(WARDS, REFERRALS.dimensions["reason"].codes))
    )
    rows = rows.replace(f"{BELSIZE},2025-09-29,debt,0\n", f"{BELSIZE},2025-09-29,debt,c\n")
    lines = [
        line.rpartition(",")[0] + ",.." if line.startswith(f"{KILBURN},2025-09-29,crisis") else line
        for line in rows.splitlines()
    ]
    measure = with_reasons("ward×reason×week", "borough×reason×week")
    extract = load("ward,week,why,n\n" + "\n".join(lines), measure)
    return build(measure, extract, AREAS, KEY, "Demo Analyst")


def test_every_margin_that_holds_a_missing_count_is_missing_in_that_period(partly):
    found = values(partly)
    assert found["ward×reason×week", BELSIZE, ("debt",)] is Missing.WITHHELD
    assert found["ward×week", BELSIZE, ()] is Missing.WITHHELD
    assert found["borough×reason×week", "E09000007", ("debt",)] is Missing.WITHHELD
    assert found["borough×reason×week", "E09000007", ("crisis",)] is Missing.NO_DATA
    assert found["ward×week", KILBURN, ()] is Missing.NO_DATA
    assert found["borough×week", "E09000007", ()] is Missing.WITHHELD
    missing = [value for value in found.values() if isinstance(value, Missing)]
    assert len(missing) == 7


def test_what_is_not_touched_by_it_is_published_and_adds_up(partly):
    found = values(partly)
    parts = [found["ward×reason×week", FROGNAL, (reason,)] for reason in REFERRALS.dimensions["reason"].codes]
    assert found["ward×week", FROGNAL, ()] == sum(parts)
    benefits = [found["ward×reason×week", code, ("benefits",)] for code in WARDS]
    assert found["borough×reason×week", "E09000007", ("benefits",)] == sum(benefits)


def test_a_release_with_missing_counts_comes_back_as_it_was_written(partly, tmp_path):
    write(partly, tmp_path / "r.zip")
    assert read(tmp_path / "r.zip") == partly
    lines = unzipped(tmp_path / "r.zip")["table.csv"].decode().splitlines()
    assert sum(line.endswith(",withheld") for line in lines) == 4
    assert sum(line.endswith(",no data") for line in lines) == 3
    assert partly.certificate.checks[-1].startswith("what is withheld or missing at the source")


@pytest.mark.parametrize(
    ("old", "new"), [(",withheld", ",40"), (",no data", ",0"), (",no data", ",withheld")]
)
def test_a_missing_value_that_was_filled_in_is_refused(partly, tmp_path, old, new):
    write(partly, tmp_path / "r.zip")
    contents = unzipped(tmp_path / "r.zip")
    changed_table = table_with(contents, lambda rows: [swap(row, old[1:], new[1:]) for row in rows])
    rewrite(tmp_path / "r.zip", changed_table, and_certify=[("table.csv", "table_sha256")])
    with pytest.raises(BundleError, match="does not add up"):
        read(tmp_path / "r.zip")


def swap(row, old, new):
    return [*row[:-1], new] if row[-1] == old and row[0] == "borough×reason×week" else row


def test_in_the_store_withheld_and_no_data_are_two_answers(partly, tmp_path):
    engine = database.connect(f"sqlite:///{tmp_path / 'parley.db'}")
    migrate.upgrade(engine, NOW)
    with database.writing(engine) as db, db.begin():
        release = releases.load_bundle(db, "demo", partly, "Demo Analyst", NOW)
        releases.decide(db, release, "approved", "Demo Steward", NOW)
        shelf = releases.load_shelf(db, "demo")
    engine.dispose()
    ask = (partly.measure.id, "ward×week")
    assert isinstance(shelf.find(*ask, BELSIZE, "2025-09-29"), releases.Withheld)
    assert isinstance(shelf.find(*ask, KILBURN, "2025-09-29"), releases.NoData)
    assert isinstance(shelf.find(*ask, FROGNAL, "2025-09-29"), releases.Figure)


def test_a_total_that_is_given_although_a_part_is_missing_is_never_built():
    with pytest.raises(RoundingError, match="of which a part is missing"):
        round_known([7, 3, Missing.WITHHELD], [Equation(0, (1, 2))], 5, KEY, "t")


def test_a_period_in_which_all_is_withheld_is_built_without_a_number():
    measure = with_reasons("ward×week")
    text = "ward,week,why,n\n" + "".join(f"{code},2025-09-29,debt,c\n" for code in WARDS)
    made = bundle.build(measure, load(text, measure), AREAS, KEY, "Demo Analyst")
    assert {cell.value for cell in made.cells} == {Missing.WITHHELD}


def test_the_truth_of_a_slot_with_a_missing_count_is_missing():
    cube = Cube(with_reasons("ward×week"), AREAS)
    truth = cube.truth(
        [(BELSIZE, ("debt",), 3), (BELSIZE, ("other",), Missing.NO_DATA), (KILBURN, ("debt",), 4)]
    )
    shown = {slot.area: value for slot, value in zip(cube.slots, truth, strict=True) if value}
    assert shown == {"E09000007": Missing.NO_DATA, BELSIZE: Missing.NO_DATA, KILBURN: 4}
    assert cube.breakdowns == (Breakdown("borough", (), "week"), Breakdown("ward", (), "week"))
