"""A release that somebody changed is refused, however they did it."""

import struct
import tracemalloc
import zipfile
from contextlib import suppress
from random import Random

import pytest

from storage.bundle import BundleError, read
from storage.packing import LARGEST
from tests.bundle.release import rewrite, table_with, unzipped


@pytest.mark.parametrize("name", ["declaration.yaml", "areas.csv", "table.csv"])
def test_a_changed_member_is_noticed(path, name):
    contents = unzipped(path)
    rewrite(path, contents | {name: contents[name] + b"\n"})
    with pytest.raises(BundleError, match=f"{name} was changed"):
        read(path)


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
