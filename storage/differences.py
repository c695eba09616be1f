"""What is different between two releases of a measure: periods, published numbers, declaration. Never a true number."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from storage.measures import Measure
from storage.releases import Release
from storage.tables import FigureRow

KEY = ("breakdown", "area", "period", "categories")


@dataclass(frozen=True)
class Difference:
    """The later of two releases against the earlier: periods of the measure's own grain, oldest first.

    `revised` says of each period that both show how many published numbers differ; `keys` are those of the measure
    file that do. Months beside weeks are sums of weeks, or inside them, so they change with their weeks and `months`
    counts those that changed.
    """

    added: tuple[str, ...]
    gone: tuple[str, ...]
    revised: Mapping[str, int]
    months: int
    keys: tuple[str, ...]
    areas: bool

    @property
    def only_adds(self) -> bool:
        """Whether there is something new, and all that was published and declared before stays as it was."""
        return bool(self.added) and not (self.gone or self.revised or self.months or self.keys or self.areas)


Periods = dict[str, set[str]]  # by the word for the grain
Cells = dict[str, Counter[str]]  # by the same, how many of each period


def between(db: Session, earlier: Release, later: Release) -> Difference:
    """Compare two releases in the database, where a large one need not be read whole."""
    before, now = _periods(db, earlier.id), _periods(db, later.id)
    changed = _changed(db, later.id, earlier.id, numbers=True)
    for grain, gone in _changed(db, earlier.id, later.id, numbers=False).items():
        changed[grain] += gone
    own = later.measure.time.grain
    both = {grain: before[grain] & now[grain] for grain in ("month", own)}
    return Difference(
        added=tuple(sorted(now[own] - before[own])),
        gone=tuple(sorted(before[own] - now[own])),
        revised={period: changed[own][period] for period in sorted(both[own]) if changed[own][period]},
        months=0 if own == "month" else sum(bool(changed["month"][each]) for each in both["month"]),
        keys=tuple(differing_keys(earlier.measure, later.measure)),
        areas=earlier.areas != later.areas,
    )


def differing_keys(one: Measure, other: Measure) -> list[str]:
    """The keys of the measure file that say something else."""
    names = type(one).model_fields
    return [name.rstrip("_") for name in names if getattr(one, name) != getattr(other, name)]


def _periods(db: Session, release: int) -> Periods:
    pairs = select(FigureRow.breakdown, FigureRow.period).filter_by(release=release).distinct()
    found: Periods = defaultdict(set)
    for breakdown, period in db.execute(pairs):
        found[_grain(breakdown)].add(period)
    return found


def _changed(db: Session, one: int, other: int, *, numbers: bool) -> Cells:
    """How many cells of a release another does not show, or, with `numbers`, shows with another number."""
    here, there = aliased(FigureRow), aliased(FigureRow)
    same = and_(there.release == other, *(getattr(there, name) == getattr(here, name) for name in KEY))
    missing = there.release.is_(None)
    differs = missing | here.value.is_distinct_from(there.value) if numbers else missing
    counted = (
        select(here.breakdown, here.period, func.count())
        .select_from(here)
        .outerjoin(there, same)
        .where(here.release == one, differs)
        .group_by(here.breakdown, here.period)
    )
    found: Cells = defaultdict(Counter)
    for breakdown, period, count in db.execute(counted):
        found[_grain(breakdown)][period] += count
    return found


def _grain(breakdown: str) -> str:
    return breakdown.rsplit("×", 1)[-1]
