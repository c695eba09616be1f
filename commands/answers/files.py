"""A question as a file for a spreadsheet: one row for each published number, nothing added up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from commands import Request
from commands.answers.grid import Cut, inside, whole
from commands.answers.rated import denominator, others_of
from commands.answers.titles import capital, pair_names, titled
from commands.as_csv import Cell, csv_file, dates, provenance, value
from commands.figures import brief, is_provisional, short_period
from commands.question import Question
from commands.reply import File
from storage.monthly import is_by_month, own_periods
from storage.releases import Answer, Shelf
from storage.sums import is_declared


def file_of(request: Request, question: Question) -> File:
    """Every published number the question is about, by area, kind and period."""
    shelf = request.partnership.shelf
    rows = [_row(request, question, each) for cut in _cuts(question) for each in _as_published(shelf, cut)]
    others = tuple(("Also from", brief(release)) for release in others_of(shelf, question))
    told = (*provenance(question, request.today), *others)
    return csv_file(titled(question), told, _header(question), rows, dates(question))


def _cuts(question: Question) -> Iterator[Cut]:
    """One cut for each row: areas in the order of the code list, then kinds, then time."""
    first = whole(question)
    areas = inside(question, question.by) if question.by in question.release.areas.levels else question.areas
    windows = (question.window, question.against) if question.against else (question.window,)
    periods = dict.fromkeys(period for window in windows for period in window.periods)
    codes = (
        question.measure.dimensions[question.by].codes if question.by in question.measure.dimensions else ()
    )
    kinds = [(*first.categories, (question.by, code)) for code in codes] or [first.categories]
    for area in areas:
        for kind in kinds:
            for period in periods:
                yield replace(first, area=area, categories=kind, periods=(period,))


def _as_published(shelf: Shelf, cut: Cut) -> Iterator[Cut]:
    """A month that is no more than the sum of published weeks as those weeks, because a file adds nothing up."""
    release = shelf.releases[cut.measure.id]
    kinds = [name for name, _ in cut.categories]
    if not is_by_month(cut.measure) or not is_declared(release.measure, cut.area.level, kinds):
        yield cut
        return
    for week in own_periods(cut.measure, cut.periods):
        yield replace(cut, release=release, periods=(week,))


def _header(question: Question) -> tuple[str, ...]:
    measure = question.measure
    kinds = [
        name for name in measure.dimension_names if name == question.by or name in dict(question.categories)
    ]
    numbers = pair_names(question) if question.paired else (measure.unit.many,)
    below = (measure.rates.of,) if question.per and measure.rates else ()
    return ("Area", "Code", "Period", "Starts", *kinds, *map(capital, numbers), *below)


def _row(request: Request, question: Question, cut: Cut) -> tuple[Cell, ...]:
    shelf, period = request.partnership.shelf, cut.periods[0]
    late = is_provisional(cut.measure, period, request.today)
    others = [cut.of(question.paired)] if question.paired else []
    below = [denominator(shelf, cut)] if question.per else []
    numbers = [value(_one(shelf, each), late) for each in (cut, *others)]
    numbers += [value(_one(shelf, each)) for each in below]
    return (cut.area.name, cut.area.code, short_period(cut.measure, period), period, *cut.kinds, *numbers)


def _one(shelf: Shelf, cut: Cut) -> Answer:
    return shelf.find(cut.measure.id, cut.breakdown, cut.area.code, cut.periods[0], cut.kinds)
