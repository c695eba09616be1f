"""What is in a release, what is not, and how it is made."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from storage.bundle import BundleError, Cell, build, read, write
from storage.sources import read as read_source
from tests.bundle.release import AREAS, KEY, MEASURE, REASONS, extract, unzipped
from tests.test_sources import DEPRIVATION, real_ward_file


def test_a_release_comes_back_as_it_was_written(bundle, path):
    assert read(path) == bundle
    assert read(path).sha256 == bundle.sha256


def test_the_same_release_is_the_same_bytes(bundle, path, tmp_path):
    write(read(path), tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == path.read_bytes()


def test_rows_are_sorted_and_every_declared_cell_is_there(bundle):
    assert list(bundle.cells) == sorted(bundle.cells)
    assert len(bundle.cells) == 2 * (1 + 5 + 20)
    assert {cell.breakdown for cell in bundle.cells} == {"ward×week", "borough×week", "borough×reason×week"}
    assert bundle.periods == ("2026-01-05", "2026-01-12")


def test_the_certificate_says_how_and_by_whom(bundle):
    proof = bundle.certificate
    assert (proof.method, proof.base, proof.policy, proof.built_by) == (
        "controlled-rounding",
        5,
        3,
        "Demo Analyst",
    )
    assert (proof.solver, proof.cells, proof.periods) == ("HiGHS", 52, 2)
    assert any("additive" in check for check in proof.checks)


def test_no_true_count_is_in_the_release(tmp_path):
    true = iter(range(70_001, 10**6, 1_013))
    found = extract(lambda: next(n for n in true if n % 5))
    planted = {count.n for count in found.counts}
    for level, names in (("ward", ()), ("borough", REASONS), ("borough", ())):
        planted |= {n for n in sums(found, level, names) if n % 5}
    write(build(MEASURE, found, AREAS, KEY, "Demo Analyst"), tmp_path / "r.zip")
    inside = b"\n".join(unzipped(tmp_path / "r.zip").values())
    assert len(planted) > 200
    assert not [n for n in planted if str(n).encode() in inside]


def sums(found, level, names):
    totals = {}
    for count in found.counts:
        area = AREAS.lift(AREAS.get(count.area), level).code
        key = (area, count.period, count.category if names else ())
        totals[key] = totals.get(key, 0) + count.n
    return set(totals.values())


def test_neither_the_key_nor_the_hash_of_the_true_file_is_in_the_release(tmp_path):
    found = replace(extract(lambda: 3), sha256="ab" * 32)
    write(build(MEASURE, found, AREAS, KEY, "Demo Analyst"), tmp_path / "r.zip")
    inside = b"\n".join(unzipped(tmp_path / "r.zip").values())
    assert KEY not in inside
    assert b"abab" not in inside


def test_an_extract_of_another_measure_is_not_built():
    with pytest.raises(BundleError, match="not for foodbank-referrals"):
        build(MEASURE, replace(extract(lambda: 1), measure_id="other"), AREAS, KEY, "Demo Analyst")


@pytest.mark.parametrize(
    ("key", "who", "words"), [(b"", "Demo Analyst", "16 bytes"), (KEY, " ", "who builds")]
)
def test_a_release_needs_a_key_and_a_name(key, who, words):
    with pytest.raises(BundleError, match=words):
        build(MEASURE, extract(lambda: 1), AREAS, key, who)


def test_the_real_ward_file_goes_from_file_to_release(tmp_path):
    found = read_source(DEPRIVATION, real_ward_file(), AREAS)
    write(build(DEPRIVATION, found, AREAS, KEY, "Demo Analyst"), tmp_path / "r.zip")
    release = read(tmp_path / "r.zip")
    assert len(release.cells) == 1 + 5 + 20 + 100
    assert {cell.period for cell in release.cells} == {"2021-03-21"}
    true = {(count.area, count.category): count.n for count in found.counts}
    changes = [
        abs(cell.value - true[cell.area, cell.categories])
        for cell in release.cells
        if cell.breakdown == "ward×dimensions×once"
    ]
    assert len(changes) == 100
    assert max(changes) < 5


def test_reading_a_release_needs_neither_pandas_nor_the_solver():
    code = "import sys, storage.bundle; sys.exit('pandas' in sys.modules or 'highspy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2]).returncode == 0


def test_a_cell_says_where_it_stands(bundle):
    cell = next(cell for cell in bundle.cells if cell.categories == ("low-income",))
    assert cell == Cell("borough×reason×week", "E09000007", "2026-01-05", ("low-income",), cell.value)
