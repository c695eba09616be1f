"""A reply in a terminal: every word is there, and it reads well."""

import pytest
from hypothesis import given

from bot.text import (
    NOTHING,
    aligned,
    buttons,
    even,
    plain,
    spoken,
    width,
)
from commands.reply import (
    Buttons,
    Fields,
    Form,
    Heading,
    Reply,
    Table,
    Text,
)
from tests.text.awkward import EXAMPLE, HOSTILE, LINKS, REPLIES, SAFE, every_word, squeezed


def test_a_reply_reads_well_in_a_terminal():
    assert plain(EXAMPLE) == (
        "Calls to the advice line\n\n"
        "There were 95 calls in the week to 28 November 2026.\nThat is 5 more than the week before.\n\n"
        "Owner: Northfield Advice\nDue: –\n\n"
        "Calls by ward\n"
        "         2025       2026\n"
        "Abbey      45      1,200\n"
        "Burslem     –  no figure\n\n"
        "Calls each week\nCalls rose from 45 to 95.\n\n"
        "Source: Northfield Advice, November 2026\n\n"
        "[1] Ask again\n[2] Stop\n\n"
        "[3] Add an action"
    )


def test_a_source_stands_in_brackets_with_its_address_if_it_is_one():
    said = [plain(Reply((Text("47.", "a1", link),))).replace("\n", " ") for link in ["", *LINKS]]
    assert said[0] == "47. (a1)"
    assert said[1 : SAFE + 1] == [f"47. (a1: {link})" for link in LINKS[:SAFE]]
    assert set(said[SAFE + 1 :]) == {"47. (a1)"}
    assert plain(Reply((Text("Look.", link=LINKS[1]),))) == f"Look. (Source: {LINKS[1]})"


def test_the_number_of_a_button_is_its_place_in_the_list():
    pressed = buttons(EXAMPLE)
    assert [button.line for button in pressed] == ["ask calls", "stop", "action add"]
    assert all(f"[{at}] {button.label}" in plain(EXAMPLE) for at, button in enumerate(pressed, start=1))


def test_a_reply_with_nothing_in_it_says_so():
    assert plain(Reply(())) == plain(Reply((Text("\u200b"), Buttons(())))) == NOTHING


def test_a_table_too_wide_for_the_terminal_becomes_sentences():
    header = ("Ward", *(f"Column number {n}" for n in range(8)))
    table = Table("Wide", header, (("Abbey", *"12345678"),))
    assert "Abbey: Column number 0 1, Column number 1 2" in plain(Reply((table,)))


def test_a_ragged_table_gets_its_missing_cells():
    table = even(Table("", ("", "A"), (("x",), ("y", "1", "2"))))
    assert table.header == ("", "A", "")
    assert table.rows == (("x", "–", "–"), ("y", "1", "2"))
    assert spoken(table) == ["x: A –, –", "y: A 1, 2"]
    assert aligned(Table("", ("",), (("a",), ("b",)))) == ["a", "b"]


@given(REPLIES)
def test_no_word_is_lost(reply):
    shown = squeezed(plain(reply))
    assert all(words in shown for words in every_word(reply))


@given(REPLIES)
def test_a_line_is_at_most_78_columns_unless_one_word_is_longer(reply):
    text_only = Reply(tuple(block for block in reply.blocks if not isinstance(block, Buttons | Form)))
    for line in plain(text_only).split("\n"):
        assert width(line) <= 78 or max(map(width, line.split(" "))) > 70 or line.startswith(" ")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_terminal_gets_no_control_characters(hostile):
    shown = plain(Reply((Heading(hostile), Text(hostile), Fields(((hostile, hostile),)))))
    assert not any((char < " " and char != "\n") or "\x7f" <= char <= "\x9f" for char in shown)
    assert not any(char in shown for char in "\u202e\u2067\ufeff\ud800")
    shown.encode()
