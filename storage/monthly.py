"""A weekly measure by month, for what months show and weeks do not, such as the wards by reason.

A month is its whole weeks, and a week belongs to the month of its Sunday. What the weeks show as well is their sum; the
rest is published by month, inside those sums, and may be further from its truth: the certificate says by how much.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from storage.belonging import weeks_of
from storage.measures import Measure, Time
from storage.releases import Release, Shelf

WEEKLY = Time(grain="week", starts="monday")


def by_month(release: Release) -> Release:
    """A weekly release for questions that only its months answer: the same figures, with months for periods."""
    measure = release.measure
    time = measure.time.model_copy(update={"grain": "month", "starts": None})
    return replace(release, measure=measure.model_copy(update={"time": time}))


def is_by_month(measure: Measure) -> bool:
    """Whether this is a weekly measure seen by month."""
    return measure.time.grain == "month" and any(each.time == "week" for each in measure.publish)


def own_periods(measure: Measure, periods: Sequence[str]) -> tuple[str, ...]:
    """The periods in which something is counted: the weeks of the months of a weekly measure, else the periods themselves."""
    if not is_by_month(measure):
        return tuple(periods)
    return tuple(week for month in periods for week in weeks_of(month))


def published(shelf: Shelf, measure: Measure) -> tuple[str, ...]:
    """The periods of which there are figures, oldest first; by month those of which months show something of their own."""
    return shelf.months(measure.id) if is_by_month(measure) else shelf.periods(measure.id)


def month_off(release: Release) -> int:
    """How far a month may be from its truth, where it shows what its weeks do not."""
    return release.measure.protect.base * (release.month_bases or 1) - 1


def off(release: Release) -> int:
    """How far a single number may be from its truth, so also how large the truth of a 0 may be."""
    return month_off(release) if is_by_month(release.measure) else release.measure.protect.base - 1
