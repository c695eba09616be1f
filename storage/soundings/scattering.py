"""Writing rows afresh, so that where they lie in the database does not tell who or what came when."""

from __future__ import annotations

from collections.abc import Callable
from random import SystemRandom
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select
from sqlalchemy.orm import Session

from storage import counters
from storage.database import insert_once
from storage.tables import CounterRow, PollCountRow, PollRollRow, PollWordsRow

SEALED = (PollRollRow, PollCountRow, PollWordsRow)
NOBODY = ""  # the scrubbing is of the whole database, not of a partnership
OWED = "poll scrubs owed"


def rewrite_counts(db: Session, poll: int, question: int) -> None:
    """By chance: PostgreSQL puts rows wherever there is room, so no order of writing them is kept."""
    which = (PollCountRow.poll == poll, PollCountRow.question == question)
    _rewrite(db, PollCountRow, *which, shuffle=SystemRandom().shuffle)


def rewrite_words(db: Session, poll: int) -> None:
    _rewrite(db, PollWordsRow, PollWordsRow.poll == poll)


def rewrite(db: Session, poll: int) -> None:
    """All that is kept of the answers to a sounding, in the order of their keys, for good."""
    for table in SEALED:
        _rewrite(db, table, table.poll == poll)


def owe_scrubbing(db: Session) -> None:
    """Remember, with what this transaction overwrites, that it has to go from the files as well."""
    insert_once(db, CounterRow, partnership=NOBODY, name=OWED, value=0)
    counters.following(db, NOBODY, OWED)


def _rewrite(
    db: Session,
    table: type[PollCountRow | PollRollRow | PollWordsRow],
    *which: ColumnElement[bool],
    shuffle: Callable[[list[dict[str, Any]]], None] | None = None,
) -> None:
    columns: Any = table.__table__
    found = db.execute(select(columns).where(*which).order_by(*columns.primary_key)).mappings()
    rows = [dict(row) for row in found]
    if shuffle is not None:
        shuffle(rows)
    db.execute(delete(columns).where(*which))
    if rows:
        db.execute(insert(columns), rows)
    db.expire_all()
