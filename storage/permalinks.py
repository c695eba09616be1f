"""Where a message stands, as an address people can open; empty where the platform gives none."""

from __future__ import annotations

import re

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from storage.tables import CitationRow, PlaceRow, PostRow

SUPERGROUP = re.compile(r"-100(\d+):(\d+)")
CHANNEL = re.compile(r"([CG][A-Z0-9]+):(\d+)\.(\d+)")


def of(platform: str, reference: str, site: str | None) -> str:
    """The address of a message by its reference; ``site`` is that of the Slack workspace."""
    if platform == "telegram" and (group := SUPERGROUP.match(reference)):
        return f"https://t.me/c/{group[1]}/{group[2]}"
    if platform == "slack" and site and (channel := CHANNEL.fullmatch(reference)):
        return f"{site.rstrip('/')}/archives/{channel[1]}/p{channel[2]}{channel[3]}"
    return ""


def of_live(db: Session, partnership: str, live: str) -> str:
    """Where a living message was posted last."""
    return _last(db, _posts().where(PostRow.partnership == partnership, PostRow.live == live))


def of_release(db: Session, release: int) -> str:
    """Where figures of a release were posted last."""
    cited = select(CitationRow.post).where(CitationRow.release == release)
    return _last(db, _posts().where(PostRow.id.in_(cited)))


Posts = Select[str, str | None, str | None]


def _posts() -> Posts:
    both = select(PostRow.platform, PostRow.reference, PlaceRow.site)
    joined = both.join(PlaceRow, PlaceRow.id == PostRow.place)
    return joined.where(PostRow.state == "sent").order_by(PostRow.id.desc())


def _last(db: Session, query: Posts) -> str:
    found = db.execute(query.limit(4))  # the same message in several places: the newest that has an address
    return next((link for platform, at, site in found if (link := of(platform, at or "", site))), "")
