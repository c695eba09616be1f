"""Sums of published periods: what a window adds up to, what is missing from it, and how far rounding may move it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from dateutil.relativedelta import relativedelta

from storage.belonging import weeks_of, year_of
from storage.measures import Measure
from storage.monthly import is_by_month, month_off
from storage.releases import Answer, Figure, NoData, NotApproved, Release, Shelf, Withheld

YEAR_OF_WEEKS = timedelta(weeks=52)  # the same week last year starts on a Monday too
NEAR = timedelta(days=45)  # how far the start of a term may move from one year to the next


@dataclass(frozen=True, slots=True)
class Sum:
    """Every period asked for is published; one period is a sum of itself.

    ``periods`` are counted as the measure counts them, so a month of a weekly measure is 4 or 5. ``off`` is how far
    the true number may be from ``value``, where more is known than that each period is rounded by less than the base.
    """

    value: int
    periods: int
    release: Release
    off: int | None = None

    @property
    def rounded_to(self) -> int:
        return self.release.measure.protect.base

    @property
    def within(self) -> int:
        """How far the true number may be from ``value``."""
        return self.periods * (self.rounded_to - 1) if self.off is None else self.off


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
    """The sum of the published periods of a window, or why there is none.

    A weekly measure has months too: those published by month, and those that follow from its weeks.
    """
    release = shelf.releases.get(measure)
    if release is None:
        return NotApproved(shelf.withdrawn.get(measure))
    if release.measure.time.grain == "week" and breakdown.endswith("×month"):
        return _add_months(shelf, release, breakdown, area, periods, categories)
    found = [shelf.find(measure, breakdown, area, period, categories) for period in periods]
    off = _off(release, shelf.periods(measure), periods) if len(found) > 1 else None
    return _together(release, periods, found, periods, off)


def _add_months(
    shelf: Shelf,
    release: Release,
    breakdown: str,
    area: str,
    months: Sequence[str],
    categories: tuple[str, ...],
) -> Found:
    measure, (level, *dimensions, _) = release.measure, breakdown.split("×")
    weeks = [week for month in months for week in weeks_of(month)]
    if not is_declared(measure, level, dimensions):
        found = [shelf.find(measure.id, breakdown, area, month, categories) for month in months]
        return _together(release, months, found, weeks, len(months) * month_off(release))
    weekly = "×".join((level, *dimensions, "week"))
    sums = [add_up(shelf, measure.id, weekly, area, weeks_of(month), categories) for month in months]
    off = _off(release, shelf.periods(measure.id), weeks)
    return _together(release, months, [_as_one(each) for each in sums], weeks, off)


def _as_one(found: Found) -> Answer:
    """A month as one number: never what is left of it where a week is missing."""
    match found:
        case Sum():
            return Figure(found.value, found.release)
        case Part():
            return Withheld(found.release) if found.withheld else NoData(found.release)
        case other:
            return other


def _together(
    release: Release, periods: Sequence[str], found: Sequence[Answer], own: Sequence[str], off: int | None
) -> Found:
    """What was found in each period as one; ``own`` are the periods of the measure that they are made of."""
    shown = [answer.value for answer in found if isinstance(answer, Figure)]
    if shown and len(shown) == len(found):
        return Sum(sum(shown), len(own), release, off)
    pairs = list(zip(periods, found, strict=True))
    withheld = tuple(period for period, answer in pairs if isinstance(answer, Withheld))
    if shown:
        published = tuple(period for period, answer in pairs if isinstance(answer, Figure))
        missing = tuple(period for period, answer in pairs if isinstance(answer, NoData))
        return Part(sum(shown), published, withheld, missing, release)
    return Withheld(release) if withheld else NoData(release)


def _off(release: Release, published: Sequence[str], periods: Sequence[str]) -> int | None:
    """How far carried rounding may move a sum of periods that follow each other; None where nothing is known of it.

    A year to date is within ``year_within`` of its truth, any other stretch of a year within twice that, as the
    difference of two of them. Across the turn of a year the parts add up.
    """
    each, held = release.measure.protect.base - 1, release.year_within
    at = bisect_left(published, periods[0])
    if held is None or tuple(published[at : at + len(periods)]) != tuple(periods):
        return None
    time, off = release.measure.time, 0
    before = year_of(published[at - 1], time) if at else ""
    for year, run in groupby(periods, key=lambda period: year_of(period, time)):
        off += min(len(list(run)) * each, 2 * held if year == before else held)
    return off


def of_one(found: Answer) -> Found:
    """The answer about a single period as a sum of itself."""
    return Sum(found.value, 1, found.release) if isinstance(found, Figure) else found


def can_add(measure: Measure) -> bool:
    """Whether periods may be added up: a person or household of one week may be there again in the next."""
    return measure.counts == "events"


def is_declared(measure: Measure, level: str, dimensions: Sequence[str]) -> bool:
    """Whether a table by this level and these dimensions is published for each period, or follows from one that is."""
    grains = (measure.time.grain, "week") if is_by_month(measure) else (measure.time.grain,)
    return _is_published(measure, grains, level, dimensions)


def is_only_by_month(measure: Measure, level: str, dimensions: Sequence[str]) -> bool:
    """Whether months of a weekly measure show such a table and its weeks do not."""
    weekly = measure.time.grain == "week"
    return (
        weekly
        and _is_published(measure, ("month",), level, dimensions)
        and not is_declared(measure, level, dimensions)
    )


def _is_published(measure: Measure, grains: Sequence[str], level: str, dimensions: Sequence[str]) -> bool:
    levels = measure.areas.levels
    return level in levels and any(
        levels.index(each.area_level) <= levels.index(level) and set(dimensions) <= set(each.dimensions)
        for each in measure.publish
        if each.time in grains
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
