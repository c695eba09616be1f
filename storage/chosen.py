"""Which partnership somebody in several of them means when they write in private."""

from __future__ import annotations

from sqlalchemy.orm import Session

from storage.tables import ChosenRow


def find(db: Session, platform: str, account: str) -> str | None:
    """The id of the partnership this account chose last, whether it is still in it or not."""
    row = db.get(ChosenRow, (platform, account))
    return None if row is None else row.partnership


def keep(db: Session, platform: str, account: str, partnership: str) -> None:
    """Remember a choice in place of the one before."""
    db.merge(ChosenRow(platform=platform, account=account, partnership=partnership))
    db.flush()
