"""Shares and rates, worked out from published numbers alone, and not at all where rounding would decide them."""

from __future__ import annotations

from dataclasses import dataclass

from storage.sums import Found, Sum

SMALLEST = 20  # a denominator counts only if it is at least this many times what rounding may move it


@dataclass(frozen=True, slots=True)
class Rate:
    """``value`` for each ``per``, and the lowest and highest it could be with rounding undone."""

    value: float
    low: float
    high: float
    per: int

    @property
    def moves(self) -> float:
        """How far rounding may move it, either way."""
        return max(self.high - self.value, self.value - self.low)


def rate(top: Found, bottom: Found, per: int) -> Rate | None:
    """One published number for each ``per`` of another; ``None`` where either is not whole or too small."""
    if not isinstance(top, Sum) or not isinstance(bottom, Sum) or not top.value:
        return None
    if bottom.value <= 0 or bottom.value < SMALLEST * bottom.within or top.value < 2 * top.within:
        return None
    low = max(0, top.value - top.within) / (bottom.value + bottom.within)
    high = (top.value + top.within) / (bottom.value - bottom.within)
    return Rate(per * top.value / bottom.value, per * low, per * high, per)


def say(value: float) -> str:
    """A rate with as many digits as help: 12, 3.2, 0.45."""
    if value >= 10:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def percent(found: Rate | None) -> str:
    """A share in a table."""
    return "–" if found is None else f"{found.value:.0f}%"
