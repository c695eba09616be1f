"""Answering. A sealed answer is a line on a roll and one more in a count, in one transaction, and nothing else."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from typing import Literal

from sqlalchemy import bindparam, case, select, update
from sqlalchemy.orm import Session

from storage.database import as_changed, insert_once
from storage.prepared import Prepared
from storage.soundings import scattering
from storage.soundings.sounding import Question, Sounding
from storage.tables import PollCountRow, PollRollRow, PollRow

Vote = Literal["counted", "already answered", "closed", "no such answer"]
STATE = Prepared(select(PollRow.state).where(PollRow.id == bindparam("poll")).with_for_update(read=True))
COUNT = Prepared(
    update(PollCountRow)
    .where(PollCountRow.poll == bindparam("poll"), PollCountRow.question == bindparam("question"))
    .values(
        votes=PollCountRow.votes
        + case(
            ((PollCountRow.answer == bindparam("given")) & (PollCountRow.part == bindparam("side")), 1),
            else_=0,
        )
    )
)
TYPED = 0  # the place of an answer that stands on no button
DIGITS = 7


def voice_on_roll(asked: Sounding, voice: str) -> str:
    """How a voice stands on the roll: as itself, or where nobody is to read the roll as a token of it."""
    if asked.salt is None:
        return voice
    return hmac.new(bytes.fromhex(asked.salt), voice.encode(), "sha256").hexdigest()


def answered(db: Session, asked: Sounding, voice: str) -> frozenset[int]:
    """The places of the questions that a voice has answered."""
    on_roll = voice_on_roll(asked, voice)
    found = select(PollRollRow.question).filter_by(poll=asked.id, voice=on_roll)
    return frozenset(db.scalars(found))


def is_still_open(db: Session, asked: Sounding) -> bool:
    """Asked with a lock that holds off the close until the answer is stored."""
    return STATE.run(as_changed(db), poll=asked.id).scalar() == "open"


def allowed(question: Question, answers: Sequence[str]) -> bool:
    """Whether these can be answers to a question; only one that takes several may have more than one."""
    if not answers or (len(answers) > 1 and question.shape != "several"):
        return False
    return all(answer in question.answers() or _is_number(question, answer) for answer in answers)


def _is_number(question: Question, answer: str) -> bool:
    return question.shape == "number" and answer.isascii() and answer.isdigit() and len(answer) <= DIGITS


def vote(
    db: Session, asked: Sounding, question: Question, voice: str, answers: Sequence[str], part: str = ""
) -> Vote:
    """Count the answers of one voice to one question of a sealed sounding.

    Every count of the question is written again, so that in the database the one that grew looks like the others.
    """
    if not is_still_open(db, asked):
        return "closed"
    if not allowed(question, answers):
        return "no such answer"
    on_roll = voice_on_roll(asked, voice)
    if not insert_once(db, PollRollRow, poll=asked.id, question=question.position, voice=on_roll):
        return "already answered"
    for given in dict.fromkeys(_plain(answer) for answer in answers):
        if question.shape == "number" and given not in question.answers():
            _make_room(db, asked, question, given, part)
        COUNT.run(db.connection(), poll=asked.id, question=question.position, given=given, side=part)
    return "counted"


def _plain(answer: str) -> str:
    return str(int(answer)) if answer.isdigit() else answer


def _make_room(db: Session, asked: Sounding, question: Question, number: str, part: str) -> None:
    """A count for a number nobody gave before; rows do not stand in the order of their coming."""
    key = {"poll": asked.id, "question": question.position, "part": part, "answer": number}
    if insert_once(db, PollCountRow, **key, position=TYPED, votes=0):
        scattering.rewrite_counts(db, asked.id, question.position)
