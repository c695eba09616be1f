"""How the outbox is doing, for whoever looks after Parley."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from storage.posts import NOTICE
from storage.tables import PostRow
from storage.tables.sent import WAITING

RECENT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many posts are owed and not sent, and since when the oldest of them should be there."""

    posts: int
    oldest: datetime


def by_platform(db: Session, now: datetime) -> dict[str, Waiting]:
    """What should have been sent by now; nothing for a platform to which nothing is owed."""
    due = func.coalesce(PostRow.due_at, PostRow.not_before)
    owed = select(PostRow.platform, func.count(), func.min(due)).where(WAITING, due <= now)
    return {
        platform: Waiting(count, oldest)
        for platform, count, oldest in db.execute(owed.group_by(PostRow.platform))
    }


def count(db: Session, platform: str, partnership: str, now: datetime) -> int:
    """How many posts of a partnership should have been sent by now."""
    due = func.coalesce(PostRow.due_at, PostRow.not_before)
    owed = select(func.count()).select_from(PostRow).where(WAITING, due <= now)
    return db.scalar(owed.filter_by(platform=platform, partnership=partnership)) or 0


def untold(db: Session, now: datetime) -> int:
    """How many notices of the last day reached no lead at all."""
    other = aliased(PostRow)
    same = and_(
        other.partnership == PostRow.partnership,
        other.kind == NOTICE,
        other.made_at == PostRow.made_at,
        other.reply == PostRow.reply,
        other.state != "failed",
    )
    lost = select(func.count(func.distinct(PostRow.reply))).where(
        PostRow.state == "failed", PostRow.kind == NOTICE, PostRow.not_before > now - RECENT
    )
    return db.scalar(lost.where(~select(other.id).where(same).exists())) or 0
