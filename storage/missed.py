"""Posts that could not be sent, or of which nobody knows: found again, posted again, told in their place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from storage import citations
from storage.post import Post, post_of
from storage.posts import MISSED, NOTICE
from storage.tables import CitationRow, PostRow

TOLD_FOR = timedelta(days=60)  # what is older than this no place is told any more


def find(db: Session, partnership: str, number: int) -> Post | None:
    row = db.scalar(select(PostRow).filter_by(id=number, partnership=partnership))
    return None if row is None else post_of(row)


def latest(db: Session, partnership: str, since: datetime) -> list[Post]:
    """What could not be posted since a moment, or may not be there; newest first."""
    wanted = select(PostRow).where(
        PostRow.partnership == partnership,
        PostRow.state.in_(("failed", "unknown")),
        PostRow.kind.not_in((NOTICE, MISSED)),
        PostRow.not_before >= since,
    )
    return [post_of(row) for row in db.scalars(wanted.order_by(PostRow.id.desc()))]


def untold(db: Session, place: int, now: datetime) -> list[Post]:
    """What could not be posted in a place, and was not told there yet; oldest first."""
    wanted = select(PostRow).where(
        PostRow.place == place,
        PostRow.state == "failed",
        PostRow.kind != MISSED,
        PostRow.told_at.is_(None),
        PostRow.made_at > now - TOLD_FOR,
    )
    return [post_of(row) for row in db.scalars(wanted.order_by(PostRow.id))]


def note_told(db: Session, posts: Sequence[int], now: datetime) -> None:
    db.execute(update(PostRow).where(PostRow.id.in_(posts)).values(told_at=now))


def was_tried(db: Session, place: int, since: datetime) -> bool:
    """Whether a place is being told what it missed, or could not be told since a moment."""
    tried = select(PostRow.id).where(PostRow.place == place, PostRow.kind == MISSED)
    there = tried.where(PostRow.state.in_(("due", "sending")) | (PostRow.made_at > since))
    return db.scalar(there.limit(1)) is not None


def again(db: Session, number: int, now: datetime) -> bool:
    """Owe it once more; ``False`` if it is owed or there already. Its words are brought up to date once it stands."""
    ended = update(PostRow).where(PostRow.id == number, PostRow.state.in_(("failed", "unknown")))
    values = {
        "state": "due",
        "not_before": now,
        "due_at": func.coalesce(PostRow.due_at, PostRow.not_before),
        "attempts": 0,
        "pictures": 0,
        "reference": None,
        "attached": None,
        "error": None,
        "stale": PostRow.live != "",
        "told_at": None,
    }
    return db.execute(ended.values(**values).returning(PostRow.id)).first() is not None


def note_there(db: Session, number: int, now: datetime) -> bool:
    """Somebody has seen that it is there; ``False`` if that was known, or is not in doubt."""
    doubtful = update(PostRow).where(PostRow.id == number, PostRow.state == "unknown")
    seen = doubtful.values(state="sent", sent_at=now, error=None).returning(PostRow.id)
    return db.execute(seen).first() is not None


def give_up(db: Session, platform: str, before: datetime, reason: str) -> list[Post]:
    """What places should have had before a moment is not posted any more."""
    due = func.coalesce(PostRow.due_at, PostRow.not_before)
    late = select(PostRow).where(PostRow.state == "due", PostRow.place.is_not(None), due < before)
    there = late.where(PostRow.platform == platform, PostRow.kind != MISSED).order_by(PostRow.id)
    rows = list(db.scalars(there.with_for_update()))
    for row in rows:
        row.state, row.error = "failed", reason
    db.flush()
    return [post_of(row) for row in rows]


def is_withdrawn(db: Session, number: int) -> bool:
    """Whether it shows figures that have been withdrawn since."""
    cited = list(db.scalars(select(CitationRow.release).filter_by(post=number)))
    return citations.any_withdrawn(db, cited)
