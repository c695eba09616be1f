"""Places that can no longer be posted to, that can be again, or that have moved."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.people import place_at
from storage.tables import PlaceRow


def close(db: Session, place: int, reason: str, now: datetime) -> bool:
    """Note why a place cannot be posted to; ``False`` if it was closed before."""
    row = db.get(PlaceRow, place)
    if row is None:
        return False
    was_open = row.closed is None
    row.closed = reason
    row.closed_at = now if was_open else row.closed_at
    return was_open


def open_again(db: Session, place: int) -> bool:
    """Note that a place can be posted to; ``False`` if that was known."""
    row = db.get(PlaceRow, place)
    if row is None or row.closed is None:
        return False
    row.closed = row.closed_at = None
    return True


def move(db: Session, platform: str, old: str, new: str) -> None:
    """Follow a Telegram group that became a supergroup and so changed its address."""
    row = db.scalar(select(PlaceRow).filter_by(platform=platform, address=old))
    if row is not None and place_at(db, platform, new) is None:
        row.address = new
