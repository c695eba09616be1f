"""Words that somebody proposed for the weeknotes: their author is asked, and a no leaves nothing behind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage import posts
from storage.tables import OfferRow
from storage.weeknotes import Origin

KEPT = timedelta(days=14)  # how long a question waits for its answer


@dataclass(frozen=True, slots=True)
class Offer:
    """``author`` is who is asked; the words are empty once they have answered or the time is over."""

    id: int
    author: int
    offered_by: int
    words: str
    origin: Origin
    state: str  # asked | kept | declined
    at: datetime


def add(
    db: Session, partnership: str, author: int, offered_by: int, words: str, origin: Origin, now: datetime
) -> int:
    row = OfferRow(
        partnership=partnership,
        author=author,
        offered_by=offered_by,
        words=words,
        platform=origin.platform,
        address=origin.address,
        message=origin.message,
        link=origin.link,
        state="asked",
        at=now,
    )
    db.add(row)
    db.flush()
    return row.id


def find(db: Session, partnership: str, number: int) -> Offer | None:
    row = db.scalar(select(OfferRow).filter_by(id=number, partnership=partnership))
    return None if row is None else _offer(row)


def said_at(db: Session, partnership: str, origin: Origin) -> Offer | None:
    """What was proposed of a message."""
    here = {"platform": origin.platform, "address": origin.address, "message": origin.message}
    row = db.scalar(select(OfferRow).filter_by(partnership=partnership, **here).limit(1))
    return None if row is None else _offer(row)


def is_followed(db: Session, platform: str, address: str, message: str) -> bool:
    """Whether a message waits for its author's answer, so that its edits matter."""
    here = select(OfferRow.id).filter_by(platform=platform, address=address, message=message, state="asked")
    return db.scalar(here.limit(1)) is not None


def reword(db: Session, number: int, words: str) -> None:
    """The message was edited while its author had not answered."""
    db.execute(update(OfferRow).where(OfferRow.id == number).values(words=words))


def settle(db: Session, number: int, state: str) -> None:
    """Note the answer; the words are not needed here any more."""
    db.execute(update(OfferRow).where(OfferRow.id == number).values(state=state, words="", link=None))


def rewrite(db: Session, partnership: str, number: int, reply: str) -> None:
    """What the message that asks is to say from now on."""
    posts.reword(db, partnership, key(number), reply)


def let_go(db: Session, partnership: str, before: datetime) -> None:
    """Forget the words of questions nobody answered, here and in the message that asked."""
    asked = select(OfferRow).filter_by(partnership=partnership, state="asked")
    for row in db.scalars(asked.where(OfferRow.at < before)):
        settle(db, row.id, "declined")
        posts.touch(db, partnership, key(row.id))


def key(number: int) -> str:
    """The name of the message in which the author is asked; it stays true."""
    return f"offer/{number}"


def _offer(row: OfferRow) -> Offer:
    origin = Origin(row.platform, row.address, row.message, row.link)
    return Offer(row.id, row.author, row.offered_by, row.words, origin, row.state, row.at)
