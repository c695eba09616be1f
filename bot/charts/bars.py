"""Bars that lie on their side, so that long names stand beside them and many fit on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.charts import keys
from bot.charts.frame import labels
from bot.charts.letters import LINE, SMALL, fitted, width, wrapped
from bot.charts.paper import GREY, GRID, INK, MARGIN, WHITE, WIDE, Paper
from bot.charts.scale import Scale, edges, heights, short
from bot.charts.strokes import BAND, COLOURS, colour_of, told
from bot.text import one_line
from commands.reply import Chart, Point

HATCHES = ("", "////", "....", "xxxx", "\\\\\\\\", "++++")
NAMES, NAME_LINES, STEPS = 0.42, 2, 5
ROW, THICK, THIN, APART, AIR, TALLEST = SMALL * LINE, 13.0, 1.5, 7.0, 5.0, 1_200.0
SOFT = 0.55  # how much white lies over the end of a bar that may be shorter
WRITTEN = 11.0  # a bar at least this thick has its number beside it


@dataclass(frozen=True, slots=True)
class Rows:
    """One row for each label: where it starts, how high it is, its name; ``thick`` is one bar."""

    starts: tuple[float, ...]
    heights: tuple[float, ...]
    names: tuple[list[str], ...]
    thick: float
    end: float

    def bar(self, row: int, at: int, of: int) -> tuple[float, float]:
        """Top and bottom of one bar of a row."""
        top = self.starts[row] + (self.heights[row] - of * self.thick) / 2 + at * self.thick
        return top, top + self.thick


@dataclass(frozen=True, slots=True)
class Span:
    """The plot from left to right."""

    left: float
    right: float
    scale: Scale

    def x(self, value: float) -> float:
        return self.left + (self.right - self.left) * self.scale.share(value)


def bar_chart(paper: Paper, chart: Chart, top: float) -> float:
    """Draw from ``top`` down; returns where it ends."""
    rows = _rows(chart, top + 4)
    names = max((width(line, SMALL) for name in rows.names for line in name), default=0.0)
    span = _span(chart, MARGIN + names + 6, rows.thick >= WRITTEN)
    _grid(paper, span, top, rows.end)
    for at, name in enumerate(rows.names):
        middle = rows.starts[at] + rows.heights[at] / 2
        paper.lines(span.left - 5, middle - len(name) * ROW / 2, name, SMALL, across="right")
    for row, at, point in _points(chart):
        _bar(paper, span, chart, point, at, rows.bar(row, at, len(chart.series)))
    return keys.key(paper, _entries(chart), rows.end + ROW + 12)


def _points(chart: Chart) -> Iterator[tuple[int, int, Point]]:
    """Every point with the number of its row and of its series."""
    for at, line in enumerate(chart.series):
        for row, point in enumerate(line.points):
            yield row, at, point


def _rows(chart: Chart, top: float) -> Rows:
    names = [wrapped(name, WIDE * NAMES, NAME_LINES, SMALL) for name in labels(chart)]
    several = max(len(chart.series), 1)
    thick = THICK if several < 3 else max(THIN, 3 * THICK / several)
    each = [max(len(name) * ROW, several * thick) + APART for name in names]
    if sum(each) > TALLEST:
        names, each = _squeezed(names)
        thick = each[0] * 0.8 / several
    starts = [top + sum(each[:at]) for at in range(len(each))]
    return Rows(tuple(starts), tuple(each), tuple(names), thick, top + sum(each))


def _squeezed(names: list[list[str]]) -> tuple[list[list[str]], list[float]]:
    """So many rows that only some can have a name, in one line."""
    each = TALLEST / len(names)
    step = int(ROW / each) + 1
    shown = [name[:1] if at % step == 0 else [] for at, name in enumerate(names)]
    return shown, [each] * len(names)


def _span(chart: Chart, left: float, written: bool) -> Span:
    """As many steps as have numbers that do not touch each other."""
    for steps in range(STEPS, 0, -1):
        scale = heights(chart, steps)
        right = _right(chart, left, scale, written)
        widest = max(width(short(tick), SMALL) for tick in scale.ticks())
        if widest + AIR < (right - left) / len(scale.ticks()):
            break
    return Span(left, right, scale)


def _right(chart: Chart, left: float, scale: Scale, written: bool) -> float:
    """So far right that the last number of the scale has room and, where they are written, that of each bar."""
    edge = WIDE - MARGIN
    found = [edge - width(short(scale.high), SMALL) / 2]
    for _, _, point in _points(chart) if written else ():
        share = scale.share(_end(point, chart.spread))
        if share > 0:
            found.append(left + (edge - left - AIR - width(told(point, chart.spread), SMALL)) / share)
    return min(found)


def _end(point: Point, spread: int) -> int:
    """Where the number after a bar starts: past the rounding, and never left of nought."""
    return 0 if point.value is None else max(edges(point.value, spread)[1], 0)


def _grid(paper: Paper, span: Span, top: float, bottom: float) -> None:
    for tick in span.scale.ticks():
        x, colour = span.x(tick), GRID if tick else GREY
        paper.line([x, x], [top, bottom], color=colour, linewidth=0.9, zorder=3 if tick == 0 else 0.5)
        paper.words(x, bottom + ROW / 2 + 2, short(tick), SMALL, across="center")


def _bar(paper: Paper, span: Span, chart: Chart, point: Point, at: int, place: tuple[float, float]) -> None:
    """The bar, its end as soft as the rounding, and its number in words."""
    top, bottom = place
    inset = (bottom - top) * 0.06
    if point.value is not None:
        paper.box(span.x(0), top + inset, span.x(point.value), bottom - inset, **_look(at))
        _soften(paper, span, point.value, chart.spread, (top + inset, bottom - inset), at)
    if bottom - top >= WRITTEN:
        x, missing = span.x(_end(point, chart.spread)) + AIR, point.value is None
        text = fitted(told(point, chart.spread), WIDE - MARGIN / 2 - x, SMALL)
        paper.words(x, (top + bottom) / 2, text, SMALL, colour=GREY if missing else INK)


def _soften(paper: Paper, span: Span, value: int, most: int, place: tuple[float, float], at: int) -> None:
    """Lighter where the true number may end sooner, a tint where it may go on."""
    low, high = edges(value, most)
    sooner, later = (low, high) if value >= 0 else (high, low)
    white = {"facecolor": WHITE, "alpha": SOFT, "linewidth": 0}
    tint = {"facecolor": colour_of(at), "alpha": BAND, "linewidth": 0}
    for start, end, look in ((sooner, value, white), (value, later, tint)):
        if start != end:
            paper.box(span.x(start), place[0], span.x(end), place[1], **look)


def _look(at: int) -> dict[str, Any]:
    """The look of a bar of one series; the first is plain."""
    hatch = HATCHES[at % len(HATCHES)]
    return {"facecolor": colour_of(at), "hatch": hatch, "edgecolor": WHITE, "linewidth": 0}


def _entries(chart: Chart) -> list[keys.Entry]:
    several = len(chart.series) > 1
    named = [
        keys.Entry(partial(keys.patch, **_look(at)), one_line(line.name) or f"bar {at + 1}")
        for at, line in enumerate(chart.series)
    ]
    colour = GREY if several else COLOURS[0]
    rounding = keys.rounding(chart, [(colour, 1 - SOFT), (colour, BAND)])
    return [*(named if several else []), *rounding]
