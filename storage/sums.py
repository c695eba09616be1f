"""Sums of published periods: what a window adds up to, what is missing from it, and how far rounding may move it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from storage.measures import Measure
from storage.releases import Answer, Figure, NoData, NotApproved, Release, Shelf, Withheld

YEAR_OF_WEEKS = timedelta(weeks=52)  # the same week last year starts on a Monday too
NEAR = timedelta(days=45)  # how far the start of a term may move from one year to the next


@dataclass(frozen=True, slots=True)
class Sum:
    """Every period asked for is published; one period is a sum of itself."""

    value: int
    periods: int
    release: Release

    @property
    def rounded_to(self) -> int:
        return self.release.measure.protect.base

    @property
    def within(self) -> int:
        """How far the true number may be from ``value``: each period is rounded by less than the base."""
        return self.periods * (self.rounded_to - 1)


@dataclass(frozen=True, slots=True)
class Part:
    """Some periods are published and some are not; ``value`` is never the whole."""

    value: int
    published: tuple[str, ...]
    withheld: tuple[str, ...]
    missing: tuple[str, ...]
    release: Release


Found = Sum | Part | Withheld | NoData | NotApproved


def add_up(
    shelf: Shelf,
    measure: str,
    breakdown: str,
    area: str,
    periods: Sequence[str],
    categories: tuple[str, ...] = (),
) -> Found:
    """The sum of the published periods of a window, or why there is none."""
    release = shelf.releases.get(measure)
    if release is None:
        return NotApproved(shelf.withdrawn.get(measure))
    found = [(period, shelf.find(measure, breakdown, area, period, categories)) for period in periods]
    shown = [answer.value for _, answer in found if isinstance(answer, Figure)]
    if shown and len(shown) == len(found):
        return Sum(sum(shown), len(shown), release)
    withheld = tuple(period for period, answer in found if isinstance(answer, Withheld))
    if shown:
        published = tuple(period for period, answer in found if isinstance(answer, Figure))
        missing = tuple(period for period, answer in found if isinstance(answer, NoData))
        return Part(sum(shown), published, withheld, missing, release)
    return Withheld(release) if withheld else NoData(release)


def of_one(found: Answer) -> Found:
    """The answer about a single period as a sum of itself."""
    return Sum(found.value, 1, found.release) if isinstance(found, Figure) else found


def can_add(measure: Measure) -> bool:
    """Whether periods may be added up: a person or household of one week may be there again in the next."""
    return measure.counts == "events"


def is_declared(measure: Measure, level: str, dimensions: Sequence[str]) -> bool:
    """Whether a table by this level and these dimensions is published, or follows from one that is."""
    levels = measure.areas.levels
    return level in levels and any(
        levels.index(each.area_level) <= levels.index(level) and set(dimensions) <= set(each.dimensions)
        for each in measure.publish
    )


def before(measure: Measure, periods: Sequence[str]) -> tuple[str, ...]:
    """As many periods straight before a window; empty where there are none."""
    first, many = date.fromisoformat(periods[0]), len(periods)
    match measure.time.grain:
        case "week":
            starts = [date.fromisoformat(period) - timedelta(weeks=many) for period in periods]
        case "month":
            starts = [first - relativedelta(months=many - at) for at in range(many)]
        case "term":
            known = [term.start for term in measure.time.terms]
            at = known.index(first) if first in known else 0
            starts = known[at - many : at] if at >= many else []
        case "once":
            starts = []
    return tuple(start.isoformat() for start in starts)


def year_before(measure: Measure, periods: Sequence[str]) -> tuple[str, ...]:
    """The same periods a year earlier; empty where one of them cannot be told."""
    days = [date.fromisoformat(period) for period in periods]
    match measure.time.grain:
        case "week":
            starts: list[date] = [day - YEAR_OF_WEEKS for day in days]
        case "month":
            starts = [day - relativedelta(years=1) for day in days]
        case "term":
            starts = [start for day in days if (start := _term_near(measure, day - relativedelta(years=1)))]
        case "once":
            starts = []
    return tuple(start.isoformat() for start in starts) if len(starts) == len(days) else ()


def _term_near(measure: Measure, day: date) -> date | None:
    starts = [term.start for term in measure.time.terms if abs(term.start - day) <= NEAR]
    return min(starts, key=lambda start: abs(start - day), default=None)
