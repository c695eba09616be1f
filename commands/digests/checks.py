"""What an editor is told about a line: numbers nobody has approved, and personal details that must go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from commands import Request, personal
from commands.digests.numbers import unknown
from commands.reply import Chart, Table, from_json
from storage.cells import Cells
from storage.cells import Table as Figured
from storage.digests import Digest, Line

KEPT = 32  # sets of published values: one for each release in use


class Approved:
    """Every number that somebody may quote: those of approved releases, and the results in this digest."""

    def __init__(self, request: Request, digest: Digest) -> None:
        shelf = request.partnership.shelf
        tables = [Figures(shelf.releases[name].id, table) for name, table in shelf.figures.items()]
        self._published = [_values(each) for each in tables]
        self._here = {value for line in digest.lines for value in _shown(line)}

    def __contains__(self, value: object) -> bool:
        return value in self._here or any(value in values for values in self._published)


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one release, known by its number, so that their values are gathered once."""

    release: int
    table: Figured = field(compare=False)


@lru_cache(maxsize=KEPT)
def _values(figures: Figures) -> frozenset[int]:
    """The published values of a release; one too large for memory has far too many to mean anything here."""
    if not isinstance(figures.table, Cells):
        return frozenset()
    return frozenset(value for value in figures.table.values() if value is not None)


def _shown(line: Line) -> Iterable[int]:
    for block in from_json(line.shown).blocks if line.shown else ():
        if isinstance(block, Chart):
            yield from (
                point.value for each in block.series for point in each.points if point.value is not None
            )
        if isinstance(block, Table):
            yield from (int(cell) for row in block.rows for cell in row[1:] if cell.isdecimal())


def numbers(line: Line, approved: Approved) -> list[str]:
    """The numbers to check in what people wrote; what Parley itself counted needs no check."""
    return [] if _is_counted(line) else unknown(line.text, approved)


def _is_counted(line: Line) -> bool:
    own = line.about.startswith(("release/", "poll/")) or line.source == "wanted"
    return own and line.text == line.original


def details(line: Line) -> list[str]:
    """The kinds of personal detail in a line: it cannot be approved while it has any."""
    return personal.kinds(line.text)
