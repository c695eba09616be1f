"""Measure files: everything that may ever be asked, checked as a whole before a number is loaded."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process

from storage.declaration import disagreements
from storage.geography import Areas, load_areas, normalise
from storage.measures import CODE, DAY, SLUG, Breakdown, Measure

__all__ = [
    "Breakdown",
    "Catalogue",
    "CatalogueError",
    "Measure",
    "Problem",
    "load_catalogue",
    "load_measure",
    "parse_measure",
]

NEAR = 75  # rapidfuzz score below which a name is no longer a plausible misspelling
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
}
PEOPLE = {
    "steward": "Name the steward: the person who approves these figures.",
    "contact": "Name the contact: a person to talk to about these figures.",
}
A_DATE = "This must be a real date, written as 2027-03-31."


@dataclass(frozen=True)
class Problem:
    """One thing to mend in a measure file."""

    file: str
    key: str
    sentence: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.key, self.sentence) if part)


class CatalogueError(Exception):
    """Measure files that cannot be used, with every problem at once."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


@dataclass(frozen=True)
class Catalogue:
    """Every measure of a partnership by its id, and the areas they are counted in."""

    measures: Mapping[str, Measure]
    code_lists: Mapping[str, Areas]

    def find(self, text: str) -> Measure | tuple[Measure, ...]:
        """The measure with this id, alias or title, or up to three suggestions to offer."""
        name = normalise(text)
        if measure := self._by_name.get(name):
            return measure
        near = process.extract(name, list(self._by_name), scorer=fuzz.WRatio, score_cutoff=NEAR, limit=9)
        found = dict.fromkeys(self._by_name[known].id for known, _, _ in near)
        return tuple(self.measures[id_] for id_ in found)[:3]

    def areas_of(self, measure: Measure) -> Areas:
        """The code list this measure is counted in."""
        return self.code_lists[measure.areas.file]

    @cached_property
    def areas(self) -> Areas:
        """Every area of every code list, each code once."""
        found = {area.code: area for areas in self.code_lists.values() for area in areas.areas}
        return Areas(tuple(found.values()))

    @cached_property
    def _by_name(self) -> dict[str, Measure]:
        return {name: measure for measure in self.measures.values() for name in _names(measure)}


def load_catalogue(folder: Path) -> Catalogue:
    """Read every measure file of a folder; raises CatalogueError with every problem of all of them."""
    paths = sorted(path for path in folder.glob("*") if path.suffix in (".yaml", ".yml"))
    if not paths:
        sentence = "There are no measure files in this folder. Add a .yaml file for each measure."
        raise CatalogueError((Problem(str(folder), "", sentence),))
    measures: list[tuple[str, Measure]] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            measures.append((path.name, load_measure(path)))
        except CatalogueError as error:
            problems += error.problems
    problems += _clashes(measures)
    if problems:
        raise CatalogueError(tuple(problems))
    lists = {measure.areas.file: load_areas(folder / measure.areas.file) for _, measure in measures}
    return Catalogue(
        MappingProxyType({measure.id: measure for _, measure in measures}), MappingProxyType(lists)
    )


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
    raw = _yaml(text, file)
    problems: list[Problem] = []
    try:
        measure = Measure.model_validate(raw)
    except ValidationError as error:
        problems += [problem for detail in error.errors() for problem in _in_words(detail, file)]
    problems += [Problem(file, key, sentence) for key, sentence in disagreements(raw, folder)]
    if problems:
        raise CatalogueError(tuple(problems))
    return measure


class _Loader(yaml.SafeLoader):
    """YAML with dates left as text, so that 2027-02-30 is reported beside its key, and no key twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[object] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"“{key.value}” twice", problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in pairs if tag != "tag:yaml.org,2002:timestamp"]
    for letter, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _yaml(text: str, file: str) -> dict[str, Any]:
    try:
        raw = yaml.load(text, _Loader)  # noqa: S506  # a SafeLoader with one resolver fewer
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}" if error.problem_mark else ""
        sentence = "This line cannot be read. Check indents, colons, quotation marks, and that no key is there twice."
        raise CatalogueError((Problem(file, line, sentence),)) from None
    except yaml.YAMLError:
        raise CatalogueError((Problem(file, "", "This file cannot be read as YAML text."),)) from None
    if not isinstance(raw, dict):
        sentence = "A measure file is a list of keys and values, such as “id: foodbank-referrals”."
        raise CatalogueError((Problem(file, "", sentence),))
    return raw


def _in_words(detail: ErrorDetails, file: str) -> Iterator[Problem]:
    key = ".".join(str(part) for part in detail["loc"] if not re.search(r"^(long|wide)$|\[", str(part)))
    kind, known = detail["type"], detail.get("ctx", {})
    if kind == "value_error":
        yield from (Problem(file, key, sentence) for sentence in str(known["error"]).split("\n"))
        return
    if key in PEOPLE and kind in ("missing", "string_type", "string_too_short"):
        yield Problem(file, key, PEOPLE[key])
        return
    if kind == "string_pattern_mismatch":
        yield Problem(file, key, PATTERNS[known["pattern"]])
        return
    if kind in SENTENCES:
        yield Problem(file, key, SENTENCES[kind].format(**known))
        return
    yield Problem(file, key, A_DATE if kind.startswith("date") else f"{detail['msg']}.")


def _names(measure: Measure) -> set[str]:
    return {normalise(name) for name in (measure.id, measure.title, *measure.aliases)}


def _clashes(measures: list[tuple[str, Measure]]) -> Iterator[Problem]:
    first: dict[str, tuple[str, str]] = {}
    for file, measure in measures:
        if measure.id in {other.id for earlier, other in measures if earlier < file}:
            yield Problem(file, "id", f"Another file already declares “{measure.id}”. Choose another id.")
            continue
        for name in sorted(_names(measure)):
            owner, where = first.setdefault(name, (measure.id, file))
            if owner != measure.id:
                yield Problem(file, "aliases", f"“{name}” already means {owner} (in {where}).")
