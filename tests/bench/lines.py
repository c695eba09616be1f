"""What a measurement says: the floor, ours, their ratio and the target; and how several runs become one number."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Line:
    """One thing measured. ``limit`` is for the ratio, or with ``absolute`` for ours itself; ``None`` is only shown.

    ``least`` says that the limit is the least that will do, not the most. ``why`` is shown when it is missed.
    """

    what: str
    floor: float
    ours: float
    unit: str
    limit: float | None = None
    least: bool = False
    absolute: bool = False
    why: str = ""
    ratio_of: float | None = None  # the median of the ratios of each run, where there were several

    @property
    def ratio(self) -> float:
        return self.ours / self.floor if self.ratio_of is None else self.ratio_of

    @property
    def met(self) -> bool | None:
        """Whether the target is kept; ``None`` where there is none."""
        if self.limit is None:
            return None
        measured = self.ours if self.absolute else self.ratio
        return measured >= self.limit if self.least else measured <= self.limit


def ratio(ours: Sequence[float], floor: Sequence[float]) -> float:
    """The median of the ratios of runs that went alternately, so that a busy moment met both."""
    return median(one / other for one, other in zip(ours, floor, strict=True))


def report(lines: Sequence[Line], notes: str = "") -> str:
    """Ratios first, which any machine may be judged by; then the numbers of this one."""
    ratios = [_ratio(line) for line in lines]
    reasons = dict.fromkeys(line.why for line in lines if line.met is False and line.why)
    numbers = [_numbers(line) for line in lines]
    missed = sum(line.met is False for line in lines)
    kept = sum(line.met is True for line in lines)
    return "\n".join(
        [
            "Ratios: ours over the floor, medians of alternate runs",
            f"{'ratio':>8}  {'target':<18}{'':<8}what",
            *ratios,
            *(f"\nMissed because: {reason}" for reason in map(_wrapped, reasons)),
            "",
            "Numbers on this machine",
            f"{'floor':>12} {'ours':>12}  {'':<10}what",
            *numbers,
            "",
            *(f"\n{_wrapped(note)}" for note in notes.splitlines()),
            "",
            f"{kept} targets met, {missed} missed.",
        ]
    )


def _ratio(line: Line) -> str:
    verdict = {True: "met", False: "MISSED", None: ""}[line.met]
    return f"{line.ratio:8.2f}  {_target(line):<18}{verdict:<8}{line.what}"


def _wrapped(text: str) -> str:
    return textwrap.fill(text, 100)


def _target(line: Line) -> str:
    if line.limit is None:
        return ""
    bound = "at least" if line.least else "at most"
    return f"{bound} {line.limit:g}" + (f" {line.unit}" if line.absolute else "")


def _numbers(line: Line) -> str:
    return f"{_short(line.floor):>12} {_short(line.ours):>12}  {line.unit:<10}{line.what}"


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"
