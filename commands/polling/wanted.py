"""A sounding as its owner wrote it, before anything is filled in; as a command line it fits behind a button."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from commands import Refusal
from commands.polling import line
from commands.words import QUOTES
from storage.soundings.sounding import Question, Sounding

LONGEST = 5000  # five questions with eight answers each, all as long as they may be
KEYS = ("closes", "who", "mode", "voice", "recall", "remind", "every", "name")
KEY = re.compile(rf"(?<![^\s\"])({'|'.join(KEYS)})\s*=", re.IGNORECASE)
QUOTED = r'"[^"]*"'
KEYED = re.compile(
    rf"(?P<said>{QUOTED})|(?<![^\s\"])(?P<key>{'|'.join(KEYS)})\s*=\s*"
    rf"(?:(?P<quoted>{QUOTED}|'[^'\n]*')|(?P<bare>[^\"\n]*?)(?=\s+(?:{'|'.join(KEYS)})\s*=|\s*[\"\n]|\s*$))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is empty is left to the partnership. With ``every`` it comes round, and has a ``name`` as a series."""

    questions: tuple[Question, ...]
    closes: str = ""
    who: str = ""
    mode: str = ""
    voice: str = ""
    recall: str = ""
    remind: str = ""
    every: str = ""
    name: str = ""

    def line(self, command: str = "poll open", **others: str) -> str:
        """The same as a command line, with some keys put otherwise."""
        said = {key: others.get(key, getattr(self, key)) for key in KEYS}
        keys = "".join(f' {key}="{line.tidy(value)}"' for key, value in said.items() if value)
        return " ".join((command, "\n".join(map(line.written, self.questions)))).rstrip() + keys


def read(words: str, keys: Mapping[str, str]) -> Wanted:
    """A message, wherever its keys stand, and the answers of a form, which count more."""
    if len(words) > LONGEST:
        raise Refusal(f"Write the sounding in {LONGEST:,} characters or less.", field="question")
    text, typed = split(words)
    said = {key: value.strip() for key, value in {**typed, **keys}.items() if key in KEYS}
    return Wanted(line.questions(text) if text.strip() else (), **said)


def split(words: str) -> tuple[str, dict[str, str]]:
    """A message without its keys, and the keys: ``closes="Fri 5pm"`` before, after or among its questions."""
    keys: dict[str, str] = {}

    def take(found: re.Match[str]) -> str:
        if found["said"]:
            return found["said"]
        value = found["bare"].rstrip(", ") if found["quoted"] is None else found["quoted"][1:-1]
        keys[found["key"].lower()] = value.strip()
        return " "

    return KEYED.sub(take, words.translate(QUOTES)).strip(), keys


def again(shown: Sounding, position: int = 0, words: str = "") -> Wanted:
    """What would ask an earlier sounding once more, one question perhaps in other words; its close is left open."""
    asked = ", ".join(shown.roster) if shown.audience == "chosen" else shown.audience
    plain = tuple(
        _plain(each, words if each.position == position else each.words) for each in shown.questions
    )
    return Wanted(plain, "", asked, shown.mode, shown.voice, shown.recall, shown.remind)


def _plain(question: Question, words: str) -> Question:
    """As somebody would write it: the steps of a scale are kept like options, and nobody wrote them."""
    options = question.options if question.shape in ("choice", "several") else ()
    return Question(words, question.shape, options, question.unit)
