"""A line as single words, made alike, each with the place where it stood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from storage.geography import normalise

WORD = re.compile(
    r"(?P<week>w/[ce](?!\w))"
    r"|(?P<date>(?:\d{4}-\d{1,2}(?:-\d{1,2})?|\d\d?-\d\d?-\d{2,4}|\d{1,4}(?:[/.]\d{1,4}){1,2})(?![\w/]))"
    r"|(?P<number>\d{1,3}(?:,\d{3})+(?!\d))"
    r"|(?P<mark>&|\+|[–—]|(?<=\s)-(?=\s)|(?<=\d)-(?=\d))"
    r"|(?P<word>\w+(?:['’‘`´]\w+)*)",
    re.IGNORECASE,
)
A_MONTH = "(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
MONTHS_DASHED = re.compile(rf"(\b{A_MONTH})-(?={A_MONTH}\b)", re.IGNORECASE)
MARKS = {"&": "and", "+": "and"}
OWNED = re.compile(r"['’‘`´]s$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Token:
    """One word: ``text`` made alike, ``stem`` without an owner's s, its place, and whether a comma stood before it."""

    text: str
    stem: str
    start: int
    end: int
    apart: bool


@lru_cache(maxsize=2048)
def tokens(line: str) -> tuple[Token, ...]:
    """The words of a line. A dash between two things reads as "to"."""
    return tuple(_tokens(line))


def _tokens(line: str) -> Iterator[Token]:
    last = 0
    for found in WORD.finditer(MONTHS_DASHED.sub(r"\1–", line)):
        text = _alike(found)
        apart = bool(re.search(r"[,;|\n]", line[last : found.start()]))
        stem = OWNED.sub("", found[0])
        yield Token(text, _word(stem) if stem != found[0] else text, found.start(), found.end(), apart)
        last = found.end()


def _alike(found: re.Match[str]) -> str:
    kind, text = found.lastgroup, found[0]
    match kind:
        case "mark":
            return MARKS.get(text, "to")
        case "number":
            return text.replace(",", "")
        case "word":
            return _word(text)
        case _:
            return text.lower()


@lru_cache(maxsize=8192)
def _word(text: str) -> str:
    return normalise(text).replace(" ", "") or text.lower()


def spoken(text: str) -> str:
    """A name as the words of it stand in a line."""
    return " ".join(token.text for token in tokens(text))
