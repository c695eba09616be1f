"""Command lines too long for a button: the button carries ``~id`` and the line is kept here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy.orm import Session

from storage.database import insert_once
from storage.tables import StoredLineRow


def token(line: str) -> str:
    """A short name for a line, the same every time."""
    return hashlib.sha256(line.encode()).hexdigest()[:20]


def keep(db: Session, line: str, now: datetime) -> str:
    """Keep a line and return the token a button can carry."""
    insert_once(db, StoredLineRow, id=token(line), line=line, kept_since=now)
    return token(line)


class Kept:
    """The tokens of lines that this process has lately found to be stored, so that it need not look again."""

    def __init__(self) -> None:
        self._day: date | None = None
        self._tokens: set[str] = set()

    def missing(self, lines: Iterable[str], today: date) -> list[str]:
        """Those that are still to be kept; all of them on a new day, because lines are kept for a time only."""
        if today != self._day:
            self._day, self._tokens = today, set()
        return [line for line in lines if token(line) not in self._tokens]

    def note(self, lines: Iterable[str]) -> None:
        """These are stored now."""
        self._tokens.update(map(token, lines))


def find(db: Session, identity: str) -> str | None:
    row = db.get(StoredLineRow, identity)
    return None if row is None else row.line
