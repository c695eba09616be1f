"""Charts: the right picture, the same bytes each time, and never in the serving process."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from PIL import Image

from bot.charts.draw import COLOURS, draw
from bot.charts.pool import ChartPool, fingerprint
from commands.reply import Chart, Point, Series
from tests.test_text import HOSTILE, charts

WEEKS = [f"{day} {month} 2026" for month in ("September", "October", "November") for day in (7, 14, 21, 28)]


def series(name, values, labels=WEEKS):
    return Series(name, tuple(Point(label, value) for label, value in zip(labels, values, strict=False)))


def chart(*lines, shape="line", rounded_to=1, title="Calls each week", unit="calls"):
    return Chart(title, "Calls rose.", lines, unit, shape, rounded_to)


CALLS = chart(series("Northfield", [45, 50, None, 55, 60, 65, 80, 75, 90, None, 95, 100]))


def opened(picture):
    return Image.open(BytesIO(picture))


def pixels(picture, colour):
    """How many pixels have nearly this colour."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    near = lambda one: abs(one[0] - red) + abs(one[1] - green) + abs(one[2] - blue) < 12  # noqa: E731
    image = opened(picture).convert("RGB")
    return sum(count for count, one in image.getcolors(image.width * image.height) if near(one))


def test_a_chart_is_a_picture_of_800_by_450():
    picture = opened(draw(CALLS))
    assert (picture.format, picture.size) == ("PNG", (800, 450))
    assert opened(draw(CALLS, dpi=300)).size == (1600, 900)


def test_many_bars_make_it_taller_and_it_stays_as_wide():
    wards = [f"Ward number {n}" for n in range(25)]
    wide, high = opened(draw(chart(series("People", range(25), wards), shape="bar"))).size
    assert wide == 800
    assert 900 < high < 1_800


def test_the_bytes_are_the_same_each_time_and_name_no_maker_or_hour():
    assert draw(CALLS) == draw(CALLS)
    assert not set(opened(draw(CALLS)).info) & {"Software", "Creation Time", "Date", "Author"}


@pytest.mark.parametrize("shape", ["line", "bar"])
def test_a_gap_is_not_a_zero(shape):
    pictures = {draw(chart(series("A", [5, value, 7]), shape=shape)) for value in (None, 0, 1)}
    assert len(pictures) == 3


def test_a_line_is_broken_at_a_gap():
    whole, broken = ([50] * 12, [50] * 5 + [None] * 2 + [50] * 5)
    assert pixels(draw(chart(series("A", broken))), COLOURS[0]) < pixels(
        draw(chart(series("A", whole))), COLOURS[0]
    )


def test_rounding_is_a_light_band():
    exact, rounded = (draw(chart(series("A", [20, 30, 40]), rounded_to=to)) for to in (1, 5))
    light = "#cce3f0"
    assert pixels(exact, light) < 100 < 2_000 < pixels(rounded, light)


def test_lines_of_one_name_and_one_shade_can_be_told_apart():
    """In black and white, with nothing in the key to go by, swapping two lines still changes the picture."""
    rising, falling = series("", [10, 20, 30]), series("", [30, 20, 10])
    drawn = [opened(draw(chart(*lines))).convert("L") for lines in ((rising, falling), (falling, rising))]
    first, second = (image.point(lambda shade: 255 * (shade < 180)).tobytes() for image in drawn)
    assert first != second


def test_the_colours_are_those_made_for_colour_blind_readers():
    okabe_ito = {"#000000", "#E69F00", "#56B4E9", "#009E73", "#0072B2", "#D55E00", "#CC79A7"}
    assert set(COLOURS) == okabe_ito


@pytest.mark.parametrize(
    "hostile", [*HOSTILE, "$", "$$", "$\\frac{1}{$", "_hidden", "\\", "a\nb", "%d", "{}"]
)
def test_hostile_words_are_drawn_as_words(hostile):
    line = series(hostile, [1, None, 3], [hostile, "b", hostile])
    for shape in ("line", "bar"):
        picture = draw(Chart(hostile, "said", (line, replace(line, name="other")), hostile, shape, 5))
        assert opened(picture).size[0] == 800


def test_a_dollar_sign_is_not_mathematics():
    as_words = draw(chart(series("A", [1, 2]), title="Cost $x_2$ and $y$"))
    without = draw(chart(series("A", [1, 2]), title="Cost x2 and y"))
    assert as_words != without
    draw(chart(series("A", [1, 2]), title="$\\notacommand{"))


