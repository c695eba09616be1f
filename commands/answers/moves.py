"""Figures that moved: found in a release, once for each release, period and set of explanations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from commands import Request
from commands.answers.grid import Cut
from storage import patterns
from storage.cells import Table
from storage.patterns import Judged, Move, Slot, TooShort
from storage.releases import Release

LOOKED_BACK = 5  # periods of a longer stretch that are looked at, the newest ones: a month of weeks


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found in one release: what moved, what moved and is explained, and what was looked at or had gaps.

    ``periods`` are those looked at, oldest first. ``short`` where there is too little to know what is usual.
    """

    release: Release
    periods: tuple[str, ...]
    moves: tuple[Move, ...]
    explained: tuple[Move, ...] = ()
    looked_at: tuple[Slot, ...] = ()
    gaps: tuple[Slot, ...] = ()
    short: TooShort | None = None

    def only(self, is_asked: Callable[[Slot], bool]) -> Looked:
        """The part of it that somebody asked about."""
        return replace(
            self,
            moves=tuple(move for move in self.moves if is_asked(move.slot)),
            explained=tuple(move for move in self.explained if is_asked(move.slot)),
            looked_at=tuple(filter(is_asked, self.looked_at)),
            gaps=tuple(filter(is_asked, self.gaps)),
        )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a judgement depends on, so that it is made once for each release, period and set of explanations."""

    release_id: int
    table_hash: str
    newest: str
    explained: frozenset[tuple[str, str]]
    release: Release = field(compare=False)
    table: Table = field(compare=False)


@lru_cache(maxsize=256)
def _judged(asked: _Asked) -> Judged | TooShort:
    release = asked.release
    return patterns.judge(release.measure, release.areas, asked.table, asked.newest, asked.explained)


def look(request: Request, release: Release, periods: Sequence[str]) -> Looked:
    """What moved in these periods, each series once: where it did so last. Longer stretches are cut."""
    wanted = tuple(sorted(periods, reverse=True)[:LOOKED_BACK])
    explained = _explained(request, release)
    table = request.partnership.shelf.figures[release.measure.id]
    found = [
        _judged(_Asked(release.id, release.table_hash, period, explained, release, table))
        for period in wanted
    ]
    newest, wanted = found[0], wanted[::-1]
    if isinstance(newest, TooShort):
        return Looked(release, wanted, (), short=newest)
    last: dict[Slot, Move] = {}
    for judged in found:
        for move in judged.moves if isinstance(judged, Judged) else ():
            last.setdefault(move.slot, move)
    told = {slot for slot, move in last.items() if _is_explained(move, explained)}
    moves = [last[slot] for slot in patterns.slots(release.measure, release.areas) if slot in last]
    return Looked(
        release,
        wanted,
        tuple(move for move in moves if move.slot not in told),
        tuple(move for move in moves if move.slot in told),
        newest.looked_at,
        newest.gaps,
    )


def _explained(request: Request, release: Release) -> frozenset[tuple[str, str]]:
    """Areas and periods that people have explained; what explains an area explains those inside it."""
    areas, found = release.areas, set[tuple[str, str]]()
    for each in request.partnership.explained.get(release.measure.id, ()):
        whole = areas.get(each.area)
        inside = [area for area in areas.areas if whole and areas.lift(area, whole.level) == whole]
        found |= {(area.code, each.period) for area in inside}
    return frozenset(found)


def _is_explained(move: Move, explained: frozenset[tuple[str, str]]) -> bool:
    return any((move.slot.area, period) in explained for period in move.periods)


def cut_of(release: Release, slot: Slot, periods: tuple[str, ...] = ()) -> Cut:
    """Where the numbers of a series stand."""
    area = release.areas.get(slot.area)
    assert area is not None, "a series is of an area of its own release"
    dimensions = slot.breakdown.split("×")[1:-1]
    return Cut(release, area, periods, tuple(zip(dimensions, slot.categories, strict=True)))
