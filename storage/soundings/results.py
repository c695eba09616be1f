"""What may be shown of a sounding: at its close, from enough answers, and nothing that one voice stands out in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.soundings import likeness, named
from storage.soundings.sounding import ALWAYS, Question, Sounding
from storage.tables import PollCountRow, PollRollRow

DOMINANCE = 15  # p of the p% rule: how near, in percent, the second largest may come to knowing the largest
Reason = Literal["open", "too few", "one stands out", "too like another"]


@dataclass(frozen=True, slots=True)
class Count:
    """How many gave an answer."""

    answer: str
    votes: int


@dataclass(frozen=True, slots=True)
class Result:
    """What a question came to. ``total`` and ``average`` are of a number; ``parts`` the same by side."""

    question: Question
    answered: int
    counts: tuple[Count, ...] = ()
    total: int | None = None
    average: float | None = None
    parts: tuple[tuple[str, tuple[Count, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """Why a question has no result to show; ``like`` is the number of the sounding that it is too like."""

    question: Question
    answered: int
    reason: Reason
    like: int = 0


def results(db: Session, asked: Sounding) -> tuple[Result | Held, ...]:
    """One for each question, in their order."""
    if asked.is_sealed and asked.is_open:
        return tuple(Held(each, _answered(db, asked, each), "open") for each in asked.questions)
    near = likeness.near(db, asked) if asked.is_sealed else []
    return tuple(_result(db, asked, each, near) for each in asked.questions)


def _answered(db: Session, asked: Sounding, question: Question) -> int:
    """Where each voice is in one count, the counts tell it, and are few however many voices there are."""
    if asked.is_sealed and question.is_counted_once:
        found = select(func.sum(PollCountRow.votes))
        return db.scalar(found.filter_by(poll=asked.id, question=question.position)) or 0
    roll = select(func.count()).select_from(PollRollRow)
    return db.scalar(roll.filter_by(poll=asked.id, question=question.position)) or 0


def _result(db: Session, asked: Sounding, question: Question, near: Sequence[Sounding]) -> Result | Held:
    answered = _answered(db, asked, question)
    if not asked.is_sealed:
        return _made(question, answered, {"": _named(db, asked, question)})
    if answered < asked.minimum:
        return Held(question, answered, "too few")
    if like := likeness.too_like(db, asked, question, near):
        return Held(question, answered, "too like another", like.number)
    parts = _parts(db, asked, question)
    if question.shape == "number" and (reason := _hidden(_numbers(_whole(parts)), asked.minimum)):
        return Held(question, answered, reason)
    return _made(question, answered, parts)


def _hidden(numbers: list[int], minimum: int) -> Reason | None:
    """Why numbers are not shown, however many said that they would rather not give one."""
    if len(numbers) < minimum:
        return "too few"
    return "one stands out" if stands_out(numbers, minimum) else None


def _named(db: Session, asked: Sounding, question: Question) -> dict[str, int]:
    given = [answer for ballot in named.ballots(db, asked, question) for answer in ballot.answers]
    counts = dict.fromkeys(question.answers(), 0)
    for answer in given:
        counts[answer] = counts.get(answer, 0) + 1
    return counts


def _parts(db: Session, asked: Sounding, question: Question) -> dict[str, dict[str, int]]:
    """Counts by side and answer, the answers in the order in which they stand on the buttons."""
    rows = db.execute(
        select(PollCountRow.part, PollCountRow.answer, PollCountRow.votes)
        .filter_by(poll=asked.id, question=question.position)
        .order_by(PollCountRow.part, PollCountRow.position, PollCountRow.answer)
    )
    found: dict[str, dict[str, int]] = {}
    for part, answer, votes in rows:
        found.setdefault(part, {})[answer] = votes
    return found


def _whole(parts: dict[str, dict[str, int]]) -> dict[str, int]:
    whole: dict[str, int] = {}
    for counts in parts.values():
        for answer, votes in counts.items():
            whole[answer] = whole.get(answer, 0) + votes
    return whole


def _numbers(counts: dict[str, int]) -> list[int]:
    """What was answered to a question for a number, each as often as it was."""
    return [int(answer) for answer, votes in counts.items() if answer.isdigit() for _ in range(votes)]


def _made(question: Question, answered: int, parts: dict[str, dict[str, int]]) -> Result:
    whole = _whole(parts)
    if question.shape == "number":
        numbers = _numbers(whole)
        rest = tuple(Count(answer, whole.get(answer, 0)) for answer in ALWAYS)
        total = sum(numbers) if numbers else None
        average = None if total is None else total / len(numbers)
        return Result(question, answered, rest, total, average)
    by_side = tuple((side, _counts(counts)) for side, counts in parts.items() if side)
    average = _mean(whole) if question.shape == "scale" else None
    return Result(question, answered, _counts(whole), None, average, by_side if len(by_side) > 1 else ())


def _counts(counts: dict[str, int]) -> tuple[Count, ...]:
    return tuple(Count(answer, votes) for answer, votes in counts.items())


def _mean(counts: dict[str, int]) -> float | None:
    numbers = _numbers(counts)
    return sum(numbers) / len(numbers) if numbers else None


def stands_out(numbers: list[int], minimum: int) -> bool:
    """The p% rule: whether the second largest, who knows their own number, can tell the largest too nearly.

    Fewer numbers than the minimum always stand out.
    """
    if len(numbers) < minimum:
        return True
    largest, *others = sorted(numbers, reverse=True)
    return sum(others[1:]) * 100 < DOMINANCE * largest
