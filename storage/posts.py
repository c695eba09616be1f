"""The outbox: every message for somebody else, from the moment it is owed until it is known to stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from storage import citations, people
from storage.tables import PostRow

PAUSES = (5, 30, 120, 600)  # seconds to wait after each failure of a kind that passes


@dataclass(frozen=True, slots=True)
class Post:
    """A message for one address. ``reference`` is where it stands on the platform once it is sent.

    ``under`` is the reference of the post in whose thread it belongs; ``attached`` are those of its charts and files.
    """

    id: int
    partnership: str
    place: int | None
    person: int | None
    platform: str
    address: str
    reply: str
    live: str
    attempts: int
    reference: str | None
    pictures: int
    under: str = ""
    attached: tuple[str, ...] = ()


def owe_place(
    db: Session,
    place: people.Place,
    reply: str,
    live: str,
    now: datetime,
    cites: Sequence[int] = (),
    kind: str = "",
) -> int:
    """Write down a message for a channel or group; `cites` are the releases whose figures it shows."""
    number = _owe(
        db, place.partnership, place.platform, place.address, reply, live, now, kind, place=place.id
    )
    citations.cite(db, number, cites)
    return number


def owe_person(
    db: Session, partnership: str, person: int, reply: str, now: datetime, live: str = "", kind: str = ""
) -> int | None:
    """Write down a direct message; ``None`` when there is no way to reach the person."""
    address = people.address_of(db, person)
    if address is None:
        return None
    return _owe(db, partnership, *address, reply, live, now, kind, person=person)


def owe_under(db: Session, post: int, reply: str, now: datetime) -> int | None:
    """Write down a message for the thread of a post; ``None`` where that never came to stand anywhere."""
    above = db.get(PostRow, post)
    if above is None or above.state == "failed":
        return None
    where = (above.partnership, above.platform, above.address)
    return _owe(db, *where, reply, "", now, place=above.place, person=above.person, under=above.id)


def note_given(
    db: Session, place: people.Place, reply: str, cites: Sequence[int], reference: str, now: datetime
) -> int:
    """Write down a message that was posted already, as an answer in a group, so that it can be corrected."""
    number = owe_place(db, place, reply, "", now, cites)
    note_sent(db, number, reference, now)
    if citations.any_withdrawn(db, cites):  # in the moment between the look and the post
        note_stale(db, number)
    return number


def _owe(
    db: Session,
    partnership: str,
    platform: str,
    address: str,
    reply: str,
    live: str,
    now: datetime,
    kind: str = "",
    **whom: int | None,
) -> int:
    row = PostRow(
        partnership=partnership,
        platform=platform,
        address=address,
        reply=reply,
        live=live,
        kind=kind,
        made_at=now,
        state="due",
        not_before=now,
        **whom,
    )
    db.add(row)
    db.flush()
    return row.id


def claim(db: Session, platforms: list[str], now: datetime) -> list[Post]:
    """Take the next message of every address that has none on its way, and mark it as being sent.

    Order is kept for each address: a message that waits holds back those after it.
    """
    rows = db.scalars(
        select(PostRow)
        .where(PostRow.state.in_(("due", "sending")), PostRow.platform.in_(platforms))
        .order_by(PostRow.id)
        .limit(1000)
        .with_for_update(skip_locked=True)
    )
    heads: dict[tuple[str, str], PostRow] = {}
    for row in rows:
        heads.setdefault((row.platform, row.address), row)
    ready = [row for row in heads.values() if row.state == "due" and row.not_before <= now]
    for row in ready:
        row.state, row.claimed_at, row.attempts = "sending", now, row.attempts + 1
    db.flush()
    return [_post(row, _reference(db, row.under)) for row in ready]


def _reference(db: Session, number: int | None) -> str:
    above = None if number is None else db.get(PostRow, number)
    return "" if above is None else above.reference or ""


def claim_stale(db: Session, platforms: list[str]) -> list[Post]:
    """Sent live messages whose words are out of date."""
    rows = db.scalars(
        select(PostRow)
        .where(PostRow.state == "sent", PostRow.stale, PostRow.platform.in_(platforms))
        .order_by(PostRow.id)
        .limit(100)
        .with_for_update(skip_locked=True)
    )
    stale = list(rows)
    for row in stale:
        row.stale = False
    db.flush()
    return [_post(row) for row in stale]


def _post(row: PostRow, under: str = "") -> Post:
    return Post(
        row.id,
        row.partnership,
        row.place,
        row.person,
        row.platform,
        row.address,
        row.reply,
        row.live,
        row.attempts,
        row.reference,
        row.pictures,
        under,
        tuple(row.attached or ()),
    )


def note_sent(db: Session, number: int, reference: str, now: datetime) -> None:
    _set(db, number, state="sent", reference=reference, sent_at=now, error=None)


def note_standing(db: Session, number: int, reference: str) -> None:
    """Its words are there; its pictures are still to come."""
    _set(db, number, reference=reference)


def note_rewritten(db: Session, number: int, reply: str) -> None:
    _set(db, number, reply=reply)


def note_attached(db: Session, number: int, reference: str) -> None:
    """Remember where a chart or file of a post stands."""
    row = db.get(PostRow, number, with_for_update=True)
    if row is not None:
        row.attached = [*(row.attached or ()), reference]


def note_taken_back(db: Session, number: int) -> None:
    _set(db, number, attached=[])


def note_picture(db: Session, number: int, shown: int) -> None:
    _set(db, number, pictures=shown)


def note_stale(db: Session, number: int) -> None:
    _set(db, number, stale=True)


def note_moved(db: Session, number: int, address: str, now: datetime) -> None:
    _set(db, number, state="due", address=address, not_before=now)


def note_later(db: Session, number: int, error: str, at: datetime, counted: bool = True) -> None:
    """It certainly was not sent: try again at a time. A wait the platform asked for is not ``counted``."""
    _set(db, number, state="due", error=error, not_before=at)
    if not counted:
        _set(db, number, attempts=PostRow.attempts - 1)


def note_ended(db: Session, number: int, state: Literal["unknown", "failed"], error: str) -> None:
    """It cannot be sent, or nobody can tell whether it was: never tried again by itself."""
    _set(db, number, state=state, error=error)


def _set(db: Session, number: int, **values: Any) -> None:
    db.execute(update(PostRow).where(PostRow.id == number).values(**values))


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after so many failures; ``None`` when it is time to give up and say so."""
    return timedelta(seconds=PAUSES[attempts - 1]) if attempts <= len(PAUSES) else None


