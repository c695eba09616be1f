"""Answers in people's own words: held for a moderator, who lets them out together or not at all."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from storage.database import insert_once
from storage.soundings import scattering
from storage.soundings.sounding import Question, Sounding
from storage.soundings.voting import Vote, is_still_open, voice_on_roll
from storage.tables import PollRollRow, PollWordsRow

LONGEST = 500


@dataclass(frozen=True, slots=True)
class Held:
    """What somebody wrote: a random id, the place of the question it answers, and the words."""

    identity: str
    question: int
    words: str


def answer(db: Session, asked: Sounding, question: Question, voice: str, words: str) -> Vote:
    """Keep what somebody wrote, apart from who did."""
    if not is_still_open(db, asked):
        return "closed"
    on_roll = voice_on_roll(asked, voice) if asked.is_sealed else voice
    if not insert_once(db, PollRollRow, poll=asked.id, question=question.position, voice=on_roll):
        return "already answered"
    db.add(
        PollWordsRow(
            id=secrets.token_hex(8), poll=asked.id, question=question.position, words=words, state="held"
        )
    )
    db.flush()
    scattering.rewrite_words(db, asked.id)
    return "counted"


def held(db: Session, asked: Sounding, questions: Collection[int]) -> list[Held]:
    """What waits to be read of the answers to some questions; of each in the order of the ids, which is none."""
    row = PollWordsRow
    found = select(row.id, row.question, row.words).filter_by(poll=asked.id, state="held")
    rows = db.execute(found.where(row.question.in_(questions)).order_by(row.question, row.id))
    return [Held(*each) for each in rows]


def forget_too_few(db: Session, asked: Sounding) -> None:
    """At the close, delete what nobody may ever read, because too few answered its question."""
    for question in asked.questions:
        roll = (
            select(func.count()).select_from(PollRollRow).filter_by(poll=asked.id, question=question.position)
        )
        if asked.is_sealed and (db.scalar(roll) or 0) < asked.minimum:
            db.execute(delete(PollWordsRow).filter_by(poll=asked.id, question=question.position))


def drop(db: Session, asked: Sounding, identity: str) -> bool:
    """Delete what somebody wrote; ``False`` if it was let out or dropped before."""
    scattering.owe_scrubbing(db)
    gone = delete(PollWordsRow).filter_by(id=identity, poll=asked.id, state="held").returning(PollWordsRow.id)
    return db.execute(gone).first() is not None


def release(db: Session, asked: Sounding, questions: Collection[int]) -> int:
    """Let out all that is held of the answers to some questions; how many there were."""
    out = (
        update(PollWordsRow)
        .filter_by(poll=asked.id, state="held")
        .where(PollWordsRow.question.in_(questions))
        .values(state="shown")
        .returning(PollWordsRow.id)
    )
    return len(db.execute(out).all())


def shown(db: Session, asked: Sounding, question: int) -> list[str]:
    """What was let out of the answers to a question, in no order that tells anything."""
    rows = db.scalars(
        select(PollWordsRow.words)
        .filter_by(poll=asked.id, question=question, state="shown")
        .order_by(PollWordsRow.id)
    )
    return list(rows)
