"""What a person can press under an answer."""

from __future__ import annotations

from collections.abc import Iterator

from commands import Request
from commands.answers.grid import is_over_time
from commands.figures import say_code
from commands.question import Question, line
from commands.reply import Button, Buttons
from storage import monthly, sums
from storage.geography import many, one

ALREADY_PUBLIC = ("telegram",)  # where an answer to a question in a place stands there for everybody


def next_steps(request: Request, question: Question, can_share: bool) -> Buttons:
    """The nearest other views first, then what it means, what to do about it, and how to take it along."""
    return Buttons(tuple(_steps(request, question, can_share)))


def _steps(request: Request, question: Question, can_share: bool) -> Iterator[Button]:
    yield from _views(request, question)
    measure = question.measure
    yield Button("What does this count?", f"definition {measure.id}")
    yield Button("How is this kept safe?", f"safety {measure.id}")
    yield Button("Looks wrong here", _as("wrong", question))
    if question.form == "chart" and len(question.areas) == 1 and not question.paired:
        yield Button("I can explain this", _as("explain", question))
    yield Button("CSV", line(question, as_="csv"))
    if can_share and request.place is not None and request.place.platform not in ALREADY_PUBLIC:
        yield Button("Share in channel", _as("share", question))


def _views(request: Request, question: Question) -> Iterator[Button]:
    areas, smallest = question.release.areas, _smallest(question)
    if smallest and question.by != smallest:
        yield Button(f"All {many(smallest)}", line(question, ward="", by=smallest, as_=""))
    is_whole = not question.by and question.areas == (areas.top,)
    if areas.top is not None and not is_whole:
        yield Button(f"Whole {one(areas.top.level)}", line(question, ward="", by="", as_=""))
    if split := _split(question):
        yield Button(f"By {say_code(split)}", line(question, by=split, as_=""))
    yield from _only_by_month(request, question)
    if question.form != "chart" and not question.per:
        yield Button("Chart", line(question, as_="chart", **_newest(question)))
    if not is_over_time(question) and question.by == "" and question.measure.time.grain != "once":
        yield Button("Over time", line(question, by="time", as_="", **_newest(question)))
    if question.form != "map" and question.by in ("", smallest) and _has_map(request, question):
        yield Button("Map", line(question, ward="", by=smallest, as_="map"))


def _split(question: Question) -> str:
    """The first dimension by which this number may be split."""
    splits = (name for name in _ways(question) if sums.is_declared(question.measure, *_table(question, name)))
    return next(splits, "")


def _ways(question: Question) -> tuple[str, ...]:
    """The dimensions of a single number that is not split yet."""
    if question.by or question.categories or question.paired or question.per or len(question.areas) > 1:
        return ()
    return question.measure.dimension_names


def _table(question: Question, dimension: str) -> tuple[str, list[str]]:
    return question.areas[0].level, [dimension]


def _only_by_month(request: Request, question: Question) -> Iterator[Button]:
    """From an answer about weeks to what only their months show."""
    measure, months = question.measure, request.partnership.shelf.months(question.measure.id)
    if not months or monthly.is_by_month(measure) or question.paired or question.per:
        return
    stays = f"{question.window.key.removeprefix('month=')}-01" in months
    when = {} if stays else {"week": "", "vs": ""}
    for name in _ways(question):
        if sums.is_only_by_month(measure, *_table(question, name)):
            yield Button(f"By {say_code(name)}, by month", line(question, by=name, as_="", **when))
    kinds, smallest = [name for name, _ in question.categories], measure.areas.levels[0]
    if kinds and question.by != smallest and sums.is_only_by_month(measure, smallest, kinds):
        label = f"All {many(smallest)}, by month"
        yield Button(label, line(question, ward="", by=smallest, as_="", **when))


def _newest(question: Question) -> dict[str, str]:
    """A view over time of one period would be one number: it shows the newest ones instead."""
    alone = len(question.window.periods) == 1 and not question.by
    return {"week": "", "vs": ""} if alone else {}


def _smallest(question: Question) -> str:
    """The smallest level that is published with these kinds, if it is smaller than the whole."""
    kinds = [name for name, _ in question.categories]
    levels = [
        level
        for level in question.measure.areas.levels[:-1]
        if sums.is_declared(question.measure, level, kinds)
    ]
    return levels[0] if levels else ""


def _has_map(request: Request, question: Question) -> bool:
    return (
        bool(_smallest(question))
        and question.paired is None
        and question.per is None
        and bool(request.partnership.catalogue.outlines_of(question.measure))
    )


def _as(command: str, question: Question) -> str:
    """The line of a question, given to another command."""
    return f"{command} {line(question).removeprefix('ask ')}"
