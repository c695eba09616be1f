"""Plain text: nothing lost, nothing hostile, readable in 78 columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text import (
    NOTHING,
    aligned,
    buttons,
    clean,
    cut,
    even,
    file_bytes,
    file_name,
    plain,
    split,
    spoken,
    units,
    width,
    wrapped,
)
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

HOSTILE = [
    "",
    " \n\t ",
    "<!channel> <!here> <@U123> <#C123> <!subteam^S1> <https://evil.example|click>",
    "@here @channel @everyone @parley_bot help@example.org",
    "*bold* _italic_ ~strike~ `code` ```fence``` > quote :tada:",
    "**bold** __under__ ||spoiler|| [link](https://evil.example)",
    "<b>bold</b> <script>alert(1)</script> <img src=x onerror=alert(1)> </pre></td></table>",
    '"quoted" \'single\' onclick="x" &amp; &lt;b&gt; &#60; &nbsp;',
    "/start /ask@parley_bot #hashtag $x^2$ \\frac{1}{2} %s {0} {name}",
    "word " * 2_000,
    "x" * 10_000,
    "&" * 4_000,
    "😀👩‍👩‍👧🏴󠁧󠁢󠁥󠁮󠁧󠁿é" * 900,
    "e\u0301" * 3_000,
    "שלום \u202eevil\u202c مرحبا \u2067x\u2069",
    "zero\u200bwidth\u200d \ufeff\u2060",
    "\u200b\u200d",
    "null\x00bell\x07esc\x1b[31mred\x85next\u2028line\r\nend\rlast",
    "\ud800 lone \udfff",
    "line one\n\nline two\n  indented\n\n\n\nfar",
    "中文字符 " * 300,
]
AWKWARD = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(max_size=60),
    st.text(alphabet="<>&@*_`'\"/: \n|a1", max_size=400),
    st.text(alphabet=st.characters(min_codepoint=0x1F300, max_codepoint=0x1F6FF), min_size=20, max_size=400),
)
WORDS = st.one_of(
    st.text(max_size=12), st.sampled_from(["", "5", "1,250", "no figure", "@here", "a | b", "<b>"])
)
LINKS = [
    *(
        "https://example.slack.com/archives/C1/p2?thread_ts=3&cid=C1",
        "https://t.me/c/123/45",
        "tg://privatepost?post=1",
    ),
    *(
        "javascript:alert(1)",
        'https://x.example/"><script>',
        "tg://user?id=123",
        "https://a b.example",
        "data:,x",
    ),
]
SAFE = 3  # of these may become links
NAME = st.text(alphabet="abcdefgh", min_size=1, max_size=8)


@st.composite
def tables(draw, cells=WORDS):
    columns = draw(st.integers(0, 23))
    rows = draw(st.lists(st.lists(cells, max_size=columns, min_size=0).map(tuple), max_size=6))
    rows = rows * (draw(st.sampled_from([1, 1, 1, 40])) if cells is WORDS else 1)
    return Table(draw(AWKWARD), tuple(draw(st.lists(cells, max_size=columns))), tuple(rows))


@st.composite
def charts(draw):
    size = draw(st.integers(0, 9))
    labels = draw(st.lists(WORDS, min_size=size, max_size=size))
    values = st.one_of(st.none(), st.integers(0, 10**7))
    points = st.lists(values, min_size=size, max_size=size).map(
        lambda found: tuple(Point(label, value) for label, value in zip(labels, found, strict=True))
    )
    series = draw(st.lists(st.builds(Series, WORDS, points), max_size=4))
    shape, rounded = draw(st.sampled_from(["line", "bar"])), draw(st.sampled_from([1, 5, 10]))
    return Chart(draw(AWKWARD), draw(AWKWARD) + " said", tuple(series), draw(WORDS), shape, rounded)


BUTTON = st.builds(Button, AWKWARD, AWKWARD, st.sampled_from(["plain", "primary", "danger"]))
OPTION = st.builds(Option, st.text(max_size=160), AWKWARD)
FIELD = st.builds(
    Field,
    NAME,
    AWKWARD,
    st.sampled_from(["line", "long", "choice"]),
    st.lists(OPTION, max_size=14).map(tuple),
    st.booleans(),
    AWKWARD,
    AWKWARD,
)
FORMS = st.builds(
    Form,
    AWKWARD,
    NAME,
    st.lists(FIELD, min_size=1, max_size=5, unique_by=lambda field: field.name).map(tuple),
    AWKWARD,
)
BLOCKS = st.one_of(
    st.builds(Heading, AWKWARD),
    st.builds(Text, AWKWARD),
    st.builds(Text, AWKWARD, WORDS, st.sampled_from(["", *LINKS])),
    st.builds(Note, AWKWARD),
    st.builds(Fields, st.lists(st.tuples(AWKWARD, AWKWARD), max_size=12).map(tuple)),
    tables(),
    tables(AWKWARD),
    charts(),
    st.builds(File, AWKWARD, AWKWARD, AWKWARD),
    st.builds(Buttons, st.lists(BUTTON, max_size=60).map(tuple)),
    FORMS,
)
REPLIES = st.builds(Reply, st.lists(BLOCKS, max_size=8).map(tuple))


def squeezed(text):
    """Text without its spaces: what must be found again however lines were broken."""
    return "".join(clean(text).split())


def words_of(block):
    """Every string a reader has to be able to find; labels of buttons may be cut short."""
    match block:
        case Text():
            return [block.text, block.source]
        case Heading() | Note():
            return [block.text]
        case Fields():
            return [word for row in block.rows for word in row]
        case Table():
            return [block.caption, *block.header, *(cell for row in block.rows for cell in row)]
        case Chart():
            return [block.title, block.summary]
        case File():
            return [file_name(block), block.summary]
        case Form():
            return [block.title]
        case Buttons():
            return []


def every_word(reply):
    return {squeezed(words) for block in reply.blocks for words in words_of(block)}


EXAMPLE = Reply(
    (
        Heading("Calls to the advice line"),
        Text("There were 95 calls in the week to 28 November 2026.\nThat is 5 more than the week before."),
        Fields((("Owner", "Northfield Advice"), ("Due", ""))),
        Table(
            "Calls by ward", ("", "2025", "2026"), (("Abbey", "45", "1,200"), ("Burslem", "", "no figure"))
        ),
        Chart(
            "Calls each week",
            "Calls rose from 45 to 95.",
            (Series("Calls", (Point("7 July", 45),)),),
            "calls",
        ),
        Note("Source: Northfield Advice, November 2026"),
        Buttons((Button("Ask again", "ask calls"), Button("Stop", "stop", "danger"))),
        Form("Add an action", "action add", (Field("what", "What needs doing?"),)),
    )
)


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


@given(AWKWARD)
def test_every_file_has_a_name_that_every_system_can_keep(name):
    kept = file_name(File(name, "", ""))
    assert 0 < len(kept.encode()) <= 120
    assert not set(kept) & set('/\\:*?"<>|%\n\t\0\u202e')
    assert kept == kept.strip(" .")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("figures.csv", "figures.csv"),
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\Users\\x.csv", "C-Users-x.csv"),
        ("con.csv", "file-con.csv"),
        (".hidden", "hidden"),
        ("\u202efdp.exe.csv", "fdp.exe.csv"),
        ("ffigurau Ynys Môn.csv", "ffigurau Ynys Môn.csv"),
        ("x" * 10_000 + ".csv", "x" * 116 + ".csv"),
        ("", "file.txt"),
        ("...", "file.txt"),
    ],
)
def test_a_name_leads_nowhere_and_hides_nothing(name, kept):
    assert file_name(File(name, "", "")) == kept


def test_a_file_is_read_as_its_name_and_what_is_in_it():
    file = File("referrals.csv", "a,b", "Referrals by ward: 20 rows for a spreadsheet.")
    assert plain(Reply((file,))) == "referrals.csv\nReferrals by ward: 20 rows for a spreadsheet."


def test_any_text_can_be_saved():
    assert file_bytes(File("a", "\ufeffé \ud800", "")) == "\ufeffé ?".encode()
