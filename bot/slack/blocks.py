"""Replies as Slack messages; every limit of Block Kit is kept here, before anything is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, assert_never

from bot import text as words
from bot.text import NOTHING, clean, cut, file_name, one_line, split, units
from commands.reply import (
    Block,
    Button,
    Buttons,
    Chart,
    Fields,
    File,
    Form,
    Heading,
    Note,
    Reply,
    Table,
    Text,
)

TEXT, PIECE, BLOCKS = 3_800, 2_800, 50
HEADER, BOLD, VALUE, LABEL, ACTIONS = 150, 600, 2_000, 75, 25
ROWS, CELLS, ROW, FIXED_WIDTH = 100, 20, 1_200, 60
LINK, SOURCE = 1_000, 100
BLANK_HEADER = "\u00a0"

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """One post. ``text`` says all of it, for notifications and screen readers; ``overflow`` follows it."""

    text: str
    blocks: tuple[Json, ...]
    overflow: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """Blocks that stay together, what they say, and how to draw a table where one stands already."""

    said: str
    blocks: tuple[Json, ...]
    instead: tuple[Json, ...] = ()

    @property
    def has_table(self) -> bool:
        return any(block["type"] == "table" for block in self.blocks)


def message(reply: Reply) -> Message:
    """A reply as one Slack message, with further ones in ``overflow`` when it does not fit."""
    pieces = [piece for index, block in enumerate(reply.blocks) for piece in _pieces(block, index)]
    pages = [_page(pieces) for pieces in _packed(pieces or paragraphs(NOTHING))]
    return replace(pages[0], overflow=tuple(pages[1:]))


def escape(text: str) -> str:
    """Text that Slack shows as it is: no mention, no link."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _size(text: str) -> int:
    return units(escape(text))


def _page(pieces: list[Piece]) -> Message:
    said = "\n".join(piece.said for piece in pieces if piece.said)
    return Message(escape(said), tuple(block for piece in pieces for block in piece.blocks))


def _packed(pieces: list[Piece]) -> list[list[Piece]]:
    if _fits(pieces):
        return [pieces]
    pages: list[list[Piece]] = [[]]
    for piece in pieces:
        second = piece.instead and any(other.has_table for other in pages[-1])
        here = replace(piece, blocks=piece.instead) if second else piece
        if _fits([*pages[-1], here]):
            pages[-1].append(here)
        else:
            pages.append([piece])
    return [page for page in pages if page]


def _fits(pieces: list[Piece]) -> bool:
    """Whether these can stand in one message."""
    return (
        sum(len(piece.blocks) for piece in pieces) <= BLOCKS
        and sum(piece.has_table for piece in pieces) <= 1
        and sum(_size(piece.said) + 1 for piece in pieces) <= TEXT
    )


def _pieces(block: Block, index: int) -> list[Piece]:
    match block:
        case Heading():
            return _heading(one_line(block.text))
        case Text():
            return _sourced(block)
        case Note():
            parts = split(clean(block.text), PIECE, _size)
            return [Piece(part, ({"type": "context", "elements": [plain_text(part)]},)) for part in parts]
        case Fields():
            return _fields(block)
        case Table():
            return _table(words.even(block))
        case Chart():
            return _titled(one_line(block.title)) + paragraphs(clean(block.summary))
        case File():
            return _titled(file_name(block)) + paragraphs(clean(block.summary))
        case Buttons():
            return _actions(block.buttons, index)
        case Form():
            return _titled(one_line(block.title)) + _actions(words.buttons(Reply((block,))), index)
        case _:
            assert_never(block)


def _heading(text: str) -> list[Piece]:
    first, *rest = split(text, HEADER) or [""]
    header = Piece(first, ({"type": "header", "text": plain_text(first)},))
    return [header, *paragraphs(" ".join(rest))] if first else []


def paragraphs(text: str) -> list[Piece]:
    return [Piece(part, (_rich([_span(part)]),)) for part in split(text, PIECE, _size)]


def _sourced(block: Text) -> list[Piece]:
    """A paragraph whose source, where it has an address, is a link at its end."""
    source, link = words.source_of(block)
    if not link or _size(link) > LINK:
        return paragraphs(words.sourced(block))
    *whole, last = split(clean(block.text), PIECE - SOURCE, _size) or [""]
    end = [_span(f"{last} (".lstrip()), {"type": "link", "url": link, "text": cut(source, LABEL)}, _span(")")]
    said = f"{last} ({cut(source, LABEL)})".lstrip()
    return [Piece(part, (_rich([_span(part)]),)) for part in whole] + [Piece(said, (_rich(end),))]


