"""Answers in people's own words: held for a moderator, who lets them out together or not at all."""

from __future__ import annotations

import secrets

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from storage.database import insert_once
from storage.soundings import scattering
from storage.soundings.sounding import Question, Sounding
from storage.soundings.voting import Vote, is_still_open, voice_on_roll
from storage.tables import PollRollRow, PollWordsRow

LONGEST = 500


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


def of(db: Session, asked: Sounding, state: str) -> list[tuple[str, str]]:
    """Ids and words in a state, in the order of the ids, which is none."""
    rows = db.scalars(select(PollWordsRow).filter_by(poll=asked.id, state=state).order_by(PollWordsRow.id))
    return [(row.id, row.words) for row in rows]


def drop(db: Session, asked: Sounding, identity: str) -> bool:
    """Delete what somebody wrote; ``False`` if it was let out or dropped before."""
    scattering.owe_scrubbing(db)
    gone = delete(PollWordsRow).filter_by(id=identity, poll=asked.id, state="held").returning(PollWordsRow.id)
    return db.execute(gone).first() is not None


def release(db: Session, asked: Sounding) -> int:
    """Let out all that is held; how many there were."""
    out = (
        update(PollWordsRow)
        .filter_by(poll=asked.id, state="held")
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
