"""Charts: the right picture, the same bytes each time, and words that can be read on a phone."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.charts.draw import draw
from bot.charts.strokes import COLOURS
from commands.reply import Mark, Outline
from tests.pictures import (
    CALLS,
    EXAMPLES,
    PHONE,
    SHAPES,
    WARDS,
    WEEKS,
    WITHHELD,
    chart,
    crowded,
    grid_of,
    opened,
    pixels,
    said,
    series,
    words,
)
from tests.text.awkward import AWKWARD, HOSTILE, charts

ODD = [
    (),
    (series("none", []),),
    (series("one", [5]),),
    (series("gaps", [None, WITHHELD]),),
    (series("noughts", [0, 0, 0]),),
    (series("below", [-5, 3, -1]),),
    (series("huge", [10**12, 1]),),
    (series("beyond", [10**18, 10**18 + 1, 7]), series("beyond too", [10**18, 3, 10**17])),
    (series("long", [1, 2, 3]), series("short", [1])),
    tuple(series(f"Series {n}", [n, n + 1]) for n in range(12)),
    (series("two years of weeks", range(104), [f"{n % 28 + 1} May {1990 + n}" for n in range(104)]),),
    (series("forty wards", range(40), [f"Holborn & Covent Garden number {n}" for n in range(40)]),),
    (series("a year of days", range(365), [f"Day {n}" for n in range(365)]),),
]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_chart_is_a_picture_of_800_pixels_across(shape):
    picture = opened(draw(EXAMPLES[shape]))
    assert picture.format == "PNG"
    assert picture.width == 800
    assert picture.height < 1_500
    assert picture.convert("RGB").getpixel((1, 1)) == (255, 255, 255)


def test_a_larger_picture_is_the_same_one():
    small, large = (opened(draw(CALLS, dpi=dpi)) for dpi in (150, 300))
    assert large.size == (2 * small.width, pytest.approx(2 * small.height, abs=1))


def test_many_bars_make_it_longer():
    few, many = (
        opened(draw(chart(series("People", range(n), [f"Ward {at}" for at in range(n)]), shape="bar")))
        for n in (5, 25)
    )
    assert few.width == many.width
    assert 3 * few.height < many.height < 2_000


@pytest.mark.parametrize("shape", SHAPES)
def test_the_bytes_are_the_same_each_time_and_hold_the_picture_alone(shape):
    picture = draw(EXAMPLES[shape])
    assert picture == draw(EXAMPLES[shape])
    assert parts(picture) == {b"IHDR", b"PLTE", b"IDAT", b"IEND"}


def parts(picture):
    """The names of the chunks of a PNG."""
    found, at = set(), 8
    while at < len(picture):
        found.add(picture[at + 4 : at + 8])
        at += 12 + int.from_bytes(picture[at : at + 4], "big")
    return found


@pytest.mark.parametrize("shape", ["line", "bar"])
def test_a_gap_a_withheld_figure_and_a_zero_are_three_pictures(shape):
    pictures = {draw(chart(series("A", [5, value, 7]), shape=shape)) for value in (None, WITHHELD, 0, 1)}
    assert len(pictures) == 4


@pytest.mark.parametrize("shape", SHAPES)
def test_why_a_figure_is_missing_is_said(shape):
    lines = (series("A", [5, None, WITHHELD], WARDS), series("B", [5, 0, 5], WARDS))
    there = said(chart(*lines[: 1 if shape == "map" else 2], shape=shape, outlines=grid_of(WARDS[:3])))
    assert "no figure" in there
    assert "too few to show safely" in there


def test_a_line_is_broken_at_a_gap():
    whole, broken = ([50] * 12, [50] * 5 + [None] * 2 + [50] * 5)
    assert pixels(draw(chart(series("A", broken))), COLOURS[0]) < pixels(
        draw(chart(series("A", whole))), COLOURS[0]
    )


@pytest.mark.parametrize("shape", ["line", "bar", "pair", "panels"])
def test_rounding_is_shown_and_named_and_only_where_there_is_any(shape):
    exact, rounded = (
        chart(series("A", [20, 30, 40]), series("B", [10, 10, 15]), shape=shape, rounded_to=to)
        for to in (1, 5)
    )
    assert "rounding, up to 4 either way" in said(rounded)
    assert "rounded to multiples of 5" in said(rounded)
    assert "round" not in said(exact)
    assert draw(exact) != draw(rounded)


def test_a_sum_of_rounded_figures_has_a_wider_band():
    one, four = (chart(series("A", [20, 30, 40]), rounded_to=5, within=within) for within in (0, 16))
    assert "up to 16 either way" in said(four)
    assert "sums of figures rounded to multiples of 5" in said(four)
    assert "sums" not in said(one)
    light = "#cce0ec"
    assert 2_000 < 2 * pixels(draw(one), light) < pixels(draw(four), light)


def test_a_rounded_nought_is_never_written_as_a_nought():
    for shape in ("line", "bar"):
        there = said(chart(series("A", [20, 30, 0]), shape=shape, rounded_to=5))
        assert "fewer than 5" in there


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 10**6).map(lambda times: times * 5), min_size=1, max_size=6))
def test_every_figure_of_a_bar_is_written_whole(figures):
    written = [word.text for word in words(chart(series("A", figures), shape="bar", rounded_to=5))[1]]
    assert {f"{figure:,}" if figure else "fewer than 5" for figure in figures} <= set(written)


def test_the_newest_figure_stands_at_the_end_of_its_line():
    assert [word.text for word in words(chart(series("A", [20, 30, 45])))[1]].count("45") == 1


def test_two_lines_that_end_together_have_their_figures_one_above_the_other():
    for ends in ([95, 100], [0, 5], [300, 295]):
        there = chart(*(series("A", [10, end]) for end in ends), rounded_to=5)
        assert not crowded(there)
        assert all((str(end) if end else "than 5") in said(there).split(" 7 Sept")[0] for end in ends)


def test_the_years_are_said_once_and_the_months_are_short():
    there = said(chart(series("A", [1] * 5, [f"{day} September 2026" for day in (1, 8, 15, 22, 29)])))
    assert there.count("2026") == 1
    assert "September" not in there
    assert "8 Sept" in there


def test_the_gap_between_a_pair_is_shaded_and_named():
    pair = EXAMPLES["pair"]
    assert "gap between Entitled and Taking" in said(pair)
    assert said(pair).split().count("gap") == 2, "in the picture and in the key"
    assert draw(pair) != draw(replace(pair, shape="line"))


def test_the_gap_is_not_shaded_where_one_of_the_pair_is_missing():
    whole, part = (
        chart(series("A", [90, 90, 90, 90]), series("B", [10, value, value, 10]), shape="pair")
        for value in (10, None)
    )
    shade = "#ececec"
    assert pixels(draw(part), shade) < pixels(draw(whole), shade) / 5


def test_each_panel_is_named_and_all_share_one_scale():
    panels = EXAMPLES["panels"]
    found = [word.text for word in words(panels)[1]]
    assert [text for text in found if text in WARDS] == WARDS[:6]
    highest = [text for text in found if text in ("20", "30", "40")]
    assert len(highest) % 6 == 0


def test_of_many_panels_six_are_drawn_and_that_is_said():
    many = chart(*(series(ward, [5, 10]) for ward in WARDS), shape="panels")
    assert "6 of 12 are drawn." in said(many)
    assert "Gospel Oak" not in said(many)


@pytest.mark.parametrize("shape", ["line", "pair", "panels"])
def test_an_event_is_a_number_on_the_time_axis_and_a_sentence_underneath(shape):
    lines = (series("A", [20, 30, 45]), series("B", [10, 10, 10]))
    marks = (Mark(WEEKS[1], "Half term"), Mark(WEEKS[0], "The van broke down"), Mark("never", "Not here"))
    there = chart(*lines, shape=shape, marks=marks)
    assert "1 7 Sept 2026: The van broke down 2 14 Sept 2026: Half term" in said(there)
    assert "Not here" not in said(there)
    (above,) = {word.text for word in words(there)[1] if word.text == "2"}
    assert above
    assert draw(there) != draw(replace(there, marks=()))


def test_events_in_neighbouring_weeks_stand_in_rows():
    weeks = [f"{day} {month} 2026" for month in ("May", "June", "July") for day in range(1, 29, 4)]
    marks = tuple(Mark(week, f"Event of {week}") for week in (*weeks[8:12], weeks[11]))
    there = chart(series("A", range(21), weeks), marks=marks)
    assert not crowded(there)
    numbers = [word for word in words(there)[1] if word.text in "12345" and word.left > 100]
    assert [numbers.count(word) for word in numbers] == [1] * 5


def test_of_many_events_the_newest_nine_are_drawn_and_the_others_counted():
    many = chart(series("A", range(12)), marks=tuple(Mark(week, f"Event of {week}") for week in WEEKS))
    assert "3 earlier events are not drawn." in said(many)
    assert "21 Sept 2026: Event" not in said(many)
    assert not crowded(many)


def test_a_dollar_sign_is_not_mathematics():
    assert "Cost $x_2$ and $y$" in said(chart(series("A", [1, 2]), title="Cost $x_2$ and $y$"))
    draw(chart(series("A", [1, 2]), title="$\\notacommand{"))


def test_signs_that_the_font_lacks_are_left_out_and_letters_become_boxes():
    assert said(chart(series("A", [1, 2]), title="Bread 🍞 and\nmilk 🥛")).startswith("Bread and milk")
    assert said(chart(series("A", [1, 2]), title="中文 words")).startswith("□□ words")


def test_accents_do_not_pile_up_into_the_line_above():
    assert not crowded(chart(series("A", [1, 2]), title="Z" + "\u0300" * 40, unit="e\u0301"))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("lines", ODD, ids=lambda lines: lines[0].name if lines else "nothing")
def test_odd_charts_are_drawn_whole_too(lines, shape):
    odd = chart(*lines, shape=shape, rounded_to=5, outlines=grid_of(WEEKS))
    assert not crowded(odd)
    assert opened(draw(odd)).width == 800


@pytest.mark.parametrize("shape", SHAPES)
def test_words_are_large_enough_for_the_narrowest_phone(shape):
    (wide, _), found = words(EXAMPLES[shape])
    assert min(word.size * 150 / 72 * PHONE / wide for word in found) > 9


MORE_WORDS = st.one_of(st.sampled_from([*HOSTILE, "x" * 200, "_hidden", "7 September 2026"]), AWKWARD)


@st.composite
def any_chart(draw):
    """A chart of any shape, with any words, events and outlines."""
    found = draw(charts())
    shape = draw(st.sampled_from(SHAPES))
    labels = [point.label for line in found.series for point in line.points] or [""]
    marks = draw(st.lists(st.builds(Mark, st.sampled_from(labels), MORE_WORDS), max_size=4))
    place = st.tuples(*[st.floats(-180, 180)] * 2)
    rings = st.lists(st.lists(place, max_size=6).map(tuple), max_size=2).map(tuple)
    outlines = draw(st.lists(st.builds(Outline, st.sampled_from(labels), rings), max_size=4))
    title, unit = draw(MORE_WORDS), draw(MORE_WORDS)
    more = {"marks": tuple(marks), "outlines": tuple(outlines), "title": title, "unit": unit}
    return replace(found, shape=shape, **more)


@settings(max_examples=40, deadline=None)
@given(any_chart())
def test_any_chart_can_be_drawn_with_its_words_inside_and_apart(chart):
    assert not crowded(chart)
    picture = opened(draw(chart))
    picture.load()
    assert picture.width == 800
    assert picture.height <= 4_000
