"""A question as a chart: over time, side by side, as a pair, as bars or on a map; published values only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from commands import Refusal, Request
from commands.answers import explained
from commands.answers.bars import COLUMNS, bars, on_a_map
from commands.answers.gap import gap_words
from commands.answers.grid import Cut, is_over_time, whole
from commands.answers.months import months
from commands.answers.titles import capital, pair_names, pair_title, titled
from commands.figures import short_period
from commands.question import Question, line
from commands.reply import Button, Chart, Point, Series
from commands.series import in_brief, in_words, line_of, point
from storage.monthly import is_by_month
from storage.sums import Found, Sum


def chart_of(request: Request, question: Question) -> Chart:
    """The chart that fits a question. Raises ``Refusal`` where none does."""
    if question.per:
        raise Refusal(
            "Parley does not draw rates: they are worked out from rounded numbers, so ask for them as a table.",
            [Button("As a table", line(question, as_="table"))],
            field="as",
        )
    if question.form == "map":
        return on_a_map(request, question)
    if (question.by and not is_over_time(question)) or (question.paired and len(question.areas) > 1):
        return bars(request, question)
    if question.paired:
        return _pair(request, question)
    if len(question.areas) > 1:
        return _panels(request, question)
    if question.by == "month" or is_by_month(question.measure):
        return _months(request, question)
    return _line(request, question)


def _line(request: Request, question: Question) -> Chart:
    cut = whole(question)
    marks = explained.marks(request, cut, question.areas)
    name = titled(replace(question, by=""))
    return line_of(question.measure, name, _points(request, cut), marks)


def _months(request: Request, question: Question) -> Chart:
    """A point for each whole month. Months differ in length, so none is said to be more than the one before."""
    measure, cut, shelf = question.measure, whole(question), request.partnership.shelf
    known = _whole_months(question, cut)
    if not known:
        raise Refusal(
            "None of these months is whole yet, so there is no line of months to draw.",
            [Button("By week", line(question, by="time"))],
        )
    found = [(name, replace(cut, periods=periods).find(shelf)) for name, periods in known]
    points, within = tuple(point(name, each) for name, each in found), _widest(each for _, each in found)
    name = titled(replace(question, by="")) + " by month"
    left_out = " Months that are not whole are left out." if question.by == "month" else ""
    return Chart(
        f"{name}, {_from_to(points)}",
        in_brief(name, "month", points, within) + left_out,
        (Series(measure.title, points),),
        measure.unit.many,
        rounded_to=measure.protect.base,
        within=within,
        marks=explained.marks(request, cut, question.areas) if is_by_month(measure) else (),
    )


def _whole_months(question: Question, cut: Cut) -> list[tuple[str, tuple[str, ...]]]:
    """Each month with its periods: its weeks, or itself where only months are published."""
    if is_by_month(question.measure):
        return [(short_period(question.measure, period), (period,)) for period in cut.periods]
    return [(each.name, each.weeks) for each in months(cut.periods) if each.is_whole]


def _panels(request: Request, question: Question) -> Chart:
    """A small line for each area, all on one scale and in the order they were asked for."""
    if len(question.areas) > COLUMNS:
        raise Refusal(
            f"Parley draws up to {COLUMNS} areas side by side. Choose fewer, or look at them as a table.",
            [Button("As a table", line(question, as_="table"))],
        )
    measure, label = question.measure, question.release.areas.label
    cuts = [replace(whole(question), area=area) for area in question.areas]
    series = [Series(label(cut.area), _points(request, cut)) for cut in cuts]
    within = _widest(found for cut in cuts for _, found in _each(request, cut))
    told = [in_brief(each.name, measure.time.grain, each.points, within) for each in series]
    return Chart(
        f"{titled(replace(question, by=''))}, {_from_to(series[0].points)}",
        " ".join(told),
        tuple(series),
        measure.unit.many,
        "panels",
        rounded_to=measure.protect.base,
        within=within,
        marks=explained.marks(request, whole(question), question.areas),
    )


def _from_to(points: tuple[Point, ...]) -> str:
    return points[0].label if len(points) == 1 else f"{points[0].label} to {points[-1].label}"


def _points(request: Request, cut: Cut) -> tuple[Point, ...]:
    """A point for each period of a cut."""
    return tuple(point(short_period(cut.measure, period), found) for period, found in _each(request, cut))


def _each(request: Request, cut: Cut) -> Iterator[tuple[str, Found]]:
    """What is published of each period of a cut."""
    for period in cut.periods:
        yield period, replace(cut, periods=(period,)).find(request.partnership.shelf)


def _widest(found: Iterable[Found]) -> int:
    """How far rounding may move any of these numbers."""
    return max((each.within for each in found if isinstance(each, Sum)), default=0)


def _pair(request: Request, question: Question) -> Chart:
    """Two lines over time and the gap between them."""
    assert question.paired is not None, "only a pair has two lines"
    cut, measure, shelf = whole(question), question.measure, request.partnership.shelf
    halves = zip(pair_names(question), (cut, cut.of(question.paired)), strict=True)
    lines = tuple(Series(capital(name), _points(request, half)) for name, half in halves)
    newest = replace(cut, periods=cut.periods[-1:])
    told = gap_words(newest.find(shelf), newest.of(question.paired).find(shelf))
    gap = f"a gap of {told}" if told.startswith("about") else f"a gap {told}" if told else "no newest gap"
    within = _widest(found for half in (cut, cut.of(question.paired)) for _, found in _each(request, half))
    words = [in_words(measure, f"{each.name} in {cut.area.name}", each.points, within) for each in lines]
    return Chart(
        f"{pair_title(question)} in {cut.area.name}: {gap}",
        " ".join([f"The newest period shows {gap}.", *words]),
        lines,
        measure.unit.many,
        "pair",
        rounded_to=measure.protect.base,
        within=within,
        marks=explained.marks(request, cut, question.areas),
    )
