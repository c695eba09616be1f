"""A chart beside the bare matplotlib figure of the same lines, and the loop while thirty are drawn."""

from __future__ import annotations

import asyncio
import struct
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from statistics import median, quantiles

from bot.charts.pool import ChartPool
from commands.reply import Chart, Point, Series
from tests.bench.lines import Line, ratio

WEEKS = 26
DPI = 150
TICK = 0.001  # seconds between two looks at the clock
STALL = 5.0  # milliseconds


def a_chart(number: int = 0) -> Chart:
    """Half a year of weeks in two wards, rounded to fives."""
    monday = date(2026, 5, 18)
    days = [monday + timedelta(weeks=week) for week in range(WEEKS)]
    names = ("Highgate", "Gospel Oak")
    lines = tuple(
        Series(
            name,
            tuple(
                Point(f"{day:%-d %b}", (week * 7 + number + at * 20) % 60 // 5 * 5)
                for week, day in enumerate(days)
            ),
        )
        for at, name in enumerate(names)
    )
    return Chart(f"Food bank referrals, {number}", "A summary.", lines, "referrals", rounded_to=5)


def drawing(rounds: int) -> list[Line]:
    """One chart drawn again and again in this process, by Parley and bare, alternately."""
    from bot.charts.draw import draw

    chart = a_chart()
    size = _size(draw(chart, DPI))
    assert _size(bare(chart, size)) == size
    took: dict[Callable[..., bytes], list[float]] = {draw: [], bare: []}
    for number in range(rounds):
        for how in took:
            other = a_chart(number)
            begun = time.perf_counter()
            draw(other, DPI) if how is draw else bare(other, size)
            took[how].append((time.perf_counter() - begun) * 1e3)
    what = f"a line chart of {WEEKS} weeks, drawn warm, beside the bare figure of the same lines and size"
    return [
        Line(what, median(took[bare]), median(took[draw]), "ms", 1.3, ratio_of=ratio(took[draw], took[bare]))
    ]


def bare(chart: Chart, size: tuple[int, int]) -> bytes:
    """What the chart shows, drawn by matplotlib with its own layout: lines, band, title, unit, ticks, grid, key."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure((size[0] / DPI, size[1] / DPI), DPI)
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    for line in chart.series:
        values = [point.value or 0 for point in line.points]
        axes.fill_between(
            range(WEEKS), [max(0, value - 4) for value in values], [value + 4 for value in values], alpha=0.2
        )
        axes.plot(values, marker="o", ms=6, lw=2, label=line.name)
    axes.set_title(chart.title)
    axes.set_ylabel(chart.unit)
    shown = range(1, WEEKS, 4)
    axes.set_xticks(shown, [chart.series[0].points[at].label for at in shown])
    axes.grid(axis="y")
    axes.legend()
    picture = BytesIO()
    figure.savefig(picture, format="png")
    return picture.getvalue()


def _size(png: bytes) -> tuple[int, int]:
    """Width and height in pixels, which every PNG says at the same place."""
    wide, high = struct.unpack(">II", png[16:24])
    return wide, high


async def pool(many: int) -> list[Line]:
    """So many charts in the pool while the loop has other things to do; then the same ones again."""
    charts = ChartPool()
    try:
        await charts.png(a_chart(10_000))
        idle = await _late_while(asyncio.sleep(1.0))
        wanted = [a_chart(number) for number in range(many)]
        late = await _late_while(asyncio.gather(*map(charts.png, wanted)))
        drawn = charts.renders
        for chart in wanted:
            await charts.png(replace(chart))
        again = charts.renders - drawn
    finally:
        charts.close()
    what = f"how late the loop is while {many} charts are drawn (99th percentile), beside an idle loop"
    return [
        Line(what, _nearly_all(idle), _nearly_all(late), "ms", STALL, absolute=True),
        Line(
            f"the same {many} charts again: drawn anew, of {drawn - 1}",
            drawn - 1,
            again,
            "charts",
            0.0,
            absolute=True,
        ),
    ]


async def _late_while(work: asyncio.Future[object]) -> list[float]:
    """Milliseconds by which a short sleep was late, again and again until the work is done."""
    going, late = asyncio.ensure_future(work), []
    while not going.done():
        begun = time.perf_counter()
        await asyncio.sleep(TICK)
        late.append((time.perf_counter() - begun - TICK) * 1e3)
    await going
    return late


def _nearly_all(late: list[float]) -> float:
    return quantiles(late, n=100)[98]
