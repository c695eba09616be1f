"""Command lines too long for a button: the button carries ``~id`` and the line is kept here."""

from __future__ import annotations

import hashlib
from datetime import datetime

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


def find(db: Session, identity: str) -> str | None:
    row = db.get(StoredLineRow, identity)
    return None if row is None else row.line
