"""The release file: what goes in comes out, nothing true is inside, and nothing can be changed unseen."""

import csv
import io
import json
import struct
import subprocess
import sys
import tracemalloc
import zipfile
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest

from storage.bundle import BundleError, Cell, build, read, sign, write
from storage.catalogue import load_catalogue
from storage.demo.generate import catalogue_folder
from storage.packing import LARGEST
from storage.protection.certificate import digest
from storage.protection.verdict import Verdict
from storage.signing import new_key
from storage.sources import Count, Extract
from storage.sources import read as read_source
from tests.test_sources import DEPRIVATION, real_ward_file

KEY = b"a key of the demonstration only"
CATALOGUE = load_catalogue(catalogue_folder())
AREAS = CATALOGUE.areas
MEASURE = CATALOGUE.measures["foodbank-referrals"]
REASONS = MEASURE.dimensions["reason"].codes
WEEKS = (date(2026, 1, 5), date(2026, 1, 12))
SIGNER = new_key("Demo Analyst")
SAFE = Verdict(True, (), (), ("look twice",), ("every number",))


def extract(number, measure=MEASURE):
    counts = [
        Count(ward.code, week, (reason,), number())
        for week in WEEKS
        for ward in AREAS.at("ward")
        for reason in REASONS
    ]
    return Extract(measure.id, tuple(counts), "0" * 64)


@pytest.fixture
def bundle():
    random = Random(4)
    return build(MEASURE, extract(lambda: random.randrange(9)), AREAS, KEY, "Demo Analyst")


@pytest.fixture
def path(bundle, tmp_path):
    write(bundle, tmp_path / "release.zip")
    return tmp_path / "release.zip"


def unzipped(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewrite(path, contents, *, and_certify=()):
    """Put other contents in, and for the names given put their new hash into the certificate too."""
    proof = json.loads(contents["certificate.json"])
    for name, key in and_certify:
        proof[key] = digest(contents[name])
    if and_certify:
        text = json.dumps(proof, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        contents = contents | {"certificate.json": text.encode()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in contents.items():
            archive.writestr(name, data)


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


@pytest.mark.parametrize("name", ["declaration.yaml", "areas.csv", "table.csv"])
def test_a_changed_member_is_noticed(path, name):
    contents = unzipped(path)
    rewrite(path, contents | {name: contents[name] + b"\n"})
    with pytest.raises(BundleError, match=f"{name} was changed"):
        read(path)


def table_with(contents, change):
    rows = list(csv.reader(io.StringIO(contents["table.csv"].decode())))
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(change(rows))
    return contents | {"table.csv": out.getvalue().encode()}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda rows: [*rows[:-1], [*rows[-1][:-1], "500"]], "does not add up"),
        (lambda rows: [*rows[:-1], [*rows[-1][:-1], "3"]], "not a multiple of 5"),
        (lambda rows: [*rows[:-1], [*rows[-1][:-1], "-5"]], "not a multiple of 5"),
        (lambda rows: rows[:-1], "counts other cells"),
        (lambda rows: [*rows[:-1], [*rows[-1][:2], "2026-01-19", *rows[-1][3:]]], "counts other cells"),
        (lambda rows: [*rows[:-1], [rows[-1][0], "E05000001", *rows[-1][2:]]], "exactly the declared cells"),
        (lambda rows: [*rows[:-1], rows[-2]], "exactly the declared cells"),
        (lambda rows: [*rows[:-1], [*rows[-1][:-1], "many"]], "cannot be read"),
        (lambda rows: [*rows[:-1], [*rows[-1][:-1], ""]], "cannot be read"),
        (lambda rows: [*rows[:-1], [*rows[-1][:-1], "withheld"]], "does not add up"),
        (lambda rows: [*rows[:-1], [*rows[-1][:-1], "05"]], "the way it is hashed"),
        (lambda rows: [*rows[:-1], [*rows[-1][:2], "soon", *rows[-1][3:]]], "cannot be read"),
        (lambda rows: rows[1:], "cannot be read"),
    ],
)
def test_a_table_that_was_tampered_with_is_refused_even_with_a_new_hash(path, change, words):
    contents = table_with(unzipped(path), change)
    rewrite(path, contents, and_certify=[("table.csv", "table_sha256")])
    with pytest.raises(BundleError, match=words):
        read(path)


