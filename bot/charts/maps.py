"""Maps of areas: shades of one hue in equal classes, and a number in each area with a list underneath."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from bot.charts import keys
from bot.charts.ground import grounds, rings
from bot.charts.letters import SMALL, width, wrapped
from bot.charts.paper import GREY, INK, MARGIN, WHITE, WIDE, Paper
from bot.charts.scale import Classes, classes
from bot.charts.strokes import NO_FIGURE, TOO_FEW, told
from bot.charts.tags import Tag, tags
from bot.text import one_line
from commands.reply import Chart, Point

# One hue from light to dark, each step as far from the next; more is only darker, never better or worse.
SHADES = ("#E1EAF4", "#B0C6E0", "#7B9FC8", "#3F6FA3", "#163D70")
STEPS = ((1,), (1, 3), (0, 2, 4), (0, 1, 3, 4), (0, 1, 2, 3, 4))  # which shades so many classes take
LIGHT = 3  # so many shades are light enough for dark numbers
MOST = 200  # areas
HIGH, AIR, COLUMNS, NAME_LINES = 340.0, 8.0, 2, 2
WITHHELD: dict[str, Any] = {"facecolor": WHITE, "hatch": "//////", "edgecolor": GREY, "linewidth": 0.9}
NOTHING: dict[str, Any] = {"facecolor": WHITE, "edgecolor": GREY, "linewidth": 1.3, "linestyle": (0, (2, 2))}


def can_map(chart: Chart) -> bool:
    """Whether any area with a figure has a shape to draw, and the list of all is not too long for a message."""
    drawn = {outline.name for outline in chart.outlines if rings(outline)}
    return len(_points(chart)) <= MOST and any(
        point.label in drawn for line in chart.series[:1] for point in line.points
    )


def map_chart(paper: Paper, chart: Chart, top: float) -> float:
    """Draw from ``top`` down; returns where it ends. A number whose area has no room for it is only in the list."""
    points = _points(chart)
    box = (MARGIN, top + AIR, WIDE - MARGIN, top + AIR + HIGH)
    found = {ground.name: ground for ground in grounds(chart.outlines, box)}
    areas = [(found[point.label], point) for point in points if point.label in found]
    shades = classes(
        [point.value for point in points if point.value is not None], chart.rounded_to, chart.spread
    )
    for ground, point in areas:
        paper.shape(ground.path, zorder=1, **_look(point, shades))
    bottom = max(ground.bottom for ground, _ in areas) + AIR
    for tag in tags([ground for ground, _ in areas], (box[0], top, box[2], bottom)):
        _tag(paper, tag, areas[tag.number - 1][1], shades)
    bottom = keys.key(paper, _entries(points, shades), bottom + 6)
    return _listed(paper, chart, points, [point for _, point in areas], bottom + 4)


def _points(chart: Chart) -> list[Point]:
    """The points of the first series, then a point without a figure for every other area."""
    points = [point for line in chart.series[:1] for point in line.points]
    named = {point.label for point in points}
    return [*points, *(Point(outline.name, None) for outline in chart.outlines if outline.name not in named)]


def _shade(point: Point, shades: Classes) -> int:
    """Which of ``SHADES`` a figure has."""
    assert point.value is not None
    return STEPS[shades.count - 1][shades.of(point.value)]


def _look(point: Point, shades: Classes) -> dict[str, Any]:
    if point.value is None:
        return WITHHELD if point.withheld else NOTHING
    return {"facecolor": SHADES[_shade(point, shades)], "edgecolor": INK, "linewidth": 0.6}


def _tag(paper: Paper, tag: Tag, point: Point, shades: Classes) -> None:
    dark = not tag.aside and point.value is not None and _shade(point, shades) >= LIGHT
    if tag.aside:
        paper.line([tag.area[0], tag.at[0]], [tag.area[1], tag.at[1]], color=INK, linewidth=0.9, zorder=3)
        paper.dot(
            *tag.area, "o", 4, markerfacecolor=INK, markeredgecolor=WHITE, markeredgewidth=0.6, zorder=3
        )
    if tag.aside or point.value is None:
        wide, edge = tag.wide / 2 + 2, 0.8 if tag.aside else 0
        sides = (tag.at[0] - wide, tag.at[1] - 6.5, tag.at[0] + wide, tag.at[1] + 6.5)
        paper.box(*sides, facecolor=WHITE, edgecolor=INK, linewidth=edge, zorder=4)
    paper.words(*tag.at, str(tag.number), SMALL, bold=True, across="center", colour=WHITE if dark else INK)


def _entries(points: Sequence[Point], shades: Classes) -> list[keys.Entry]:
    looks: list[tuple[str, dict[str, Any]]] = [
        (f"{low:,} to {high:,}" if low != high else f"{low:,}", {"facecolor": SHADES[step], "edgecolor": INK})
        for (low, high), step in zip(shades.bounds(), STEPS[shades.count - 1], strict=True)
    ]
    gaps = {point.withheld for point in points if point.value is None}
    looks += [(TOO_FEW, WITHHELD)] if True in gaps else []
    looks += [(NO_FIGURE, NOTHING)] if False in gaps else []
    return [keys.Entry(partial(keys.patch, **{"linewidth": 0.6, **look}), text) for text, look in looks]


def _listed(
    paper: Paper, chart: Chart, points: Sequence[Point], numbered: Sequence[Point], top: float
) -> float:
    """Every area with its number and figure, in columns: nobody needs the shades."""
    numbers = {point.label: number for number, point in enumerate(numbered, 1)}
    each = (WIDE - 2 * MARGIN) / COLUMNS
    room = width(str(len(points)), SMALL, True) + 6
    texts = [
        wrapped(f"{one_line(point.label)}: {told(point, chart.spread)}", each - room - 6, NAME_LINES, SMALL)
        for point in points
    ]
    half, ends = -(-len(points) // COLUMNS), [top]
    for at, (point, lines) in enumerate(zip(points, texts, strict=True)):
        left, y = MARGIN + each * (at // half), ends[-1] if at % half else top
        paper.lines(left, y, [str(numbers.get(point.label, "–"))], SMALL, bold=True)
        ends.append(paper.lines(left + room, y, lines, SMALL) + 2)
    return max(ends)
