"""Slack messages and modals: within every limit, with every word, and nothing interpreted."""

import json
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.blocks import message
from bot.slack.modals import answers, modal
from bot.text import NOTHING, units
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
from tests.fakes.slack.blocks import check_message, check_view
from tests.text.awkward import AWKWARD, EXAMPLE, FORMS, HOSTILE, LINKS, REPLIES, SAFE, every_word, squeezed


def pages(reply):
    first = message(reply)
    return [first, *first.overflow]


def shown(blocks):
    """Every piece of text Slack would draw, in order."""
    match blocks:
        case dict():
            return "".join(
                shown(part) if key != "text" or isinstance(part, dict) else part
                for key, part in blocks.items()
                if key not in {"type", "value", "action_id", "style"}
            )
        case list() | tuple():
            return "".join(map(shown, blocks))
        case _:
            return ""


def kinds(reply):
    return [[block["type"] for block in page.blocks] for page in pages(reply)]


def check(reply):
    for page in pages(reply):
        check_message(list(page.blocks))
        assert page.blocks
        assert 0 < units(page.text) < 3_900
        assert "mrkdwn" not in json.dumps(page.blocks)


@given(REPLIES)
def test_slack_accepts_every_message(reply):
    check(reply)


@pytest.mark.parametrize("link", LINKS)
def test_a_source_is_a_link_only_to_an_address(link):
    [page] = pages(Reply((Text("47 parcels.", "note <12>", link),)))
    [block] = page.blocks
    spans = block["elements"][0]["elements"]
    end = [{"type": "link", "url": link, "text": "note <12>"}, {"type": "text", "text": ")"}]
    assert spans == (
        [{"type": "text", "text": "47 parcels. ("}, *end]
        if link in LINKS[:SAFE]
        else [{"type": "text", "text": "47 parcels. (note <12>)"}]
    )
    assert page.text == "47 parcels. (note &lt;12&gt;)"


@given(REPLIES)
def test_no_word_is_lost(reply):
    seen = squeezed("".join(shown(page.blocks) for page in pages(reply)))
    said = squeezed("".join(unescape(page.text) for page in pages(reply)))
    assert all(words in seen for words in every_word(reply))
    assert all(words in said for words in every_word(reply) if "&" not in words)


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
    check(reply)
    check_view(modal(reply.form(), hostile[:1_000]), ("modal",))
    assert not any(sign in page.text for page in pages(reply) for sign in "<>")


def test_the_example_is_drawn_with_the_blocks_people_know():
    kinds_of_rest = ["table", "rich_text", "rich_text", "context", "actions", "rich_text", "actions"]
    assert kinds(EXAMPLE) == [["header", "rich_text", "rich_text", "rich_text", *kinds_of_rest]]


def test_the_text_says_all_of_it_for_a_screen_reader():
    assert message(EXAMPLE).text == (
        "Calls to the advice line\n"
        "There were 95 calls in the week to 28 November 2026.\nThat is 5 more than the week before.\n"
        "Owner: Northfield Advice\nDue: –\n"
        "Calls by ward\nAbbey: 2025 45, 2026 1,200\nBurslem: 2025 –, 2026 no figure\n"
        "Calls each week\nCalls rose from 45 to 95.\n"
        "Source: Northfield Advice, November 2026\n"
        "You can select: Ask again, Stop\n"
        "Add an action\nYou can select: Add an action"
    )


def test_the_text_is_escaped_once():
    assert message(Reply((Text("a & b <!channel> &lt;"),))).text == "a &amp; b &lt;!channel&gt; &amp;lt;"


def test_names_of_fields_are_bold_and_lines_are_kept():
    [block] = message(Reply((Fields((("Owner", "Ann: lead"), ("Due", "a\nb"))),))).blocks
    assert block["elements"][0]["elements"] == [
        {"type": "text", "text": "Owner: ", "style": {"bold": True}},
        {"type": "text", "text": "Ann: lead\n"},
        {"type": "text", "text": "Due: ", "style": {"bold": True}},
        {"type": "text", "text": "a\nb"},
    ]


def test_a_table_has_a_header_and_numbers_to_the_right():
    table = message(Reply((Table("", ("", "Calls"), (("Abbey", "1,200"), ("Burslem", ""))),))).blocks[0]
    cells = [[cell["text"] for cell in row] for row in table["rows"]]
    assert cells == [["\u00a0", "Calls"], ["Abbey", "1,200"], ["Burslem", "–"]]
    assert [column["align"] for column in table["column_settings"]] == ["left", "right"]


def test_a_second_small_table_stays_in_the_message_in_fixed_width():
    table = Table("Calls", ("", "2026"), (("Abbey", "5"),))
    [page] = pages(Reply((table, table)))
    assert [block["type"] for block in page.blocks] == ["rich_text", "table", "rich_text", "rich_text"]
    assert page.blocks[-1]["elements"][0]["type"] == "rich_text_preformatted"


def test_a_second_wide_table_goes_into_a_message_of_its_own():
    table = Table("Calls", tuple(f"A long column name {n}" for n in range(6)), (tuple("abcdef"),))
    assert kinds(Reply((table, table))) == [["rich_text", "table"], ["rich_text", "table"]]


def test_a_long_table_is_continued_under_its_header():
    table = Table("Calls", ("Ward", "Calls"), tuple((f"Ward {n}", str(n)) for n in range(250)))
    drawn = [block for page in pages(Reply((table,))) for block in page.blocks if block["type"] == "table"]
    assert len(drawn) == 2
    assert {block["rows"][0][0]["text"] for block in drawn} == {"Ward"}
    check(Reply((table,)))
    assert all(f"Ward {n}:" in "".join(page.text for page in pages(Reply((table,)))) for n in range(250))


