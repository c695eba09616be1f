"""What happens in the demonstration year: terms, holidays, a van off the road."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

START = date(2024, 9, 30)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
HALF_TERMS = ((2, 2), (5, -1), (10, -1))  # month, and which of its Mondays; -1 is the last
HALF_TERM, CHRISTMAS, VAN = "Half term", "Christmas closure", "Van off the road"
VAN_OFF = date(2026, 1, 19)


@dataclass(frozen=True, order=True)
class Event:
    """Something that would explain a number, from its first to its last day; shown as a mark on charts."""

    start: date
    end: date
    words: str

    def touches(self, week: date) -> bool:
        """Whether any of it lies in the seven days from this Monday."""
        return self.start < week + WEEK and week <= self.end


def events(until: date) -> tuple[Event, ...]:
    """The events that have begun before `until`, in order."""
    years = range(START.year, until.year + 1)
    found = [Event(VAN_OFF, VAN_OFF + 2 * WEEK - DAY, VAN)]
    for year in years:
        found.append(Event(date(year, 12, 24), date(year + 1, 1, 1), CHRISTMAS))
        mondays = [_mondays(year, month)[which] for month, which in HALF_TERMS]
        found += [Event(monday, monday + 4 * DAY, HALF_TERM) for monday in mondays]
    return tuple(sorted(event for event in found if START <= event.start < until))


def weeks(until: date) -> Iterator[date]:
    """The Mondays of all full weeks from the start that end before `until`."""
    week = START
    while week + WEEK <= until:
        yield week
        week += WEEK


def _mondays(year: int, month: int) -> list[date]:
    first = date(year, month, 1)
    days = [first + DAY * offset for offset in range(31)]
    return [day for day in days if day.month == month and not day.weekday()]
