"""Places and people as they were a moment ago, so that a question costs the database nothing.

What this process changes is seen at once; what another process changes, a moment later. Changes
themselves never look here: they read inside their own transaction.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import event
from sqlalchemy.orm import Session

from storage import people
from storage.people import Person, Place
from storage.tables import IdentityRow, PersonRow, PlaceRow

T = TypeVar("T")
MOMENT = 10.0  # seconds
MOST = 10_000  # answers kept; more than any partnership has people
_changes = 0  # of rows about people and places, in this process


class Known:
    """Remembers what was found; forgets all of it after a moment or a change."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, ...], Any] = {}
        self._until = 0.0
        self._changes = _changes

    def place(self, db: Session, platform: str, address: str) -> Place | None:
        return self._get((platform, address), lambda: people.place_at(db, platform, address))

    def person(self, db: Session, partnership: str, platform: str, account: str) -> Person | None:
        key = (partnership, platform, account)
        return self._get(key, lambda: people.person_at(db, partnership, platform, account))

    def partnerships(self, db: Session, platform: str, account: str) -> list[str]:
        return self._get((platform, account, "in"), lambda: people.partnerships_of(db, platform, account))

    def _get(self, key: tuple[str, ...], look: Callable[[], T]) -> T:
        now = time.monotonic()
        if now > self._until or self._changes != _changes or len(self._found) > MOST:
            self._found.clear()
            self._until, self._changes = now + MOMENT, _changes
        if key not in self._found:
            self._found[key] = look()
        found: T = self._found[key]
        return found


def _changed(_mapper: Any, _connection: Any, _row: Any) -> None:
    global _changes
    _changes += 1


for _table in (PersonRow, IdentityRow, PlaceRow):
    for _kind in ("after_insert", "after_update", "after_delete"):
        event.listen(_table, _kind, _changed)