def test_a_table_with_too_many_columns_is_written_as_sentences():
    table = Table("Wide", tuple(map(str, range(21))), (tuple("x" * 21),))
    assert kinds(Reply((table,))) == [["rich_text", "rich_text"]]


def test_a_long_heading_goes_on_as_text():
    first, rest = message(Reply((Heading("word " * 60),))).blocks
    assert units(first["text"]["text"]) <= 150
    assert squeezed(shown([first, rest])) == "word" * 60


def test_a_long_text_goes_on_in_the_next_message():
    first, *others = pages(Reply((Text("a sentence of words. " * 400),)))
    assert len(others) == 2
    assert first.overflow == tuple(others)


def test_a_button_carries_its_line():
    buttons = Buttons((Button("Yes", "vote 12 yes", "primary"), Button("x" * 80, "vote 12 no")))
    yes, no = message(Reply((Text("Vote"), buttons))).blocks[1]["elements"]
    assert (yes["value"], yes["style"], yes["action_id"]) == ("vote 12 yes", "primary", "line:1:0")
    assert (no["value"], no["action_id"], no["text"]["text"]) == ("vote 12 no", "line:1:1", "x" * 74 + "…")
    assert "style" not in no


def test_every_button_of_a_reply_has_its_own_action_id():
    many = Buttons(tuple(Button(f"Choice {n}", f"vote {n}") for n in range(60)))
    blocks = [block for page in pages(Reply((many, many))) for block in page.blocks]
    ids = [element["action_id"] for block in blocks for element in block["elements"]]
    assert len(ids) == len(set(ids)) == 120


def test_a_line_too_long_for_a_button_is_written_out():
    [page] = pages(Reply((Buttons((Button("Send", "say " + "x" * 2_000),)),)))
    assert [block["type"] for block in page.blocks] == ["rich_text"]
    assert page.text.startswith("Send: say xxx")


def test_an_empty_reply_says_so():
    assert message(Reply(())).text == message(Reply((Text(""), Buttons(())))).text == NOTHING


FORM = Form(
    "Add an action for the partnership",
    "action add",
    (
        Field("what", "What needs doing?", hint="One sentence", value="Call Ann"),
        Field("why", "Why?", "long", optional=True),
        Field("who", "Who will do it?", "choice", (Option("1", "Ann"), Option("2", "Bob")), value="2"),
        Field("ward", "Where?", "choice", tuple(Option(f"w{n}", f"Ward {n}") for n in range(150))),
    ),
    "Add",
)


def test_a_form_is_a_button_and_its_modal_has_every_question():
    button = message(Reply((FORM,))).blocks[-1]["elements"][0]
    assert (button["text"]["text"], button["value"]) == (FORM.title, "action add")
    view = modal(FORM, "somewhere")
    check_view(view, ("modal",))
    assert view["title"]["text"] == "Add an action for the p…"
    title, what, why, who, ward = view["blocks"]
    assert shown(title) == FORM.title
    assert (what["block_id"], what["hint"]["text"], what["element"]["initial_value"]) == (
        "what",
        "One sentence",
        "Call Ann",
    )
    assert (why["optional"], why["element"]["multiline"]) == (True, True)
    assert (who["element"]["type"], who["element"]["initial_option"]["value"]) == ("radio_buttons", "2")
    assert [len(group["options"]) for group in ward["element"]["option_groups"]] == [100, 50]


def test_answers_come_back_by_the_name_of_the_field():
    values = {
        "what": {"answer": {"type": "plain_text_input", "value": "Call Ann"}},
        "why": {"answer": {"type": "plain_text_input", "value": None}},
        "who": {"answer": {"type": "radio_buttons", "selected_option": {"value": "2", "text": {}}}},
        "ward": {"answer": {"type": "static_select", "selected_option": None}},
    }
    assert answers({"state": {"values": values}}) == {"what": "Call Ann", "why": "", "who": "2", "ward": ""}


@given(FORMS, AWKWARD)
def test_slack_accepts_every_modal(form, metadata):
    check_view(modal(form, metadata.encode(errors="replace").decode()[:1_500]), ("modal",))


def test_a_value_too_long_for_slack_is_said_to_be_cut():
    form = Form("Edit", "edit", (Field("body", "Note", "long", value="word " * 700),))
    assert "first 3,000" in modal(form, "")["blocks"][0]["hint"]["text"]


def test_too_much_metadata_is_our_mistake():
    with pytest.raises(ValueError, match="metadata"):
        modal(FORM, "x" * 3_001)


@given(
    st.lists(
        st.sampled_from([Heading("H"), Text("t"), Note("n"), Table("c", ("a",), (("b",),))]), max_size=130
    )
)
def test_many_small_blocks_are_spread_over_messages(blocks):
    check(Reply(tuple(blocks)))


def test_a_file_is_its_name_and_what_is_in_it_and_none_of_its_text():
    page = message(Reply((File("calls.csv", "secret", "Calls by ward & month."),)))
    assert page.text == "calls.csv\nCalls by ward &amp; month."
    name, summary = (block["elements"][0]["elements"][0] for block in page.blocks)
    assert name == {"type": "text", "text": "calls.csv", "style": {"bold": True}}
    assert summary == {"type": "text", "text": "Calls by ward & month."}
