"""One sentence about an action: who has it, what is to be done, and by when, each still in the speaker's words."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

HANDLE = r"(?:<@[^>]+>|@[\w-]+(?:\.[\w-]+)*|\"[^\"\n]{2,80}\")"
OWNERS = re.compile(
    rf"({HANDLE}(?:(?:\s*,\s*|\s+and\s+|\s*&\s*){HANDLE})*)[:,]?(?:\s+(?:to|will)\b)?\s*", re.IGNORECASE
)
NAMED = re.compile(r"([^\s@\"<][^@\"<\n]{0,60}?)\s+(?:to|will)\s+(?=\S)", re.IGNORECASE)
BY = re.compile(r"\s+by\s+([^.]{2,40})\.?$", re.IGNORECASE)


class Agreed(NamedTuple):
    """What a sentence says: handles of its owners, the accountable one first, what to do, and by when in words."""

    owners: tuple[str, ...]
    what: str
    due: str


def read(words: str, is_name: Callable[[str], bool], is_date: Callable[[str], bool]) -> Agreed:
    """The parts of a sentence. ``is_name`` knows names without an at sign, ``is_date`` what can follow "by"."""
    owners, rest = _owners(re.sub(r"^add\b[:,]?\s*", "", words.strip(), flags=re.IGNORECASE), is_name)
    found = BY.search(f" {rest}")
    if found is None or not is_date(found[1]):
        return Agreed(owners, _sentence(rest), "")
    return Agreed(owners, _sentence(f" {rest}"[: found.start()]), found[1].strip())


def _owners(words: str, is_name: Callable[[str], bool]) -> tuple[tuple[str, ...], str]:
    if found := OWNERS.match(words):
        return tuple(re.findall(HANDLE, found[1])), words[found.end() :]
    found = NAMED.match(words)
    if found is not None and is_name(found[1]):
        return (found[1],), words[found.end() :]
    return (), re.sub(r"^to\s+", "", words, flags=re.IGNORECASE)


def _sentence(words: str) -> str:
    return words.strip().strip(",;").strip()
