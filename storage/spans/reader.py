"""Words about time: "last month", "autumn term", "since october", "from 5 Oct to 1 Nov", "last 8 weeks", "w/c 9 Nov".

A date without a year is the latest one that is not in the future, because figures are about what has been. The words
come in small letters with single spaces and without commas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from storage.spans import Last, Month, Part, Range, Span, Term, Week, Year, patterns
from storage.spans.dates import Loose, Unreadable, month_named, read_loose
from storage.spans.patterns import COUNTS, STARTS, UNITS


@dataclass(frozen=True, slots=True)
class Read:
    """Where words about time end, what they mean, and what the person should know about how they were read."""

    end: int
    span: Span
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of time, by itself or as the beginning or end of a stretch."""

    end: int
    meant: Loose | Part

    def fixed(self, limit: date) -> Part:
        return self.meant.latest(limit) if isinstance(self.meant, Loose) else self.meant

    def said(self, part: Part) -> tuple[str, ...]:
        return self.meant.said(part) if isinstance(self.meant, Loose) else ()


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads one text on one day.

    ``terms`` are the names of school terms, as the text would spell them, and their first days; ``comparing``
    says that "last year" means the same stretch a year ago, as in "compared with last year".
    """

    text: str
    today: date
    terms: tuple[tuple[str, date], ...] = ()
    comparing: bool = False

    def read(self, at: int = 0) -> Read | None:
        """The longest words about time at one place; raises ``Unreadable`` for a date that is none."""
        if not self._may_begin(at):
            return None
        part = self._part(at)
        ways = (
            self._relative(at),
            self._several(at),
            self._single(part),
            self._range(at, part),
            self._open(at, part),
        )
        return max((read for read in ways if read), key=lambda read: read.end, default=None)

    def _may_begin(self, at: int) -> bool:
        space = self.text.find(" ", at)
        word = self.text[at:] if space < 0 else self.text[at:space]
        if word[:1].isdigit() or word in patterns.BEGINNINGS:
            return True
        return any(label.startswith(word) for label, _ in self.terms) if word else False

    def _relative(self, at: int) -> Read | None:
        for pattern, span in (*(patterns.COMPARED if self.comparing else ()), *patterns.RELATIVE):
            if match := pattern.match(self.text, at):
                return Read(match.end(), span)
        if match := patterns.QUARTER.match(self.text, at):
            return Read(match.end(), self._quarter(_back(match)))
        match = patterns.YEAR_TO_YEAR.match(self.text, at)
        return Read(match.end(), _year_to_year(match)) if match and _follow(match) else None

    def _quarter(self, back: int) -> Range:
        begins = self.today.replace(day=1, month=(self.today.month - 1) // 3 * 3 + 1)
        begins -= relativedelta(months=3 * back)
        return Range(_month(begins), _month(begins + relativedelta(months=2)))

    def _several(self, at: int) -> Read | None:
        match = patterns.SEVERAL.match(self.text, at)
        if match is None:
            rolling = patterns.ROLLING.match(self.text, at)
            return (
                Read(rolling.end(), Last(*UNITS[rolling["unit"] or rolling["fortnight"]]))
                if rolling
                else None
            )
        times, unit = UNITS[match["unit"]] if match["unit"] else (1, None)
        if not _count(match):
            raise Unreadable("Write a number of 1 or more, such as last 8 weeks.")
        return Read(match.end(), Last(_count(match) * times, unit))

    def _single(self, part: _Part | None) -> Read | None:
        if part is None:
            return None
        span = part.fixed(self.today)
        return Read(part.end, span, part.said(span))

    def _range(self, at: int, part: _Part | None) -> Read | None:
        if days := patterns.SAME_MONTH.match(self.text, at):
            month, year = month_named(days["month"]), int(days["year"]) if days["year"] else None
            first, last = (Loose(month, int(days[name]), year) for name in ("from", "day"))
            return self._between(_Part(days.start(), first), _Part(days.end(), last))
        opening = patterns.FROM.match(self.text, at)
        begins = self._part(opening.end()) if opening else part
        joined = patterns.TO.match(self.text, begins.end) if begins else None
        if begins is None or joined is None or (joined["and"] and not opening):
            return None
        ends = self._part(joined.end())
        return self._between(begins, ends) if ends else None

    def _between(self, begins: _Part, ends: _Part) -> Read:
        """Years left out are chosen so that the last part has begun, and the first not after it."""
        last = ends.fixed(self.today)
        if isinstance(begins.meant, Loose) and begins.meant.year and isinstance(ends.meant, Loose):
            last = ends.meant.earliest(_first_day(begins.fixed(self.today), self.today))
        first = begins.fixed(_first_day(last, self.today))
        return Read(ends.end, Range(first, last), begins.said(first) + ends.said(last))

    def _open(self, at: int, part: _Part | None) -> Read | None:
        until = patterns.UNTIL.match(self.text, at)
        if until and (ends := self._part(until.end())):
            last = ends.fixed(self.today)
            return Read(ends.end, Range(None, last), ends.said(last))
        since = patterns.SINCE.match(self.text, at)
        begins = self._part(since.end()) if since else part
        onwards = patterns.ONWARDS.match(self.text, begins.end) if begins else None
        if begins is None or not (since or onwards):
            return None
        first = begins.fixed(self.today)
        return Read(onwards.end() if onwards else begins.end, Range(first, None), begins.said(first))

    def _part(self, at: int) -> _Part | None:
        ways = (self._in_week, self._in_month, self._loose, self._term, self._year, self._near)
        return max((part for way in ways for part in way(at)), key=lambda part: part.end, default=None)

    def _in_week(self, at: int) -> Iterator[_Part]:
        opening = patterns.IN_WEEK.match(self.text, at)
        found = read_loose(self.text, opening.end(), self.today) if opening else None
        if found and found[1].day:
            yield _Part(*found)

    def _in_month(self, at: int) -> Iterator[_Part]:
        opening = patterns.IN_MONTH.match(self.text, at)
        if opening is None:
            return
        if number := patterns.MONTH_NUMBER.match(self.text, opening.end()):
            yield _Part(number.end(), Loose(int(number[0])))
        found = read_loose(self.text, opening.end(), self.today)
        if found and not found[1].day:
            yield _Part(*found)

    def _loose(self, at: int) -> Iterator[_Part]:
        found = read_loose(self.text, at, self.today)
        if found:
            yield _Part(*found)

    def _term(self, at: int) -> Iterator[_Part]:
        after = at + 5 if self.text.startswith("term ", at) else at
        for label, start in self.terms:
            end = after + len(label)
            if self.text.startswith(label, after) and self.text[end : end + 1] in ("", " "):
                yield _Part(end, Term(start))
        for pattern in patterns.TERMS:
            if match := pattern.match(self.text, at):
                yield _Part(match.end(), _term(match))

    def _year(self, at: int) -> Iterator[_Part]:
        if match := patterns.YEAR_ON.match(self.text, at):
            yield _Part(match.end(), Year(int(match["year"]), match["starts"]))
        if (match := patterns.YEAR_PAIR.match(self.text, at)) and _follow(match):
            yield _Part(match.end(), _year_to_year(match))
        if match := patterns.YEAR_ALONE.match(self.text, at):
            yield _Part(match.end(), Year(int(match["year"]), STARTS.get(match["kind"], "01-01")))
        if match := patterns.YEAR_BACK.match(self.text, at):
            yield _Part(match.end(), Year(None, STARTS.get(match["kind"], ""), _back(match)))
        if match := patterns.YEAR_SO_FAR.match(self.text, at):
            yield _Part(match.end(), Year(None, STARTS.get(match["kind"], "")))

    def _near(self, at: int) -> Iterator[_Part]:
        if match := patterns.NEAR.match(self.text, at):
            yield _Part(match.end(), Week(self.today - timedelta(days=match[0] == "yesterday")))
        if match := patterns.RECENT.match(self.text, at):
            yield _Part(match.end(), self._back_from_now(match["unit"], _back(match)))
        if match := patterns.AGO.match(self.text, at):
            times, unit = UNITS[match["unit"]]
            yield _Part(match.end(), self._back_from_now(unit, _count(match) * times))

    def _back_from_now(self, unit: str, count: int) -> Part:
        match unit:
            case "month":
                return _month(self.today - relativedelta(months=count))
            case "term":
                return Term(back=count)
            case "year":
                return Week(self.today - relativedelta(years=count))
            case _:
                return Week(self.today - timedelta(days=count * (1 if unit == "day" else 7)))


def _month(day: date) -> Month:
    return Month(day.year, day.month)


def _back(match: re.Match[str]) -> int:
    return 0 if match["back"] in ("this", "current") else 1


def _count(match: re.Match[str]) -> int:
    return int(match["count"]) if match["count"].isdigit() else COUNTS[match["count"]]


def _follow(match: re.Match[str]) -> bool:
    """Whether the second year of "2025 to 2026" or "2025/26" is the next one."""
    following = match["next"] if len(match["next"]) == 4 else match["year"][:2] + match["next"]
    return int(match["year"]) + 1 == int(following)


def _year_to_year(match: re.Match[str]) -> Year:
    return Year(int(match["year"]), STARTS.get(match["kind"], ""))


def _term(match: re.Match[str]) -> Term:
    parts = match.groupdict()
    if parts.get("back"):
        return Term(back=_back(match))
    return Term(None, parts["season"], int(parts["year"]) if parts.get("year") else None)


def _first_day(part: Part, otherwise: date) -> date:
    """The first day of a part whose year is known from its words."""
    match part:
        case Week(day):
            return day
        case Month(year, month):
            return date(year, month, 1)
        case _:
            return otherwise
