"""To which year a published period belongs: the one in which answers count it and in which rounding is carried."""

from __future__ import annotations

from datetime import date, timedelta

from storage.measures import Time

SUNDAY = timedelta(days=6)  # from a Monday; it says to which year a week belongs


def year_of(period: str, time: Time) -> str:
    """The first day of the year that a period belongs to, as answers count it: that of a week's Sunday, of a month's
    last day, and of the day on which a term begins."""
    first = date.fromisoformat(period)
    match time.grain:
        case "week":
            last = first + SUNDAY
        case "month":
            last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        case "term" | "once":
            last = first
    begins = time.year_starts or ("09-01" if time.grain == "term" else "04-01")
    year = last.year - (f"{last:%m-%d}" < begins)
    return f"{year}-{begins}"
