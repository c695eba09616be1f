"""The key under a chart: a sample of each look and what it means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.charts.letters import LINE, SMALL, width, wrapped
from bot.charts.paper import GREY, MARGIN, WIDE, Paper
from bot.charts.scale import known
from bot.charts.strokes import BAND, COLOURS, DASHES, MARKERS, NO_FIGURE, TOO_FEW, colour_of, gap
from bot.text import one_line
from commands.reply import Chart

SAMPLE, BETWEEN = 24.0, 16.0
Draw = Callable[[Paper, float, float], None]


@dataclass(frozen=True, slots=True)
class Entry:
    """``draw`` puts the sample to the right of a place, within ``SAMPLE`` points."""

    draw: Draw
    text: str


def key(paper: Paper, entries: Iterable[Entry], top: float) -> float:
    """The entries side by side as far as they fit; returns where they end."""
    x, bottom = MARGIN, top
    for entry in entries:
        lines = wrapped(entry.text, WIDE - 2 * MARGIN - SAMPLE - 5, 2, SMALL)
        wide = SAMPLE + 5 + max((width(line, SMALL) for line in lines), default=0)
        if x > MARGIN and x + wide > WIDE - MARGIN:
            x, top = MARGIN, bottom
        entry.draw(paper, x, top + SMALL * LINE / 2)
        paper.lines(x + SAMPLE + 5, top, lines, SMALL)
        x, bottom = x + wide + BETWEEN, max(bottom, top + SMALL * LINE * max(len(lines), 1) + 2)
    return bottom


def names(chart: Chart) -> list[Entry]:
    """One entry for each line; none for a single line, which the title names."""
    if len(chart.series) < 2:
        return []
    return [
        Entry(partial(_stroke, at=at), one_line(line.name) or f"line {at + 1}")
        for at, line in enumerate(chart.series)
    ]


def _stroke(paper: Paper, x: float, y: float, at: int) -> None:
    look = {"color": colour_of(at), "linewidth": 2.2, "linestyle": DASHES[at % len(DASHES)]}
    paper.line([x, x + SAMPLE], [y, y], **look)
    paper.dot(x + SAMPLE / 2, y, MARKERS[at % len(MARKERS)], 6, color=look["color"])


def bands(chart: Chart, colours: int) -> list[Entry]:
    """What the bands of rounding are, with a stripe for each of the first few colours."""
    stripes = [(colour, BAND) for colour in COLOURS[: min(max(colours, 1), 3)]]
    return rounding(chart, stripes)


def rounding(chart: Chart, stripes: Sequence[tuple[str, float]]) -> list[Entry]:
    """The entry for rounding, its sample made of stripes of a colour and an opacity."""
    most = chart.spread
    if not most or not known(chart):
        return []
    return [Entry(partial(_stripes, stripes=stripes), f"rounding, up to {most:,} either way")]


def _stripes(paper: Paper, x: float, y: float, stripes: Sequence[tuple[str, float]]) -> None:
    each = SAMPLE / len(stripes)
    for at, (colour, alpha) in enumerate(stripes):
        look = {"facecolor": colour, "alpha": alpha, "linewidth": 0}
        paper.box(x + at * each, y - 5, x + (at + 1) * each, y + 5, **look)


def patch(paper: Paper, x: float, y: float, **look: Any) -> None:
    paper.box(x, y - 5, x + SAMPLE, y + 5, **look)


def missing(chart: Chart) -> list[Entry]:
    """What the marks for a figure that is not there mean, as far as there are any."""
    kinds = {point.withheld for line in chart.series for point in line.points if point.value is None}
    texts = {False: NO_FIGURE, True: TOO_FEW}
    return [Entry(partial(_gap, withheld=kind), texts[kind]) for kind in sorted(kinds)]


def _gap(paper: Paper, x: float, y: float, withheld: bool) -> None:
    gap(paper, (x + SAMPLE / 2, y), withheld, GREY)
