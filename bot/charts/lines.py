"""Charts over time: one line or several, and a pair with the gap between its two lines shaded."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import groupby
from typing import Any

from bot.charts import keys, marks, newest
from bot.charts.frame import Frame, grid, labels, tick_room, time_axis
from bot.charts.letters import BODY, LINE, width
from bot.charts.paper import MARGIN, WHITE, WIDE, Paper
from bot.charts.scale import heights
from bot.charts.strokes import band, gaps, stroke
from bot.text import one_line
from commands.reply import Chart

HIGH, STEPS = 150.0, 6
SHADE: dict[str, Any] = {"facecolor": "#ececec", "edgecolor": "#9c9c9c", "hatch": "|||", "linewidth": 0}
GAP_WORD = "gap"
Between = tuple[float, float, float]  # a place on the time axis and the heights of both lines there


def line_chart(paper: Paper, chart: Chart, top: float) -> float:
    """Draw from ``top`` down; returns where it ends."""
    names = labels(chart)
    numbers = newest.numbers(chart.series, len(names), chart.spread)
    frame = _frame(chart, top + 8, len(names), newest.room(numbers, BODY))
    found = marks.events(chart, names, frame.apart)
    frame = frame.moved(found.room)
    grid(paper, frame)
    marks.flags(paper, frame, found)
    shaded = _shade(paper, frame, chart) if chart.shape == "pair" and len(chart.series) == 2 else []
    for at, line in enumerate(chart.series):
        band(paper, frame, line, at, chart.spread)
        gaps(paper, frame, line, at, len(chart.series))
        stroke(paper, frame, line, at)
    newest.write(paper, frame, numbers, BODY)
    entries = [*keys.names(chart), *shaded, *keys.bands(chart, len(chart.series)), *keys.missing(chart)]
    bottom = keys.key(paper, entries, time_axis(paper, frame, names) + 6)
    return marks.listed(paper, found, bottom + 4)


def _frame(chart: Chart, top: float, count: int, beside: float) -> Frame:
    scale = heights(chart, STEPS)
    return Frame(MARGIN + tick_room(scale), top, WIDE - MARGIN - beside, top + HIGH, scale, count)


def _shade(paper: Paper, frame: Frame, chart: Chart) -> list[keys.Entry]:
    """Fill what lies between the two lines, and say so where it is widest."""
    one, other = chart.series
    both = [
        (frame.x(at), frame.y(first.value), frame.y(second.value))
        if first.value is not None and second.value is not None
        else None
        for at, (first, second) in enumerate(zip(one.points, other.points, strict=False))
    ]
    for _, run in groupby(both, key=bool):
        _fill(paper, [between for between in run if between])
    _name_gap(paper, [between for between in both[1:-1] if between])
    text = f"gap between {one_line(one.name)} and {one_line(other.name)}"
    return [keys.Entry(partial(keys.patch, **SHADE), text)]


def _fill(paper: Paper, run: Sequence[Between]) -> None:
    if len(run) > 1:
        over, under = [(x, y) for x, y, _ in run], [(x, y) for x, _, y in run]
        paper.area([*over, *reversed(under)], zorder=1, **SHADE)


def _name_gap(paper: Paper, inner: Sequence[Between]) -> None:
    x, one, other = max(inner, key=lambda between: abs(between[1] - between[2]), default=(0.0, 0.0, 0.0))
    if abs(one - other) > 1.4 * BODY * LINE:
        y, half = (one + other) / 2, width(GAP_WORD) / 2 + 3
        paper.box(x - half, y - BODY * 0.6, x + half, y + BODY * 0.6, facecolor=WHITE, linewidth=0, zorder=2)
        paper.words(x, y, GAP_WORD, across="center")