def touch(db: Session, partnership: str, live: str) -> None:
    """Every message that shows this thing is to be written again; one still on its way, once it stands."""
    db.execute(
        update(PostRow)
        .where(PostRow.partnership == partnership, PostRow.live == live)
        .where(PostRow.state.in_(("due", "sending", "sent")))
        .values(stale=True)
    )


def take_over(db: Session, ours: list[int], before: datetime, now: datetime) -> list[Post]:
    """Messages that were being sent when a process died: nobody here knows whether they arrived.

    Those in ``ours`` are being sent by this process, which says with this that it is alive.
    """
    db.execute(update(PostRow).where(PostRow.id.in_(ours), PostRow.state == "sending").values(claimed_at=now))
    rows = db.scalars(
        select(PostRow)
        .where(PostRow.state == "sending", PostRow.claimed_at < before, PostRow.id.not_in(ours))
        .order_by(PostRow.id)
        .with_for_update(skip_locked=True)
    )
    left = list(rows)
    for row in left:
        row.claimed_at = now
    db.flush()
    return [_post(row) for row in left]


def live_since(db: Session, platforms: list[str], moment: datetime) -> list[Post]:
    """Live messages sent since a moment; of those that show figures, the ones whose figures were withdrawn."""
    rows = db.scalars(
        select(PostRow)
        .where(PostRow.state == "sent", PostRow.live != "", PostRow.platform.in_(platforms))
        .where(PostRow.sent_at >= moment, PostRow.stale.is_(False), citations.may_be_untrue())
        .order_by(PostRow.id)
    )
    return [_post(row) for row in rows]


def count_waiting(db: Session) -> int:
    query = select(func.count()).select_from(PostRow).where(PostRow.state.in_(("due", "sending")))
    return db.scalar(query) or 0


def follow_place(db: Session, place: int, address: str) -> None:
    """Messages still owed to a place go to its new address."""
    db.execute(
        update(PostRow)
        .where(PostRow.place == place, PostRow.state.in_(("due", "sending")))
        .values(address=address)
    )
