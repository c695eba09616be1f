"""Stretches of time as people name them, before it is known which periods of a measure lie in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Unit = Literal["day", "week", "month", "term", "year"]


@dataclass(frozen=True, slots=True)
class Week:
    """The period that holds one day: "w/c 9 Nov", "9 November 2026", "last week"."""

    day: date


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month."""

    year: int
    month: int


@dataclass(frozen=True, slots=True)
class Term:
    """A school term: the one that starts on a day, or by its season and perhaps year, or so many back from now."""

    start: date | None = None
    season: str = ""
    year: int | None = None
    back: int = 0


@dataclass(frozen=True, slots=True)
class Year:
    """The year that begins in ``year``, or so many back from now; ``starts`` is "04-01", "" for the measure's own."""

    year: int | None = None
    starts: str = ""
    back: int = 0


@dataclass(frozen=True, slots=True)
class Range:
    """From the beginning of one part to the end of another; ``None`` is as far as the figures go."""

    first: Part | None
    last: Part | None


@dataclass(frozen=True, slots=True)
class Last:
    """The newest so many; ``unit`` is ``None`` for whatever the measure is counted by."""

    count: int
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class Newest:
    """Whatever was published last."""


@dataclass(frozen=True, slots=True)
class Before:
    """The stretch before the one spoken of: "the month before"."""


@dataclass(frozen=True, slots=True)
class YearBefore:
    """The same stretch a year before the one spoken of: "same weeks last year"."""


Part = Week | Month | Term | Year
Named = Month | Term | Year
Span = Part | Range | Last | Newest | Before | YearBefore
