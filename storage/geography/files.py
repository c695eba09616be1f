"""Code lists and changes files: read from CSV text and written again, with every problem in a sentence."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from storage.geography.areas import Area, Areas
from storage.geography.changes import disagreements, parse_changes

COLUMNS = ("code", "name", "level", "parent")
OPTIONAL = ("aliases", "also_in")  # each holds several, with | between them
KEPT = 16  # code lists: most measures of a partnership share one, and its text is the same


class AreasError(Exception):
    """A code list that cannot be used; each sentence says what to mend."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self.sentences = tuple(sentences)
        super().__init__("\n".join(self.sentences))


def load_areas(path: Path, changes: Path | None = None) -> Areas:
    """Read a code list, a CSV with the columns code, name, level and parent, and what changed before it."""
    text = _text(path, "code list")
    return parse_areas(text) if changes is None else _parse_both(text, _text(changes, "changes file"))


@lru_cache(maxsize=KEPT)
def _parse_both(text: str, changes: str) -> Areas:
    areas = parse_areas(text)
    try:
        found = Areas(areas.areas, parse_changes(changes))
    except ValueError as error:
        raise AreasError(str(error).split("\n")) from None
    if problems := [*disagreements(found.changes, lambda code: areas.get(code) is not None)]:
        raise AreasError(problems)
    return found


def _text(path: Path, what: str) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError:
        raise AreasError([f"The {what} {path.name} cannot be opened. Check the file name."]) from None
    except UnicodeDecodeError:
        raise AreasError([f"The {what} {path.name} is not UTF-8. Save it as CSV UTF-8."]) from None


@lru_cache(maxsize=KEPT)
def parse_areas(text: str) -> Areas:
    """Read a code list from its text; lines starting with # say where it comes from."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    rows = csv.DictReader(lines)
    names = tuple(rows.fieldnames or ())
    if names[: len(COLUMNS)] != COLUMNS or not set(names[len(COLUMNS) :]) <= set(OPTIONAL):
        raise AreasError(
            [
                f"The first line of the code list must be: {','.join(COLUMNS)} (and, if used, {','.join(OPTIONAL)})."
            ]
        )
    areas = tuple(_area(row) for row in rows)
    if problems := [*_problems(areas)]:
        raise AreasError(problems)
    return Areas(areas)


def _area(row: Mapping[str, str | None]) -> Area:
    code, name, level, parent = ((row[column] or "").strip() for column in COLUMNS)
    aliases, also_in = (_several(row.get(column) or "") for column in OPTIONAL)
    return Area(code, name, level, parent, aliases, also_in)


def _several(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split("|") if word.strip())


def write_areas(areas: Areas) -> str:
    """The code list as CSV text, the same bytes for the same areas, whatever else they may be called."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows((area.code, area.name, area.level, area.parent) for area in areas.areas)
    return out.getvalue()


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
