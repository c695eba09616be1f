"""The demo page's HTML: every word, nothing of it markup, and usable without seeing or pointing."""

from html.parser import HTMLParser

import pytest
from hypothesis import given

from bot.page.html import fragment
from bot.text import NOTHING, file_name
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
from tests.text.awkward import EXAMPLE, FORMS, HOSTILE, LINKS, REPLIES, SAFE, every_word, squeezed

TAGS = {
    *("h3", "p", "br", "dl", "div", "dt", "dd", "table", "caption", "thead", "tbody", "tr", "th", "td"),
    *("figure", "img", "figcaption", "strong", "span", "button", "form", "label", "input", "textarea"),
    *("fieldset", "legend", "a"),
}
NAMES = {
    *(
        "dir",
        "class",
        "scope",
        "src",
        "alt",
        "type",
        "data-line",
        "data-command",
        "id",
        "for",
        "name",
        "value",
    ),
    *("href", "download", "rel"),
    *("rows", "required", "checked", "aria-labelledby", "aria-describedby"),
}
EMPTY = {"br", "img", "input"}


class Page(HTMLParser):
    """What a browser makes of a fragment."""

    def __init__(self, html):
        super().__init__()
        self.text, self.tags, self.open = "", [], []
        self.feed(str(html))
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


def picture(attachment):
    return (
        f"/{attachment.kind}s/{attachment.summary if attachment.kind == 'file' else attachment.title}.png?a&b"
    )


def page(*blocks):
    found = Page(fragment(Reply(blocks), picture))
    assert not found.open
    return found


def check(reply):
    found = page(*reply.blocks)
    assert {tag for tag, _ in found.tags} <= TAGS
    assert {name for _, attributes in found.tags for name in attributes} <= NAMES
    ids = [attributes["id"] for _, attributes in found.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in found.tags:
        assert attributes.get("for", ids[0] if ids else None) in [*ids, None]
        assert attributes.get("aria-describedby", "") in ["", *ids]
    return found


@given(REPLIES)
def test_nothing_from_data_becomes_markup_and_no_word_is_lost(reply):
    seen = squeezed(check(reply).text)
    assert all(words in seen for words in every_word(reply))


@pytest.mark.parametrize("link", LINKS)
def test_a_source_is_a_link_only_to_an_address(link):
    found = check(Reply((Text("47 parcels.\n\nAnd 3.", "note <12>", link),)))
    assert squeezed(found.text) == "47parcels.And3.(note<12>)"
    assert [each["href"] for each in found.all("a")] == ([link] if link in LINKS[:SAFE] else [])


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_are_shown_as_they_are(hostile):
    option = Option(hostile or "x", hostile)
    fields = (
        Field("a", hostile, "choice", (option,), hint=hostile, value=hostile),
        Field("b", hostile, "line", hint=hostile, value=hostile),
        Field("c", hostile, "long", hint=hostile, value=hostile),
    )
    check(
        Reply(
            (
                Heading(hostile),
                Text(hostile),
                Note(hostile),
                Fields(((hostile, hostile),)),
                Table(hostile, ("", hostile), (("x", hostile), (hostile, "y"))),
                Chart(hostile, f"Chart {hostile}", (Series(hostile, (Point(hostile, 1),)),), hostile),
                Buttons((Button(hostile, hostile), Button(hostile, "x"))),
                Form(hostile, hostile, fields, hostile),
            )
        )
    )


@given(FORMS)
def test_every_question_has_its_label(form):
    found = check(Reply((form,)))
    asked = [one["id"] for tag in ("input", "textarea") for one in found.all(tag)]
    assert sorted(asked) == sorted(label["for"] for label in found.all("label"))


def test_a_paragraph_keeps_its_lines():
    html = fragment(Reply((Text("one\ntwo\n\nthree & <b>"), Note("small"))), picture)
    assert html == (
        '<p dir="auto">one<br>two</p>\n<p dir="auto">three &amp; &lt;b&gt;</p>\n<p class="note" dir="auto">small</p>'
    )


def test_a_table_has_a_caption_and_scoped_headers():
    html = fragment(
        Reply(
            (
                Table(
                    "Calls",
                    ("", "2026"),
                    (("Abbey", "5"), ("Burslem", "")),
                ),
            )
        ),
        picture,
    )
    assert '<caption dir="auto">Calls</caption>' in html
    assert '<tr><td></td><th scope="col" dir="auto">2026</th></tr>' in html
    assert '<tr><th scope="row" dir="auto">Burslem</th><td dir="auto">–</td></tr>' in html


def test_a_picture_has_its_summary_as_alternative_text():
    found = page(Chart("A&B", 'Calls "rose"\nfrom 45 to 95.', (), "calls"))
    assert found.all("img") == [{"src": "/charts/A&B.png?a&b", "alt": 'Calls "rose" from 45 to 95.'}]
    assert "A&B" in found.text


def test_a_button_is_a_button_with_its_line():
    [button] = page(Buttons((Button("Say <hi>", 'say "hi" & <go>', "danger"),))).all("button")
    assert (button["type"], button["data-line"], button["class"]) == ("button", 'say "hi" & <go>', "danger")


def test_a_form_has_labels_hints_and_radios():
    options = (Option("1", "Ann"), Option("2", "Bob"))
    fields = (
        Field("what", "What?", hint="One sentence", value="Call"),
        Field("why", "Why?", "long", optional=True, value="<b>\nDue"),
        Field("who", "Who?", "choice", options, hint="Pick one", value="2"),
    )
    found = page(Text("x"), Form("Add an action", "action add", fields, "Add"))
    what, *radios = found.all("input")
    assert found.all("form") == [{"data-command": "action add", "aria-labelledby": "reply-1-title"}]
    assert (what["name"], what["value"], what["aria-describedby"]) == ("what", "Call", "reply-1-0-hint")
    assert ("required" in what, "required" in found.all("textarea")[0]) == (True, False)
    assert [(radio["value"], "checked" in radio) for radio in radios] == [("1", False), ("2", True)]
    assert found.all("fieldset") == [{"aria-describedby": "reply-1-2-hint"}]
    assert "Why? (optional)" in found.text


def test_two_replies_on_a_page_share_no_id():
    first, second = (Page(fragment(EXAMPLE, picture, name)) for name in ("r1", "r2"))
    ids = [{one["id"] for _, one in found.tags if "id" in one} for found in (first, second)]
    assert ids[0]
    assert ids[0].isdisjoint(ids[1])


def test_an_empty_reply_says_so():
    assert fragment(Reply((Text("\u200b"), Buttons(()))), picture) == f'<p dir="auto">{NOTHING}</p>'


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_file_is_one_link_that_saves_it_under_its_name(hostile):
    file = File(hostile, "a,b", hostile)
    (link,) = page(file).all("a")
    assert link["download"] == file_name(file)
    assert link["href"] == picture(file)
