"""Messages that stay true: which are to be written again, and what they say then."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, exists, select, update
from sqlalchemy.orm import Session

from storage import citations
from storage.post import Post, post_of
from storage.prepared import Prepared
from storage.tables import PostRow

UNTRUE = (PostRow.state == "sent", PostRow.stale, PostRow.reference.is_not(None))
ANY = Prepared(select(exists().where(*UNTRUE)))


def any_stale(db: Connection) -> bool:
    """Whether a message is out of date: a look that takes no lock, before ``claim_stale``."""
    return bool(ANY.run(db).scalar())


def claim_stale(db: Session, platforms: list[str], ours: list[int]) -> list[Post]:
    """Sent live messages whose words are out of date, except those in ``ours``, whose turn comes again."""
    rows = db.scalars(
        select(PostRow)
        .where(*UNTRUE, PostRow.platform.in_(platforms), PostRow.id.not_in(ours))
        .order_by(PostRow.id)
        .limit(100)
        .with_for_update(skip_locked=True)
    )
    stale = list(rows)
    for row in stale:
        row.stale = False
    db.flush()
    return [post_of(row) for row in stale]


def live_since(db: Session, platforms: list[str], moment: datetime) -> list[Post]:
    """Live messages sent since a moment; of those that show figures, the ones whose figures were withdrawn."""
    rows = db.scalars(
        select(PostRow)
        .where(PostRow.state == "sent", PostRow.live != "", PostRow.platform.in_(platforms))
        .where(PostRow.sent_at >= moment, PostRow.stale.is_(False), citations.may_be_untrue())
        .order_by(PostRow.id)
    )
    return [post_of(row) for row in rows]


def standing(db: Session, partnership: str, live: str) -> list[int]:
    """The numbers of the posts that show this thing and stand, or may stand, somewhere."""
    query = select(PostRow.id).filter_by(partnership=partnership, live=live)
    return list(db.scalars(query.where(PostRow.state.in_(("sent", "unknown"))).order_by(PostRow.id)))


def note_rewritten(db: Session, number: int, reply: str) -> None:
    db.execute(update(PostRow).where(PostRow.id == number).values(reply=reply))


def note_gone(db: Session, number: int, error: str, now: datetime) -> None:
    """Somebody has deleted it where it stood: it is written again no more."""
    values = {"state": "failed", "error": error, "stale": False, "told_at": now}
    db.execute(update(PostRow).where(PostRow.id == number).values(values))
