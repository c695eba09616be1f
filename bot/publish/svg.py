"""A chart as a drawing inside a page: lines over time, gaps where there is no figure, readable without colour."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup

from bot.text import clean, one_line
from commands.reply import Chart, Point

WIDE, HIGH = 640, 270
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 14, 34
STEPS = (1, 2, 5)
TICKS = 5
DASHES = ("", "8 4", "2 4", "10 3 2 3")
X_LABELS = 3


def drawing(chart: Chart, name: str) -> Markup:
    """The drawing with its title and its summary as words; ``name`` begins its ids, so use it once in a page."""
    return Markup(
        '<svg viewBox="0 0 {} {}" role="img" aria-labelledby="{name}-t {name}-d" focusable="false">'
        '<title id="{name}-t">{}</title><desc id="{name}-d">{}</desc>{}</svg>'
    ).format(WIDE, HIGH, one_line(chart.title), clean(chart.summary), _inside(chart), name=name)


def _inside(chart: Chart) -> Markup:
    top, step = _scale(chart)
    parts = [*_grid(top, step), *_times(chart)]
    for number, series in enumerate(chart.series):
        parts += _line(series.points, top, DASHES[number % len(DASHES)])
    return Markup("").join(parts)


def _scale(chart: Chart) -> tuple[int, int]:
    """The highest value of the axis and the distance of its lines."""
    most = max((point.value or 0 for each in chart.series for point in each.points), default=0)
    step = next(
        step * 10**power for power in range(12) for step in STEPS if step * 10**power * TICKS >= max(most, 1)
    )
    return step * max(1, -(-most // step)), step


def _grid(top: int, step: int) -> Iterator[Markup]:
    for value in range(0, top + 1, step):
        yield Markup(
            '<line class="grid" x1="{}" x2="{}" y1="{y}" y2="{y}"/><text x="{}" y="{}" text-anchor="end">{}</text>'
        ).format(LEFT, WIDE - RIGHT, LEFT - 8, _y(value, top) + 5, f"{value:,}", y=_y(value, top))


def _times(chart: Chart) -> Iterator[Markup]:
    """The first, middle and last time; the table has all of them."""
    points = chart.series[0].points if chart.series else ()
    last = len(points) - 1
    places = sorted({0, last // 2, last}) if last > X_LABELS else range(len(points))
    for at in places:
        anchor = "start" if at == 0 and last else "end" if at == last and last else "middle"
        yield Markup('<text x="{}" y="{}" text-anchor="{}">{}</text>').format(
            _x(at, len(points)), HIGH - 10, anchor, one_line(points[at].label)
        )


def _line(points: tuple[Point, ...], top: int, dash: str) -> Iterator[Markup]:
    """A line for each run of values, so that a gap is seen as one; a value alone is a dot."""
    spots = [(_x(at, len(points)), point.value) for at, point in enumerate(points)]
    for there, run in groupby(spots, lambda spot: spot[1] is not None):
        if there:
            drawn = [(x, _y(value or 0, top)) for x, value in run]
            path = " ".join(f"{x},{y}" for x, y in drawn)
            yield Markup('<polyline class="line" points="{}" stroke-dasharray="{}"/>').format(path, dash)
            yield from (Markup('<circle class="dot" cx="{}" cy="{}" r="3"/>').format(x, y) for x, y in drawn)


def _x(at: int, count: int) -> float:
    return round(LEFT + (WIDE - LEFT - RIGHT) * (at / (count - 1) if count > 1 else 0.5), 1)


def _y(value: int, top: int) -> float:
    return round(HIGH - BOTTOM - (HIGH - TOP - BOTTOM) * value / top, 1)
