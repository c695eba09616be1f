"""Text is cleaned, cut and measured without losing a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text import (
    clean,
    cut,
    split,
    units,
    width,
    wrapped,
)
from tests.text.awkward import AWKWARD, squeezed


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a\x00b", "ab"),
        ("a\tb", "a b"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("  a  ", "a"),
        ("\u200b\u200d", ""),
        ("abc\u202edef", "abcdef"),
        ("👩‍👧 é", "👩‍👧 é"),
        ("\ud800x", "x"),
    ],
)
def test_cleaning_keeps_words_and_drops_tricks(given, kept):
    assert clean(given) == kept


@given(AWKWARD, st.integers(1, 80))
def test_pieces_fit_and_make_up_the_whole(words, most):
    pieces = split(clean(words), most + 1)
    assert all(piece and units(piece) <= most + 1 for piece in pieces)
    assert "".join("".join(pieces).split()) == squeezed(words)


def test_a_piece_ends_with_a_word_and_an_accent_stays_on_its_letter():
    assert split("one two three", 8) == ["one two", "three"]
    assert split("one two\nthree four", 12) == ["one two", "three four"]
    assert split("e\u0301" * 3, 3) == ["e\u0301"] * 3
    assert split("😀😀😀", 3) == ["😀"] * 3


@given(AWKWARD, st.integers(3, 80))
def test_a_label_cut_short_says_so(words, most):
    short = cut(words, most)
    assert units(short) <= most
    assert "\n" not in short
    assert short.endswith("…") or squeezed(short) == squeezed(words)


def test_a_link_longer_than_a_line_stays_whole():
    link = "https://example.org/" + "a" * 80
    assert wrapped(f"See {link} for more") == f"See\n{link}\nfor more"


def test_wide_letters_count_as_two_columns_and_accents_as_none():
    assert (width("中文"), width("e\u0301"), width("a\u200b")) == (4, 1, 1)
