"""Maps of wards: classes that say no more than the figures, and a number for everybody who cannot go by shade."""

import json
import os
from dataclasses import replace
from itertools import pairwise
from math import cos, radians
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.charts.draw import draw
from bot.charts.ground import grounds
from bot.charts.maps import SHADES
from bot.charts.scale import classes
from commands.reply import Outline
from tests.pictures import (
    EXAMPLES,
    WARDS,
    WITHHELD,
    chart,
    crowded,
    grid_of,
    near,
    opened,
    pixels,
    rgb,
    said,
    series,
    square,
    words,
)

DATA = Path(os.environ.get("PARLEY_REAL_DATA", "../shared/data")) / "boundaries"
PAGE = (0, 0, 100, 100)


def a_map(values, names=WARDS, outlines=None, rounded_to=5, **more):
    line = series("Calls", values, names)
    drawn = grid_of(names[: len(values)]) if outlines is None else outlines
    return chart(line, shape="map", rounded_to=rounded_to, outlines=drawn, **more)


@given(
    st.lists(st.integers(0, 2_000), min_size=1, max_size=40),
    st.sampled_from([1, 3, 5, 10]),
    st.sampled_from([0, 1, 4, 12]),
)
def test_classes_are_of_one_size_and_each_figure_is_in_the_one_that_names_it(times, base, weeks):
    values, spread = [one * base for one in times], weeks * (base - 1)
    found = classes(values, base, spread)
    bounds = found.bounds()
    assert 1 <= found.count <= 5
    assert found.size % base == 0
    assert found.size >= 2 * spread
    assert all(low % base == high % base == 0 for low, high in bounds)
    assert all(low + found.size == following for (low, _), (following, _) in pairwise(bounds))
    assert all(bounds[found.of(value)][0] <= value <= bounds[found.of(value)][1] for value in values)


def test_figures_that_rounding_alone_could_have_parted_have_one_shade():
    picture = draw(a_map([10, 15, 10, 15]))
    assert [shade for shade in SHADES if pixels(picture, shade) > 1_000] == [SHADES[1]]


def test_the_key_says_what_each_shade_stands_for():
    there = said(a_map([0, 10, 35, 60, 70]))
    assert all(f"{low} to {low + 10}" in there for low in (0, 15, 30, 45, 60)), "those without a ward too"


def test_each_ward_has_the_shade_of_its_class():
    values = [0, 15, 30, 45, 60]
    drawn = a_map(values)
    image, (_, found) = opened(draw(drawn)).convert("RGB"), words(drawn)
    first = {word.text: word for word in reversed(found) if word.text in "12345"}
    shown = [
        image.getpixel((round(first[str(at)].left) - 12, round(first[str(at)].top))) for at in range(1, 6)
    ]
    assert all(near(colour, rgb(shade)) for colour, shade in zip(shown, SHADES, strict=True))


def test_every_ward_has_a_number_in_the_picture_and_a_line_in_the_list():
    written = [word.text for word in words(EXAMPLES["map"])[1]]
    for number, point in enumerate(EXAMPLES["map"].series[0].points, 1):
        assert written.count(str(number)) == 2
        value = "no figure" if point.value is None else str(point.value or "fewer than 5")
        told = f"{point.label}: {'too few to show safely' if point.withheld else value}"
        assert told in " ".join(written)
    assert {"0 to 10", "60 to 70", "no figure", "too few to show safely"} <= set(written), "the key"


def test_withheld_no_figure_and_a_low_figure_look_different():
    pictures = {draw(a_map([50, value])) for value in (WITHHELD, None, 0)}
    assert len(pictures) == 3


def test_an_area_nobody_has_figures_for_is_outlined_and_listed():
    drawn = a_map([5, 10], outlines=grid_of(WARDS[:3]))
    assert f"3 {WARDS[2]}: no figure" in said(drawn)


def test_an_area_without_a_shape_is_in_the_list_only():
    assert f"– {WARDS[2]}: 15" in said(a_map([5, 10, 15], outlines=grid_of(WARDS[:2])))


