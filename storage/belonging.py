"""Where a published period ends, and to which month and year it belongs: for answers, rounding and the attack alike."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import assert_never

from dateutil.relativedelta import relativedelta

from storage.measures import Time

DAY = timedelta(days=1)
SUNDAY = timedelta(days=6)  # from a Monday; it says to which month and year a week belongs


def day_after(time: Time, period: date) -> date:
    """The day after a period; the day itself for figures counted once."""
    match time.grain:
        case "week":
            return period + SUNDAY + DAY
        case "month":
            return period.replace(day=1) + relativedelta(months=1)
        case "term":
            return next((term.end for term in time.terms if term.id == period.isoformat()), period)
        case "once":
            return period
        case other:
            assert_never(other)


@cache
def month_of_week(week: str) -> str:
    """The first day of the month that a week belongs to, that of its Sunday."""
    return (date.fromisoformat(week) + SUNDAY).replace(day=1).isoformat()


@cache
def weeks_of(month: str) -> tuple[str, ...]:
    """The Mondays of the weeks that belong to a month, which is named by its first day."""
    first = date.fromisoformat(month)
    sundays = (first + number * DAY for number in range(31))
    inside = (day for day in sundays if day.weekday() == 6 and day.month == first.month)
    return tuple((day - SUNDAY).isoformat() for day in inside)


def month_of(period: str, time: Time) -> str:
    """The first day of the month that a period belongs to."""
    return month_of_week(period) if time.grain == "week" else f"{period[:7]}-01"


def year_of(period: str, time: Time) -> str:
    """The first day of the year that a period belongs to, as answers count it: that of a week's Sunday, of a month's
    last day, and of the day on which a term begins."""
    return _year_of(period, time.grain, time.year_starts or ("09-01" if time.grain == "term" else "04-01"))


@cache
def _year_of(period: str, grain: str, begins: str) -> str:
    last = date.fromisoformat(period)
    if grain == "week":
        last += SUNDAY
    if grain == "month":
        last = last.replace(day=1) + relativedelta(months=1) - DAY
    year = last.year - (f"{last:%m-%d}" < begins)
    return f"{year}-{begins}"
