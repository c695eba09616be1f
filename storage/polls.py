"""Soundings. A sealed one keeps a roll of who has answered and a counter per option: no ballot exists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from storage import counters
from storage.database import as_changed, insert_once
from storage.prepared import Prepared
from storage.tables import PollOptionRow, PollRollRow, PollRow

OPTIONS = Prepared(
    select(PollOptionRow.words)
    .where(PollOptionRow.poll == bindparam("poll"))
    .order_by(PollOptionRow.position)
)
ANSWERED = Prepared(select(func.count()).where(PollRollRow.poll == bindparam("poll")))
STATE = Prepared(select(PollRow.state).where(PollRow.id == bindparam("poll")).with_for_update(read=True))
COUNT = Prepared(
    update(PollOptionRow)
    .where(PollOptionRow.poll == bindparam("poll"), PollOptionRow.position == bindparam("chosen"))
    .values(votes=PollOptionRow.votes + 1)
)
Vote = Literal["counted", "already answered", "closed", "no such option"]


@dataclass(frozen=True, slots=True)
class Result:
    """What an option got; only ever made once a poll is closed and enough have answered."""

    words: str
    votes: int


@dataclass(frozen=True, slots=True)
class Poll:
    id: int
    partnership: str
    number: int
    question: str
    voice: str
    minimum: int
    asked: int
    owner: int
    closes_at: datetime
    is_open: bool
    options: tuple[str, ...]
    answered: int


def open_poll(
    db: Session,
    partnership: str,
    owner: int,
    question: str,
    options: Sequence[str],
    closes_at: datetime,
    voice: str,
    minimum: int,
    asked: int,
) -> Poll:
    """Open a sealed sounding. Its mode, voice and minimum never change afterwards."""
    row = PollRow(
        partnership=partnership,
        number=counters.following(db, partnership, "poll"),
        question=question,
        mode="sealed",
        voice=voice,
        minimum=minimum,
        asked=asked,
        owner=owner,
        closes_at=closes_at,
        state="open",
    )
    db.add(row)
    db.flush()
    for position, words in enumerate(options, start=1):
        db.add(PollOptionRow(poll=row.id, position=position, words=words, votes=0))
    db.flush()
    return _poll(db, row)


def _poll(db: Session, row: PollRow) -> Poll:
    known = as_changed(db)
    options = OPTIONS.run(known, poll=row.id).scalars()
    answered = ANSWERED.run(known, poll=row.id).scalar() or 0
    return Poll(
        row.id,
        row.partnership,
        row.number,
        row.question,
        row.voice,
        row.minimum,
        row.asked,
        row.owner,
        row.closes_at,
        row.state == "open",
        tuple(options),
        answered,
    )


def find(db: Session, partnership: str, number: int) -> Poll | None:
    row = db.scalar(select(PollRow).filter_by(partnership=partnership, number=number))
    return None if row is None else _poll(db, row)


def list_open(db: Session, partnership: str) -> list[Poll]:
    rows = db.scalars(
        select(PollRow).filter_by(partnership=partnership, state="open").order_by(PollRow.number)
    )
    return [_poll(db, row) for row in rows]


def closed_since(db: Session, partnership: str, moment: datetime) -> list[Poll]:
    rows = db.scalars(
        select(PollRow)
        .filter_by(partnership=partnership, state="closed")
        .where(PollRow.closes_at >= moment)
        .order_by(PollRow.number)
    )
    return [_poll(db, row) for row in rows]


def vote(db: Session, poll: Poll, voice: str, position: int) -> Vote:
    """Count one answer: a line on the roll and one more in a counter, in one transaction, and nothing else."""
    if STATE.run(as_changed(db), poll=poll.id).scalar() != "open":
        return "closed"
    if not 1 <= position <= len(poll.options):
        return "no such option"
    if not insert_once(db, PollRollRow, poll=poll.id, voice=voice):
        return "already answered"
    COUNT.run(db.connection(), poll=poll.id, chosen=position)
    return "counted"


def close(db: Session, poll: Poll) -> bool:
    """Close a sounding once; ``False`` if it was closed already."""
    row = db.scalar(select(PollRow).filter_by(id=poll.id, state="open").with_for_update())
    if row is None:
        return False
    row.state = "closed"
    db.flush()
    _rewrite(db, poll.id)
    return True


def _rewrite(db: Session, poll: int) -> None:
    """Write roll and counters afresh in the order of the alphabet, so that no row order tells who came when."""
    roll = sorted(db.scalars(select(PollRollRow.voice).filter_by(poll=poll)))
    options = [
        (row.position, row.words, row.votes)
        for row in db.scalars(select(PollOptionRow).filter_by(poll=poll).order_by(PollOptionRow.position))
    ]
    db.execute(delete(PollRollRow).where(PollRollRow.poll == poll))
    db.execute(delete(PollOptionRow).where(PollOptionRow.poll == poll))
    for voice in roll:
        insert_once(db, PollRollRow, poll=poll, voice=voice)
    for position, words, votes in options:
        insert_once(db, PollOptionRow, poll=poll, position=position, words=words, votes=votes)


def results(db: Session, poll: Poll) -> tuple[Result, ...] | None:
    """What each option got, or ``None`` while the sounding is open or too few have answered."""
    if poll.is_open or poll.answered < poll.minimum:
        return None
    rows = db.execute(
        select(PollOptionRow.words, PollOptionRow.votes)
        .filter_by(poll=poll.id)
        .order_by(PollOptionRow.position)
    )
    return tuple(Result(words, votes) for words, votes in rows)
