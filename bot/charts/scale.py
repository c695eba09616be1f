"""Scales: from nought to a little over the highest figure, in steps that people count in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from commands.reply import Chart

SHORT = ((10**12, "tn"), (10**9, "bn"), (10**6, "m"))


@dataclass(frozen=True, slots=True)
class Scale:
    """``low`` and ``high`` are multiples of ``step``; ``low`` is nought unless a figure is below it."""

    low: int
    high: int
    step: int

    def share(self, value: float) -> float:
        """Where a value lies: 0 at the low end, 1 at the high end."""
        return (value - self.low) / (self.high - self.low)

    def ticks(self) -> range:
        return range(self.low, self.high + 1, self.step)


def known(chart: Chart) -> list[int]:
    """Every figure of a chart that there is."""
    return [point.value for line in chart.series for point in line.points if point.value is not None]


def scale(values: Iterable[int], rounded_to: int, steps: int) -> Scale:
    """A scale for values in at most so many steps, each a multiple of the rounding."""
    values = [0, *values]
    low, high = min(values), max(values)
    for step in (nice * max(rounded_to, 1) for nice in _nice((1, 2, 5))):
        first, last = low // step, max(-(-high // step), low // step + 1)
        if last - first <= steps:
            break
    return Scale(first * step, last * step, step)


def edges(value: int, most: int) -> tuple[int, int]:
    """The least and the most that a rounded figure can stand for; a count is never below nought."""
    return (value - most if value < 0 or value > most else 0), value + most


def heights(chart: Chart, steps: int) -> Scale:
    """The scale for the figures of a chart and what rounding may hide about them."""
    return scale(
        [edge for value in known(chart) for edge in edges(value, chart.spread)], chart.rounded_to, steps
    )


@dataclass(frozen=True, slots=True)
class Classes:
    """Classes of one size, a multiple of the rounding: ``first`` is the least figure of the lowest."""

    first: int
    size: int
    count: int
    step: int

    def of(self, value: int) -> int:
        return (value - self.first) // self.size

    def bounds(self) -> list[tuple[int, int]]:
        """The least and the greatest figure that each class can hold."""
        starts = [self.first + self.size * at for at in range(self.count)]
        return [(start, start + self.size - self.step) for start in starts]


def classes(values: Sequence[int], rounded_to: int, spread: int, most: int = 5) -> Classes:
    """At most so many classes from the least to the greatest value, none smaller than what rounding spans."""
    step = max(rounded_to, 1)
    low, high = min(values, default=0), max(values, default=0)
    for size in (nice * step for nice in _nice((1, 2, 3, 4, 5, 6, 8))):
        first, last = low // size, high // size
        if last - first < most and size >= 2 * spread:
            break
    return Classes(first * size, size, last - first + 1, step)


def _nice(digits: tuple[int, ...]) -> Iterator[int]:
    """1, 2, 5, 10, 20, 50, 100 … for the digits 1, 2, 5."""
    return (digit * 10**power for power in count() for digit in digits)


def short(value: int) -> str:
    """A number on a scale: 250, 1,000, 2.5m."""
    if abs(value) >= 10**15:
        return f"{value:.0e}"
    for size, letters in SHORT:
        if abs(value) >= size and value % (size // 1000) == 0:
            return f"{value / size:,.3f}".rstrip("0").rstrip(".") + letters
    return f"{value:,}"
