"""Charts as pictures: a PNG readable on a phone, without colour, and the same bytes every time."""

from __future__ import annotations

import re
import textwrap
import warnings
from io import BytesIO
from math import nan
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator
from matplotlib.typing import RcKeyType

from bot.text import cut, one_line
from commands.reply import Chart, Series

# Okabe and Ito's palette, ordered so that neighbours differ in greyscale too.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000", "#E69F00", "#56B4E9")
DASHES = ("-", "--", "-.", ":")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
HATCHES = ("", "///", "...", "xx", "\\\\\\", "++", "oo")
INK, GREY, GRID = "#1a1a1a", "#555555", "#dddddd"
WIDE, HIGH = 16 / 3, 3.0
BARS_UPRIGHT, BARS_LABELLED, TALLEST = 6, 40, 12.0
TICKS, TICK_LETTERS, TICK_WRAP, BAR_WRAP = 8, 48, 9, 12
TITLE_LETTERS, TITLE_LINES = 40, 3
MARGIN, TITLE_HIGH, UNIT_HIGH, KEY_HIGH = 0.1, 0.25, 0.25, 0.23
KEY_LETTERS = 50
MONTHS = {"January": "Jan", "February": "Feb", "August": "Aug", "September": "Sept", "October": "Oct"}
MONTHS |= {"November": "Nov", "December": "Dec"}
MONTH = re.compile(rf"(?<=\d )({'|'.join(MONTHS)})\b|\b({'|'.join(MONTHS)})(?= \d{{4}}\b)")
STYLE: dict[RcKeyType, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 11,
    "text.color": INK,
    "axes.labelcolor": INK,
    "text.parse_math": False,
    "hatch.linewidth": 0.8,
    "axes.edgecolor": GREY,
    "xtick.color": INK,
    "ytick.color": INK,
}
Key = Line2D | Patch


