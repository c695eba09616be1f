"""Small charts side by side, one for each line, all on the same scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.charts import keys, marks, newest
from bot.charts.frame import Frame, grid, labels, tick_room, time_axis
from bot.charts.letters import BODY, LINE, SMALL, wrapped
from bot.charts.paper import MARGIN, WIDE, Paper
from bot.charts.scale import heights
from bot.charts.strokes import band, gaps, stroke
from commands.reply import Chart, Series

MOST, COLUMNS, HIGH, STEPS, BETWEEN = 6, 2, 78.0, 4, 14.0
EACH, NAME_LINES = (WIDE - 2 * MARGIN - BETWEEN) / COLUMNS, 2


def panel_chart(paper: Paper, chart: Chart, top: float) -> float:
    """Draw from ``top`` down; returns where it ends. Of more than six lines only the first six are drawn."""
    names, drawn = labels(chart), replace(chart, series=chart.series[:MOST])
    frames = _columns(drawn, len(names))
    found = marks.events(chart, names, frames[0].apart)
    for first in range(0, len(drawn.series), COLUMNS):
        top = _row(paper, drawn, drawn.series[first : first + COLUMNS], frames, found, top) + 8
    bottom = keys.key(paper, [*keys.bands(drawn, 1), *keys.missing(drawn)], top)
    if len(chart.series) > MOST:
        bottom = paper.lines(MARGIN, bottom, [f"{MOST} of {len(chart.series):,} are drawn."], SMALL)
    return marks.listed(paper, found, bottom + 4)


def _columns(chart: Chart, count: int) -> list[Frame]:
    """A frame for each column, at the top of the paper; the numbers beside them have the room they need."""
    scale = heights(chart, STEPS)
    beside = [newest.room(newest.numbers([line], count, chart.spread), SMALL) for line in chart.series]
    starts = [MARGIN + at * (EACH + BETWEEN) for at in range(COLUMNS)]
    return [
        Frame(left + tick_room(scale), 0, left + EACH - max(beside), HIGH, scale, count, (left, left + EACH))
        for left in starts
    ]


def _row(
    paper: Paper,
    chart: Chart,
    lines: Sequence[Series],
    frames: Sequence[Frame],
    found: marks.Events,
    top: float,
) -> float:
    """The panels beside each other, their plots level; returns where they end."""
    titles = [wrapped(line.name, EACH, NAME_LINES, BODY, True) for line in lines]
    under = top + max(map(len, titles)) * BODY * LINE
    placed = [frame.moved(under + found.room + 8) for frame in frames[: len(lines)]]
    for frame, line, title in zip(placed, lines, titles, strict=True):
        paper.lines(frame.edge[0], top, title, BODY, bold=True)
        marks.flags(paper, frame, found)
        _panel(paper, frame, line, chart.spread)
    return max(time_axis(paper, frame, labels(chart)) for frame in placed)


def _panel(paper: Paper, frame: Frame, line: Series, spread: int) -> None:
    grid(paper, frame)
    band(paper, frame, line, 0, spread)
    gaps(paper, frame, line, 0, 1)
    stroke(paper, frame, line, 0)
    newest.write(paper, frame, newest.numbers([line], frame.count, spread), SMALL)
