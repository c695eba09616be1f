"""Weeks by month: a week belongs to the month of its Sunday, and a part of a month is never called the month."""

from __future__ import annotations

from calendar import SUNDAY, monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from storage.times import MONTHS


@dataclass(frozen=True, slots=True)
class Month:
    """The weeks of one month that are in a window; ``all_of_it`` is how many the month has."""

    name: str
    weeks: tuple[str, ...]
    all_of_it: int

    @property
    def is_whole(self) -> bool:
        return len(self.weeks) == self.all_of_it

    @property
    def label(self) -> str:
        return self.name if self.is_whole else f"{self.name}, {len(self.weeks)} of {self.all_of_it} weeks"


def months(periods: tuple[str, ...]) -> tuple[Month, ...]:
    """The months of some weeks, oldest first."""
    grouped: dict[tuple[int, int], tuple[str, ...]] = {}
    for period in periods:
        sunday = date.fromisoformat(period) + timedelta(days=6)
        key = (sunday.year, sunday.month)
        grouped[key] = (*grouped.get(key, ()), period)
    return tuple(
        Month(f"{MONTHS[month - 1]} {year}", weeks, _sundays(year, month))
        for (year, month), weeks in grouped.items()
    )


def _sundays(year: int, month: int) -> int:
    days = range(1, monthrange(year, month)[1] + 1)
    return sum(date(year, month, day).weekday() == SUNDAY for day in days)
