"""Telegram messages: within every limit, with every word, well formed, and nobody is pinged."""

import re
from html import unescape

import pytest
from hypothesis import given

from bot.telegram.html import Key, Message, messages, question, quiet
from bot.text import NOTHING, units, width
from commands.reply import (
    Button,
    Buttons,
    Chart,
    Field,
    Fields,
    File,
    Form,
    Heading,
    Note,
    Option,
    Point,
    Reply,
    Series,
    Table,
    Text,
)
from tests.fakes.telegram.html import Parser
from tests.text.awkward import EXAMPLE, FORMS, HOSTILE, LINKS, REPLIES, SAFE, every_word, squeezed

TAGS = re.compile(r"</?(?:b|a|pre|blockquote(?: expandable)?)>|<a href=\"[^\"<>]*\">")


def shorten(line):
    """As the bot does: what is too long for a button is kept elsewhere under a short name."""
    return line if 0 < len(line.encode()) <= 64 else "~1"


def read(message):
    """What Telegram makes of a message: its text and its entities."""
    found = Parser(message.html)
    return found.text, found.entities


def check(message):
    text, entities = read(message)
    assert text.strip()
    assert units(text) <= 4_096
    assert len(entities) <= 100
    assert text == unescape(TAGS.sub("", message.html))
    keys = [key for row in message.keyboard for key in row]
    assert len(keys) <= 100
    assert all(key.label.strip() and 1 <= len(key.data.encode()) <= 64 for key in keys)
    assert all(len(row) <= 2 for row in message.keyboard)


@given(REPLIES)
def test_telegram_accepts_every_message(reply):
    for message in messages(reply, shorten):
        check(message)


@pytest.mark.parametrize("link", LINKS)
def test_a_source_is_a_link_only_to_an_address(link):
    [message] = messages(Reply((Text("47 parcels.", "note <12>", link),)), shorten)
    text, entities = read(message)
    assert text == "47 parcels. (note <12>)"
    assert [(each.type, each.url) for each in entities] == (
        [("text_link", link)] if link in LINKS[:SAFE] else []
    )


@given(REPLIES)
def test_no_word_is_lost(reply):
    seen = squeezed("".join(read(message)[0] for message in messages(reply, shorten))).replace("@\u2060", "@")
    assert all(words.replace("@\u2060", "@") in seen for words in every_word(reply))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_are_shown_as_they_are(hostile):
    option = Option("1", hostile)
    reply = Reply(
        (
            Heading(hostile),
            Text(hostile),
            Note(hostile),
            Fields(((hostile, hostile),)),
            Table(hostile, ("", hostile), (("x", hostile), (hostile, "y"))),
            Chart(hostile, f"Chart {hostile}", (Series(hostile, (Point(hostile, 1),)),), hostile),
            File(hostile, hostile, hostile),
            Buttons((Button(hostile, hostile), Button(hostile, "x"))),
            Form(hostile, "x", (Field("a", hostile, "choice", (option,), hint=hostile, value="1"),), hostile),
        )
    )
    for message in (*messages(reply, shorten), question(reply.form(), 0, shorten)):
        check(message)
        assert not re.search(r"(?<![A-Za-z0-9_])@[A-Za-z0-9_]", read(message)[0])


def test_a_reply_reads_well_on_a_phone():
    [message] = messages(EXAMPLE, shorten)
    assert message.html == (
        "<b>Calls to the advice line</b>\n\n"
        "There were 95 calls in the week to 28 November 2026.\nThat is 5 more than the week before.\n\n"
        "Owner: Northfield Advice\nDue: –\n\n"
        "<b>Calls by ward</b>\n"
        "<pre>         2025       2026\n"
        "Abbey      45      1,200\n"
        "Burslem     –  no figure</pre>\n\n"
        "<b>Calls each week</b>\nCalls rose from 45 to 95.\n\n"
        "Source: Northfield Advice, November 2026\n\n"
        "<b>Add an action</b>"
    )
    assert message.keyboard == (
        (Key("Ask again", "ask calls"), Key("Stop", "stop")),
        (Key("Add an action", "action add"),),
    )


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("@here", "@\u2060here"),
        ("ask @ann, @bob", "ask @\u2060ann, @\u2060bob"),
        ("(@ann) é@ann .@ann", "(@\u2060ann) é@\u2060ann .@\u2060ann"),
        ("help@example.org", "help@example.org"),
        ("see /ask and https://example.org", "see /ask and https://example.org"),
    ],
)
def test_a_name_in_the_text_does_not_ring_a_phone(text, kept):
    assert quiet(text) == kept


