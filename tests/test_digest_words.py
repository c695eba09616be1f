"""Any words in a digest: every file of it is well formed, shows exactly them, and has none that may not leave."""

import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from bot.publish.feed import feed
from bot.publish.files_of import files_of
from bot.publish.page import body, index_page, week_page
from bot.publish.publisher import for_files
from commands.digests.edition import Edition, Part, Said
from commands.digests.markdown import markdown
from commands.digests.text import plain
from commands.reply import Chart, Point, Series, Table
from storage.digests import Digest, Line
from storage.partnerships import Partnership
from tests.text.awkward import AWKWARD, HOSTILE, squeezed

WEEK, MOMENT = date(2026, 11, 16), datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
ROOT = Path(__file__).parent.parent
VOID = {"meta", "link", "br", "line", "circle", "polyline", "wbr"}
CELL = st.text(max_size=12)
TABLES = st.builds(
    Table,
    AWKWARD,
    st.just(("Answer", "Count")),
    st.lists(st.tuples(CELL, CELL), min_size=1, max_size=3).map(tuple),
)
VALUES = st.one_of(st.none(), st.integers(0, 10**7))
POINTS = st.lists(st.builds(Point, CELL, VALUES), min_size=1, max_size=6).map(tuple)
CHARTS = st.builds(
    lambda title, summary, points: Chart(title, f"{summary} said", (Series("Calls", points),), "calls"),
    AWKWARD,
    AWKWARD,
    POINTS,
)
SAID = st.builds(
    Said,
    AWKWARD,
    AWKWARD,
    st.sampled_from(["", "Changed by an editor."]),
    shown=st.lists(TABLES | CHARTS, max_size=1).map(tuple),
)
EDITIONS = st.builds(
    lambda name, parts, gone: Edition("demo", name, WEEK, parts, gone, gone, 0, MOMENT),
    AWKWARD,
    st.lists(
        st.builds(
            Part, st.sampled_from(["Notes", "Thanks"]), st.lists(SAID, min_size=1, max_size=3).map(tuple)
        ),
        max_size=2,
    ).map(tuple),
    st.lists(st.just("1 thing was taken out."), max_size=1).map(tuple),
)


class Page(HTMLParser):
    """What a browser makes of a page; tags have to be closed in their turn."""

    def __init__(self, html):
        super().__init__()
        self.text, self.tags, self.open, self.style = "", [], [], ""
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1:] == ["style"]:
            self.style += data
        else:
            self.text += data

    def all(self, *tags):
        return [attributes for name, attributes in self.tags if name in tags]


def words_of(whole):
    for part in whole.parts:
        for said in part.said:
            yield from (said.words, said.by)
            for block in said.shown:
                yield from (
                    (block.title, block.summary)
                    if isinstance(block, Chart)
                    else (block.caption, *sum(block.rows, ()))
                )


@given(EDITIONS)
def test_a_page_shows_every_word_and_none_of_them_is_markup(whole):
    page = Page(week_page(whole))
    seen = squeezed(page.text)
    assert all(squeezed(words) in seen for words in words_of(whole))
    known = {
        *(
            "html",
            "head",
            "meta",
            "title",
            "link",
            "style",
            "body",
            "header",
            "p",
            "nav",
            "a",
            "main",
            "h1",
            "h2",
            "footer",
        ),
        *(
            "section",
            "div",
            "br",
            "figure",
            "figcaption",
            "strong",
            "details",
            "summary",
            "table",
            "caption",
            "thead",
        ),
        *("tbody", "tr", "th", "td", "svg", "desc", "line", "text", "polyline", "circle"),
    }
    assert {tag for tag, _ in page.tags} <= known
    ids = [each["id"] for _, each in page.tags if "id" in each]
    assert len(ids) == len(set(ids))
    assert {
        each
        for _, found in page.tags
        for name in ("aria-labelledby",)
        for each in found.get(name, "").split()
    } <= {*ids}