def test_a_declaration_that_claims_more_is_refused(path):
    contents = unzipped(path)
    changed = contents["declaration.yaml"].replace(b"policy: 3", b"policy: 2")
    rewrite(
        path,
        contents | {"declaration.yaml": changed},
        and_certify=[("declaration.yaml", "declaration_sha256")],
    )
    with pytest.raises(BundleError, match="made for another declaration"):
        read(path)


def test_a_declaration_that_cannot_be_used_is_refused(path):
    contents = unzipped(path)
    rewrite(
        path,
        contents | {"declaration.yaml": b"id: x"},
        and_certify=[("declaration.yaml", "declaration_sha256")],
    )
    with pytest.raises(BundleError, match="cannot be used"):
        read(path)


@pytest.mark.parametrize("proof", [b"", b"[]", b"{}", b'{"measure": 1}', b"\xff"])
def test_a_certificate_that_cannot_be_read_is_refused(path, proof):
    rewrite_certificate = unzipped(path) | {"certificate.json": proof}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in rewrite_certificate.items():
            archive.writestr(name, data)
    with pytest.raises(BundleError, match="certificate cannot be read"):
        read(path)


def test_a_file_that_is_no_release_is_refused(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"not a zip")
    with pytest.raises(BundleError, match="not a release"):
        read(tmp_path / "a.zip")
    with pytest.raises(BundleError, match="cannot be opened"):
        read(tmp_path / "none.zip")


def test_a_release_with_something_else_in_it_is_refused(path):
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("source.csv", "true,1")
    with pytest.raises(BundleError, match="holds exactly"):
        read(path)


@pytest.mark.parametrize("seed", range(60))
def test_a_file_damaged_on_the_way_is_refused_or_still_says_the_same(bundle, path, seed):
    random, data = Random(seed), bytearray(path.read_bytes())
    start = random.randrange(len(data))
    data[start : start + random.randrange(1, 40)] = random.randbytes(random.randrange(40))
    path.write_bytes(data)
    with suppress(BundleError):
        assert read(path) == bundle


