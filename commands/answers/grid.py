"""Where the numbers of a question stand: one cut of the published table for each cell of the answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from commands.answers.months import months
from commands.answers.titles import capital, pair_names, window_name
from commands.figures import say_code, short_period
from commands.question import Question
from storage import sums
from storage.geography import Area, one
from storage.measures import Measure
from storage.periods import Window
from storage.releases import Release, Shelf
from storage.sums import Found


@dataclass(frozen=True, slots=True)
class Cut:
    """Where one number stands: whose, of which area, of which periods and kinds."""

    release: Release
    area: Area
    periods: tuple[str, ...]
    categories: tuple[tuple[str, str], ...] = ()

    @property
    def measure(self) -> Measure:
        return self.release.measure

    @property
    def kinds(self) -> tuple[str, ...]:
        """The codes chosen, in the order in which the measure declares its dimensions."""
        chosen = dict(self.categories)
        return tuple(chosen[name] for name in self.measure.dimension_names if name in chosen)

    @property
    def breakdown(self) -> str:
        """The declared table it stands in, such as ward×reason×week."""
        chosen = dict(self.categories)
        names = [name for name in self.measure.dimension_names if name in chosen]
        return "×".join((self.area.level, *names, self.measure.time.grain))

    def find(self, shelf: Shelf) -> Found:
        return sums.add_up(shelf, self.measure.id, self.breakdown, self.area.code, self.periods, self.kinds)

    def of(self, release: Release) -> Cut:
        """The same place and time in another release."""
        return replace(self, release=release)


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    cuts: tuple[Cut, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table before anything is looked up: ``head`` names the rows, ``columns`` their cuts."""

    head: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def cuts(self) -> Iterator[Cut]:
        return (cut for row in self.rows for cut in row.cuts)


def whole(question: Question) -> Cut:
    """The cut of a question about one number."""
    return Cut(question.release, question.areas[0], question.window.periods, question.categories)


def lay_out(question: Question) -> Grid:
    """Rows in the neutral order of the code list, or of time; never by size."""
    rows = [Row(name, tuple(_across(question, cut))) for name, cut in _down(question)]
    return Grid(_head(question), tuple(_columns(question)), tuple(rows))


def is_over_time(question: Question) -> bool:
    return question.by in ("time", "month")


def _down(question: Question) -> Iterator[tuple[str, Cut]]:
    """The rows, each with the cut of its first column."""
    cut, areas = whole(question), question.release.areas
    if question.by == "time":
        yield from ((short_period(cut.measure, each), replace(cut, periods=(each,))) for each in cut.periods)
    elif question.by == "month":
        yield from ((month.label, replace(cut, periods=month.weeks)) for month in months(cut.periods))
    elif question.by in question.measure.dimensions:
        for code in question.measure.dimensions[question.by].codes:
            yield say_code(code), replace(cut, categories=(*cut.categories, (question.by, code)))
    elif question.by:
        yield from ((areas.label(area), replace(cut, area=area)) for area in inside(question, question.by))
    else:
        yield from ((areas.label(area), replace(cut, area=area)) for area in question.areas)


def _across(question: Question, cut: Cut) -> Iterator[Cut]:
    """One cut for each column of a row."""
    for area in _side_by_side(question) or (cut.area,):
        for window in _windows(question):
            here = replace(cut, area=area, periods=window.periods if window else cut.periods)
            yield here
            if question.paired:
                yield here.of(question.paired)


def _columns(question: Question) -> Iterator[str]:
    measure = question.measure
    for area in _side_by_side(question) or (None,):
        for window in _windows(question):
            named = [question.release.areas.label(area)] if area else []
            named += [window_name(measure, window)] if window and question.against else []
            if question.paired:
                yield from (", ".join([*named, capital(each)]) for each in pair_names(question))
            else:
                yield ", ".join(named) or capital(measure.unit.many)


def _side_by_side(question: Question) -> tuple[Area, ...]:
    """Areas that stand beside each other as columns; elsewhere areas are rows."""
    is_split = is_over_time(question) or question.by in question.measure.dimensions
    return question.areas if is_split and len(question.areas) > 1 else ()


def _windows(question: Question) -> tuple[Window | None, ...]:
    """The windows that stand beside each other; over time the rows are the windows."""
    if is_over_time(question):
        return (None,)
    return (question.window, question.against) if question.against else (question.window,)


def _head(question: Question) -> str:
    if question.by == "time":
        return question.measure.time.grain.capitalize() if question.measure.time.grain != "once" else "Date"
    if not question.by:
        return one(question.areas[0].level).capitalize()
    if question.by in question.measure.dimensions or question.by == "month":
        return say_code(question.by).capitalize()
    return one(question.by).capitalize()


def inside(question: Question, level: str) -> tuple[Area, ...]:
    """The areas of one level inside the areas asked for, in the order of the code list."""
    areas, codes = question.release.areas, {area.code for area in question.areas}
    levels = {area.level for area in question.areas}
    lifted = [(area, [areas.lift(area, above) for above in levels]) for area in areas.at(level)]
    return tuple(area for area, above in lifted if any(each and each.code in codes for each in above))