@given(EDITIONS)
def test_a_page_can_be_used_without_seeing_or_pointing(whole):
    page = Page(week_page(whole))
    assert page.all("html") == [{"lang": "en-GB"}]
    headings = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h\d", tag)]
    assert headings[:1] == [1]
    assert headings.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(headings))
    assert all(each.get("role") == "img" and each.get("aria-labelledby") for each in page.all("svg"))
    assert all(each.get("scope") in ("col", "row") for each in page.all("th"))
    assert len(page.all("table")) == len(page.all("caption"))
    assert not page.all("script", "iframe", "img", "object", "base", "form")
    outside = [each.get("href", "") for each in page.all("a", "link")]
    assert all(re.fullmatch(r"(?:index\.html|feed\.xml|2026-11-16\.(?:txt|md))", each) for each in outside)


@given(st.lists(EDITIONS, max_size=3))
def test_a_feed_is_well_formed_and_has_the_page_in_it(editions):
    root = ElementTree.fromstring(feed("demo", "Demo", editions).encode())
    space = {"a": "http://www.w3.org/2005/Atom"}
    assert [root.findtext(f"a:{each}", None, space) is not None for each in ("id", "title", "updated")] == [
        True
    ] * 3
    contents = [each.findtext("a:content", None, space) for each in root.findall("a:entry", space)]
    assert [squeezed(Page(each).text) for each in contents] == [
        squeezed(Page(body(each)).text) for each in editions
    ]


@given(EDITIONS)
def test_plain_text_shows_every_word(whole):
    seen = squeezed(plain(whole))
    titles = [words for part in whole.parts for said in part.said for words in (said.words, said.by)]
    assert all(squeezed(words) in seen for words in titles)


def unescaped(text):
    """What Markdown shows of escaped text."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)


@given(EDITIONS)
def test_markdown_shows_every_word_and_none_of_them_is_markup(whole):
    text = markdown(whole)
    assert all(squeezed(words) in squeezed(unescaped(text)) for words in words_of(whole))
    bare = re.sub(r"\\[!-/:-@\[-`{-~]", "", text)
    assert not re.search(r"[`<>\[\]~]", bare)
    heads = [line for line in bare.split("\n") if line.startswith("#")]
    assert len(heads) == 1 + len(whole.parts)


class Settings:
    """As much of a partnership's settings as its files need."""

    id, name, organisations = "demo", "Demo partnership", ()


HERE = Partnership(Settings(), None)
SCOPES = st.sampled_from(["channel", "partners", "public"])
LINES = st.lists(st.tuples(SCOPES, st.booleans(), st.booleans(), st.booleans()), max_size=8)


@given(LINES, st.sampled_from(["", "held", "asked", "left"]))
def test_no_file_has_words_of_a_scope_that_may_not_leave(made, hold):
    lines = [
        Line(
            number,
            "notes",
            f"secret{number}end",
            "A. Person",
            "Hub",
            scope=scope,
            left_out=left,
            out=out,
            gone="2026-11-23" * gone,
        )
        for number, (scope, left, out, gone) in enumerate(made)
    ]
    digest = Digest(
        1, "demo", WEEK, True, 2, None, tuple(lines), "", MOMENT, 1, MOMENT, None, "due", hold, MOMENT
    )
    shown = for_files(digest)
    files = "".join(files_of(HERE, shown, [shown]).values())
    for line in lines:
        may = line.scope == "public" and line.stands and (line.out or not hold)
        assert (f"secret{line.number}end" in files) == may
    assert "A. Person" not in files


def test_the_list_of_weeks_is_well_formed_whatever_the_partnership_is_called():
    for hostile in HOSTILE:
        whole = Edition("demo", hostile, WEEK, (Part("Notes", (Said(hostile, hostile),)),), (), (), 0, MOMENT)
        page = Page(index_page(hostile, [whole]))
        assert squeezed(hostile) in squeezed(page.text)
        assert not page.all("script", "img")


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_colour_of_words_can_be_read_on_its_ground():
    style = (ROOT / "bot/publish/files/page.css").read_text(encoding="utf-8")
    words = set(re.findall(r"(?<![-\w])(?:color|fill): (#[0-9a-f]{3,6})", style))
    assert words
    assert all(contrast(each, "#ffffff") >= 4.5 for each in words)
    assert contrast("#0b0c0c", "#ffdd00") >= 4.5
