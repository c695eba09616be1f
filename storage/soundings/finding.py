"""Looking soundings up. What has been answered is never looked up here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, distinct, func, select
from sqlalchemy.orm import Session

from storage.database import as_changed
from storage.prepared import Prepared
from storage.soundings.sounding import ALWAYS, Question, Sounding
from storage.tables import PollCountRow, PollQuestionRow, PollRollRow, PollRow

QUESTIONS = Prepared(
    select(
        PollQuestionRow.position,
        PollQuestionRow.words,
        PollQuestionRow.shape,
        PollQuestionRow.unit,
        PollQuestionRow.before,
    )
    .where(PollQuestionRow.poll == bindparam("poll"))
    .order_by(PollQuestionRow.position)
)
ANSWERS = Prepared(
    select(PollCountRow.question, PollCountRow.position, PollCountRow.answer, PollCountRow.part)
    .where(PollCountRow.poll == bindparam("poll"), PollCountRow.position > 0)
    .order_by(PollCountRow.question, PollCountRow.position)
)
ANSWERED = Prepared(
    select(func.count(distinct(PollRollRow.voice))).where(PollRollRow.poll == bindparam("poll"))
)
COUNTED = Prepared(select(func.sum(PollCountRow.votes)).where(PollCountRow.poll == bindparam("poll")))


def by_id(db: Session, poll: int) -> Sounding:
    row = db.get(PollRow, poll)
    if row is None:
        raise LookupError(poll)
    return _sounding(db, row)


def find(db: Session, partnership: str, number: int) -> Sounding | None:
    row = db.scalar(select(PollRow).filter_by(partnership=partnership, number=number))
    return None if row is None else _sounding(db, row)


def list_open(db: Session, partnership: str) -> list[Sounding]:
    return _all(db, partnership, PollRow.state == "open")


def closed_since(db: Session, partnership: str, moment: datetime) -> list[Sounding]:
    return _all(db, partnership, PollRow.state == "closed", PollRow.closes_at >= moment)


def of_series(db: Session, partnership: str, series: str) -> list[Sounding]:
    """The closed runs of a series, oldest first."""
    return _all(db, partnership, PollRow.state == "closed", PollRow.series == series)


def series_names(db: Session, partnership: str) -> list[str]:
    """Every series that ever had a run."""
    found = select(PollRow.series).filter_by(partnership=partnership).where(PollRow.series.is_not(None))
    return [name for name in db.scalars(found.distinct().order_by(PollRow.series)) if name]


def _all(db: Session, partnership: str, *which: ColumnElement[bool]) -> list[Sounding]:
    rows = db.scalars(
        select(PollRow).filter_by(partnership=partnership).where(*which).order_by(PollRow.number)
    )
    return [_sounding(db, row) for row in rows]


def _sounding(db: Session, row: PollRow) -> Sounding:
    known = as_changed(db)
    options: dict[int, list[str]] = {}
    offered: Sequence[Any] = ANSWERS.run(known, poll=row.id).all()
    for question, _, answer, _ in offered:
        if answer not in ALWAYS and answer not in options.setdefault(question, []):
            options[question].append(answer)
    asked: Sequence[Any] = QUESTIONS.run(known, poll=row.id).all()
    questions = tuple(
        Question(words, shape, tuple(options.get(position, ())), unit, before, position)
        for position, words, shape, unit, before in asked
    )
    return Sounding(
        id=row.id,
        partnership=row.partnership,
        number=row.number,
        questions=questions,
        mode=row.mode,
        voice=row.voice,
        audience=row.audience,
        roster=tuple(row.roster),
        minimum=row.minimum,
        asked=row.asked,
        remind=row.remind,
        recall=row.recall,
        series=row.series,
        run=row.run,
        owner=row.owner,
        opened_at=row.opened_at,
        closes_at=row.closes_at,
        state=row.state,
        outcome=row.outcome,
        answered=_answered(known, row, questions),
        has_parts=any(part for *_, part in offered),
        salt=row.salt,
    )


def _answered(db: Connection, row: PollRow, questions: Sequence[Question]) -> int:
    """Where each voice is in one count, the counts tell it, and are few however many voices there are."""
    from_counts = row.mode == "sealed" and len(questions) == 1 and questions[0].is_counted_once
    return (COUNTED if from_counts else ANSWERED).run(db, poll=row.id).scalar() or 0
