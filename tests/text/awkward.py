"""Hostile, awkward and long texts, and replies made of them, for every renderer."""

from hypothesis import strategies as st

from bot.text import (
    clean,
    file_name,
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
