"""What the database holds after Parley was killed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage import audit
from storage.soundings.sounding import ALWAYS
from storage.tables import ActionRow, PollCountRow, PollRollRow, PollRow, WeeknoteRow
from tests.process import IDENTITY, Life


def tally(life: Life, number: int) -> tuple[set[str], dict[str, int]]:
    """Roll and counters of one sounding, both at one moment."""
    with life.look() as db:
        return tally_in(db, number)


def tally_in(db: Session, number: int) -> tuple[set[str], dict[str, int]]:
    poll = db.scalar(select(PollRow.id).filter_by(number=number))
    roll = list(db.scalars(select(PollRollRow.voice).filter_by(poll=poll)))
    rows = db.execute(
        select(PollCountRow.answer, PollCountRow.votes).filter_by(poll=poll).order_by(PollCountRow.position)
    )
    every = dict(map(tuple, rows))
    assert len(roll) == len(set(roll)), "somebody is on the roll twice"
    assert sum(every.values()) == len(roll), "the counters and the roll differ"
    return set(roll), {answer: votes for answer, votes in every.items() if answer not in ALWAYS}


def notes(life: Life) -> dict[str, int]:
    return count(life, WeeknoteRow.words)


def tasks(life: Life) -> dict[str, int]:
    return count(life, ActionRow.what)


def check_audit(life: Life) -> None:
    with life.look() as db:
        assert audit.broken_at(db, IDENTITY) is None, "the audit log does not hold together"


def count(life: Life, column: Any) -> dict[str, int]:
    """How often each text stands in a column."""
    with life.look() as db:
        rows = db.execute(select(column, func.count()).group_by(column))
        return dict(map(tuple, rows))
