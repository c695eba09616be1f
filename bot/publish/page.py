"""The pages people open: one for each week, complete in one file, and one that lists them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from bot.publish.svg import drawing
from bot.text import clean, even, numeric
from commands.digests.edition import SMALL_PRINT, Edition
from commands.reply import Chart, Table
from storage.times import say_day


@dataclass(frozen=True, slots=True)
class Week:
    """A line of the list: the page's name without its ending, the day and what is in it."""

    name: str
    day: str
    about: str


def week_page(edition: Edition) -> str:
    return _template("week.html").render(edition=edition, name=edition.name, small_print=SMALL_PRINT)


def index_page(name: str, editions: Sequence[Edition]) -> str:
    """The list of weeks, newest first, as they are given."""
    weeks = [Week(each.week.isoformat(), say_day(each.week), _about(each)) for each in editions]
    return _template("index.html").render(name=name, weeks=weeks)


def body(edition: Edition) -> str:
    """The content of a week alone, as a feed carries it."""
    return _template("parts.html").render(edition=edition)


def _about(edition: Edition) -> str:
    return ", ".join(f"{part.title.lower() if at else part.title}" for at, part in enumerate(edition.parts))


def _template(name: str) -> Template:
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("bot.publish", "files"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(seen=clean, paragraphs=_paragraphs, drawn=_drawn)
    return made


def _paragraphs(text: str) -> Markup:
    """People's words: an empty line ends a paragraph, a line end stays one."""
    found = [part.strip() for part in clean(text).split("\n\n") if part.strip()]
    lines = [Markup("<br>").join(part.split("\n")) for part in found]
    return Markup("\n").join(Markup('<p dir="auto">{}</p>').format(each) for each in lines)


def _drawn(block: Chart | Table, name: str) -> Markup:
    return _figure(block, name) if isinstance(block, Chart) else _table(block)


def _figure(chart: Chart, name: str) -> Markup:
    return Markup(
        '<figure>\n{}\n<figcaption dir="auto"><strong>{}</strong>{}</figcaption>\n</figure>\n'
        "<details><summary>These figures as a table</summary>\n{}\n</details>"
    ).format(drawing(chart, name), clean(chart.title), clean(chart.summary), _table(chart.table()))


def _table(table: Table) -> Markup:
    table = even(table)
    right = ["number" if each else "" for each in numeric(table)]
    head = Markup("").join(
        _cell(cell, "th", "col", kind) for cell, kind in zip(table.header, right, strict=True)
    )
    rows = [_row(row, right) for row in table.rows]
    return Markup(
        '<div class="scroll" tabindex="0" role="region" aria-label="{}"><table>\n<caption dir="auto">{}</caption>\n'
        "<thead><tr>{}</tr></thead>\n<tbody>\n{}\n</tbody>\n</table></div>"
    ).format(table.caption, table.caption, head, Markup("\n").join(rows))


def _row(row: tuple[str, ...], right: Sequence[str]) -> Markup:
    first, *rest = zip(row, right, strict=True)
    cells = [_cell(first[0], "th", "row", ""), *(_cell(cell, "td", "", kind) for cell, kind in rest)]
    return Markup("<tr>{}</tr>").format(Markup("").join(cells))


def _cell(text: str, tag: Literal["th", "td"], scope: str, kind: str) -> Markup:
    if tag == "th" and not text:
        return Markup("<td></td>")
    classed = Markup(' class="{}"').format(kind) if kind else Markup("")
    if tag == "td":
        return Markup('<td{} dir="auto">{}</td>').format(classed, text)
    return Markup('<th scope="{}"{} dir="auto">{}</th>').format(scope, classed, text)