def draw(chart: Chart, dpi: int = 150) -> bytes:
    """A chart as PNG bytes: 800 by 450 pixels at 150 dpi, taller for many bars or words. Not for threads."""
    with mpl.rc_context(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a letter no font has is drawn as a box
        mpl.rcdefaults()
        mpl.rcParams.update(STYLE)
        figure = Figure(dpi=dpi)
        canvas = FigureCanvasAgg(figure)
        _compose(figure, canvas, chart)
        picture = BytesIO()
        figure.savefig(picture, format="png", facecolor="white", metadata={"Software": None})
    return picture.getvalue()


def _compose(figure: Figure, canvas: FigureCanvasAgg, chart: Chart) -> None:
    axes = figure.add_subplot()
    keys = _bars(axes, chart) if chart.shape == "bar" else _lines(axes, chart)
    if not _labels(chart):
        axes.text(0.5, 0.5, "No figures", transform=axes.transAxes, ha="center", color=GREY)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    title = _wrapped(chart.title, TITLE_LETTERS, TITLE_LINES)
    columns = _columns(keys)
    rows = -(-len(keys) // columns)
    over = TITLE_HIGH * (title.count("\n") + 1) + UNIT_HIGH
    under = KEY_HIGH * rows + MARGIN * (2 if keys else 0.5)
    high = _height(chart) + max(0, title.count("\n")) * TITLE_HIGH + max(0, rows - 1) * KEY_HIGH
    figure.set_size_inches(WIDE, high)
    edge, top = MARGIN / WIDE, 1 - MARGIN / high
    figure.text(edge, top, title, va="top", fontsize=14, fontweight="bold")
    figure.text(edge, 1 - over / high, _measure(chart), va="center", color=GREY)
    if keys:
        figure.legend(handles=keys, loc="lower left", bbox_to_anchor=(0, 0), ncols=columns, frameon=False)
    _place(figure, axes, canvas, over + MARGIN * 1.5, under)


def _columns(keys: list[Key]) -> int:
    """Two columns in the key if the longest names of both fit beside each other."""
    letters = [len(str(key.get_label())) for key in keys]
    half = -(-len(keys) // 2)
    return 2 if max(letters[:half], default=0) + max(letters[half:], default=0) <= KEY_LETTERS else 1


def _place(figure: Figure, axes: Axes, canvas: FigureCanvasAgg, over: float, under: float) -> None:
    """Give the axes what the words around them leave, measured in inches."""
    renderer = canvas.get_renderer()  # type: ignore[no-untyped-call]
    wide, high = figure.get_size_inches()
    names, ticks = axes.yaxis.get_tightbbox(renderer), axes.xaxis.get_tightbbox(renderer)
    left = MARGIN * 1.5 + (names.width / figure.dpi if names else 0)
    low = under + MARGIN + (ticks.height / figure.dpi if ticks else 0)
    sides = {"left": left / wide, "top": 1 - over / high, "bottom": low / high}
    figure.subplots_adjust(**sides, right=1 - MARGIN * 2 / wide)
    ticks = axes.xaxis.get_tightbbox(renderer)
    beyond = ticks.x1 / figure.dpi - wide + MARGIN if ticks else 0
    figure.subplots_adjust(**sides, right=1 - (MARGIN * 2 + max(0, beyond)) / wide)


def _height(chart: Chart) -> float:
    if not _sideways(chart):
        return HIGH
    rows = len(_labels(chart)) * max(1, len(chart.series) * 0.6)
    return min(max(HIGH, 1.2 + 0.28 * rows), TALLEST)


def _sideways(chart: Chart) -> bool:
    labels = _labels(chart)
    return chart.shape == "bar" and (len(labels) > BARS_UPRIGHT or sum(map(len, labels)) > TICK_LETTERS)


def _labels(chart: Chart) -> list[str]:
    longest = max(chart.series, key=lambda line: len(line.points), default=Series("", ()))
    return [MONTH.sub(lambda found: MONTHS[found[0]], one_line(point.label)) for point in longest.points]


def _values(line: Series) -> list[float]:
    return [nan if point.value is None else float(point.value) for point in line.points]


def _measure(chart: Chart) -> str:
    unit = cut(chart.unit, 28)
    unit = unit[:1].upper() + unit[1:]
    if chart.rounded_to <= 1:
        return unit
    rounding = f"rounded to multiples of {chart.rounded_to:,}"
    return f"{unit} ({rounding})" if unit else rounding.capitalize()


def _wrapped(text: str, letters: int, lines: int) -> str:
    """Text over a few lines, ending in … if there was more."""
    return "\n".join(textwrap.wrap(one_line(text), letters, max_lines=lines, placeholder="…"))


def _named(name: str) -> str:
    """A name for the key. A leading underscore would hide it, so a hair space goes first."""
    return "\u200a" + cut(name, KEY_LETTERS)


def _lines(axes: Axes, chart: Chart) -> list[Key]:
    keys: list[Key] = [_line(axes, chart, line, at) for at, line in enumerate(chart.series)]
    axes.set_ylim(*_scale(chart))
    _grid(axes, "y")
    labels = _labels(chart)
    shown = _thinned(labels)
    axes.set_xticks(shown, [_wrapped(labels[at], TICK_WRAP, 2) for at in shown])
    axes.set_xlim(-0.5, max(len(labels), 1) - 0.5)
    named = keys if len(keys) > 1 else []
    return [*named, *_band_key(chart, GREY if named else COLOURS[0]), *_gap_key(chart)]


def _line(axes: Axes, chart: Chart, line: Series, at: int) -> Line2D:
    values = _values(line)
    colour, marker = COLOURS[at % len(COLOURS)], MARKERS[at % len(MARKERS)]
    size = 6 if len(values) <= 30 else 3 if len(values) <= 100 else 1.5
    across = range(len(values))
    if chart.rounded_to > 1:
        low, high = _band(values, chart.rounded_to - 1)
        axes.fill_between(across, low, high, color=colour, alpha=0.2, linewidth=0, zorder=1)
    aside = (at - (len(chart.series) - 1) / 2) * min(0.12, 0.6 / len(chart.series))
    gaps = [place + aside for place, value in enumerate(values) if value != value]
    axes.plot(
        gaps, [0.0] * len(gaps), marker, ms=7, mfc="white", mec=colour, mew=1.6, clip_on=False, zorder=4
    )
    dash = DASHES[at % len(DASHES)]
    drawn = axes.plot(across, values, dash, color=colour, marker=marker, ms=size, lw=2, zorder=3)[0]
    drawn.set_label(_named(line.name))
    return drawn


def _band(values: list[float], most: int) -> tuple[list[float], list[float]]:
    """Where the true figures may lie; a count is never below nought."""
    low = [value - most if value < 0 or value > most or value != value else 0.0 for value in values]
    return low, [value + most for value in values]


def _scale(chart: Chart) -> tuple[float, float]:
    """From zero, or lower only if a value is below it, to a little over the highest."""
    values = [value for line in chart.series for value in _values(line) if value == value]
    more = max(chart.rounded_to - 1, 0) if chart.shape == "line" else 0
    low, high = min([0.0, *values]), max([0.0, *values])
    over = 1.15 if chart.shape == "bar" else 1.08
    return low * over, (high + more) * over or 1.0


def _grid(axes: Axes, which: str) -> None:
    axis = axes.yaxis if which == "y" else axes.xaxis
    axis.set_major_locator(MaxNLocator(5, integer=True))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.grid(axis="y" if which == "y" else "x", color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)


def _thinned(labels: list[str]) -> list[int]:
    """Which labels fit along the bottom: evenly spaced, and always the newest."""
    longest = max((min(len(label), TICK_WRAP) for label in labels), default=1)
    room = max(2, min(TICKS, TICK_LETTERS // (longest + 2)))
    step = -(-len(labels) // room) or 1
    return sorted(range(len(labels) - 1, -1, -step))


def _band_key(chart: Chart, colour: str) -> list[Key]:
    if chart.rounded_to <= 1:
        return []
    label = f"rounding, up to {chart.rounded_to - 1:,} either way"
    return [Patch(color=colour, alpha=0.25, linewidth=0, label=label)]


def _gap_key(chart: Chart) -> list[Key]:
    if all(point.value is not None for line in chart.series for point in line.points):
        return []
    shape: dict[str, Any] = {"marker": "o", "ms": 7, "mfc": "white", "mec": GREY, "mew": 1.6}
    return [Line2D([], [], linestyle="", label="no figure", **shape)]


def _bars(axes: Axes, chart: Chart) -> list[Key]:
    sideways, labels = _sideways(chart), _labels(chart)
    keys: list[Key] = [_bar(axes, chart, line, at, sideways) for at, line in enumerate(chart.series)]
    if sideways:
        axes.set_xlim(*_scale(chart))
        step = -(-len(labels) // BARS_LABELLED) or 1
        axes.set_yticks(range(0, len(labels), step), [cut(label, 28) for label in labels[::step]])
        axes.set_ylim(max(len(labels), 1) - 0.5, -0.5)
    else:
        axes.set_ylim(*_scale(chart))
        axes.set_xticks(range(len(labels)), [_wrapped(label, BAR_WRAP, 3) for label in labels])
        axes.set_xlim(-0.6, max(len(labels), 1) - 0.4)
    _grid(axes, "x" if sideways else "y")
    return [*(keys if len(keys) > 1 else []), *_gap_key(chart)]


def _bar(axes: Axes, chart: Chart, line: Series, at: int, sideways: bool) -> Key:
    values = _values(line)
    thick = 0.76 / len(chart.series)
    places = [place - 0.38 + thick * (at + 0.5) for place in range(len(values))]
    colour, hatch = COLOURS[at % len(COLOURS)], HATCHES[at % len(HATCHES)]
    look: dict[str, Any] = {"facecolor": colour, "hatch": hatch, "edgecolor": "white", "linewidth": 0.5}
    heights = [0.0 if value != value else value for value in values]
    (axes.barh if sideways else axes.bar)(places, heights, thick, **look)
    gaps = [place for place, value in zip(places, values, strict=True) if value != value]
    zeros = [0.0] * len(gaps)
    along = (zeros, gaps) if sideways else (gaps, zeros)
    axes.plot(*along, "o", ms=7, mfc="white", mec=colour, mew=1.6, clip_on=False, zorder=4)
    if len(chart.series) == 1:
        _write_values(axes, values, sideways)
    return Patch(label=_named(line.name), **look)


def _write_values(axes: Axes, values: list[float], sideways: bool) -> None:
    """The figure at the end of each bar, so that a nought is not taken for a gap."""
    look: dict[str, Any] = (
        {"xytext": (4, 0), "va": "center"} if sideways else {"xytext": (0, 3), "ha": "center"}
    )
    for place, value in enumerate(values):
        if value == value and len(values) <= BARS_LABELLED:
            at = (value, place) if sideways else (place, value)
            axes.annotate(f"{value:,.0f}", at, textcoords="offset points", fontsize=10, **look)
