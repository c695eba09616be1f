"""Areas: codes, names and parents from one code list, and the names people type for them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rapidfuzz import fuzz, process

COLUMNS = ("code", "name", "level", "parent")
NEAR = 78  # rapidfuzz score below which a name is no longer a plausible misspelling
SUGGESTIONS = 3
WHOLE = ("borough", "whole borough", "all", "everywhere", "all wards")


class AreasError(Exception):
    """A code list that cannot be used; each sentence says what to mend."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self.sentences = tuple(sentences)
        super().__init__("\n".join(self.sentences))


@dataclass(frozen=True, order=True)
class Area:
    """One place with a code, such as a ward; the parent is a code, or empty at the top."""

    code: str
    name: str
    level: str
    parent: str = ""


@dataclass(frozen=True)
class Areas:
    """One code list of one vintage, in the order of its file."""

    areas: tuple[Area, ...]

    def find(self, text: str) -> Area | tuple[Area, ...]:
        """The area meant, or up to three suggestions to offer: a name is never chosen silently."""
        if area := self.get(text.strip().upper()):
            return area
        name = normalise(text)
        if name in self._whole_words and len(self._tops) == 1:
            return self._tops[0]
        named = self._by_name.get(name, ())
        return named[0] if len(named) == 1 else named or self._nearest(name)

    def get(self, code: str) -> Area | None:
        """The area with exactly this code."""
        return self._by_code.get(code)

    def at(self, level: str) -> tuple[Area, ...]:
        """Every area of one level, in the order of the code list."""
        return tuple(area for area in self.areas if area.level == level)

    def lift(self, area: Area, level: str) -> Area | None:
        """The area of the given level that holds this one; None where there is none."""
        seen: set[str] = set()
        found: Area | None = area
        while found and found.level != level and found.code not in seen:
            seen.add(found.code)
            found = self.get(found.parent)
        return found if found and found.level == level else None

    def _nearest(self, name: str) -> tuple[Area, ...]:
        if len(name) < 3:
            return ()
        near = [known for known in self._by_name if f" {name} " in f" {known} "] or self._misspelt(name)
        return tuple(area for known in near for area in self._by_name[known])[:SUGGESTIONS]

    def _misspelt(self, name: str) -> list[str]:
        near = process.extract(
            name, list(self._by_name), scorer=fuzz.WRatio, score_cutoff=NEAR, limit=SUGGESTIONS
        )
        return [known for known, _, _ in near]

    @cached_property
    def _by_code(self) -> dict[str, Area]:
        return {area.code: area for area in self.areas}

    @cached_property
    def _by_name(self) -> dict[str, tuple[Area, ...]]:
        names: dict[str, tuple[Area, ...]] = {}
        for area in self.areas:
            name = normalise(area.name)
            names[name] = (*names.get(name, ()), area)
        return names

    @cached_property
    def _tops(self) -> tuple[Area, ...]:
        return tuple(area for area in self.areas if not area.parent)

    @cached_property
    def _whole_words(self) -> frozenset[str]:
        names = [normalise(area.name) for area in self._tops]
        forms = ("{}", "{} borough", "borough of {}", "london borough of {}", "all of {}", "{} council")
        return frozenset(WHOLE).union(form.format(name) for name in names for form in forms)


def load_areas(path: Path) -> Areas:
    """Read a code list: a CSV with the columns code, name, level and parent."""
    try:
        return parse_areas(path.read_text(encoding="utf-8-sig"))
    except OSError:
        raise AreasError([f"The code list {path.name} cannot be opened. Check the file name."]) from None
    except UnicodeDecodeError:
        raise AreasError([f"The code list {path.name} is not UTF-8. Save it as CSV UTF-8."]) from None


def parse_areas(text: str) -> Areas:
    """Read a code list from its text; lines starting with # say where it comes from."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    rows = csv.DictReader(lines)
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise AreasError([f"The first line of the code list must be: {','.join(COLUMNS)}."])
    areas = tuple(Area(*((row[column] or "").strip() for column in COLUMNS)) for row in rows)
    if problems := [*_problems(areas)]:
        raise AreasError(problems)
    return Areas(areas)


def write_areas(areas: Areas) -> str:
    """The code list as CSV text, the same bytes for the same areas."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows((area.code, area.name, area.level, area.parent) for area in areas.areas)
    return out.getvalue()


def normalise(text: str) -> str:
    """A name without what people type differently: case, &, St, apostrophes, hyphens, "the", "ward"."""
    text = re.sub(r"[’‘'`.,]", "", text.casefold()).replace("&", " and ")
    words = re.sub(r"[-‐-―_/\s]+", " ", text).split()
    words = [{"saint": "st", "x": "cross"}.get(word, word) for word in words]
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    if len(words) > 1 and words[-1] in ("ward", "wards"):
        words = words[:-1]
    return " ".join(words)


def _problems(areas: tuple[Area, ...]) -> Iterable[str]:
    if not areas:
        yield "The code list has no areas. Add one line for each area."
    codes: set[str] = set()
    known = {area.code for area in areas}
    for area in areas:
        if not (area.code and area.name and area.level):
            yield f"The area “{area.code or area.name}” needs a code, a name and a level."
        if area.code in codes:
            yield f"The code {area.code} is listed twice. Keep one line."
        codes.add(area.code)
        if area.parent and area.parent not in known:
            yield f"The parent {area.parent} of {area.name} is not in the code list. Add a line for it."
