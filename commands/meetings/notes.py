"""Notes of a meeting in person: the decisions, actions, risks and questions that can be seen in them, line by line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from commands.actions import sentence

BULLET = re.compile(r"^\s*(?:[-*•–+]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+", re.IGNORECASE)
BOX = re.compile(r"^\s*(?:[-*•]\s*)?\[(?P<done>[ xX✓]?)\]\s*")
TITLE = re.compile(
    r"^\s*(?:#{1,4}\s+(?P<marked>.+?)\s*#*|(?:topic|item|agenda item|agenda)\s*\d*\s*[:–-]\s*(?P<said>.+))$",
    re.IGNORECASE,
)
LABELS = (
    ("action", r"(?:new )?actions?(?: points?| items?)?|a\.?p\.?|todo|to do|to-do"),
    ("decision", r"decisions?|decided|agreed|resolved|resolution"),
    ("risk", r"risks?|concerns?"),
    ("question", r"(?:open )?questions?|q"),
    ("tension", r"tensions?|disagreements?"),
    ("info", r"notes?|info|information|update|fyi"),
)
MARKED = tuple(
    (
        kind,
        re.compile(
            rf"^[\[(*_#]*(?:{names})\s*#?\d{{0,3}}[\])*_]*\s*(?:[:–—]|-(?=\s))[*_]*\s*(?P<rest>.*)$",
            re.IGNORECASE,
        ),
    )
    for kind, names in LABELS
)
BARE_AP = re.compile(r"^AP\d{0,3}\s+(?P<rest>\S.*)$")
SECTION = tuple(
    (kind, re.compile(rf"^[*_#\s]*(?:{names})[*_\s]*:?[*_\s]*$", re.IGNORECASE)) for kind, names in LABELS
)
WE = r"(?:it was|was|we(?:'ve| have)?|everyone|everybody|all|the group)"
DECIDED = re.compile(
    rf"^{WE}\s+(?:agreed|decided|resolved)\b[:,]?\s*(?:(?:to|that)\b\s*)?(?P<rest>.*\w.*)$", re.IGNORECASE
)
CAME = re.compile(
    r"^[*_]*(?:present|attending|attendees|attended|here|in the room)[*_]*\s*[:–-][*_]*\s*(?P<names>.+)$",
    re.IGNORECASE,
)
SENT = re.compile(r"^[*_]*apologies(?: from)?[*_]*\s*[:–-]?[*_]*\s*(?P<names>\S.+)$", re.IGNORECASE)
STRANGER = re.compile(r"^(?P<name>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2})(?=\s+(?:to|will)\s+\S)")
NO_NAMES = (
    "we",
    "everybody",
    "everyone",
    "all",
    "they",
    "somebody",
    "someone",
    "nobody",
    "this",
    "that",
    "it",
    "there",
)


class Found(NamedTuple):
    """One line of the notes: ``kind`` is that of a line, or ``came`` or ``sent`` for a list of names."""

    kind: str
    words: str


def read(text: str, is_name: Callable[[str], bool]) -> Iterator[Found]:
    """What each line seems to be. ``is_name`` knows the people and organisations of the partnership."""
    section = ""
    for raw in text.splitlines():
        line = raw.strip()
        if not line:
            section = ""
            continue
        if begun := next((kind for kind, pattern in SECTION if pattern.match(line)), ""):
            section = begun
            continue
        if found := _line(line, section, is_name):
            section = "" if found.kind == "topic" else section
            yield found


def _line(line: str, section: str, is_name: Callable[[str], bool]) -> Found | None:
    title = TITLE.match(line)
    if title is not None:
        return Found("topic", (title["marked"] or title["said"]).strip().strip("*_").rstrip(":"))
    if (box := BOX.match(line)) is not None:
        done = box["done"].strip()
        return _found("info" if done else "action", line[box.end() :], is_name)
    words = BULLET.sub("", line).strip()
    for kind, pattern in (("came", CAME), ("sent", SENT)):
        if names := pattern.match(words):
            return Found(kind, names["names"].strip())
    if marked := _marked(words):
        return _found(*marked, is_name)
    if decided := DECIDED.match(words):
        return _found("decision", decided["rest"], is_name)
    return _found(section or _guess(words, is_name), words, is_name)


def _marked(words: str) -> tuple[str, str] | None:
    """The kind that a line names at its head, and the rest."""
    for kind, pattern in MARKED:
        if found := pattern.match(words):
            return kind, found["rest"]
    point = BARE_AP.match(words)
    return ("action", point["rest"]) if point else None


def _guess(words: str, is_name: Callable[[str], bool]) -> str:
    """An action where somebody known is to do something; a question where it ends like one."""
    named = sentence.NAMED.match(words)
    if sentence.OWNERS.match(words) or (named is not None and is_name(named[1])):
        return "action"
    return "question" if words.endswith("?") else "info"


def _found(kind: str, words: str, is_name: Callable[[str], bool]) -> Found | None:
    words = words.strip().strip("*_").strip()
    if not words:
        return None
    return Found(kind, _with_stranger(words, is_name) if kind == "action" else words)


def _with_stranger(words: str, is_name: Callable[[str], bool]) -> str:
    """An action for somebody without an account has their name in quotes, so that nobody else gets it."""
    found = STRANGER.match(words)
    if found is None or is_name(found["name"]) or found["name"].casefold() in NO_NAMES:
        return words
    return f'"{found["name"]}"{words[found.end() :]}'
