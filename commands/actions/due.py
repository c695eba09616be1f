"""By when: UK dates in words, the next meeting, and a question where words can mean two days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from commands import Refusal, Request
from commands.reply import Button
from commands.schedule_words import settings_now
from storage.meetings import next_meeting
from storage.times import DAYS, parse_due, say_date, say_day

MEETING = re.compile(r"(?:the )?next (?:meeting|time|call)", re.IGNORECASE)
NEXT = re.compile(r"next ([a-z]+)", re.IGNORECASE)
YEAR = re.compile(r"\d{4}|\d[/ -]\w+[/ -]\d\d$|month|week|day")  # what says itself how far away it is
FAR = timedelta(days=300)  # a date without its year that is further away was perhaps meant to be the last one
NO_MEETING = "No meeting is planned, so write a date, such as Fri or 31 March."


@dataclass(frozen=True, slots=True)
class Due:
    """By when, as a date; ``at_meeting`` says that it is the day of the next meeting."""

    day: date | None
    at_meeting: bool = False

    def words(self, today: date) -> str:
        """Such as "by Friday 20 November 2026"."""
        if self.day is None:
            return "with no date yet"
        return (
            f"by {say_date(self.day)}{' (the next meeting)' if self.at_meeting and self.day >= today else ''}"
        )


def usual(request: Request) -> Due:
    """By when where nobody says: the next meeting, if one is planned."""
    coming = next_meeting.next_one(request.db, settings_now(request), request.now)
    return Due(coming.local.date(), at_meeting=True) if coming else Due(None)


def read(request: Request, words: str, line: str = "") -> Due:
    """The day that words mean. ``line`` is a command line that takes a date at its end, to choose between two."""
    words = words.strip().rstrip(".")
    if not words:
        return usual(request)
    if (meeting := _meeting(request, words)) is not None:
        return meeting
    try:
        day = parse_due(words, request.today)
    except ValueError as problem:
        raise Refusal(str(problem), field="due") from None
    _ask_if_unclear(words, day, request.today, line)
    return Due(day)


def is_date(words: str) -> bool:
    """Whether words can be a date at all; what it is, is settled later."""
    if MEETING.fullmatch(words.strip()):
        return True
    try:
        parse_due(words, date(2000, 1, 1))
    except ValueError:
        return False
    return True


def _meeting(request: Request, words: str) -> Due | None:
    """The next meeting, of any series or of one: "next meeting", "next Weekly call"."""
    settings = settings_now(request)
    name = re.sub(r"^(?:the )?next ", "", words, flags=re.IGNORECASE)
    series = next_meeting.series_named(settings, name)
    if series is None and not MEETING.fullmatch(words):
        return None
    coming = next_meeting.next_one(request.db, settings, request.now, series.title if series else None)
    if coming is None:
        raise Refusal(NO_MEETING, field="due")
    return Due(coming.local.date(), at_meeting=True)


def _ask_if_unclear(words: str, day: date, today: date, line: str) -> None:
    """ "Next Friday" on a Wednesday can be in two days or in nine; a date without a year that passed, in a year."""
    sooner = day - timedelta(7)
    named = NEXT.fullmatch(words.strip())
    if named and _is_weekday(named[1]) and sooner > today:
        raise Refusal(
            f"“{words}” can be {say_date(sooner)} or {say_date(day)}. Which one?",
            _choices(line, sooner, day),
            "due",
        )
    if day - today > FAR and not YEAR.search(words):
        raise Refusal(
            f"That would be {say_date(day)}. Write the year too if that is meant, such as {say_day(day)}.",
            _choices(line, day),
            "due",
        )


def _choices(line: str, *days: date) -> list[Button]:
    return [Button(say_date(day), f"{line}{day.isoformat()}") for day in days] if line else []


def _is_weekday(word: str) -> bool:
    return len(word) > 2 and any(name.casefold().startswith(word.casefold()[:3]) for name in DAYS)
