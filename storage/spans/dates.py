"""Dates and months as people in Britain type them: day before month, often without a year."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from storage.spans import Month, Week
from storage.times import MONTHS, say_day

SAY_DATE = "Write it like 9 November 2026."
LOOK_BACK = 9  # years: far enough to find a 29 February on either side of a century

A_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
A_DAY, A_NUMBER, A_YEAR = (
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)?",
    r"(?P<number>\d\d?)",
    r"(?P<year>(?:19|20|21)\d\d)",
)
A_WEEKDAY = r"(?:(?:mon|tues?|wed|weds|wednes|thu|thurs?|fri|sat|satur|sun)(?:day)? )?(?:the )?"


def whole(pattern: str) -> re.Pattern[str]:
    """A pattern that ends where a word ends."""
    return re.compile(rf"(?:{pattern})(?!\S)")


DAYS = (
    whole(rf"{A_YEAR}-{A_NUMBER}-{A_DAY}"),
    whole(rf"{A_DAY}[/.]{A_NUMBER}(?:[/.](?P<year>\d\d(?:\d\d)?))?"),
    whole(rf"{A_DAY}-{A_NUMBER}-(?P<year>\d\d(?:\d\d)?)"),
    whole(rf"{A_WEEKDAY}{A_DAY}(?: of)? {A_MONTH}(?: {A_YEAR})?"),
    whole(rf"{A_MONTH} {A_DAY}(?: {A_YEAR})?"),
)
IN_MONTHS = (
    whole(rf"{A_YEAR}-(?P<number>0[1-9]|1[0-2])"),
    whole(rf"(?P<number>0?[1-9]|1[0-2])/{A_YEAR}"),
    whole(rf"(?:this |last |previous )?{A_MONTH}(?: {A_YEAR})?"),
)
IN_FIGURES = re.compile(r"\d\d?[-/.]\d\d?(?:[-/.]\d+)?")
IN_YEAR = whole(rf"{A_MONTH} (?P<which>this|last) year")


class Unreadable(Exception):
    """Words about time that name no real date; the text says so and how to write one."""


@dataclass(frozen=True, slots=True)
class Loose:
    """A date, or a month, whose year may still be missing; ``typed`` is how it was written."""

    month: int
    day: int | None = None
    year: int | None = None
    typed: str = ""

    def latest(self, limit: date) -> Week | Month:
        """The latest that begins on or before a day; as it was written where its year was."""
        for year in [self.year] if self.year else range(limit.year, limit.year - LOOK_BACK, -1):
            begins = self._begins(year)
            if begins and (self.year or begins <= limit):
                return self._in(begins)
        raise self._unreal()

    def earliest(self, limit: date) -> Week | Month:
        """The earliest that begins on or after a day; as it was written where its year was."""
        for year in [self.year] if self.year else range(limit.year, limit.year + LOOK_BACK):
            begins = self._begins(year)
            if begins and (self.year or begins >= limit):
                return self._in(begins)
        raise self._unreal()

    def said(self, meant: object) -> tuple[str, ...]:
        """Which way round a date in figures was read, where that could be mistaken."""
        mistakable = (
            self.day and self.day <= 12 and self.day != self.month and IN_FIGURES.fullmatch(self.typed)
        )
        if not mistakable or not isinstance(meant, Week):
            return ()
        return (f"“{self.typed}” was read as {say_day(meant.day)}: the day before the month.",)

    def _begins(self, year: int) -> date | None:
        try:
            return date(year, self.month, self.day or 1)
        except ValueError:
            return None

    def _in(self, begins: date) -> Week | Month:
        return Week(begins) if self.day else Month(begins.year, begins.month)

    def _unreal(self) -> Unreadable:
        return Unreadable(f"“{self.typed}” is not a real date. {SAY_DATE}")


def read_loose(text: str, at: int, today: date) -> tuple[int, Loose] | None:
    """A date or month at this place of a text: where it ends, and what it says; the longest reading."""
    if found := IN_YEAR.match(text, at):
        year = today.year - (found["which"] == "last")
        return found.end(), Loose(month_named(found["month"]), None, year, found[0])
    days = [found for pattern in DAYS if (found := pattern.match(text, at))]
    months = [found for pattern in IN_MONTHS if (found := pattern.match(text, at))]
    found = max([*days, *months], key=lambda match: match.end(), default=None)
    return None if found is None else (found.end(), _loose(found))


def _loose(found: re.Match[str]) -> Loose:
    parts: Mapping[str, str | None] = found.groupdict()
    month, number = parts.get("month"), parts.get("number")
    day, year = parts.get("day"), parts.get("year")
    return Loose(
        month_named(month) if month else int(number or 0),
        int(day) if day else None,
        (int(year) + (2000 if len(year) == 2 else 0)) if year else None,
        found[0],
    )


def month_named(word: str) -> int:
    """The number of a month from its name or the beginning of it."""
    return next(n for n, name in enumerate(MONTHS, 1) if name.lower().startswith(word[:3]))
