"""Named answers: everybody may see who said what, and whoever said it may change it until the close."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storage.database import insert_once
from storage.soundings.sounding import Question, Sounding
from storage.soundings.voting import Vote, allowed, is_still_open
from storage.tables import PollBallotRow, PollRollRow


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one voice answered; ``person`` pressed the button for it."""

    voice: str
    person: int
    answers: tuple[str, ...]


def answer(
    db: Session, asked: Sounding, question: Question, voice: str, person: int, answers: Sequence[str]
) -> Vote:
    """Take an answer, or another one instead of it unless that was given in words."""
    if not is_still_open(db, asked):
        return "closed"
    if not allowed(question, answers):
        return "no such answer"
    key = {"poll": asked.id, "question": question.position, "voice": voice}
    new = insert_once(db, PollRollRow, **key)
    row = db.get(PollBallotRow, tuple(key.values()), with_for_update=True)
    if row is None and not new and question.shape == "text":
        return "already answered"  # in words of their own, which stand apart from their name
    if row is None:
        row = PollBallotRow(**key, person=person, answers=[])
        db.add(row)
    row.person, row.answers = person, list(dict.fromkeys(answers))
    db.flush()
    return "counted"


def withdraw(db: Session, asked: Sounding, question: Question, voice: str) -> bool:
    """Take an answer back; ``False`` if the sounding is closed or there was none."""
    if not is_still_open(db, asked):
        return False
    key = {"poll": asked.id, "question": question.position, "voice": voice}
    db.execute(delete(PollBallotRow).filter_by(**key))
    return db.execute(delete(PollRollRow).filter_by(**key).returning(PollRollRow.voice)).first() is not None


def ballots(db: Session, asked: Sounding, question: Question) -> list[Ballot]:
    """Every answer to a question, in the order of the voices' names."""
    rows = db.scalars(
        select(PollBallotRow)
        .filter_by(poll=asked.id, question=question.position)
        .order_by(PollBallotRow.voice)
    )
    return [Ballot(row.voice, row.person, tuple(row.answers)) for row in rows]
