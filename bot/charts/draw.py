"""Charts as pictures: a PNG readable on a phone, without colour, and the same bytes every time."""

from __future__ import annotations

from typing import assert_never

import matplotlib as mpl

from bot.charts.bars import bar_chart
from bot.charts.frame import labels
from bot.charts.letters import BODY, DPI, TITLE, wrapped
from bot.charts.lines import line_chart
from bot.charts.maps import can_map, map_chart
from bot.charts.panels import panel_chart
from bot.charts.paper import GREY, MARGIN, WIDE, Paper
from bot.text import one_line
from commands.reply import Chart

TITLE_LINES = 4


def draw(chart: Chart, dpi: int = DPI) -> bytes:
    """A chart as PNG bytes: 800 pixels wide at 150 dpi, as high as it needs. Not for threads."""
    with mpl.rc_context():
        mpl.rcdefaults()
        return composed(chart, dpi).png()


def composed(chart: Chart, dpi: int = DPI) -> Paper:
    """The sheet of a chart, ready to be made a picture."""
    paper = Paper(dpi)
    bottom = _body(paper, chart, _heading(paper, chart))
    paper.finish(bottom + MARGIN)
    return paper


def _heading(paper: Paper, chart: Chart) -> float:
    room = WIDE - 2 * MARGIN
    title = wrapped(chart.title, room, TITLE_LINES, TITLE, True)
    bottom = paper.lines(MARGIN, MARGIN, title, TITLE, bold=True)
    return paper.lines(MARGIN, bottom + 1, wrapped(_measured(chart), room, 2, BODY), colour=GREY) + 4


def _measured(chart: Chart) -> str:
    """What is counted, and how it is rounded."""
    unit = one_line(chart.unit)
    unit = unit[:1].upper() + unit[1:]
    if chart.rounded_to <= 1:
        return unit
    rounding = f"rounded to multiples of {chart.rounded_to:,}"
    if chart.spread >= chart.rounded_to:
        rounding = f"sums of figures {rounding}"
    return f"{unit} ({rounding})" if unit else rounding.capitalize()


def _body(paper: Paper, chart: Chart, top: float) -> float:
    if not labels(chart):
        return paper.lines(MARGIN, top, ["There are no figures to draw."])
    match chart.shape:
        case "map" if can_map(chart):
            return map_chart(paper, chart, top)
        case "bar" | "map":
            return bar_chart(paper, chart, top)
        case "panels" if len(chart.series) > 1:
            return panel_chart(paper, chart, top)
        case "line" | "pair" | "panels":
            return line_chart(paper, chart, top)
        case _:
            assert_never(chart.shape)
