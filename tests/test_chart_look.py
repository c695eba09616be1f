"""Charts for everybody's eyes: colour-blind readers, greyscale prints and dark numbers on dark wards."""

from itertools import combinations, pairwise

import numpy as np
import pytest

from bot.charts.draw import draw
from bot.charts.maps import LIGHT, SHADES, STEPS
from bot.charts.paper import GREY, INK, WHITE
from bot.charts.strokes import COLOURS, DASHES, MARKERS
from tests.pictures import chart, opened, rgb, series

# How red, green and blue light is seen (Machado, Oliveira and Fernandes 2009, severity 1).
SEEN = {
    "everybody": np.eye(3),
    "no red cones": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "no green cones": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "no blue cones": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
# Linear sRGB to CIE XYZ, and the white of D65 (IEC 61966-2-1).
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE_POINT = TO_XYZ.sum(axis=1)
everyone = pytest.mark.parametrize("eyes", SEEN)


def light(colour):
    """A colour as amounts of light."""
    share = np.array(rgb(colour)) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def lab(colour, eyes="everybody"):
    """A colour as CIE L*a*b*, as these eyes see it."""
    share = TO_XYZ @ np.clip(np.array(SEEN[eyes]) @ light(colour), 0, 1) / WHITE_POINT
    x, y, z = np.where(share > 0.008856, np.cbrt(share), 7.787 * share + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def contrast(one, other):
    """The contrast ratio of WCAG 2: 1 for the same, 21 for black on white."""
    high, low = sorted((float(TO_XYZ[1] @ light(colour)) + 0.05 for colour in (one, other)), reverse=True)
    return high / low


@everyone
def test_lines_that_stand_together_differ_in_lightness_alone(eyes):
    neighbours = [*pairwise(COLOURS), (COLOURS[-1], COLOURS[0])]
    assert min(abs(lab(one, eyes)[0] - lab(other, eyes)[0]) for one, other in neighbours) > 10


@everyone
def test_any_two_colours_of_lines_can_be_told_apart(eyes):
    apart = [np.linalg.norm(lab(one, eyes) - lab(other, eyes)) for one, other in combinations(COLOURS, 2)]
    assert min(apart) > 15


def test_two_lines_with_the_same_look_are_further_apart_than_any_chart_goes():
    looks = [
        (COLOURS[at % len(COLOURS)], DASHES[at % len(DASHES)], MARKERS[at % len(MARKERS)]) for at in range(40)
    ]
    assert len(set(looks)) == 40


def test_lines_and_words_stand_out_from_the_paper():
    assert min(contrast(colour, WHITE) for colour in COLOURS) >= 3, "WCAG 1.4.11"
    assert min(contrast(colour, WHITE) for colour in (INK, GREY)) >= 4.5, "WCAG 1.4.3"


@everyone
def test_each_class_of_a_map_is_darker_than_the_one_below(eyes):
    for steps in STEPS:
        lightness = [lab(SHADES[step], eyes)[0] for step in steps]
        assert all(light - dark > 10 for light, dark in pairwise(lightness))


def test_a_map_has_one_hue_that_is_neither_red_nor_green():
    for shade in SHADES:
        _, a, b = lab(shade)
        assert -110 < np.degrees(np.arctan2(b, a)) < -70, "blue"


def test_the_number_of_a_ward_can_be_read_on_its_shade():
    for at, shade in enumerate(SHADES):
        assert contrast(shade, WHITE if at >= LIGHT else INK) >= 4.5


def test_lines_of_one_name_can_be_told_apart_in_black_and_white():
    """With nothing in the key to go by, swapping two lines still changes the picture."""
    rising, falling = series("", [10, 20, 30]), series("", [30, 20, 10])
    drawn = [opened(draw(chart(*lines))).convert("L") for lines in ((rising, falling), (falling, rising))]
    first, second = (image.point(lambda shade: 255 * (shade < 180)).tobytes() for image in drawn)
    assert first != second
