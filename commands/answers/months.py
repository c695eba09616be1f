"""Weeks by month: a week belongs to the month of its Sunday, and a part of a month is never called the month."""

from __future__ import annotations

from dataclasses import dataclass

from storage.belonging import month_of_week, weeks_of
from storage.period_words import say_month


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
    grouped: dict[str, tuple[str, ...]] = {}
    for period in periods:
        month = month_of_week(period)
        grouped[month] = (*grouped.get(month, ()), period)
    return tuple(Month(say_month(month), weeks, len(weeks_of(month))) for month, weeks in grouped.items())
