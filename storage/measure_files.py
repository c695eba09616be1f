"""One measure file: read as a whole, with every problem at once, each on its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from storage import yaml_text
from storage.declaration import disagreements
from storage.measures import Measure
from storage.parts import CODE, DAY, SLUG, VARIABLE
from storage.yaml_text import Document, Key, Unreadable

SENTENCES = {
    "missing": "Add this key.",
    "extra_forbidden": "This key is not known here. Check its spelling, or remove it.",
    "literal_error": "Use {expected}.",
    "union_tag_invalid": "Use {expected_tags} for the kind of layout.",
    "union_tag_not_found": "Say which kind of layout this is: long or wide.",
    "string_type": "Write text here; put yes, no and numbers in quotation marks.",
    "string_too_short": "Write something here.",
    "too_short": "List at least one.",
    "tuple_type": "Write a list here, in square brackets.",
    "mapping_type": "Write keys and values here, as in the example file.",
    "dict_type": "Write keys and values here, as in the example file.",
    "model_attributes_type": "Write keys and values here, as in the example file.",
    "model_type": "Write keys and values here, as in the example file.",
    "int_type": "Write a whole number.",
    "int_parsing": "Write a whole number.",
    "int_from_float": "Write a whole number.",
    "greater_than_equal": "Write a number of {ge} or more.",
}
PATTERNS = {
    SLUG: "Use small letters, digits and hyphens only, such as food-hub.",
    CODE: "Use letters, digits, hyphens, dots and underscores only.",
    DAY: "Write the month and the day as 04-01.",
    VARIABLE: "Use capital letters, digits and underscores only, such as COUNTS_URL.",
}
PEOPLE = {
    "steward": "Name the steward: the person who approves these figures.",
    "contact": "Name the contact: a person to talk to about these figures.",
}
A_DATE = "This must be a real date, written as 2027-03-31."


@dataclass(frozen=True)
class Problem:
    """One thing to mend in a measure file; line 0 is the whole of it."""

    file: str
    key: str
    sentence: str
    line: int = 0

    def __str__(self) -> str:
        where = f"{self.file}, line {self.line}" if self.line else self.file
        return ": ".join(part for part in (where, self.key, self.sentence) if part)


class CatalogueError(Exception):
    """Measure files that cannot be used, with every problem at once."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


def load_measure(path: Path) -> Measure:
    """Read one measure file and look into its code list; raises CatalogueError with every problem."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        sentence = "This file cannot be read. Check that it is there and saved as UTF-8 text."
        raise CatalogueError((Problem(path.name, "", sentence),)) from None
    return parse_measure(text, path.name, path.parent)


def parse_measure(text: str, file: str, folder: Path | None = None) -> Measure:
    """Read a measure from its YAML text; with a folder, the code list in it is checked too."""
    document = _document(text, file)
    found: list[tuple[Key, str]] = []
    raw = document.raw
    if not isinstance(raw, dict):
        sentence = "A measure file is a list of keys and values, such as “id: foodbank-referrals”."
        raise CatalogueError((Problem(file, "", sentence, 1),))
    try:
        measure = Measure.model_validate(raw)
    except ValidationError as error:
        found += [problem for detail in error.errors() for problem in _in_words(detail)]
    found += disagreements(raw, folder)
    if problems := _placed(file, document, found):
        raise CatalogueError(problems)
    return measure


def _document(text: str, file: str) -> Document:
    try:
        return yaml_text.read(text)
    except Unreadable as error:
        raise CatalogueError((Problem(file, "", error.sentence, error.line),)) from None


def _placed(file: str, document: Document, found: list[tuple[Key, str]]) -> tuple[Problem, ...]:
    """The problems in the order of the file, each once, and every key that is there twice."""
    problems = [
        Problem(file, _spoken(key), "This key is written twice. Keep one.", line)
        for key, line in document.repeated()
    ]
    problems += [
        Problem(file, _spoken(key), sentence, document.line(key)) for key, sentence in dict.fromkeys(found)
    ]
    return tuple(sorted(problems, key=lambda problem: problem.line))


def _spoken(key: Key) -> str:
    """The way to a key as a person would say it: publish, item 2."""
    words = (f", item {part + 1}" if isinstance(part, int) else f".{part}" for part in key)
    return "".join(words).removeprefix(".")


def _in_words(detail: ErrorDetails) -> Iterator[tuple[Key, str]]:
    key = tuple(part for part in detail["loc"] if not re.search(r"^(long|wide)$|\[", str(part)))
    if key[:2] == ("layout", "dimension_columns"):
        key = ("layout", *key[2:])  # the columns of dimensions are written among the other keys
    kind, known = detail["type"], detail.get("ctx", {})
    if kind == "value_error":
        yield from ((key, sentence) for sentence in str(known["error"]).split("\n"))
        return
    yield key, _sentence(key, kind, known, detail["msg"])


def _sentence(key: Key, kind: str, known: Mapping[str, Any], otherwise: str) -> str:
    if len(key) == 1 and key[0] in PEOPLE and kind in ("missing", "string_type", "string_too_short"):
        return PEOPLE[str(key[0])]
    if kind == "string_pattern_mismatch":
        return PATTERNS[known["pattern"]]
    if kind in SENTENCES:
        return SENTENCES[kind].format(**known)
    return A_DATE if kind.startswith("date") else f"{otherwise}."


def line_of(path: Path, key: Key) -> int:
    """The line on which a key of a readable measure file stands."""
    return yaml_text.read(path.read_text(encoding="utf-8-sig")).line(key)


def measure_files(folder: Path) -> list[Path]:
    """Every measure file of a folder, by name."""
    return sorted(path for path in folder.glob("*") if path.suffix in (".yaml", ".yml"))


def placed(folder: Path, identity: str, key: str, sentence: str) -> Problem:
    """A problem of a measure that can be read by itself, beside its line."""
    for path in measure_files(folder):
        document = yaml_text.read(path.read_text(encoding="utf-8-sig"))
        if isinstance(document.raw, dict) and document.raw.get("id") == identity:
            return Problem(path.name, key, sentence, document.line((key,)))
    return Problem(str(folder), key, sentence)
