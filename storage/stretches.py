"""From a span of time to the days in it: school terms, years that begin in April, and weeks that belong to a month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from storage.measures import Grain, Term, Time
from storage.spans import Month, Part, Range, Unit, Week, Year
from storage.spans import Term as TermSpan
from storage.spans.dates import Unreadable
from storage.times import MONTHS, say_day

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
FINENESS: tuple[Unit, ...] = ("day", "week", "month", "term", "year")
NO_TERMS = "No school terms are set up here. Write dates, such as from 1 September 2026 to 18 December 2026."


class WrongGrain(Exception):
    """A stretch of time that is finer than the periods of the measure; ``unit`` is what was asked by."""

    def __init__(self, unit: Unit, periods: tuple[str, ...]) -> None:
        super().__init__(unit)
        self.unit = unit
        self.periods = periods


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days from ``first`` to ``last``, both included. ``name`` and ``key`` are empty where it has no name of its own."""

    first: date
    last: date
    name: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Stretches:
    """Works out stretches for figures of one kind of time, on one day."""

    time: Time
    terms: tuple[Term, ...]
    today: date

    def of(self, part: Part) -> Stretch:
        """The days of one part; raises ``Unreadable`` for a term nobody set up."""
        match part:
            case Week(day):
                monday = day - DAY * day.weekday()
                return Stretch(monday, monday + WEEK - DAY)
            case Month(year, month):
                first = date(year, month, 1)
                name = f"{MONTHS[month - 1]} {year}"
                return self._ending(Stretch(first, month_after(first) - DAY, name, f"month={first:%Y-%m}"))
            case Year():
                first = self._year(part)
                name = (
                    f"{first.year}"
                    if (first.month, first.day) == (1, 1)
                    else f"the year from {say_day(first)}"
                )
                last = first + relativedelta(years=1) - DAY
                return self._ending(Stretch(first, last, name, f"year={first}"))
            case _:
                term = self._term(part)
                return Stretch(term.start, term.end, f"the {term.label}", f"term={term.label}")

    def between(self, span: Range, first: date, last: date) -> Stretch:
        """The days of a range; where it is open, the first or the last day there are figures for."""
        begins = self._edge(span.first).first if span.first else first
        ends = self._edge(span.last).last if span.last else last
        if begins > ends and span.first and span.last:
            raise Unreadable(f"{say_day(begins)} is after {say_day(ends)}. Write the earlier date first.")
        return Stretch(begins, ends)

    def periods(self, stretch: Stretch) -> tuple[str, ...]:
        """The start of every period that belongs to a stretch, oldest first."""
        return tuple(day.isoformat() for day in self._starts(stretch))

    def until(self, period: str) -> date:
        """The day after a period."""
        start = date.fromisoformat(period)
        match self.time.grain:
            case "week":
                return start + WEEK
            case "month":
                return month_after(start)
            case "term":
                return next((term.end + DAY for term in self.time.terms if term.start == start), start + DAY)
            case "once":
                return start + DAY

    def refuse_finer(self, part: Part) -> None:
        """Raises ``WrongGrain`` for a week of monthly figures and a month of termly ones."""
        if is_finer(unit_of(part), self.time.grain):
            raise WrongGrain(unit_of(part), self.periods(self.of(part)))

    def _edge(self, part: Part) -> Stretch:
        """Where a range begins or ends; by month or term a date is that day and not its week."""
        if isinstance(part, Week) and self.time.grain != "week":
            return Stretch(part.day, part.day)
        return self.of(part)

    def _ending(self, stretch: Stretch) -> Stretch:
        """A week belongs to the month or the year of its Sunday."""
        if self.time.grain != "week":
            return stretch
        return Stretch(
            stretch.first, stretch.last - DAY * ((stretch.last.weekday() + 1) % 7), stretch.name, stretch.key
        )

    def _starts(self, stretch: Stretch) -> Iterator[date]:
        day = stretch.first
        match self.time.grain:
            case "week":
                day -= DAY * day.weekday()
                while day <= stretch.last:
                    yield day
                    day += WEEK
            case "month":
                day = day.replace(day=1)
                while day <= stretch.last:
                    yield day
                    day = month_after(day)
            case "term":
                yield from (term.start for term in self.time.terms if self._in(term, stretch))
            case "once":
                yield from (day for day in [self.time.period] if day and stretch.first <= day <= stretch.last)

    def _in(self, term: Term, stretch: Stretch) -> bool:
        """A term belongs to the year in which it begins; to other stretches if any of it does."""
        if stretch.key.startswith("year="):
            return stretch.first <= term.start <= stretch.last
        return term.start <= stretch.last and stretch.first <= term.end

    def _year(self, year: Year) -> date:
        usual = "09-01" if self.time.grain == "term" else "04-01" if year.year else "01-01"
        month, day = map(int, (year.starts or self.time.year_starts or usual).split("-"))
        try:
            if year.year:
                return date(year.year, month, day)
            begins = date(self.today.year, month, day)
        except ValueError:
            raise Unreadable(
                f"A year cannot start on {month:02}-{day:02}. Write it like 2026 or 2026/27."
            ) from None
        return begins - relativedelta(years=year.back + (begins > self.today))

    def _term(self, span: TermSpan) -> Term:
        if not self.terms:
            raise Unreadable(NO_TERMS)
        wanted = [term for term in self.terms if _is(term, span)]
        begun = [term for term in wanted if span.start or span.year or term.start <= self.today]
        if len(begun) <= span.back:
            known = f"{self.terms[0].label} to {self.terms[-1].label}"
            raise Unreadable(f"This term is not one that is set up here. There are terms from {known}.")
        return begun[-1 - span.back]


def month_after(first: date) -> date:
    """The first day of the next month."""
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def unit_of(part: Part) -> Unit:
    """What a part of time is counted by."""
    match part:
        case Week():
            return "week"
        case Month():
            return "month"
        case Year():
            return "year"
        case _:
            return "term"


def is_finer(unit: Unit, grain: Grain) -> bool:
    """Whether a unit is too fine to ask for among periods of a grain; figures counted once have none."""
    return grain != "once" and FINENESS.index(unit) < FINENESS.index(grain)


def _is(term: Term, span: TermSpan) -> bool:
    if span.start:
        return term.start == span.start
    return span.season in term.label.lower() and (span.year is None or term.start.year == span.year)
