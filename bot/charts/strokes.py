"""Lines over time: the stroke itself, the band of its rounding and the places where a figure is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import nan
from typing import Any

from bot.charts.frame import Frame
from bot.charts.paper import GREY, WHITE, Paper, Place
from bot.charts.scale import edges
from commands.reply import Point, Series, say_value

# Neighbours differ by their lightness alone, so in every kind of colour blindness and in greyscale too.
COLOURS = ("#00659F", "#D97B00", "#2B1840", "#C46A97", "#7A3B10", "#4A94C8")
DASHES = ("-", (0, (4, 1.6)), (0, (4, 1.4, 1, 1.4)), (0, (1, 1.2)))
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
NO_FIGURE, TOO_FEW = "no figure", "too few to show safely"
BAND = 0.2  # how much of the line's colour its band of rounding has


def colour_of(at: int) -> str:
    """The colour of the series with this number."""
    return COLOURS[at % len(COLOURS)]


def told(point: Point, spread: int) -> str:
    """A figure in words, or why there is none."""
    if point.value is None:
        return TOO_FEW if point.withheld else NO_FIGURE
    return say_value(point.value, spread + 1)


def stroke(paper: Paper, frame: Frame, line: Series, at: int) -> None:
    """One line with a dot at each figure, broken where there is none."""
    values = [point.value for point in line.points]
    paper.line(
        [frame.x(place) for place in range(len(values))],
        [nan if value is None else frame.y(value) for value in values],
        color=colour_of(at),
        linestyle=DASHES[at % len(DASHES)],
        linewidth=2.2,
        marker=MARKERS[at % len(MARKERS)],
        markersize=dot_size(frame),
        zorder=4,
    )


def dot_size(frame: Frame) -> float:
    return min(6.0, max(1.5, frame.apart * 0.5))


def band(paper: Paper, frame: Frame, line: Series, at: int, most: int) -> None:
    """Where the true figures may lie, up to ``most`` either way."""
    for run in _runs(line.points):
        corners = [(frame.x(place), *edges(value, most)) for place, value in run]
        if len(corners) == 1:
            ((x, low, high),) = corners
            corners = [(x - 3, low, high), (x + 3, low, high)]
        over = [(x, frame.y(high)) for x, _, high in corners]
        under = [(x, frame.y(low)) for x, low, _ in corners]
        paper.area([*over, *reversed(under)], color=colour_of(at), alpha=BAND, linewidth=0, zorder=2)


def _runs(points: Sequence[Point]) -> Iterator[list[tuple[int, int]]]:
    """Neighbouring figures with their places, one list for each stretch without a gap."""
    for missing, run in groupby(enumerate(points), key=lambda pair: pair[1].value is None):
        if not missing:
            yield [(place, point.value) for place, point in run if point.value is not None]


def gaps(paper: Paper, frame: Frame, line: Series, at: int, of: int) -> None:
    """An open dot on the axis where there is no figure, a cross where it is withheld; side by side if several."""
    aside = (at - (of - 1) / 2) * min(6.0, frame.apart * 0.6 / of)
    for place, point in enumerate(line.points):
        if point.value is None:
            gap(paper, (frame.x(place) + aside, frame.y(0)), point.withheld, colour_of(at))


def gap(paper: Paper, place: Place, withheld: bool, colour: str = GREY) -> None:
    look: dict[str, Any] = {
        "markerfacecolor": WHITE,
        "markeredgecolor": colour,
        "markeredgewidth": 1.8,
        "zorder": 5,
    }
    paper.dot(*place, "x" if withheld else "o", 6.5 if withheld else 7, **look)
