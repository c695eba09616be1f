"""Replies as Telegram messages: the small HTML Telegram reads, and keyboards of command lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Literal, assert_never

from bot.picking import SEVERAL
from bot.text import (
    NOTHING,
    aligned,
    batches,
    buttons,
    clean,
    cut,
    even,
    file_name,
    label,
    one_line,
    pairs,
    source_of,
    sourced,
    split,
    spoken,
    units,
    width,
)
from commands.reply import (
    Block,
    Button,
    Buttons,
    Chart,
    Field,
    Fields,
    File,
    Form,
    Heading,
    Note,
    Reply,
    Table,
    Text,
)

LONGEST, ENTITIES, KEYS, LABEL = 4_000, 90, 100, 60
PHONE_WIDTH, SHORT_LABEL = 34, 18
ASKED = 1_000
# Telegram turns @name into a mention that rings a phone; an address such as help@example.org it does not.
MENTION = re.compile(r"(?<![A-Za-z0-9_])@")
QUIET = "@\u2060"

Shorten = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Key:
    """A button: the words on it and at most 64 bytes that come back when it is pressed."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Message:
    """One post in Telegram's HTML, with its rows of buttons."""

    html: str
    keyboard: tuple[tuple[Key, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph before it is marked up; ``tight`` puts it right under the one before.

    ``blockquote`` is folded to three lines until somebody opens it. ``source`` follows the text in brackets, as a
    link to ``link``.
    """

    text: str
    tag: Literal["", "b", "pre", "blockquote"] = ""
    tight: bool = False
    source: str = ""
    link: str = ""

    def html(self) -> str:
        inside = escape(self.text, quote=False)
        folded = " expandable" if self.tag == "blockquote" else ""
        whole = f"<{self.tag}{folded}>{inside}</{self.tag}>" if self.tag else inside
        return f"{whole}{self._linked()}".lstrip()

    def _linked(self) -> str:
        return f' (<a href="{escape(self.link)}">{escape(self.source, quote=False)}</a>)' if self.link else ""

    @property
    def size(self) -> int:
        """What it takes of a message, with the gap around it."""
        return units(self.text) + units(self.source) + 5


def messages(reply: Reply, shorten: Shorten) -> tuple[Message, ...]:
    """A reply as messages, the keyboard on the last; ``shorten`` makes a line into at most 64 bytes."""
    pressed = buttons(reply)
    lines = [f"{label(button)}: {one_line(button.line)}" for button in pressed[KEYS:]]
    parts = [*_all_parts(reply.blocks), *_paragraphs("\n".join(lines))]
    pages = [_page(page) for page in _packed(parts or [Part("Select one" if pressed else NOTHING)])]
    keyboard = _rows([_key(button, shorten) for button in pressed[:KEYS]])
    return (*(Message(page) for page in pages[:-1]), Message(pages[-1], keyboard))


def question(form: Form, index: int, shorten: Shorten) -> Message:
    """One question of a form, for asking them one by one in a private chat."""
    field = form.fields[index]
    place = f"Question {index + 1} of {len(form.fields)}" if len(form.fields) > 1 else ""
    title = cut(quiet(form.title), ASKED)
    told = [cut(quiet(text), ASKED) for text in (field.label, field.hint)]
    now = f"Now: {cut(quiet(field.value), ASKED)}" if clean(field.value) and field.shape != "choice" else ""
    parts = [
        Part(title, "b"),
        Part(place, tight=True),
        *(Part(text) for text in (*told, _several(field), now)),
    ]
    shown = [part for part in parts if part.text] or [Part(NOTHING)]
    return Message(_page(shown), _rows(_answers(field, shorten)))


def _several(field: Field) -> str:
    """Of a keyboard one can press one key only, so several answers are typed."""
    if field.shape != "several":
        return ""
    listed = "\n".join(f"{number} {quiet(each.label)}" for number, each in enumerate(field.options, 1))
    return f"{listed}\n{SEVERAL}"


def _answers(field: Field, shorten: Shorten) -> list[Key]:
    offered = field.options[: KEYS - 2] if field.shape == "choice" else ()
    choices = [Button(option.label or option.value, option.value or "skip") for option in offered]
    skip = [Button("Skip", "skip")] if field.optional else []
    return [_key(button, shorten) for button in (*choices, *skip, Button("Cancel", "cancel"))]


def quiet(text: str) -> str:
    """Clean text in which no name rings anybody: a word joiner follows each @ that could start a mention."""
    return MENTION.sub(QUIET, clean(text))


def _all_parts(blocks: Sequence[Block]) -> Iterator[Part]:
    """Every block in turn; several notes together are one folded paragraph, so that a group stays readable."""
    for is_note, some in groupby(blocks, lambda block: isinstance(block, Note)):
        together = list(some)
        if is_note and len(together) > 1:
            words = "\n".join(filter(str.strip, (quiet(n.text) for n in together if isinstance(n, Note))))
            yield from (Part(piece, "blockquote") for piece in split(words, LONGEST))
        else:
            yield from (part for block in together for part in _parts(block))


def _parts(block: Block) -> list[Part]:
    match block:
        case Heading():
            return _bold(quiet(one_line(block.text)))
        case Text():
            return _sourced(block)
        case Note():
            return _paragraphs(quiet(block.text))
        case Fields():
            return _paragraphs("\n".join(map(quiet, pairs(block))))
        case Table():
            return _table(even(block))
        case Chart():
            return _bold(quiet(one_line(block.title))) + _paragraphs(quiet(block.summary), tight=True)
        case File():
            return _bold(quiet(file_name(block))) + _paragraphs(quiet(block.summary), tight=True)
        case Form():
            return _bold(quiet(one_line(block.title)))
        case Buttons():
            return []
        case _:
            assert_never(block)


def _paragraphs(text: str, tight: bool = False) -> list[Part]:
    return [Part(piece, tight=tight) for piece in split(text, LONGEST)]


def _sourced(block: Text) -> list[Part]:
    """A paragraph whose source, where it has an address, is a link at its end."""
    source, link = source_of(block)
    if not link:
        return _paragraphs(quiet(sourced(block)))
    *whole, last = split(quiet(block.text), LONGEST - LABEL - 10) or [""]
    end = Part(last, source=cut(quiet(source), LABEL), link=link)
    return [*(Part(piece) for piece in whole), end]


def _bold(text: str) -> list[Part]:
    return [Part(piece, "b") for piece in split(text, LONGEST)]


def _table(table: Table) -> list[Part]:
    caption = _bold(quiet(table.caption))
    lines = aligned(table)
    if not lines or max(map(width, lines)) > PHONE_WIDTH:
        return caption + _paragraphs("\n".join(map(quiet, spoken(table))), tight=bool(caption))
    head = [MENTION.sub(QUIET, line) for line in lines[: len(lines) - len(table.rows)]]
    body = [MENTION.sub(QUIET, line) for line in lines[len(head) :]]
    room = LONGEST - sum(units(line) + 1 for line in (table.caption[:ASKED], *head)) - 10
    groups = batches(body, LONGEST, room, lambda line: units(line) + 1) or [[]]
    return caption + [Part("\n".join((*head, *group)), "pre", tight=bool(caption)) for group in groups]


def _packed(parts: list[Part]) -> list[list[Part]]:
    """Messages full of parts; a title goes along with what it stands over."""
    pages: list[list[Part]] = [[]]
    for part in parts:
        if not _fits([*pages[-1], part]):
            title = [last for last in pages[-1][-1:] if last.tag == "b" and _fits([last, part])]
            pages[-1:] = [pages[-1][: len(pages[-1]) - len(title)], title]
        pages[-1].append(part)
    return [page for page in pages if page]


def _fits(page: list[Part]) -> bool:
    marked = sum((part.tag != "") + (part.link != "") for part in page)
    return len(page) == 1 or (marked <= ENTITIES and sum(part.size for part in page) <= LONGEST)


def _page(parts: list[Part]) -> str:
    gaps = ["", *("\n" if part.tight else "\n\n" for part in parts[1:])]
    return "".join(gap + part.html() for gap, part in zip(gaps, parts, strict=True))


def _key(button: Button, shorten: Shorten) -> Key:
    return Key(cut(label(button), LABEL), shorten(clean(button.line)))


def _rows(keys: Sequence[Key]) -> tuple[tuple[Key, ...], ...]:
    """Two buttons in a row; one with many words has a row of its own."""
    rows: list[tuple[Key, ...]] = []
    for key in keys:
        if rows and len(rows[-1]) == 1 and not _wide(key) and not _wide(rows[-1][0]):
            rows[-1] = (*rows[-1], key)
        else:
            rows.append((key,))
    return tuple(rows)


def _wide(key: Key) -> bool:
    return width(key.label) > SHORT_LABEL
