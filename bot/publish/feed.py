"""The Atom feed: an entry for each week, its whole content in it, with an id that never changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree

from bot.publish.page import body
from bot.text import one_line
from commands.digests.edition import Edition

ATOM = "http://www.w3.org/2005/Atom"
ENTRIES = 20
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


def feed(partnership: str, name: str, editions: Sequence[Edition]) -> str:
    """The newest weeks, newest first, as they are given."""
    shown = editions[:ENTRIES]
    root = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": "en-GB"})
    _text(root, "id", _tag(partnership))
    _text(root, "title", f"Weeknotes: {one_line(name)}")
    _text(root, "updated", _moment(max((each.updated or BEGINNING for each in shown), default=BEGINNING)))
    _text(ElementTree.SubElement(root, "author"), "name", one_line(name) or partnership)
    ElementTree.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": "feed.xml"})
    ElementTree.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": "index.html"})
    for each in shown:
        root.append(_entry(each))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _entry(edition: Edition) -> ElementTree.Element:
    entry, week = ElementTree.Element("entry"), edition.week.isoformat()
    _text(entry, "id", _tag(edition.partnership, week))
    _text(entry, "title", edition.title)
    _text(entry, "updated", _moment(edition.updated or BEGINNING))
    link = {"rel": "alternate", "type": "text/html", "href": f"{week}.html", "title": edition.title}
    ElementTree.SubElement(entry, "link", link)
    _text(entry, "content", body(edition)).set("type", "html")
    return entry


def _text(parent: ElementTree.Element, tag: str, text: str) -> ElementTree.Element:
    made = ElementTree.SubElement(parent, tag)
    made.text = text
    return made


def _tag(*parts: str) -> str:
    """A tag URI (RFC 4151). Nobody owns a name that ends in .invalid, so it claims nothing that is somebody's."""
    return f"tag:parley.invalid,2026:weeknotes/{'/'.join(parts)}"


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
