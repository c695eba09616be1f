"""Events that explain a figure: a number above its period, and what people said in a list underneath."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.charts.frame import Frame
from bot.charts.letters import LINE, SMALL, wrapped
from bot.charts.paper import GREY, INK, MARGIN, WHITE, WIDE, Paper
from commands.reply import Chart

MOST = 9
ACROSS = 18.0  # the room of one number
TEXT_LINES = 3


@dataclass(frozen=True, slots=True)
class Event:
    """``at`` is the number of its period, ``row`` how high above the plot its number stands."""

    at: int
    row: int
    text: str


@dataclass(frozen=True, slots=True)
class Events:
    """The events of a chart in the order of time; ``left_out`` are older ones there was no room for."""

    events: tuple[Event, ...]
    left_out: int

    @property
    def room(self) -> float:
        """How much height the numbers above the plot need."""
        return ACROSS * (max((event.row for event in self.events), default=-1) + 1)


def events(chart: Chart, names: Sequence[str], apart: float) -> Events:
    """Those whose period is in the chart; numbers that would touch go into another row."""
    places = {point.label: at for line in chart.series for at, point in enumerate(line.points)}
    found = sorted(
        ((places[mark.label], mark.text) for mark in chart.marks if mark.label in places),
        key=lambda pair: pair[0],
    )
    done: list[Event] = []
    for at, text in found[-MOST:]:
        taken = {event.row for event in done if (at - event.at) * apart < ACROSS}
        row = next(row for row in range(MOST) if row not in taken)
        done.append(Event(at, row, f"{names[at]}: {text}"))
    return Events(tuple(done), max(0, len(found) - MOST))


def flags(paper: Paper, frame: Frame, found: Events) -> None:
    """A numbered mark above each period, and a line down to the axis."""
    for number, event in enumerate(found.events, 1):
        x, y = frame.x(event.at), frame.top - ACROSS * (event.row + 0.5)
        paper.line([x, x], [y, frame.bottom], color=GREY, linewidth=1, linestyle=(0, (2, 2)), zorder=1)
        _number(paper, x, y, number)


def listed(paper: Paper, found: Events, top: float) -> float:
    """What each number stands for; returns where the list ends."""
    for number, event in enumerate(found.events, 1):
        _number(paper, MARGIN + ACROSS / 2, top + ACROSS / 2, number)
        left = MARGIN + ACROSS + 6
        lines = wrapped(event.text, WIDE - MARGIN - left, TEXT_LINES, SMALL)
        top = max(top + ACROSS, paper.lines(left, top + (ACROSS - SMALL * LINE) / 2, lines, SMALL)) + 2
    if found.left_out:
        top = paper.lines(MARGIN, top, [f"{found.left_out:,} earlier events are not drawn."], SMALL)
    return top


def _number(paper: Paper, x: float, y: float, number: int) -> None:
    look = {"markerfacecolor": WHITE, "markeredgecolor": INK, "markeredgewidth": 1.1, "zorder": 5}
    paper.dot(x, y, "o", 15, **look)
    paper.words(x, y, str(number), SMALL, bold=True, across="center")
