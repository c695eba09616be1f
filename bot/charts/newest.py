"""The newest figure of a line, written at its end."""

from __future__ import annotations

from collections.abc import Sequence

from bot.charts.frame import Frame
from bot.charts.letters import LINE, width
from bot.charts.paper import Paper
from commands.reply import Series, say_value

LETTERS = 11  # a longer number would leave no room for the line
MOST = 2  # more numbers would stand in each other's way
Numbers = dict[int, list[str]]


def numbers(lines: Sequence[Series], count: int, spread: int) -> Numbers:
    """Each different newest figure in short lines of words, the lowest first; none where they are too many or too long."""
    last = {line.points[-1].value for line in lines if len(line.points) == count > 0}
    found = {value: _words(value, spread) for value in sorted(value for value in last if value is not None)}
    fits = len(found) <= MOST and all(len(line) <= LETTERS for text in found.values() for line in text)
    return found if fits else {}


def _words(value: int, spread: int) -> list[str]:
    return say_value(value, spread + 1).replace(" than ", "\nthan ").split("\n")


def room(found: Numbers, size: float) -> float:
    """How much they need at the right of the plot."""
    return max((width(line, size, True) for text in found.values() for line in text), default=0.0)


def write(paper: Paper, frame: Frame, found: Numbers, size: float) -> None:
    """Each at the height of its figure; two that would touch are moved apart, within the plot."""
    heights = {value: size * LINE * len(text) for value, text in found.items()}
    starts, floor = dict[int, float](), frame.bottom + size * 0.2
    for value, high in heights.items():
        starts[value] = floor = min(frame.y(value) + high / 2, floor) - high
    lower = max(0.0, frame.top - size * LINE / 2 - floor)
    for value, text in found.items():
        paper.lines(frame.right, starts[value] + lower, text, size, bold=True)