def test_a_name_with_an_underscore_first_is_in_the_key():
    other = series("Other", [3, 4])
    assert draw(chart(series("_name", [1, 2]), other)) != draw(chart(series("", [1, 2]), other))


@pytest.mark.parametrize("shape", ["line", "bar"])
@pytest.mark.parametrize(
    "lines",
    [
        (),
        (Series("none", ()),),
        (series("one", [5]),),
        (series("gaps", [None, None]),),
        (series("noughts", [0, 0, 0]),),
        (series("below", [-5, 3, -1]),),
        (series("huge", [10**12, 1]),),
        (series("long", [1, 2, 3]), series("short", [1])),
        tuple(series(f"Series {n}", [n, n + 1]) for n in range(12)),
        (Series("a year of days", tuple(Point(f"Day {n}", n) for n in range(365))),),
    ],
)
def test_odd_charts_are_drawn_too(lines, shape):
    assert opened(draw(chart(*lines, shape=shape, rounded_to=5))).size[0] == 800


@settings(max_examples=25, deadline=None)
@given(charts())
def test_any_chart_can_be_drawn(chart):
    picture = opened(draw(chart))
    picture.load()
    assert picture.size[0] == 800
    assert 450 <= picture.size[1] <= 3_000


@pytest.fixture
def pool():
    pool = ChartPool()
    yield pool
    pool.close()


def test_a_picture_from_the_pool_is_the_same_and_is_drawn_once(pool):
    async def ask():
        together = await asyncio.gather(*(pool.png(CALLS) for _ in range(5)))
        return [*together, await pool.png(replace(CALLS))]

    assert set(asyncio.run(ask())) == {draw(CALLS)}
    assert pool.renders == 1


def test_other_charts_are_drawn_for_themselves(pool):
    async def ask():
        return [await pool.png(replace(CALLS, title=title)) for title in ("A", "B", "A")]

    first, second, third = asyncio.run(ask())
    assert first == third != second
    assert pool.renders == 2


def test_only_so_many_pictures_are_kept():
    pool = ChartPool(kept=1)

    async def ask():
        for title in "ABBA":
            await pool.png(replace(CALLS, title=title))

    asyncio.run(ask())
    pool.close()
    assert pool.renders == 3


def test_a_killed_worker_is_replaced(pool):
    async def ask():
        await pool.png(CALLS)
        for worker in list(pool._pool._processes):
            os.kill(worker, signal.SIGKILL)
        return await asyncio.gather(*(pool.png(replace(CALLS, title=title)) for title in "AB"))

    assert all(opened(picture).size == (800, 450) for picture in asyncio.run(ask()))


def test_a_chart_that_takes_too_long_is_given_up_and_the_next_one_drawn():
    pool = ChartPool(seconds=0.01)

    async def ask():
        with pytest.raises(TimeoutError):
            await pool.png(CALLS)
        pool._seconds = 60
        return await pool.png(CALLS)

    assert opened(asyncio.run(ask())).size == (800, 450)
    pool.close()


def test_the_pool_closes_at_once_and_stays_closed():
    async def ask():
        pool = ChartPool()
        pool.warm()
        waiting = asyncio.create_task(pool.png(CALLS))
        await asyncio.sleep(0.1)
        began = time.monotonic()
        pool.close()
        pool.close()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        with pytest.raises(RuntimeError, match="closed"):
            await pool.png(CALLS)
        return time.monotonic() - began

    assert asyncio.run(ask()) < 2


def test_a_fingerprint_goes_by_content():
    assert fingerprint(CALLS) == fingerprint(replace(CALLS)) != fingerprint(replace(CALLS, rounded_to=5))


SERVE = """
import asyncio, sys
from bot.charts.pool import ChartPool
from commands.reply import Chart, Point, Series

def main():
    pool = ChartPool()
    chart = Chart("Calls", "Calls rose.", (Series("A", (Point("x", 1), Point("y", 2))),), "calls")
    picture = asyncio.run(pool.png(chart))
    assert picture.startswith(b"\\x89PNG")
    assert "matplotlib" not in sys.modules, "matplotlib was loaded"
    pool.warm()  # still open and busy when the program ends

if __name__ == "__main__":
    main()
"""


def test_the_serving_process_never_loads_matplotlib_and_ends_without_hanging(tmp_path):
    program = tmp_path / "serve.py"
    program.write_text(SERVE)
    done = subprocess.run(
        [sys.executable, str(program)],
        env=os.environ | {"PYTHONPATH": os.getcwd()},
        capture_output=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr.decode()) == (0, "")
