"""What became of earlier areas: a file of old codes and names, and the sentences that tell people about them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.geography.areas import Area

COLUMNS = ("old_code", "old_name", "old_vintage", "new_code", "kind")
SHARE = "share"  # an optional sixth column: how many hundredths of the earlier area's ground this part is
KINDS = {
    "renamed": "the same ground under a new name",
    "recoded": "the same ground and name under a new code",
    "moved": "the name is still in use, for other ground",
    "split": "the ground is now in several areas",
    "merged": "all of it is now in a larger area",
}
SAME_GROUND = ("renamed", "recoded")


@dataclass(frozen=True, slots=True)
class Change:
    """One part of an earlier area and the code of the area it now lies in, which may itself be an earlier one."""

    old_code: str
    old_name: str
    old_vintage: str
    new_code: str
    kind: str
    share: int | None = None


@dataclass(frozen=True, slots=True)
class Former:
    """An area that is no more, or no longer what its name says, and the areas its ground now lies in.

    ``vintage`` says when it was, as the file puts it: "2002 to 2022". ``sentence`` is for people. ``successors`` are
    to be offered, the largest part first, and never chosen; there may be none.
    """

    name: str
    vintage: str
    sentence: str
    successors: tuple[Area, ...]


@dataclass(frozen=True, slots=True)
class Earlier:
    """One earlier area: all lines about its code."""

    code: str
    parts: tuple[Change, ...]

    @property
    def name(self) -> str:
        return self.parts[0].old_name

    @property
    def vintage(self) -> str:
        return self.parts[0].old_vintage

    @property
    def same_ground(self) -> bool:
        return all(part.kind in SAME_GROUND for part in self.parts)


def parse_changes(text: str) -> tuple[Change, ...]:
    """Read a changes file from its text, oldest areas first; raises ValueError with a sentence for each problem."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    rows = csv.DictReader(lines)
    if tuple(rows.fieldnames or ()) not in (COLUMNS, (*COLUMNS, SHARE)):
        raise ValueError(
            f"The first line of the changes file must be: {','.join(COLUMNS)} (and, if known, {SHARE})."
        )
    read = [{name: (value or "").strip() for name, value in row.items() if name} for row in rows]
    if problems := [*_unreadable(read)]:
        raise ValueError("\n".join(problems))
    return tuple(_change(row) for row in read)


def _change(row: Mapping[str, str]) -> Change:
    code, name, vintage, new, kind = (row[column] for column in COLUMNS)
    return Change(code, name, vintage, new, kind, int(row[SHARE]) if row.get(SHARE) else None)


def _unreadable(rows: Iterable[Mapping[str, str]]) -> Iterator[str]:
    for row in rows:
        name = row["old_code"] or row["old_name"]
        if not (row["old_code"] and row["old_name"] and row["old_vintage"]):
            yield f"The change of “{name}” needs an old code, an old name and an old vintage."
        if row["kind"] not in KINDS:
            yield f"“{row['kind']}” is not a kind of change ({name}). The kinds are: {', '.join(KINDS)}."
        share = row.get(SHARE, "")
        if share and not (share.isdecimal() and 0 < int(share) <= 100):
            yield f"The share “{share}” of {name} must be a whole number from 1 to 100."


def disagreements(changes: Iterable[Change], known: Callable[[str], bool]) -> Iterator[str]:
    """A sentence for each change that leads nowhere, or that says two things about one code."""
    earlier = group(changes)
    for old in earlier.values():
        if len({(part.old_name, part.old_vintage) for part in old.parts}) > 1:
            yield f"The code {old.code} has two names or two vintages in the changes file. Keep one."
        if sum(part.share or 0 for part in old.parts) > 100 + len(old.parts):  # each may be rounded up
            yield f"The shares of {old.name} ({old.code}) add up to more than 100."
        for part in old.parts:
            if part.new_code and not known(part.new_code) and part.new_code not in earlier:
                yield f"The new code {part.new_code} of {old.name} is not in the code list. Add a line for it."


def group(changes: Iterable[Change]) -> dict[str, Earlier]:
    """Every earlier area by its code, in the order of the file."""
    parts: dict[str, list[Change]] = {}
    for change in changes:
        parts.setdefault(change.old_code.upper(), []).append(change)
    return {code: Earlier(code, tuple(each)) for code, each in parts.items()}


def today(
    old: Earlier, earlier: Mapping[str, Earlier], get: Callable[[str], Area | None]
) -> tuple[Area, ...]:
    """The areas of today that an earlier one lies in, the largest part first, through any changes in between."""
    found: dict[str, Area] = {}
    seen: set[str] = set()
    waiting = [old]
    while waiting:
        each = waiting.pop(0)
        seen.add(each.code)
        for part in sorted(each.parts, key=lambda part: -(part.share or 0)):
            if area := get(part.new_code):
                found.setdefault(area.code, area)
            elif (later := earlier.get(part.new_code.upper())) and later.code not in seen:
                waiting.append(later)
    return tuple(found.values())


def say_former(old: Earlier, into: tuple[Area, ...], level: str, by_code: bool) -> str:
    """One sentence about an earlier area that somebody asked for by its name or its code."""
    who = f"{old.name} was an earlier {level} ({old.vintage})"
    if by_code:
        who = f"{old.code} is the code of an earlier {level}, {old.name} ({old.vintage})"
    return f"{who}{_where_now(old, [area.name for area in into])}"


def _where_now(old: Earlier, names: list[str]) -> str:
    if not names:
        return ", and nothing is known of what it is now."
    if len(names) == 1:
        return f": {'the same ground is now' if old.same_ground else 'its ground is now in'} {names[0]}."
    if max(part.share or 0 for part in old.parts) > 50:
        return f": most of its ground is now in {names[0]}, the rest in {join(names[1:])}."
    return f": its ground is now in {join(names)}."


def say_moved(old: Earlier, area: Area, into: tuple[Area, ...], taken_from: list[str], level: str) -> str:
    """One sentence about an area that kept its name while the ground under it changed."""
    away = [other.name for other in into if other.code != area.code]
    halves = []
    if away:
        halves.append(f"part of the earlier {level} ({old.vintage}) is now in {join(away)}")
    if taken_from:
        halves.append(f"part of today's {level} was in {join(taken_from)}")
    because = ", and ".join(halves) or f"it is not the ground of the earlier {level} ({old.vintage})"
    return f"{area.name} kept its name, but its ground moved: {because}."


def taken_from(area: Area, old: Earlier, earlier: Mapping[str, Earlier]) -> list[str]:
    """The names of earlier areas, of the same time as `old`, that lost ground to an area of today."""
    return [
        other.name
        for other in earlier.values()
        if other.code != old.code and other.vintage == old.vintage and not other.same_ground
        if any(part.new_code == area.code for part in other.parts)
    ]


def join(names: list[str]) -> str:
    """One, one and two, or one, two and three."""
    return " and ".join([*([", ".join(names[:-1])] if names[1:] else []), names[-1]])
