"""Measuring, wrapping and cutting words for pictures; every length is in points (1/72 inch)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from unicodedata import combining

import matplotlib as mpl
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties, get_font

from bot.text import cut, one_line

TITLE, BODY, SMALL = 15.5, 12.5, 11.5
LINE = 1.25  # from one line of words to the next, as a share of their size
DPI = 150
BOX = "□"
LONGEST = 400  # letters: more than any line can hold
# matplotlib brings these along, so that a picture is the same on every machine.
_FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
_FACES = {False: _FONTS / "DejaVuSans.ttf", True: _FONTS / "DejaVuSans-Bold.ttf"}
_ruler = RendererAgg(1, 1, DPI)  # type: ignore[no-untyped-call] # matplotlib leaves it without types


@lru_cache(maxsize=16)
def font(size: float = BODY, bold: bool = False) -> FontProperties:
    return FontProperties(fname=str(_FACES[bold]), size=size)


@lru_cache(maxsize=4096)
def width(text: str, size: float = BODY, bold: bool = False) -> float:
    """How wide a line of words is."""
    wide: float = _ruler.get_text_width_height_descent(text, font(size, bold), False)[0]  # type: ignore[no-untyped-call] # as above
    return wide * 72 / DPI


def drawable(text: str) -> str:
    """One line without signs that the font lacks, such as emoji: they never carry meaning. Its letters become boxes."""
    text = unicodedata.normalize("NFC", one_line(text[: LONGEST * 4]))
    return one_line("".join(char if char.isascii() else _shown(char) for char in _flat(text)))


def _flat(text: str) -> Iterator[str]:
    """Without accents on accents, which would reach into the line above."""
    for before, char in pairwise(f" {text}"):
        if not (combining(before) and combining(char)):
            yield char


@lru_cache(maxsize=4096)
def _shown(char: str) -> str:
    if get_font(str(_FACES[False])).get_char_index(ord(char)):
        return char
    return "" if unicodedata.category(char)[0] in "SCM" else BOX


def fitted(text: str, room: float, size: float = BODY, bold: bool = False) -> str:
    """A drawable line, cut to be no wider than ``room``; it ends in … if there was more."""
    if len(text) <= LONGEST and width(text, size, bold) <= room:
        return text
    low, high = 1, min(len(text), LONGEST)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if width(cut(text, middle), size, bold) <= room else (low, middle - 1)
    return cut(text, low)


def wrapped(text: str, room: float, lines: int, size: float = BODY, bold: bool = False) -> list[str]:
    """At most so many lines, each no wider than ``room``; the last ends in … if there was more."""
    words, done = drawable(text).split(), list[str]()
    while words and len(done) < lines - 1:
        taken = _taken(words, room, size, bold)
        done.append(fitted(" ".join(words[:taken]), room, size, bold))
        words = words[taken:]
    return [*done, fitted(" ".join(words), room, size, bold)] if words else done


def _taken(words: list[str], room: float, size: float, bold: bool) -> int:
    """How many words go on one line: one at least."""
    return next(
        (count for count in range(1, len(words)) if width(" ".join(words[: count + 1]), size, bold) > room),
        len(words),
    )
