"""A signed release: nothing of it can be changed, taken out or put in."""

from contextlib import suppress
from dataclasses import replace
from random import Random

import pytest

from storage.bundle import BundleError, build, read, sign, write
from storage.signing import new_key
from tests.bundle.release import AREAS, KEY, MEASURE, SAFE, SIGNER, extract, rewrite, unzipped


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
