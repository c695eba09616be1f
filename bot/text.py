"""Replies as plain text, and the measuring and cutting of text that the other renderers share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import TypeVar, assert_never

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

NOTHING = "There is nothing to show."
EMPTY_CELL = "–"
COLUMNS = 78
LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Control characters, and the marks that turn the direction of everything after them.
UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
INVISIBLE = {"Cc", "Cf", "Zs", "Zl", "Zp"}
NUMBER = re.compile(r"[-–+£]?\d[\d,.]*%?|–|no figure")
FILE_NAME, ENDING, NO_NAME = 120, 10, "file.txt"
NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*%]+')
# Windows opens no file called like this.
DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
# No space, quote, < or >; and nobody is to be called by a link that names them.
ADDRESS = re.compile(r"(?:https?://|tg://(?!user))[!#-;=?-\[\]_a-z~]+", re.IGNORECASE)
SOURCE = "Source"
T = TypeVar("T")


def plain(reply: Reply) -> str:
    """A reply for a terminal, for forwarding and wherever nothing but text can go."""
    numbers = count(1)
    paragraphs = [_paragraph(block, numbers) for block in reply.blocks]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph) or NOTHING


def buttons(reply: Reply) -> list[Button]:
    """What can be pressed, in the order of its number in ``plain``."""
    return [button for block in reply.blocks for button in _pressed(block)]


def _pressed(block: Block) -> tuple[Button, ...]:
    if isinstance(block, Buttons):
        return block.buttons
    if isinstance(block, Form):
        return (Button(block.title, block.command),)
    return ()


def label(button: Button) -> str:
    """The words on a button, never empty."""
    return one_line(button.label) or one_line(button.line) or "Select"


def _paragraph(block: Block, numbers: Iterator[int]) -> str:
    match block:
        case Heading() | Note():
            return wrapped(clean(block.text))
        case Text():
            return wrapped(sourced(block, spelled=True))
        case Fields():
            return wrapped("\n".join(pairs(block)))
        case Table():
            return _table(block)
        case Chart():
            return wrapped("\n".join(filter(None, (clean(block.title), clean(block.summary)))))
        case File():
            return wrapped("\n".join(filter(None, (file_name(block), clean(block.summary)))))
        case Buttons() | Form():
            return "\n".join(f"[{next(numbers)}] {label(button)}" for button in _pressed(block))
        case _:
            assert_never(block)


def sourced(text: Text, spelled: bool = False) -> str:
    """A paragraph with its source in brackets; ``spelled`` writes the address out, where nothing can be linked."""
    source, link = source_of(text)
    said = ": ".join(filter(None, (source, link if spelled else "")))
    return " ".join(filter(None, (clean(text.text), f"({said})" if said else "")))


def source_of(text: Text) -> tuple[str, str]:
    """What a paragraph calls its source and the address of it, each empty if there is none."""
    link = text.link if ADDRESS.fullmatch(text.link) else ""
    return one_line(text.source) or (SOURCE if link else ""), link


def _table(table: Table) -> str:
    table = even(table)
    lines = aligned(table)
    if any(width(line) > COLUMNS for line in lines):
        lines = [wrapped(line) for line in spoken(table)]
    return "\n".join(filter(None, (wrapped(table.caption), *lines)))


def pairs(fields: Fields) -> list[str]:
    """Each pair as ``Name: value``; a missing value is a dash."""
    return [
        f"{one_line(name)}: {clean(value) or EMPTY_CELL}" if clean(name) else clean(value) or EMPTY_CELL
        for name, value in fields.rows
    ]


def even(table: Table) -> Table:
    """The same table, cleaned, with as many cells in every row and a dash in the empty ones."""
    columns = max(map(len, (table.header, *table.rows)))
    header = tuple(map(one_line, table.header)) + ("",) * (columns - len(table.header))
    rows = tuple(
        tuple(one_line(cell) or EMPTY_CELL for cell in row) + (EMPTY_CELL,) * (columns - len(row))
        for row in table.rows
    )
    return Table(one_line(table.caption), header, rows if columns else ())


def spoken(table: Table) -> list[str]:
    """Each row of an even table as ``row name: column value, column value``."""
    return [_spoken_row(table.header, row) for row in table.rows] or [", ".join(filter(None, table.header))]


def _spoken_row(header: tuple[str, ...], row: tuple[str, ...]) -> str:
    first, *values = [f"{name} {value}".strip() for name, value in zip(header, row, strict=True)]
    return f"{first}: {', '.join(values)}" if values else first


def aligned(table: Table) -> list[str]:
    """The lines of an even table in columns, numbers to the right; the header first if it says anything."""
    rows = ((table.header,) if any(table.header) else ()) + table.rows
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    right = numeric(table)
    return ["  ".join(map(_padded, row, widths, right)).rstrip() for row in rows]


def numeric(table: Table) -> list[bool]:
    """For each column of an even table, whether it holds numbers only."""
    if not table.rows:
        return [False] * len(table.header)
    return [all(NUMBER.fullmatch(cell) for cell in column) for column in zip(*table.rows, strict=True)]


def _padded(cell: str, most: int, right: bool) -> str:
    gap = " " * (most - width(cell))
    return gap + cell if right else cell + gap


def clean(text: str) -> str:
    """Text from anywhere without its control characters; nothing at all if nothing can be seen."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = UNSEEN.sub("", LINE_ENDS.sub("\n", text).replace("\t", " ")).strip()
    return text if any(unicodedata.category(char) not in INVISIBLE for char in text) else ""


