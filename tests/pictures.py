"""Charts to draw in tests, and ways of looking at what was drawn."""

import asyncio
from dataclasses import dataclass
from io import BytesIO
from itertools import combinations

from matplotlib.text import Text
from PIL import Image

from bot.charts.draw import composed, draw
from bot.charts.pool import ChartPool
from commands.reply import Chart, Mark, Outline, Point, Series

SHAPES = ("line", "bar", "pair", "panels", "map")
WEEKS = [f"{day} {month} 2026" for month in ("September", "October", "November") for day in (7, 14, 21, 28)]
WARDS = [
    *("Belsize", "Bloomsbury", "Camden Square", "Camden Town", "Fortune Green", "Frognal", "Gospel Oak"),
    *("Hampstead Town", "Haverstock", "Highgate", "Holborn & Covent Garden", "Kentish Town North"),
]
WITHHELD = "withheld"
PHONE = 320  # CSS pixels: the narrowest phone


class DrawnHere(ChartPool):
    """Pictures without a worker, which would load matplotlib again for every test."""

    async def png(self, chart):
        return await asyncio.to_thread(draw, chart)

    def warm(self):
        """There is nothing to start."""


def series(name, values, labels=WEEKS):
    """A line of figures; None is no figure, ``WITHHELD`` too few to show."""
    points = zip(labels, values, strict=False)
    return Series(
        name,
        tuple(
            Point(label, None, withheld=True) if value == WITHHELD else Point(label, value)
            for label, value in points
        ),
    )


def chart(*lines, shape="line", rounded_to=1, title="Calls each week", unit="calls", **more):
    return Chart(title, "Calls rose.", lines, unit, shape, rounded_to, **more)


def square(name, left, bottom, size=10):
    """A ward as a square with a side of ``size``."""
    right, top = left + size, bottom + size
    return Outline(name, (((left, bottom), (right, bottom), (right, top), (left, top)),))


def grid_of(names, across=4):
    """Square wards side by side, row by row."""
    return tuple(square(name, at % across * 10, at // across * -10) for at, name in enumerate(names))


CALLS = chart(series("Northfield", [45, 50, None, 55, 60, 65, 80, 75, 90, None, 95, 100]))
EVENTS = (Mark(WEEKS[2], "The referral form could not be opened"), Mark(WEEKS[3], "Half term"))
BY_WARD = series("Calls", [5, 60, 15, WITHHELD, 50, 35, None, 0, 15, 45, 60, 65], WARDS)
EXAMPLES = {
    "line": chart(
        series("Belsize", [20, 25, WITHHELD, 20, 30, 35]),
        series("Highgate", [5, 0, 10, None, 5, 0]),
        rounded_to=5,
        marks=EVENTS,
    ),
    "bar": chart(BY_WARD, shape="bar", rounded_to=5, title="Calls by ward, November 2026"),
    "pair": chart(
        series("Entitled", [5200, 5210, 5250, 5240, 5300]),
        series("Taking", [4100, 4120, 4200, 4150, 4000]),
        shape="pair",
        rounded_to=10,
        title="Free school meals: about 1,300 of those entitled do not take one",
        unit="pupils",
    ),
    "panels": chart(
        *(series(ward, [10, 15, None, 20, at * 5, 0]) for at, ward in enumerate(WARDS[:6])),
        shape="panels",
        rounded_to=5,
        marks=EVENTS,
    ),
    "map": chart(BY_WARD, shape="map", rounded_to=5, outlines=grid_of(WARDS)),
}


def opened(picture):
    return Image.open(BytesIO(picture))


def near(one, other, most=12):
    """Whether two colours, as (red, green, blue), look the same; pictures are saved in 255 colours."""
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) <= most


def rgb(colour):
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def pixels(picture, colour):
    """How many pixels have nearly this colour."""
    image = opened(picture).convert("RGB")
    found = image.getcolors(image.width * image.height)
    return sum(count for count, one in found if near(one, rgb(colour)))


@dataclass(frozen=True)
class Word:
    """A line of words in a picture, in its pixels from the upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float

    @property
    def middle(self):
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


def words(chart):
    """The size of a picture, and every line of words in it."""
    paper = composed(chart)
    wide, high = paper.canvas.get_width_height()
    boxes = [
        (text, text.get_window_extent(paper.canvas.get_renderer()))
        for text in paper.figure.findobj(Text)
        if text.get_text().strip()
    ]
    found = [
        Word(text.get_text(), box.x0, high - box.y1, box.x1, high - box.y0, text.get_fontsize())
        for text, box in boxes
    ]
    return (wide, high), found


def said(chart):
    """All words of a picture, one after the other."""
    return " ".join(word.text for word in words(chart)[1])


def crowded(chart):
    """The words that are cut off at an edge of the picture or lie over other words."""
    (wide, high), found = words(chart)
    cut = [
        word.text for word in found if min(word.left, word.top) < 0 or word.right > wide or word.bottom > high
    ]
    over = [(one.text, other.text) for one, other in combinations(found, 2) if _overlap(one, other)]
    return [*cut, *over]


def _overlap(one, other):
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return across > 1 and down > 1