def test_a_file_packed_another_way_is_refused(path):
    contents = unzipped(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
    with pytest.raises(BundleError, match="not packed the way"):
        read(path)


def test_a_release_that_unpacks_to_too_much_is_refused(path):
    contents = unzipped(path) | {"table.csv": bytes(LARGEST["table.csv"] + 1)}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
    with pytest.raises(BundleError, match="unpacks to more"):
        read(path)


# Signed


@pytest.fixture
def signed(bundle, tmp_path):
    path = tmp_path / "signed.zip"
    write(sign(replace(bundle, verdict=SAFE), SIGNER), path)
    return path


def test_a_signed_release_comes_back_as_it_was_written(bundle, signed, tmp_path):
    found = read(signed)
    assert replace(found, signature=None, verdict=None) == bundle
    assert (found.signature.public, found.verdict) == (SIGNER.public, SAFE)
    write(found, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == signed.read_bytes()


def test_no_secret_is_in_a_signed_release(signed):
    inside = b"\n".join(unzipped(signed).values())
    assert not [secret for secret in (KEY, SIGNER.secret, SIGNER.secret.hex().encode()) if secret in inside]


CHANGES = {
    "declaration.yaml": lambda data: data.replace(b"title: ", b"title: New "),
    "areas.csv": lambda data: data.replace(b"Belsize", b"Belsise"),
    "table.csv": lambda data: data.replace(b",10\n", b",20\n", 1),
    "certificate.json": lambda data: data.replace(b"Demo Analyst", b"Demo Steward"),
    "verdict.json": lambda data: data.replace(b"look twice", b"look once"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_to_any_member_breaks_the_signature(signed, name):
    contents = unzipped(signed)
    changed = contents | {name: CHANGES[name](contents[name])}
    assert changed != contents
    hashes = {"declaration.yaml": "declaration", "areas.csv": "areas", "table.csv": "table"}
    certify = [(name, f"{hashes[name]}_sha256")] if name in hashes else ()
    rewrite(signed, changed, and_certify=certify)
    with pytest.raises(BundleError, match="changed after it was signed"):
        read(signed)


def test_a_verdict_cannot_be_taken_out_or_put_in(signed, bundle, tmp_path):
    contents = unzipped(signed)
    rewrite(signed, {name: data for name, data in contents.items() if name != "verdict.json"})
    with pytest.raises(BundleError, match="changed after it was signed"):
        read(signed)
    write(sign(bundle, SIGNER), tmp_path / "without.zip")
    rewrite(
        tmp_path / "without.zip",
        unzipped(tmp_path / "without.zip") | {"verdict.json": contents["verdict.json"]},
    )
    with pytest.raises(BundleError, match="changed after it was signed"):
        read(tmp_path / "without.zip")


@pytest.mark.parametrize("name", ["certificate.json", "signature.json", "verdict.json"])
def test_a_member_of_another_release_does_not_fit(signed, bundle, tmp_path, name):
    other = build(MEASURE, extract(lambda: 7), AREAS, KEY, "Demo Analyst")
    write(sign(replace(other, verdict=replace(SAFE, warnings=())), SIGNER), tmp_path / "other.zip")
    rewrite(signed, unzipped(signed) | {name: unzipped(tmp_path / "other.zip")[name]})
    with pytest.raises(BundleError, match="was changed after"):
        read(signed)


def test_somebody_else_can_sign_it_anew_but_not_as_the_first(signed):
    again = sign(read(signed), new_key("Demo Analyst"))
    assert again.signature.public != SIGNER.public


@pytest.mark.parametrize("text", [b"", b"{}", b"[" * 5000, b'{"key": "00", "signature": "00"}'])
def test_a_signature_that_cannot_be_read_is_refused(signed, text):
    rewrite(signed, unzipped(signed) | {"signature.json": text})
    with pytest.raises(BundleError, match="signature of this release cannot be read"):
        read(signed)


def test_a_verdict_that_cannot_be_read_is_refused(bundle, tmp_path):
    write(bundle, tmp_path / "r.zip")
    rewrite(tmp_path / "r.zip", unzipped(tmp_path / "r.zip") | {"verdict.json": b"[" * 5000})
    with pytest.raises(BundleError, match="verdict in this release cannot be read"):
        read(tmp_path / "r.zip")


@pytest.mark.parametrize("seed", range(60))
def test_no_bit_of_a_signed_release_can_be_turned_unseen(signed, seed):
    random, data = Random(seed), bytearray(signed.read_bytes())
    whole = read(signed)
    data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    signed.write_bytes(data)
    with suppress(BundleError):
        assert read(signed) == whole


def test_no_member_can_be_left_out_by_turning_a_bit_of_the_list_of_members(signed):
    """One left out could be the signature."""
    data, whole = signed.read_bytes(), read(signed)
    for place in range(data.index(b"PK\1\2"), len(data)):
        turned = bytearray(data)
        turned[place] ^= 1 << place % 8
        signed.write_bytes(turned)
        with suppress(BundleError):
            assert read(signed) == whole, place


# Packed against us


@pytest.mark.parametrize(
    "name", ["../table.csv", "/etc/passwd", "table.csv/", "C:\\table.csv", "TABLE.CSV", "a/table.csv"]
)
def test_a_path_in_the_zip_is_refused_and_nothing_is_unpacked(signed, tmp_path, name):
    before = sorted(tmp_path.iterdir())
    with zipfile.ZipFile(signed, "a") as archive:
        archive.writestr(name, b"x")
    with pytest.raises(BundleError, match="holds exactly"):
        read(signed)
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_twice_is_refused(signed):
    with zipfile.ZipFile(signed, "a") as archive:
        archive.writestr("table.csv", b"x")
    with pytest.raises(BundleError, match="holds exactly"):
        read(signed)


def test_a_zip_that_lies_about_its_size_never_unpacks_more_than_it_says(signed):
    real, said = 50_000_000, 1000
    contents = unzipped(signed) | {"verdict.json": bytes(real)}
    with zipfile.ZipFile(signed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, each in contents.items():
            archive.writestr(name, each)
    data = signed.read_bytes().replace(struct.pack("<L", real), struct.pack("<L", said))
    signed.write_bytes(data)
    tracemalloc.start()
    with pytest.raises(BundleError, match="damaged on the way"):
        read(signed)
    assert tracemalloc.get_traced_memory()[1] < real
    tracemalloc.stop()


@pytest.mark.parametrize("number", [2**31, 10**30, int("9" * 4000) // 5 * 5])
def test_a_number_that_no_database_keeps_is_refused(path, number):
    contents = table_with(unzipped(path), lambda rows: [*rows[:-1], [*rows[-1][:-1], str(number)]])
    rewrite(path, contents, and_certify=[("table.csv", "table_sha256")])
    with pytest.raises(BundleError, match="cannot be read"):
        read(path)


# Building


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
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[1]).returncode == 0


def test_a_cell_says_where_it_stands(bundle):
    cell = next(cell for cell in bundle.cells if cell.categories == ("low-income",))
    assert cell == Cell("borough×reason×week", "E09000007", "2026-01-05", ("low-income",), cell.value)
