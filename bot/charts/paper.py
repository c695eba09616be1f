"""The sheet a chart is drawn on: as wide as a phone, filled from the top, as long as it needs to be."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from math import ceil
from typing import Any, Literal

from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D
from PIL import Image

from bot.charts.letters import BODY, DPI, LINE, font

WIDE, MARGIN = 384.0, 8.0
INK, GREY, GRID, WHITE = "#1a1a1a", "#555555", "#dddddd", "#ffffff"
TONES, NEARLY_WHITE = 255, 251
Place = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom


class Paper:
    """Places are points (1/72 inch) from the upper left corner, with y downwards.

    The words and shapes are put on the figure itself: axes of matplotlib measure and draw their ticks several
    times over, which took longer than all the rest.
    """

    def __init__(self, dpi: int = DPI) -> None:
        self.figure = Figure(dpi=dpi, facecolor=WHITE)
        self.canvas = FigureCanvasAgg(self.figure)
        self._dpi = dpi
        self._places = Affine2D()

    def words(
        self,
        x: float,
        y: float,
        text: str,
        size: float = BODY,
        bold: bool = False,
        across: Literal["left", "center", "right"] = "left",
        colour: str = INK,
    ) -> None:
        """One line of words, its capitals centred on y."""
        drawn = Text(
            x, y + 0.365 * size, text, color=colour, ha=across, va="baseline", parse_math=False, zorder=6
        )
        drawn.set_fontproperties(font(size, bold))
        self._add(drawn)

    def lines(self, x: float, y: float, texts: Sequence[str], size: float = BODY, **look: Any) -> float:
        """Lines of words under each other, the first one's top at y; returns where they end."""
        for at, text in enumerate(texts):
            self.words(x, y + size * LINE * (at + 0.5), text, size, **look)
        return y + size * LINE * len(texts)

    def line(self, xs: Sequence[float], ys: Sequence[float], **look: Any) -> None:
        """A line through places; nan interrupts it."""
        self._add(Line2D(xs, ys, **look))

    def dot(self, x: float, y: float, marker: str, size: float, **look: Any) -> None:
        self._add(Line2D([x], [y], linestyle="", marker=marker, markersize=size, **look))

    def box(self, left: float, top: float, right: float, bottom: float, **look: Any) -> None:
        self._add(Rectangle((left, top), right - left, bottom - top, **look))

    def area(self, corners: Sequence[Place], **look: Any) -> None:
        self._add(Polygon(corners, closed=True, **look))

    def shape(self, path: Path, **look: Any) -> None:
        self._add(PathPatch(path, **look))

    def finish(self, high: float) -> None:
        """Cut the sheet off at this height."""
        scale = self._dpi / 72
        pixels = ceil(high * scale)
        self.figure.set_size_inches(WIDE / 72, (pixels + 0.01) / self._dpi)
        self._places.clear().scale(scale, -scale).translate(0, pixels)

    def png(self) -> bytes:
        """The picture in few colours, a third of the bytes for a poor signal, and no word of who made it or when."""
        self.canvas.draw()  # type: ignore[no-untyped-call] # matplotlib leaves these two without types
        pixels = self.canvas.buffer_rgba()  # type: ignore[no-untyped-call]
        picture = Image.frombuffer("RGBA", self.canvas.get_width_height(), pixels).convert("RGB")
        few = picture.quantize(TONES, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        few.putpalette([255 if tone > NEARLY_WHITE else tone for tone in few.getpalette() or ()])
        saved = BytesIO()
        few.save(saved, "png")
        return saved.getvalue()

    def _add(self, artist: Artist) -> None:
        artist.set_transform(self._places)
        self.figure.add_artist(artist)
