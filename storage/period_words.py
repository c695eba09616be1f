"""Periods in words, to stand after a number: "in the week of Monday 9 November 2026", "in the 3 months from …"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from storage.measures import Grain, Time
from storage.times import MONTHS, say_date, say_day


def say_periods(time: Time, periods: Sequence[str]) -> str:
    """When figures of these consecutive periods are for."""
    if len(periods) > 1:
        return f"in the {count(time.grain, periods)} from {extent(time, periods)}"
    match time.grain:
        case "week":
            return f"in the week of {say_date(date.fromisoformat(periods[0]))}"
        case "month":
            return f"in {say_month(periods[0])}"
        case "term":
            return f"in the {term_label(time, periods[0])}"
        case "once":
            return f"on {say_day(date.fromisoformat(periods[0]))}"


def say_named(time: Time, periods: Sequence[str], name: str, *, late: bool, early: bool) -> str:
    """A stretch with a name of its own, with the periods in it where they are not what the name says.

    ``early``: figures begin within it; ``late``: its newest periods are not published yet.
    """
    so_far = " so far" if late else " since figures began" if early else ""
    plain = not so_far and say_periods(time, periods) == f"in {name}"
    return (
        f"in {name}"
        if plain
        else f"in {name}{so_far} ({count(time.grain, periods)}, {extent(time, periods)})"
    )


def extent(time: Time, periods: Sequence[str]) -> str:
    """From the first to the last of some periods, without saying the same year twice."""
    first, last = periods[0], periods[-1]
    match time.grain:
        case "week":
            begins, ends = date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=6)
            return f"{_short(say_date(begins), begins, ends)} to {say_date(ends)}"
        case "month":
            if len(periods) == 1:
                return say_month(first)
            return f"{_short(say_month(first), date.fromisoformat(first), date.fromisoformat(last))} to {say_month(last)}"
        case "term":
            return " to ".join(term_label(time, period) for period in dict.fromkeys((first, last)))
        case "once":
            return say_day(date.fromisoformat(first))


def count(grain: Grain, periods: Sequence[str]) -> str:
    """How many weeks, months or terms."""
    unit = "count" if grain == "once" else grain
    return f"{len(periods)} {unit}" if len(periods) == 1 else f"{len(periods)} {unit}s"


def term_label(time: Time, period: str) -> str:
    return next((term.label for term in time.terms if term.id == period), period)


def _short(words: str, begins: date, ends: date) -> str:
    return words.removesuffix(f" {begins.year}") if begins.year == ends.year else words


def say_month(period: str) -> str:
    """A month by its first day: "September 2026"."""
    day = date.fromisoformat(period)
    return f"{MONTHS[day.month - 1]} {day.year}"
