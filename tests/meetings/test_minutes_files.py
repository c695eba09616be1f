"""Minutes as files: the same words in three kinds of writing, nothing people said turned into markup."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.minutes.markdown import markdown
from commands.minutes.minutes import Agreed, Entry, Group, Minutes, Topic
from commands.minutes.page import page
from commands.minutes.text import plain
from tests.meetings import held
from tests.world import NOW

HOSTILE = "<script>alert(1)</script> # *Tuesdays* | [here](https://example.org) \u202e &amp;"
LINK = "https://example.slack.com/archives/C012/p1"


def minutes_of(words, link=LINK):
    """Minutes with the same words wherever people write them."""
    entry = Entry(2, "Decision D1", words, words, link)
    action = Agreed("A1", words, words, None, words)
    group = Group(words, (words,))
    return Minutes(
        "M1", words, words, NOW.date(), "Wednesday 18 November 2026", words, words, 1, (group,), (group,),
        (action,), (action,), (Topic(Entry(1, "", words, "", link), (entry,)),), (entry,), (action,), (words,),
    )  # fmt: skip


class Reader(HTMLParser):
    """What a browser would find: elements opened and closed in order, texts, links."""

    EMPTY = frozenset({"meta"})

    def __init__(self, html):
        super().__init__()
        self.open, self.seen, self.links, self.said = [], set(), [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        if tag not in self.EMPTY:
            self.open.append(tag)
        if tag == "a":
            self.links.append(dict(attrs)["href"])

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.said.append(data)


def test_the_three_files_have_the_same_lines(quick):
    held.hold(quick)
    for kind, ending in (("text", "txt"), ("markdown", "md"), ("html", "html")):
        quick.says("lead", f"minutes M1 as={kind}")
        found = held.file(quick)
        assert found.name == f"minutes-M1-2026-11-18.{ending}"
        for line in (
            "The heating is mended",
            "Decision D1: The pantry opens on Tuesdays",
            "Friday 27 November 2026",
        ):
            assert line in found.text


def test_files_are_asked_for_in_several_ways(quick):
    held.hold(quick, "meeting info Nothing new")
    for words in ("minutes m1 as text", "minutes as=txt", "minutes M1 as=whatsapp"):
        quick.says("lead", words)
        assert held.file(quick).name == "minutes-M1-2026-11-18.txt"


def test_the_page_is_whole_and_runs_nothing():
    read = Reader(page(minutes_of(HOSTILE)))
    assert read.open == []
    assert "script" not in read.seen
    assert {"main", "h1", "h2", "table", "caption", "th"} <= read.seen
    assert "<script>alert(1)</script>" in "".join(read.said)
    assert set(read.links) == {LINK}


@pytest.mark.parametrize("link", ["javascript:alert(1)", "https://example.org/ <b>", "", "data:text/html,x"])
def test_only_addresses_become_links(link):
    assert Reader(page(minutes_of("words", link))).links == []
    assert "](" not in markdown(minutes_of("words", link))


def test_markdown_keeps_peoples_marks_as_they_are():
    text = markdown(minutes_of(HOSTILE))
    assert "\\<script\\>" in text
    assert "\\*Tuesdays\\* \\| \\[here\\](https" in text
    assert "\u202e" not in text


def test_plain_text_has_no_markup_and_no_unseen_marks():
    text = plain(minutes_of("Ring the <b>pantry\u202e\x00"))
    assert "- Decision D1: Ring the <b>pantry" in text
    assert "\u202e" not in text
    assert "\x00" not in text


@given(st.text(max_size=60))
def test_whatever_people_write_the_page_stays_whole(words):
    read = Reader(page(minutes_of(words)))
    assert read.open == []
    assert "script" not in read.seen
