"""The publication lag: each period is published once, when late records have come in, and not before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from storage.belonging import day_after
from storage.counts import Extract
from storage.measures import Measure, Time
from storage.period_words import say_periods
from storage.times import say_day


def published_from(time: Time, period: date) -> date:
    """The first day on which a period may be published; a term is counted within it, so its lag runs from its start."""
    begins = period if time.grain == "term" else day_after(time, period)
    return begins + timedelta(days=time.lag_days)


def too_new(measure: Measure, periods: Iterable[date], today: date) -> tuple[str, ...]:
    """A sentence for each period that has to wait, oldest first."""
    return tuple(
        f"The counts {say_periods(measure.time, [each.isoformat()])} may be published from "
        f"{say_day(published_from(measure.time, each))}."
        for each in sorted(_waiting(measure, periods, today))
    )


def ready(measure: Measure, extract: Extract, today: date) -> Extract:
    """The extract without the periods that have to wait; its notes say which."""
    waiting = _waiting(measure, (count.period for count in extract.counts), today)
    if not waiting:
        return extract
    counts = tuple(count for count in extract.counts if count.period not in waiting)
    left_out = (f"{sentence} They are left out until then." for sentence in too_new(measure, waiting, today))
    return replace(extract, counts=counts, notes=(*extract.notes, *left_out))


def _waiting(measure: Measure, periods: Iterable[date], today: date) -> set[date]:
    return {period for period in set(periods) if published_from(measure.time, period) > today}
