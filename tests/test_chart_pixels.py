"""What can be measured in a picture: the published figures and nothing finer."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.charts.bars import SOFT
from bot.charts.draw import draw
from bot.charts.strokes import BAND, COLOURS
from tests.pictures import WARDS, chart, opened, rgb, series, words

BASE = 5
FIGURES = st.lists(st.integers(0, 30).map(lambda times: times * BASE), min_size=2, max_size=12)
PERIODS = [f"Week {number}" for number in range(23)]
BLUE = rgb(COLOURS[0])
SOFTENED, TINT = (
    tuple(round(white * 255 + (1 - white) * tone) for tone in BLUE) for white in (SOFT, 1 - BAND)
)


def axis(numbers):
    """From a place in the picture to a figure, by the numbers written along an axis: (place, figure) pairs."""
    (start, low), (end, high) = min(numbers), max(numbers)
    return lambda place: low + (place - start) * (high - low) / (end - start)


def digits(word):
    return word.text.replace(",", "").isdigit()


def painted(chart, *colours):
    """Where a picture has one of these colours, as rows of true and false."""
    picture = np.array(opened(draw(chart)).convert("RGB")).astype(int)
    return np.any([abs(picture - colour).sum(axis=2) < 25 for colour in colours], axis=0)


def heights(chart, count):
    """The figures of a single line, measured at the dots in its picture."""
    _, found = words(chart)
    beside = [word for word in found if digits(word) and word.right < 100]
    figure = axis([(word.middle[1], int(word.text)) for word in beside])
    top, bottom = min(word.top for word in beside), max(word.bottom for word in beside)
    blue = painted(chart, BLUE)
    blue[: int(top)] = blue[int(bottom) :] = False
    across = np.flatnonzero(blue.any(axis=0))
    first, last = across.min() + 6, across.max() - 6
    places = [round(first + at * (last - first) / (count - 1)) for at in range(count)]
    return [figure(np.flatnonzero(blue[:, x])[[0, -1]].mean()) for x in places]


def lengths(chart, *tones):
    """How far the bars of these tones reach, as figures."""
    _, found = words(chart)
    rows = {word.text: round(word.middle[1]) for word in found if word.text in WARDS}
    beyond = max(rows.values()) + 20
    under = [word for word in found if digits(word) and beyond < word.middle[1] < beyond + 40]
    figure = axis([(word.middle[0], int(word.text)) for word in under])
    start = min(word.middle[0] for word in under)
    bars = painted(chart, *tones)
    ends = [np.flatnonzero(bars[rows[point.label], int(start) :]) for point in chart.series[0].points]
    return [figure(start + (end.max() if len(end) else -0.5) + 0.5) for end in ends]


@settings(max_examples=12, deadline=None)
@given(FIGURES)
def test_the_dots_of_a_line_give_back_the_published_figures(figures):
    """Every other period is left out, so that each dot stands alone and no steep line runs into it."""
    apart = [value for figure in figures for value in (figure, None)][:-1]
    measured = heights(chart(series("Calls", apart, PERIODS), rounded_to=BASE), len(figures))
    assert [BASE * round(one / BASE) for one in measured] == figures
    assert all(abs(one - figure) < BASE / 2 for one, figure in zip(measured, figures, strict=True))


@settings(max_examples=12, deadline=None)
@given(FIGURES)
def test_the_ends_of_bars_give_back_the_published_figures(figures):
    bars = chart(series("Calls", figures, WARDS), shape="bar", rounded_to=BASE)
    measured = lengths(bars, BLUE, SOFTENED)
    assert [BASE * round(one / BASE) for one in measured] == figures
    assert all(abs(one - figure) < BASE / 4 for one, figure in zip(measured, figures, strict=True))


def test_the_end_of_a_bar_is_as_soft_as_the_rounding():
    bars = chart(series("Calls", [25, 60, 140], WARDS), shape="bar", rounded_to=BASE)
    assert lengths(bars, BLUE) == pytest.approx([21, 56, 136], abs=0.7)
    assert lengths(bars, BLUE, SOFTENED, TINT) == pytest.approx([29, 64, 144], abs=0.7)


@pytest.mark.parametrize("shape", ["line", "bar", "panels"])
def test_the_axes_are_numbered_in_multiples_of_the_rounding(shape):
    for figures in ([5, 0], [15, 35], [95, 250], [5, 1_205]):
        lines = (series("A", figures, WARDS), series("B", figures, WARDS))
        written = words(chart(*lines, shape=shape, rounded_to=BASE))[1]
        assert {int(word.text.replace(",", "")) % BASE for word in written if digits(word)} == {0}
