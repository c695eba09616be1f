"""What a question comes to once its form is known: how much time is shown, and that people are never added up."""

from __future__ import annotations

from dataclasses import replace

from commands import Refusal
from commands.figures import grain
from commands.question import Question, line
from commands.reply import Button
from commands.series import SHOWN
from storage import sums

ROWS = 8  # periods in a table where nobody said how many: what a phone shows at once
YEAR = 53  # weeks, for the months of a year
OVER_TIME = ("", "time", "month")


def settled(question: Question, published: tuple[str, ...]) -> Question:
    """The question with the periods its answer shows. Raises ``Refusal`` where they may not be added up."""
    question = _spread_out(question)
    if question.by not in OVER_TIME or (question.by == "" and question.form in ("text", "table")):
        return _without_adding_people(question)
    if question.form == "csv":
        return _widened(question, published, len(published))
    if question.by == "month":
        return _never_by_month(_widened(question, published, YEAR))
    if question.form == "chart":
        return _widened(question, published, SHOWN)
    return _widened(question, published, ROWS)


def _spread_out(question: Question) -> Question:
    """One area as a table is a row for each period."""
    alone = question.form == "table" and not question.by and len(question.areas) == 1 and not question.against
    return replace(question, by="time") if alone and not question.per else question


def _widened(question: Question, published: tuple[str, ...], usual: int) -> Question:
    """Where no period was named, the newest few instead of the newest one."""
    if question.window.key:
        return question
    return replace(question, window=replace(question.window, periods=published[-usual:]))


def _without_adding_people(question: Question) -> Question:
    windows = [question.window, *([question.against] if question.against else [])]
    if sums.can_add(question.measure) or all(len(window.periods) == 1 for window in windows):
        return question
    if question.by or len(question.areas) > 1 or question.per or question.paired or question.against:
        raise _cannot_add(question)
    return replace(question, by="time", said=(*question.said, _why(question)))


def _never_by_month(question: Question) -> Question:
    if question.by == "month" and not sums.can_add(question.measure):
        raise _cannot_add(question)
    return question


def _why(question: Question) -> str:
    each, many = grain(question.measure), question.measure.unit.many
    return f"Parley does not add {many} up over several {each}s, because the same one may be counted in each of them."


def _cannot_add(question: Question) -> Refusal:
    newest = line(question, week="", vs="", by=question.by if question.by != "month" else "")
    buttons = [Button(f"The newest {grain(question.measure)}", newest)]
    if len(question.areas) == 1:
        buttons.append(Button("Over time", line(question, by="time", vs="")))
    return Refusal(f"{_why(question)} Choose one {grain(question.measure)}.", buttons)
