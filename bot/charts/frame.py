"""Where a plot over time lies on the paper, with its grid and the labels of its two axes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.charts.letters import SMALL, width, wrapped
from bot.charts.paper import GREY, GRID, MARGIN, WIDE, Paper
from bot.charts.scale import Scale, short
from bot.text import one_line
from commands.reply import Chart, Series

TICK_ROOM, TICK_GAP = 84.0, 9.0
# The usual short forms, from either the long or the three-letter one.
MONTHS = {"January": "Jan", "February": "Feb", "Mar": "March", "Apr": "April", "Jun": "June", "Jul": "July"}
MONTHS |= {"August": "Aug", "September": "Sept", "Sep": "Sept", "October": "Oct"}
MONTHS |= {"November": "Nov", "December": "Dec"}
MONTH = re.compile(rf"(?<=\d )({'|'.join(MONTHS)})\b|\b({'|'.join(MONTHS)})(?= \d{{4}}\b)")
YEAR = re.compile(r"(.+) (\d{4})")


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle in points; ``count`` periods from left to right, values from bottom to top.

    ``edge`` is as far left and right as the labels under it may reach.
    """

    left: float
    top: float
    right: float
    bottom: float
    scale: Scale
    count: int
    edge: tuple[float, float] = (MARGIN, WIDE - MARGIN)

    def x(self, at: float) -> float:
        """Where the period with this number is, from 0."""
        if self.count < 2:
            return (self.left + self.right) / 2
        return self.left + 7 + (self.right - self.left - 14) * at / (self.count - 1)

    def y(self, value: float) -> float:
        return self.bottom - (self.bottom - self.top) * self.scale.share(value)

    def moved(self, down: float) -> Frame:
        """The same frame further down."""
        return replace(self, top=self.top + down, bottom=self.bottom + down)

    @property
    def apart(self) -> float:
        """From one period to the next."""
        return (self.right - self.left) / max(self.count, 2)


def labels(chart: Chart) -> list[str]:
    """The labels of the longest line, with the names of months as short as is usual."""
    longest = max(chart.series, key=lambda line: len(line.points), default=Series("", ()))
    return [MONTH.sub(lambda found: MONTHS[found[0]], one_line(point.label)) for point in longest.points]


def tick_room(scale: Scale) -> float:
    """How much the numbers beside a plot need."""
    return max(width(short(tick), SMALL) for tick in scale.ticks()) + 5


def grid(paper: Paper, frame: Frame, numbers: bool = True) -> None:
    """A light line at each step, a darker one at nought, and the numbers beside them."""
    for tick in frame.scale.ticks():
        y, colour = frame.y(tick), GRID if tick else GREY
        paper.line([frame.left, frame.right], [y, y], color=colour, linewidth=0.9, zorder=0.5)
        if numbers:
            paper.words(frame.left - 5, y, short(tick), SMALL, across="right")


def time_axis(paper: Paper, frame: Frame, names: Sequence[str]) -> float:
    """As many labels under the plot as fit, the newest always, a year only where it changes; ends where?"""
    texts = [_lines(name) for name in names]
    shown = _shown(frame, texts)
    deepest = top = frame.bottom + 8
    for at in shown:
        x = frame.x(at)
        paper.line([x, x], [frame.bottom, frame.bottom + 4], color=GREY, linewidth=0.9)
    for at, before in zip(shown, [None, *shown], strict=False):
        text = texts[at] if before is None else _without_year(texts[at], texts[before])
        middle = sum(_span(frame, at, texts[at])) / 2
        deepest = max(deepest, paper.lines(middle, top, text, SMALL, across="center"))
    return deepest


def _lines(name: str) -> list[str]:
    dated = YEAR.fullmatch(name)
    if dated and width(dated[1], SMALL) <= TICK_ROOM:
        return list(dated.groups())
    return wrapped(name, TICK_ROOM, 2, SMALL)


def _without_year(lines: list[str], before: list[str]) -> list[str]:
    dated = len(lines) == 2 == len(before) and lines[1] == before[1] and YEAR.fullmatch(f"x {lines[1]}")
    return lines[:1] if dated else lines


def _shown(frame: Frame, texts: list[list[str]]) -> list[int]:
    """Which labels fit: evenly spaced back from the newest."""
    spans = [_span(frame, at, text) for at, text in enumerate(texts)]
    for step in range(1, len(texts)):
        chosen = list(range(len(texts) - 1, -1, -step))[::-1]
        if all(spans[one][1] + TICK_GAP <= spans[other][0] for one, other in pairwise(chosen)):
            return chosen
    return [len(texts) - 1] if texts else []


def _span(frame: Frame, at: int, text: list[str]) -> tuple[float, float]:
    """From where to where a label reaches: under its period, but never over the edge."""
    wide = max((width(line, SMALL) for line in text), default=0.0)
    left = min(max(frame.x(at) - wide / 2, frame.edge[0]), frame.edge[1] - wide)
    return left, left + wide
