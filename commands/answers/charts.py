"""A question as a chart: over time, side by side, as a pair, as bars or on a map; published values only."""

from __future__ import annotations

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
    return _months(request, question) if question.by == "month" else _line(request, question)


def _line(request: Request, question: Question) -> Chart:
    cut = whole(question)
    marks = explained.marks(request, cut, question.areas)
    name = titled(replace(question, by=""))
    return line_of(question.measure, name, _points(request, cut), marks)


def _months(request: Request, question: Question) -> Chart:
    """A point for each whole month: the sum of its weeks."""
    measure, cut, shelf = question.measure, whole(question), request.partnership.shelf
    known = [each for each in months(cut.periods) if each.is_whole]
    if not known:
        raise Refusal(
            "None of these months is whole yet, so there is no line of months to draw.",
            [Button("By week", line(question, by="time"))],
        )
    points = tuple(point(each.name, replace(cut, periods=each.weeks).find(shelf)) for each in known)
    within = max(len(each.weeks) for each in known) * (measure.protect.base - 1)
    name = titled(question)
    return Chart(
        f"{name}, {_from_to(points)}",
        f"{in_brief(name, 'month', points, within)} Months that are not whole are left out.",
        (Series(measure.title, points),),
        measure.unit.many,
        rounded_to=measure.protect.base,
        within=within,
    )


def _panels(request: Request, question: Question) -> Chart:
    """A small line for each area, all on one scale and in the order they were asked for."""
    if len(question.areas) > COLUMNS:
        raise Refusal(
            f"Parley draws up to {COLUMNS} areas side by side. Choose fewer, or look at them as a table.",
            [Button("As a table", line(question, as_="table"))],
        )
    measure, label = question.measure, question.release.areas.label
    series = [
        Series(label(area), _points(request, replace(whole(question), area=area))) for area in question.areas
    ]
    within = measure.protect.base - 1
    told = [in_brief(each.name, measure.time.grain, each.points, within) for each in series]
    return Chart(
        f"{titled(replace(question, by=''))}, {_from_to(series[0].points)}",
        " ".join(told),
        tuple(series),
        measure.unit.many,
        "panels",
        rounded_to=measure.protect.base,
        marks=explained.marks(request, whole(question), question.areas),
    )


def _from_to(points: tuple[Point, ...]) -> str:
    return points[0].label if len(points) == 1 else f"{points[0].label} to {points[-1].label}"


def _points(request: Request, cut: Cut) -> tuple[Point, ...]:
    """A point for each period of a cut."""
    cuts = [replace(cut, periods=(period,)) for period in cut.periods]
    return tuple(
        point(short_period(cut.measure, each.periods[0]), each.find(request.partnership.shelf))
        for each in cuts
    )


def _pair(request: Request, question: Question) -> Chart:
    """Two lines over time and the gap between them."""
    assert question.paired is not None, "only a pair has two lines"
    cut, measure, shelf = whole(question), question.measure, request.partnership.shelf
    halves = zip(pair_names(question), (cut, cut.of(question.paired)), strict=True)
    lines = tuple(Series(capital(name), _points(request, half)) for name, half in halves)
    newest = replace(cut, periods=cut.periods[-1:])
    told = gap_words(newest.find(shelf), newest.of(question.paired).find(shelf))
    gap = f"a gap of {told}" if told.startswith("about") else f"a gap {told}" if told else "no newest gap"
    words = [in_words(measure, f"{each.name} in {cut.area.name}", each.points) for each in lines]
    return Chart(
        f"{pair_title(question)} in {cut.area.name}: {gap}",
        " ".join([f"The newest period shows {gap}.", *words]),
        lines,
        measure.unit.many,
        "pair",
        rounded_to=measure.protect.base,
        marks=explained.marks(request, cut, question.areas),
    )