def one_line(text: str) -> str:
    return " ".join(clean(text).split())


def file_name(file: File) -> str:
    """A name every system can keep: no folder, nothing hidden or unseen, at most 120 bytes with its ending."""
    seen = "".join(char for char in one_line(file.name) if unicodedata.category(char) != "Cf")
    name = NOT_IN_NAMES.sub("-", seen).strip(" .-") or NO_NAME
    name = f"file-{name}" if DEVICES.fullmatch(name) else name
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending.encode()) > ENDING:
        stem, dot, ending = name, "", ""
    room = FILE_NAME - len((dot + ending).encode())
    return stem[: _end(stem, room, lambda part: len(part.encode()))].rstrip(" .") + dot + ending


def file_bytes(file: File) -> bytes:
    """A file as it is sent and saved: UTF-8, whatever its text holds."""
    return file.text.encode("utf-8", "replace")


def units(text: str) -> int:
    """Length in UTF-16 units, the stricter reading of both platforms' limits."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def width(text: str) -> int:
    """How many columns a terminal or a fixed-width font needs."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(char: str) -> int:
    if char < "\u0300":
        return 1
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def wrapped(text: str, most: int = COLUMNS) -> str:
    """Lines of at most ``most`` columns; a word longer than that (a link) is left whole."""
    return "\n".join(_wrapped_line(line, most) for line in text.split("\n"))


def _wrapped_line(line: str, most: int) -> str:
    done, room = "", most
    for word in line.split(" "):
        need = width(word) + 1
        done += "\n" if done and need > room + 1 else " " if done else ""
        room = (most if not done or done[-1] == "\n" else room) - need
        done += word
    return done


def cut(text: str, most: int) -> str:
    """One line of at most ``most`` units, ending in … if words were left out."""
    text = one_line(text)
    return text if units(text) <= most else text[: _end(text, most - 1, units)].rstrip() + "…"


def split(text: str, most: int, size: Callable[[str], int] = units) -> list[str]:
    """Pieces of at most ``most`` by ``size``, cut at the end of a line or word; nothing is lost."""
    pieces = []
    while len(text) > most or size(text) > most:
        end = _end(text, most, size)
        gap = max(text.rfind("\n", end // 2, end + 1), text.rfind(" ", end // 2, end + 1))
        line = text.rfind("\n", end // 2, end + 1)
        stop = line if line > 0 else gap if gap > 0 else end
        pieces.append(text[:stop].rstrip())
        text = text[stop:].lstrip()
    return [piece for piece in (*pieces, text) if piece]


def _end(text: str, most: int, size: Callable[[str], int]) -> int:
    """How many characters fit, without cutting an emoji or an accented letter in two."""
    low, high = 1, min(len(text), most)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if size(text[:middle]) <= most else (low, middle - 1)
    return next((at for at in range(low, max(low - 16, 0), -1) if not _joined(text, at)), low)


def _joined(text: str, at: int) -> bool:
    return at < len(text) and (text[at - 1] == "\u200d" or _columns(text[at]) == 0)


def batches(items: Sequence[T], most: int, room: int, size: Callable[[T], int]) -> list[list[T]]:
    """Items in order, in groups of at most ``most`` whose sizes add up to ``room`` or less."""
    groups: list[list[T]] = []
    left = 0
    for item in items:
        if not groups or len(groups[-1]) == most or size(item) > left:
            groups.append([])
            left = room
        groups[-1].append(item)
        left -= size(item)
    return groups