def _titled(text: str) -> list[Piece]:
    if _size(text) > BOLD:
        return paragraphs(text)
    return [Piece(text, (_rich([_span(text, bold=True)]),))] if text else []


def _fields(fields: Fields) -> list[Piece]:
    lines = [part for line in words.pairs(fields) for part in split(line, PIECE, _size)]
    names = {one_line(name) for name, _ in fields.rows}
    groups = words.batches(lines, PIECE, PIECE, lambda line: _size(line) + 1)
    return [Piece("\n".join(group), (_rich(_lines(group, names)),)) for group in groups]


def _lines(lines: list[str], names: set[str]) -> list[Json]:
    """``Name: value`` lines with each name in bold."""
    spans = []
    for at, line in enumerate(lines):
        name, colon, value = line.partition(": ")
        named = [_span(name + colon, bold=True)] if colon and name in names else []
        spans += [*named, _span((value if named else line) + "\n" * (at < len(lines) - 1))]
    return spans


def _table(table: Table) -> list[Piece]:
    caption = _titled(table.caption)
    if not _can_draw(table):
        return caption + paragraphs("\n".join(words.spoken(table)))
    groups = words.batches(table.rows, ROWS - 1, PIECE, lambda row: _row_size(table.header, row))
    first, *rest = [_rows(replace(table, rows=tuple(group))) for group in groups]
    if not caption or _size(table.caption) > BOLD:
        return [*caption, first, *rest]
    return [_under(caption[0], first), *rest]


def _can_draw(table: Table) -> bool:
    lines = [*words.spoken(table), ", ".join(table.header)]
    return bool(table.rows) and len(table.header) <= CELLS and all(_size(line) <= ROW for line in lines)


def _under(title: Piece, piece: Piece) -> Piece:
    instead = title.blocks + piece.instead if piece.instead else ()
    return Piece(f"{title.said}\n{piece.said}", title.blocks + piece.blocks, instead)


def _row_size(header: tuple[str, ...], row: tuple[str, ...]) -> int:
    return _size(words.spoken(Table("", header, (row,)))[0]) + 1


def _rows(table: Table) -> Piece:
    cells = [tuple(cell or BLANK_HEADER for cell in table.header), *table.rows]
    rows = [[{"type": "raw_text", "text": cell} for cell in row] for row in cells]
    aligns = [("left", "right")[right] for right in words.numeric(table)]
    settings = [{"align": align, "is_wrapped": align == "left"} for align in aligns]
    drawn: Json = {"type": "table", "rows": rows, "column_settings": settings}
    lines = words.aligned(table)
    fixed = _rich([_span("\n".join(lines))], "rich_text_preformatted")
    narrow = max(map(words.width, lines)) <= FIXED_WIDTH
    return Piece("\n".join(words.spoken(table)), (drawn,), (fixed,) if narrow else ())


def _actions(pressed: Sequence[Button], index: int) -> list[Piece]:
    short = [button for button in pressed if units(clean(button.line)) <= VALUE]
    drawn = [_button(button, f"line:{index}:{at}") for at, button in enumerate(short)]
    groups = words.batches(drawn, ACTIONS, PIECE - 100, lambda button: _size(button["text"]["text"]) + 2)
    pieces = [_action_row(group) for group in groups]
    long = [f"{words.label(button)}: {clean(button.line)}" for button in pressed if button not in short]
    return pieces + paragraphs("\n".join(long))


def _action_row(group: list[Json]) -> Piece:
    said = "You can select: " + ", ".join(button["text"]["text"] for button in group)
    return Piece(said, ({"type": "actions", "elements": group},))


def _button(button: Button, action: str) -> Json:
    drawn: Json = {"type": "button", "text": plain_text(cut(words.label(button), LABEL)), "action_id": action}
    value = clean(button.line)
    style = {} if button.style == "plain" else {"style": button.style}
    return drawn | ({"value": value} if value else {}) | style


def plain_text(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}


def _span(text: str, bold: bool = False) -> Json:
    return {"type": "text", "text": text} | ({"style": {"bold": True}} if bold else {})


def _rich(spans: list[Json], shape: str = "rich_text_section") -> Json:
    return {"type": "rich_text", "elements": [{"type": shape, "elements": spans}]}
