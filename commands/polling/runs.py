"""A sounding that comes round: this run beside the last one, and all of them as a chart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from commands import Request
from commands.reply import Chart, Note, Point, Series, Text
from storage.soundings import finding, results
from storage.soundings.results import Held, Result
from storage.soundings.sounding import ALWAYS, SCALE, Question, Sounding
from storage.times import say_date, say_day

SHOWN = 12  # runs in the chart
TREND = 3  # runs with a result, from which on a digest shows how they went


def runs(request: Request, series: str) -> list[Sounding]:
    """The closed runs of a series, oldest first."""
    return finding.of_series(request.db, request.partnership.id, series)


def beside_last(request: Request, shown: Sounding, result: Result) -> Iterator[Text | Note]:
    """What the run before it came to, and whether it asked in other words."""
    before = (
        [each for each in runs(request, shown.series or "") if each.run < shown.run] if shown.series else []
    )
    if not before:
        return
    last = before[-1]
    then = _same_question(request, last, result.question)
    when = say_date(last.closes_at.astimezone(request.partnership.zone).date())
    if then is None:
        yield Note(f"The run before, which closed on {when}, did not ask this.")
        return
    if isinstance(then, Held):
        yield Text(f"The run before, which closed on {when}, has no result to compare with.")
    else:
        yield Text(f"The run before, which closed on {when}: {in_a_line(then)}.")
    if then.question.words != result.question.words:
        yield Note(f"It asked in other words: {then.question.words}")


def in_a_line(result: Result) -> str:
    """A result in a few words."""
    if result.total is not None:
        return f"{result.total:,} {result.question.unit}".strip() + " in all"
    said = [
        f"{each.answer} {each.votes}" for each in result.counts if each.votes or each.answer not in ALWAYS
    ]
    return ", ".join(said)


def _same_question(request: Request, last: Sounding, question: Question) -> Result | Held | None:
    """The question that could be answered in the same way, at the same place."""
    for result in results.results(request.db, last):
        asked = result.question
        if (asked.position, asked.shape, asked.answers()) == (
            question.position,
            question.shape,
            question.answers(),
        ):
            return result
    return None


def trend(request: Request, series: str) -> Chart | None:
    """The first question of each run as a line for each answer; ``None`` before there are two runs."""
    return _drawn(request, series, runs(request, series)[-SHOWN:], 0)


def trend_to(request: Request, shown: Sounding) -> Chart | None:
    """The same up to a run, if at least three of them have a result; what may be published has sealed runs alone."""
    before = [each for each in runs(request, shown.series or "") if each.run <= shown.run]
    last = [each for each in before if each.is_sealed or not shown.is_sealed][-SHOWN:]
    return _drawn(request, f"{shown.series}, run by run", last, TREND) if shown.series else None


def _drawn(request: Request, title: str, last: Sequence[Sounding], least: int) -> Chart | None:
    if len(last) < 2:
        return None
    question = last[-1].questions[0]
    found = [_same_question(request, each, question) for each in last]
    if sum(isinstance(each, Result) for each in found) < least:
        return None
    unit = question.unit or ("organisations" if last[-1].voice == "organisation" else "people")
    lines = _lines(question, list(zip(_days(request, last), found, strict=True)))
    return Chart(title, _summary(request, question, last, found), lines, unit, "line")


def _summary(
    request: Request, question: Question, last: Sequence[Sounding], found: Sequence[Result | Held | None]
) -> str:
    said = [f"{question.words} {len(last)} runs, from {_day(request, last[0])} to {_day(request, last[-1])}."]
    gaps = sum(not isinstance(each, Result) for each in found)
    mended = sum(each is not None and each.question.words != question.words for each in found)
    if gaps:
        said.append(f"{gaps} of them {'has' if gaps == 1 else 'have'} no result to show: a gap, not a zero.")
    if mended:
        said.append(f"{mended} of them asked in other words.")
    return " ".join(said)


def _lines(question: Question, found: Sequence[tuple[str, Result | Held | None]]) -> tuple[Series, ...]:
    names = _names(question)
    return tuple(Series(name, tuple(_point(day, result, name) for day, result in found)) for name in names)


def _names(question: Question) -> tuple[str, ...]:
    """A line for each answer; of numbers their total, of a scale its average is in the words beside it."""
    if question.shape == "number":
        return ("Total",)
    return SCALE if question.shape == "scale" else question.options


def _point(day: str, result: Result | Held | None, name: str) -> Point:
    """A run without a result, or one that did not ask this, is a gap."""
    if not isinstance(result, Result):
        return Point(day, None, withheld=result is not None)
    if name == "Total":
        return Point(day, result.total)
    return Point(day, next((each.votes for each in result.counts if each.answer == name), None))


def _days(request: Request, last: Sequence[Sounding]) -> list[str]:
    """The day each run closed; two of one day are told apart by their number."""
    days = [_day(request, each) for each in last]
    return [
        f"{day}, run {each.run}" if days.count(day) > 1 else day for day, each in zip(days, last, strict=True)
    ]


def _day(request: Request, shown: Sounding) -> str:
    return say_day(shown.closes_at.astimezone(request.partnership.zone).date())