@pytest.mark.parametrize(
    "outlines",
    [
        (),
        grid_of(["Elsewhere"]),
        (Outline(WARDS[0], ()),),
        (Outline(WARDS[0], ((), ((1.0, 1.0),), ((0.0, 0.0), (1.0, 1.0), (2.0, 2.0)))),),
        (Outline(WARDS[0], (((0.0, 0.0), (float("nan"), 1.0), (1.0, 0.0)),)),),
        (Outline(WARDS[0], (((0.0, 0.0), (1e308, 1e308), (-1e308, 1e308)),)),),
    ],
)
def test_a_map_without_shapes_is_drawn_as_bars(outlines):
    drawn = a_map([5, 10], outlines=outlines)
    assert draw(drawn) == draw(replace(drawn, shape="bar"))


def test_more_areas_than_a_message_can_list_are_drawn_as_bars():
    names = [f"Area {at}" for at in range(201)]
    many = a_map(range(201), names, grid_of(names))
    assert draw(many) == draw(replace(many, shape="bar"))


def test_a_ward_too_small_for_a_number_has_it_beside_with_a_line():
    crowd = [square(f"Small {at}", 40 + at % 3 * 2, 40 + at // 3 * 2, 2) for at in range(9)]
    outlines = (square("Large", 0, 0, 38), *crowd, square("Far", 80, 80, 20))
    drawn = a_map(range(0, 55, 5), [outline.name for outline in outlines], outlines)
    assert not crowded(drawn)
    written = [word.text for word in words(drawn)[1]]
    assert all(written.count(str(number)) == 2 for number in range(1, 12))


def test_a_hole_is_left_open_and_an_island_filled_whichever_way_they_run():
    land, hole = square("A", 0, 0, 90).rings[0], square("A", 30, 30, 30).rings[0]
    for inner in (hole, hole[::-1]):
        (ground,) = grounds([Outline("A", (land, inner))], PAGE)
        assert pixels(draw(a_map([5], outlines=(Outline(WARDS[0], (land, inner)),))), SHADES[1]) > 10_000
        assert abs(ground.middle[0] - 50) > 17 or abs(ground.middle[1] - 50) > 17
    picture = opened(draw(a_map([5], outlines=(Outline(WARDS[0], (land, hole)),)))).convert("RGB")
    row = [picture.getpixel((x, 430)) for x in range(picture.width)]
    shaded = [at for at, colour in enumerate(row) if near(colour, rgb(SHADES[1]))]
    assert any(after - before > 100 for before, after in pairwise(shaded))


def test_north_is_up_and_the_shape_is_kept():
    north, south = grounds([square("North", 0, 50), square("South", 20, 0)], PAGE)
    assert north.middle[1] < south.middle[1]
    assert north.middle[0] < south.middle[0]
    assert north.clear == pytest.approx(south.clear)


@pytest.mark.parametrize("code", ["E09000007", "E06000056"])
def test_real_wards_are_all_numbered_and_none_in_each_others_way(code):
    drawn = _real_map(code)
    assert not crowded(drawn)
    written = [word.text for word in words(drawn)[1]]
    assert all(written.count(str(number)) >= 2 for number in range(1, len(drawn.outlines) + 1))
    assert opened(draw(drawn)).height < 2_000


def _real_map(code):
    """A map of real wards; their figures are made up."""
    path = DATA / f"wards_current_{code}.geojson"
    if not path.exists():
        pytest.skip("the published boundaries are not here (PARLEY_REAL_DATA)")
    outlines = []
    for feature in json.loads(path.read_text())["features"]:
        shape = feature["geometry"]
        parts = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        flat = tuple(tuple((x * cos(radians(52)), y) for x, y in ring) for part in parts for ring in part)
        outlines.append(Outline(feature["properties"]["WD25NM"], flat))
    names = [outline.name for outline in outlines]
    return a_map([at * 35 % 80 for at in range(len(names))], names, tuple(outlines))
