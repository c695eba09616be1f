"""How likely chance, rounding and season alone would take the end of a series as far from its past as it is.

A robust quasi-Poisson score; the method as a whole and its sources are in ``storage/patterns.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import copysign, erfc, log1p, pi, pow, sqrt
from typing import TypeVar

PLAIN = 2.5  # a normal score beside the periods before, below which nothing has moved
STEADY = 0.15  # chance and rounding beside the level, above which a series cannot tell its own season
ENOUGH = 2 / 3  # of the periods that say what is usual have to be known
LEAST_KNOWN = 4  # misses that a spread is taken to rest on, where a floor stands in for them
TRIMMED = 2.714  # a normal variance beside the mean square of the closest three quarters of its draws
POWER = 2 / 3  # on this scale counts lean to neither side

N = TypeVar("N", int, float)
Values = Sequence[int | None]
Ratios = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Rhythm:
    """For one grain of time, in periods: how many say what is usual, on how many the method's own misses are
    measured, which sums are looked at, and how far a week of last year may have moved."""

    usual: int
    tried: int
    spans: tuple[int, ...]
    shift: int = 0

    @property
    def few(self) -> int:
        """Misses below which their spread is not known well."""
        return self.tried // 2


class View:
    """One way to expect a sum: the median of earlier ratios to ``beside``, times what ``beside`` is now."""

    def __init__(self, values: Values, beside: Ratios, usual: int, base: int) -> None:
        pairs = zip(values, beside, strict=True)
        self.ratios = [None if value is None or not by else value / by for value, by in pairs]
        self.values, self.beside, self.usual, self.base = values, beside, usual, base
        self._middles: dict[int, float | None] = {}

    def middle(self, start: int) -> float | None:
        """The median ratio of the periods before one."""
        if start not in self._middles:
            self._middles[start] = median(self.ratios[max(0, start - self.usual) : start], self.usual)
        return self._middles[start]

    def miss(self, end: int, span: int) -> float | None:
        """How far a sum is from the one expected, beside what chance and rounding do.

        Upwards on a scale on which counts lean to neither side; downwards, where rounding hides how near to
        none a small count is, the plain difference claims less.
        """
        middle = self.middle(end - span + 1) if end >= span else None
        found, now = total(self.values, end, span), total(self.beside, end, span)
        if found is None or now is None or middle is None:
            return None
        expected = max(middle * now, 1)
        width = sqrt(noise(expected, span, self.base))
        if found <= expected:
            return (found - expected) / width
        return (pow(found, POWER) - pow(expected, POWER)) / (POWER * pow(expected, POWER - 1) * width)


@dataclass(frozen=True)
class Past:
    """Published values up to the newest, oldest first; ``None`` is withheld, missing or explained.

    ``raw`` are the same with what is explained left in, ``whole`` those of the measure as a whole; both are
    looked at a ``year`` of periods earlier, or not at all where it is 0. ``base`` is that of the rounding.
    """

    values: Values
    raw: Values
    whole: Values
    year: int
    base: int
    rhythm: Rhythm

    def chance(self, span: int) -> float:
        """The two-sided chance of the newest ``span`` values; 1 where too little is known before them.

        It is 1 for what does not stand out beside the periods before. Where a season is known it is the largest
        chance in any view of it, and 1 for what does not stand out there in the same direction.
        """
        steps = list(self._steps(span))
        plain = self._flat.miss(self._newest, span)
        if plain is None or len(steps) < self.rhythm.few:
            return 1.0
        least = self._spread(steps, span)
        if abs(normal(plain, least, len(steps))) < PLAIN or (span > 1 and self._was_explained(span)):
            return 1.0
        seasons = [(views[0], nows) for views in self._seasons if (nows := self._now(views, span))]
        if not seasons:
            return self._without_season(plain, span, least)
        if any(now * plain <= 0 for _, nows in seasons for now in nows):
            return 1.0
        return max(self._in_season(view, min(nows, key=abs), span, least) for view, nows in seasons)

    def _was_explained(self, span: int) -> bool:
        """Whether people explained a part of this time last year, so that its sum says little about this year."""
        then, shift = self._newest - self.year, self.rhythm.shift
        around = range(max(0, then - span + 1 - shift), then + shift + 1) if self.year else ()
        return any(self.values[at] is None and self.raw[at] is not None for at in around)

    def _now(self, views: Sequence[View], span: int) -> list[float]:
        return [now for view in views if (now := view.miss(self._newest, span)) is not None]

    def _in_season(self, view: View, now: float, span: int, least: float) -> float:
        """The chance in one view of the season; its spread is that of earlier misses, where enough are known."""
        misses = self._misses(view, span)
        spread = self._spread(misses, span)
        enough = len(misses) >= self.rhythm.few
        return two_sided(normal(now, spread if enough else max(least, spread), len(misses)))

    def _without_season(self, now: float, span: int, least: float) -> float:
        """In the first year the misses hold the season too, and so widen what is usual."""
        misses = self._misses(self._flat, span)
        return two_sided(normal(now, max(least, self._spread(misses, span)), len(misses)))

    @property
    def _newest(self) -> int:
        return len(self.values) - 1

    @cached_property
    def _flat(self) -> View:
        """As in the periods before."""
        return View(self.values, [1] * len(self.values), self.rhythm.usual, self.base)

    @cached_property
    def _seasons(self) -> tuple[tuple[View, ...], ...]:
        """As around this time last year: beside the measure as a whole and, where it is steady, beside itself.

        Each as it was a year ago to the period, and then as far before and after that as a holiday may move.
        """
        level = self._flat.middle(self._newest)
        steady = level is not None and sqrt(noise(level, 1, self.base)) <= STEADY * level
        shifts = sorted(range(-self.rhythm.shift, self.rhythm.shift + 1), key=abs) if self.year else ()
        return tuple(
            tuple(
                View(self.values, shifted(earlier, self.year + shift), self.rhythm.usual, self.base)
                for shift in shifts
            )
            for earlier in ((self.whole, self.raw) if steady else (self.whole,))
        )

    def _misses(self, view: View, span: int) -> list[float]:
        """How far earlier sums were from the ones expected, up to the last that shares no value with the newest."""
        last = self._newest - span
        ends = range(max(0, last - self.rhythm.tried + 1), last + 1)
        return [miss for end in ends if (miss := view.miss(end, span)) is not None]

    def _steps(self, span: int) -> Iterator[float]:
        """Changes from one sum to the next, beside what chance and rounding do to two of them."""
        last = self._newest - span
        for end in range(max(span, last - self.rhythm.tried + 1), last + 1):
            now, before = total(self.values, end, span), total(self.values, end - span, span)
            if now is not None and before is not None:
                yield (now - before) / sqrt(2 * noise((now + before) / 2, span, self.base))

    def _spread(self, misses: Sequence[float], span: int) -> float:
        """The dispersion of misses without their widest quarter; never less than that of pure counts.

        The median of so many earlier periods has a variance of its own, pi / 2 times that of their mean.
        """
        squares = sorted(miss * miss for miss in misses)
        kept = squares[: len(squares) - len(squares) // 4]
        pure = 1 + pi / 2 * span / self.rhythm.usual
        return max(pure, TRIMMED * sum(kept) / len(kept)) if kept else pure


def shifted(values: Values, lag: int) -> Values:
    """What stood so many periods earlier."""
    return [*[None] * lag, *values[:-lag]]


def normal(miss: float, dispersion: float, known: int) -> float:
    """A miss as a normal score, its dispersion estimated from so many others (Wallace's approximation of t)."""
    score, freedom = miss / sqrt(dispersion), 0.75 * max(known, LEAST_KNOWN)
    shrunk = sqrt(freedom * log1p(score * score / freedom)) * (8 * freedom + 1) / (8 * freedom + 3)
    return copysign(shrunk, score)


def two_sided(score: float) -> float:
    """The chance of a normal score at least this far out on either side."""
    return erfc(abs(score) / sqrt(2))


def median(values: Ratios, of: int) -> float | None:
    """The middle of the known values; ``None`` where too few of ``of`` are known."""
    known = sorted([value for value in values if value is not None])
    if len(known) < of * ENOUGH:
        return None
    half = len(known) // 2
    return known[half] if len(known) % 2 else (known[half - 1] + known[half]) / 2


def total(values: Sequence[N | None], end: int, span: int) -> N | None:
    """The sum of ``span`` values up to and with ``end``; ``None`` where one of them is not known."""
    if span == 1:
        return values[end]
    found = [value for value in values[max(0, end - span + 1) : end + 1] if value is not None]
    return sum(found) if len(found) == span else None


def noise(expected: float, span: int, base: int) -> float:
    """The variance that counting and unbiased rounding give to a sum of ``span`` periods around ``expected``."""
    return max(expected, 1) + span * (base * base - 1) / 6
