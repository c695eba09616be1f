"""The end of a sounding, once: closed or cancelled; before it, another time to close and words put right."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from storage.soundings import held_words, scattering
from storage.soundings.sounding import Sounding
from storage.tables import PollCountRow, PollQuestionRow, PollRollRow, PollRow, PollWordsRow


def close(db: Session, asked: Sounding, now: datetime) -> bool:
    """Close a sounding, which says from then on when that was; ``False`` if it was not open any more."""
    if not _end(db, asked, "closed"):
        return False
    db.execute(update(PollRow).where(PollRow.id == asked.id).values(closes_at=now))
    _join_small_parts(db, asked)
    held_words.forget_too_few(db, asked)
    scattering.rewrite(db, asked.id)
    return True


def cancel(db: Session, asked: Sounding) -> bool:
    """End a sounding without a result: what was answered is deleted."""
    if not _end(db, asked, "cancelled"):
        return False
    for table in (PollRollRow, PollCountRow, PollWordsRow):
        db.execute(delete(table).where(table.poll == asked.id))
    return True


def _end(db: Session, asked: Sounding, state: str) -> bool:
    row = db.scalar(select(PollRow).filter_by(id=asked.id, state="open").with_for_update())
    if row is None:
        return False
    row.state, row.salt = state, None
    db.flush()
    scattering.owe_scrubbing(db)
    return True


def extend(db: Session, asked: Sounding, closes_at: datetime) -> bool:
    """Give an open sounding another time to close."""
    changed = (
        update(PollRow)
        .where(PollRow.id == asked.id, PollRow.state == "open")
        .values(closes_at=closes_at)
        .returning(PollRow.id)
    )
    return db.execute(changed).first() is not None


def mend(db: Session, asked: Sounding, question: int, words: str) -> None:
    """Put the words of a question right; the ones it was opened with stay on record."""
    row = db.get(PollQuestionRow, (asked.id, question))
    if row is None:
        raise LookupError(question)
    row.before, row.words = row.before or row.words, words
    if question == 1:
        db.execute(update(PollRow).where(PollRow.id == asked.id).values(question=words))
    db.flush()


def note_outcome(db: Session, asked: Sounding, words: str) -> None:
    """What was done because of the answers."""
    db.execute(update(PollRow).where(PollRow.id == asked.id).values(outcome=words))


def _join_small_parts(db: Session, asked: Sounding) -> None:
    """Counts of the sides are kept apart only where each of them was answered by enough, and counts tell how many."""
    for question in asked.questions:
        key = (PollCountRow.poll == asked.id, PollCountRow.question == question.position)
        sizes = db.execute(
            select(PollCountRow.part, func.sum(PollCountRow.votes)).where(*key).group_by(PollCountRow.part)
        ).all()
        few = not question.is_counted_once or any(size < asked.minimum for _, size in sizes)
        if len(sizes) > 1 and few:
            _join(db, asked.id, question.position)


def _join(db: Session, poll: int, question: int) -> None:
    key = (PollCountRow.poll == poll, PollCountRow.question == question)
    sums = db.execute(
        select(PollCountRow.answer, func.min(PollCountRow.position), func.sum(PollCountRow.votes))
        .where(*key)
        .group_by(PollCountRow.answer)
    ).all()
    db.execute(delete(PollCountRow).where(*key))
    for answer, position, votes in sums:
        db.add(
            PollCountRow(
                poll=poll, question=question, part="", answer=answer, position=position, votes=int(votes)
            )
        )
    db.flush()
