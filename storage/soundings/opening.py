"""Opening a sounding: everything that may never change is written down at once."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from storage import counters
from storage.soundings import finding
from storage.soundings.sounding import SCALE, Draft, Question, Sounding
from storage.tables import PollCountRow, PollQuestionRow, PollRow


def open_sounding(db: Session, partnership: str, owner: int, draft: Draft, now: datetime) -> Sounding:
    """Open a sounding, with a count of nothing for each answer that can be tapped."""
    row = PollRow(
        partnership=partnership,
        number=counters.following(db, partnership, "poll"),
        question=draft.questions[0].words,
        mode=draft.mode,
        voice=draft.voice,
        audience=draft.audience,
        roster=list(draft.roster),
        minimum=draft.minimum,
        asked=len(draft.roster) if draft.voice == "organisation" else 0,
        remind=draft.remind,
        salt=secrets.token_hex(32) if draft.remind == "everybody" else None,
        recall=draft.recall,
        series=draft.series,
        run=_run(db, partnership, draft.series),
        owner=owner,
        opened_at=now,
        closes_at=draft.closes_at,
        state="open",
    )
    db.add(row)
    db.flush()
    for position, question in enumerate(draft.questions, start=1):
        _write(db, row.id, position, question, draft)
    return finding.by_id(db, row.id)


def _run(db: Session, partnership: str, series: str | None) -> int:
    if series is None:
        return 1
    last = db.scalar(select(func.max(PollRow.run)).filter_by(partnership=partnership, series=series))
    return (last or 0) + 1


def _write(db: Session, poll: int, position: int, question: Question, draft: Draft) -> None:
    db.add(
        PollQuestionRow(
            poll=poll, position=position, words=question.words, shape=question.shape, unit=question.unit
        )
    )
    options = SCALE if question.shape == "scale" else question.options
    answers = Question(question.words, question.shape, options).answers()
    parts = draft.parts or ("",)
    rows = [
        {"poll": poll, "question": position, "part": part, "answer": answer, "position": place, "votes": 0}
        for part in parts
        for place, answer in enumerate(answers, start=1)
    ]
    db.flush()
    db.execute(insert(PollCountRow), rows)