def test_an_escaped_sign_is_read_back_as_typed():
    [message] = messages(Reply((Text("a < b & c > d &lt; <b>"),)), shorten)
    assert message.html == "a &lt; b &amp; c &gt; d &amp;lt; &lt;b&gt;"
    assert read(message) == ("a < b & c > d &lt; <b>", [])


def test_a_table_wider_than_a_phone_becomes_sentences():
    table = Table("Calls", ("Ward", "July to September", "October to December"), (("Abbey", "5", "10"),))
    [message] = messages(Reply((table,)), shorten)
    assert message.html == "<b>Calls</b>\nWard Abbey: July to September 5, October to December 10"


@given(REPLIES)
def test_a_table_in_columns_fits_a_phone(reply):
    for message in messages(reply, shorten):
        for table in re.findall("<pre>(.*?)</pre>", message.html, re.DOTALL):
            assert max(width(unescape(line)) for line in table.split("\n")) <= 34


def test_a_long_table_has_its_header_in_every_message():
    table = Table("Calls", ("Ward", "Calls"), tuple((f"Ward {n}", str(n)) for n in range(500)))
    sent = messages(Reply((table,)), shorten)
    assert len(sent) > 1
    assert sent[0].html.startswith("<b>Calls</b>\n<pre>")
    assert all(re.search("<pre>Ward +Calls\n", message.html) for message in sent)


def test_a_title_is_not_left_behind_at_the_end_of_a_message():
    first, second = messages(Reply((Text("word " * 700), Heading("Title"), Text("next " * 200))), shorten)
    assert first.html.endswith("word")
    assert second.html.startswith("<b>Title</b>\n\nnext")


def test_the_keyboard_is_under_the_last_message():
    reply = Reply((Text("a sentence of words. " * 400), Buttons((Button("Yes", "yes"),))))
    *before, last = messages(reply, shorten)
    assert len(before) == 2
    assert not any(message.keyboard for message in before)
    assert last.keyboard == ((Key("Yes", "yes"),),)


def test_a_button_with_many_words_has_its_own_row():
    labels = ["Yes", "No", "I would rather not say", "Maybe", "Later", "Never"]
    reply = Reply((Text("Vote"), Buttons(tuple(Button(label, label) for label in labels))))
    rows = [[key.label for key in row] for row in messages(reply, shorten)[0].keyboard]
    assert rows == [["Yes", "No"], ["I would rather not say"], ["Maybe", "Later"], ["Never"]]


def test_a_line_too_long_for_a_button_goes_through_shorten():
    line = "ask calls ward=Abbey Hulton and Townsend from=September 2026 to=November 2026"
    [message] = messages(Reply((Buttons((Button("Ask again", line),)),)), shorten)
    assert message == Message("Select one", ((Key("Ask again", "~1"),),))


def test_buttons_beyond_a_hundred_are_written_out():
    reply = Reply((Buttons(tuple(Button(f"Choice {n}", f"vote {n}") for n in range(103))),))
    [message] = messages(reply, shorten)
    assert message.html == "Choice 100: vote 100\nChoice 101: vote 101\nChoice 102: vote 102"
    check(message)


def test_an_empty_reply_says_so():
    assert messages(Reply((Text("\u200b"),)), shorten) == (Message(NOTHING),)


def test_a_form_is_asked_one_question_at_a_time():
    who = Field(
        "who", "Who will do it?", "choice", (Option("1", "Ann"), Option("2", "Bob @bob")), optional=True
    )
    form = Form(
        "Add an action", "action add", (Field("what", "What?", hint="One <b>", value="Call Ann"), who)
    )
    assert question(form, 0, shorten) == Message(
        "<b>Add an action</b>\nQuestion 1 of 2\n\nWhat?\n\nOne &lt;b&gt;\n\nNow: Call Ann",
        ((Key("Cancel", "cancel"),),),
    )
    assert question(form, 1, shorten).keyboard == (
        (Key("Ann", "1"), Key("Bob @bob", "2")),
        (Key("Skip", "skip"), Key("Cancel", "cancel")),
    )


@given(FORMS)
def test_telegram_accepts_every_question(form):
    for index in range(len(form.fields)):
        check(question(form, index, shorten))


def test_a_file_is_its_name_and_what_is_in_it_and_none_of_its_text():
    [message] = messages(Reply((File("calls.csv", "secret", "Calls by ward & month, ask @ada."),)), shorten)
    assert message.html == "<b>calls.csv</b>\nCalls by ward &amp; month, ask @\u2060ada."


def test_several_notes_are_folded_so_that_a_group_stays_readable():
    [message] = messages(
        Reply((Text("About 95 calls."), Note("Rounded to 5."), Note("Ask @analyst."))), shorten
    )
    assert message.html == (
        "About 95 calls.\n\n<blockquote expandable>Rounded to 5.\nAsk @\u2060analyst.</blockquote>"
    )
