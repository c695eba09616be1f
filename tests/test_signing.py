"""Signing keys: the file, the line that makes one known, the fingerprint people read out, and what is signed."""

from __future__ import annotations

import re

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from storage.keys import is_open, new_file
from storage.signatures import Signature, message
from storage.signing import PublicKey, SigningError, new_key, read_key, read_line

KEY, OTHER = new_key("Demo Analyst"), new_key("Demo Analyst")


def test_a_key_comes_back_from_its_file():
    assert read_key(KEY.text.encode()) == KEY
    assert read_key(KEY.text.replace("\n", "\r\n").encode()) == KEY


def test_nothing_but_the_file_shows_the_secret():
    assert KEY.secret.hex() not in repr(KEY) + str(KEY) + KEY.public.line(KEY.name) + KEY.public.fingerprint


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "two\x00words"])
def test_a_key_needs_the_name_of_a_person(name):
    with pytest.raises(SigningError, match="Give the name"):
        new_key(name)


def test_a_name_is_one_line_whatever_is_typed():
    assert read_key(new_key("Demo\n  Analyst ").text.encode()).name == "Demo Analyst"


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (b"", "not a signing key"),
        (b"bm90IGEga2V5IGJ1dCA0OCBieXRlcyBvZiBzb21ldGhpbmc=\n", "not a signing key"),
        (KEY.text.replace("Name:", "Called:").encode(), "not a signing key"),
        (KEY.text.encode()[:-60], "not a signing key"),
        (re.sub("MC4C", "MC5C", KEY.text).encode(), "damaged"),
        (b"Name: x\n-----BEGIN PRIVATE KEY-----\n\xff\xff\n-----END PRIVATE KEY-----\n", "damaged"),
    ],
)
def test_what_is_no_key_is_refused_without_repeating_it(file, words):
    with pytest.raises(SigningError, match=words) as refused:
        read_key(file)
    assert "MC" not in str(refused.value)


def test_a_key_of_another_kind_is_refused():
    other = generate_private_key(SECP256R1())
    pem = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with pytest.raises(SigningError, match="another kind"):
        read_key(b"Name: Demo Analyst\n" + pem)


@pytest.mark.parametrize(
    "change",
    [
        lambda line: line,
        lambda line: f"Hello, my key is\n> {line}\nThanks",
        lambda line: line.upper(),
        lambda line: f"{line[:40]}\n{line[40:60]} {line[60:]}",
        lambda line: line.removesuffix(" Demo Analyst"),
    ],
)
def test_a_line_is_understood_however_it_was_sent(change):
    assert read_line(change(KEY.public.line("Demo Analyst"))) == KEY.public


@given(at=st.integers(11, 11 + 64 + 8), digit=st.sampled_from("0123456789abcdef"))
def test_a_wrong_digit_never_makes_another_key_known(at, digit):
    line = KEY.public.line("")
    if line[at] in ("-", digit):
        return
    with pytest.raises(SigningError):
        read_line(line[:at] + digit + line[at + 1 :])


def test_half_a_line_is_refused():
    with pytest.raises(SigningError, match="Copy the whole line that begins with loader-key"):
        read_line(KEY.public.line("")[:50])


def test_a_fingerprint_can_be_read_out_and_tells_keys_apart():
    assert re.fullmatch(r"\d{4}( \d{4}){5}", KEY.public.fingerprint)
    assert KEY.public.fingerprint != OTHER.public.fingerprint


@given(signed=st.binary(max_size=200), other=st.binary(max_size=200))
def test_a_signature_fits_what_was_signed_and_nothing_else(signed, other):
    signature = Signature.of(KEY, signed)
    assert signature.fits(signed)
    assert signature.fits(other) == (signed == other)
    assert not Signature(OTHER.public.text, signature.signature).fits(signed)


def test_a_key_that_is_no_point_makes_nothing():
    assert not PublicKey("ff" * 32).made("00" * 64, b"")
    assert not KEY.public.made("not hexadecimal", b"")


@given(
    members=st.dictionaries(st.sampled_from("abcd"), st.binary(max_size=4), max_size=4),
    others=st.dictionaries(st.sampled_from("abcd"), st.binary(max_size=4), max_size=4),
)
def test_two_releases_are_signed_alike_only_if_they_are_the_same(members, others):
    assert (message(members) == message(others)) == (members == others)


@pytest.mark.parametrize(
    "text",
    [b"", b"[]", b"{}", b"\xff", b"1", b'{"key": 1, "signature": 2}', b"[" * 100_000],
    ids=["empty", "list", "bare", "bytes", "number", "numbers", "deep"],
)
def test_a_signature_that_cannot_be_read_is_refused(text):
    with pytest.raises(ValueError, match=r"signature|Expecting|codec"):
        Signature.from_json(text)


def test_a_signature_has_one_way_of_being_written():
    written = Signature.of(KEY, b"x").to_json()
    assert Signature.from_json(written) == Signature.of(KEY, b"x")
    with pytest.raises(ValueError, match="cannot be read"):
        Signature.from_json(written + b" ")
    with pytest.raises(ValueError, match="cannot be read"):
        Signature.from_json(written.upper().replace(b'"KEY"', b'"key"').replace(b"SIGNATURE", b"signature"))


def test_a_key_file_is_for_its_owner_and_is_never_replaced(tmp_path):
    new_file(tmp_path / "me.key", b"one")
    assert not is_open(tmp_path / "me.key")
    with pytest.raises(FileExistsError):
        new_file(tmp_path / "me.key", b"two")
    assert (tmp_path / "me.key").read_bytes() == b"one"
    (tmp_path / "me.key").chmod(0o640)
    assert is_open(tmp_path / "me.key")
