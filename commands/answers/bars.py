"""Numbers beside each other: a bar for each row in the order of the code list, or a map of the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from commands import Refusal, Request
from commands.answers.grid import inside, lay_out
from commands.answers.titles import titled, when
from commands.question import Question
from commands.reply import Chart, Outline, Point, Series
from commands.series import point
from storage.sums import Sum

COLUMNS = 6  # bars beside each other in one row, and small charts: more cannot be told apart
SPOKEN = 8  # numbers in the summary of a chart; its table has all of them


def bars(request: Request, question: Question) -> Chart:
    """One group of bars for each row."""
    grid, measure = lay_out(question), question.measure
    if len(grid.columns) > COLUMNS:
        raise Refusal(f"Parley draws up to {COLUMNS} bars side by side. Choose fewer areas.")
    found = [[cut.find(request.partnership.shelf) for cut in row.cuts] for row in grid.rows]
    series = tuple(
        Series(column, tuple(point(row.name, each[at]) for row, each in zip(grid.rows, found, strict=True)))
        for at, column in enumerate(grid.columns)
    )
    within = max((each.within for row in found for each in row if isinstance(each, Sum)), default=0)
    name = f"{titled(question)}, {when(question.window)}"
    return Chart(
        f"{name}: {_range(series, within)}",
        " ".join([f"{name}.", *(_told(each, len(series) > 1, within) for each in series)]),
        series,
        measure.unit.many,
        "bar",
        rounded_to=measure.protect.base,
        within=within,
    )


def on_a_map(request: Request, question: Question) -> Chart:
    """The same numbers where they lie."""
    rings = request.partnership.catalogue.outlines_of(question.measure)
    label = question.release.areas.label
    outlines = tuple(
        Outline(label(area), rings[area.code]) for area in inside(question, question.by) if area.code in rings
    )
    return replace(bars(request, replace(question, against=None)), shape="map", outlines=outlines)


def _range(series: Sequence[Series], within: int) -> str:
    """From the smallest to the largest number, without saying whose they are."""
    known = sorted(each.value for one in series for each in one.points if each.value is not None)
    if not known:
        return "no figures to show"
    low, high = (_bare(value, within) for value in (known[0], known[-1]))
    return f"each {low}" if low == high else f"from {low} to {high}"


def _bare(value: int, within: int) -> str:
    return f"about {value:,}" if value else f"fewer than {within + 1}"


def _told(series: Series, named: bool, within: int) -> str:
    """Every number of a few bars, or how far many of them reach."""
    start = f"{series.name}: " if named else ""
    if len(series.points) > SPOKEN:
        return f"{start}{len(series.points)} areas, {_range([series], within)}; each is in the table."
    return start + "; ".join(f"{each.label} {_say(each, within)}" for each in series.points) + "."


def _say(each: Point, within: int) -> str:
    if each.value is None:
        return "too few to show" if each.withheld else "no figure"
    return _bare(each.value, within)
