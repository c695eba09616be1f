"""The outbox: every message for somebody else, from the moment it is owed until it is known to stand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, exists, func, select, update
from sqlalchemy.orm import Session

from storage import citations, people, wishes
from storage.noise import Going
from storage.post import Post, post_of
from storage.prepared import Prepared
from storage.tables import PostRow
from storage.tables.sent import WAITING

MOST = 1000  # messages taken at once, one for each address
NOTICE, MISSED = (
    "notice",
    "missed",
)  # kinds: what leads, and what a place, are told about posts that went wrong
PAUSES = (5, 30, 120, 600)  # seconds to wait after each failure of a kind that passes
DUE = Prepared(select(exists().where(PostRow.state == "due", PostRow.not_before <= bindparam("now"))))


def owe_place(
    db: Session,
    place: people.Place,
    reply: str,
    live: str,
    now: datetime,
    cites: Sequence[int] = (),
    kind: str = "",
    going: Going | None = None,
) -> int:
    """Write down a message for a channel or group; `cites` are the releases whose figures it shows."""
    where = (place.partnership, place.platform, place.address)
    number = _owe(db, *where, reply, live, now, kind, going, place=place.id)
    citations.cite(db, number, cites)
    return number


def owe_person(
    db: Session,
    partnership: str,
    person: int,
    reply: str,
    now: datetime,
    live: str = "",
    kind: str = "",
    going: Going | None = None,
) -> int | None:
    """Write down a direct message; ``None`` when there is no way to reach the person."""
    address = people.address_of(db, person) if going is None else going.address
    if address is None:
        return None
    return _owe(db, partnership, *address, reply, live, now, kind, going, person=person)


def owe_notice(
    db: Session, partnership: str, person: int, reply: str, now: datetime, away: Collection[str]
) -> int:
    """Write down what a lead must know, for an account on a platform that is not away if they have one.

    Where there is no way to reach them it is kept as failed, so that somebody finds it.
    """
    found = people.addresses_of(db, person)
    there = [each for each in found if each[0] not in away] or found or [("", "")]
    number = _owe(db, partnership, *there[0], reply, "", now, NOTICE, person=person)
    if not found:
        note_ended(db, number, "failed", "There is no account to write to.")
    return number


def divert_notices(db: Session, platform: str, now: datetime, away: Collection[str]) -> None:
    """Notices that wait for a platform which is away go to another account of their lead, if there is one."""
    waiting = select(PostRow).filter_by(platform=platform, kind=NOTICE, state="due")
    for row in db.scalars(waiting.with_for_update(skip_locked=True)):
        found = people.addresses_of(db, row.person or 0)
        there = [each for each in found if each[0] not in away]
        if there:
            row.platform, row.address = there[0]
            row.not_before = now


def to_next_account(db: Session, post: Post, now: datetime) -> bool:
    """A message that one account of a person cannot get goes to the next; ``False`` when there is none left."""
    found = wishes.addresses_for(db, post.person or 0, post.kind)
    here = (post.platform, post.address)
    left = found[found.index(here) + 1 :] if here in found else found
    if not left:
        return False
    platform, address = left[0]
    _set(db, post.id, state="due", platform=platform, address=address, not_before=now, attempts=0)
    return True


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
    going: Going | None = None,
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
        state=going.state if going else "due",
        not_before=going.at if going else now,
        error=going.dropped or None if going else None,
        **whom,
    )
    db.add(row)
    db.flush()
    return row.id


def any_due(db: Connection, now: datetime) -> bool:
    """Whether the time of a message has come: a look that takes no lock, before ``claim``."""
    return bool(DUE.run(db, now=now).scalar())


def claim(db: Session, platforms: list[str], now: datetime) -> list[Post]:
    """Take the next message of every address that has none on its way, and mark it as being sent.

    Order is kept for each address: a message that waits holds back those after it, and no other address.
    """
    here = PostRow.platform.in_(platforms)
    first = select(func.min(PostRow.id)).where(WAITING, here).group_by(PostRow.platform, PostRow.address)
    rows = db.scalars(
        select(PostRow)
        .where(PostRow.id.in_(first), PostRow.state == "due", PostRow.not_before <= now)
        .order_by(PostRow.id)
        .limit(MOST)
        .with_for_update(skip_locked=True)
    )
    ready = list(rows)
    for row in ready:
        row.state, row.claimed_at, row.attempts = "sending", now, row.attempts + 1
    db.flush()
    return [post_of(row, _reference(db, row.under)) for row in ready]


def _reference(db: Session, number: int | None) -> str:
    above = None if number is None else db.get(PostRow, number)
    return "" if above is None else above.reference or ""


def note_sent(db: Session, number: int, reference: str, now: datetime) -> None:
    _set(db, number, state="sent", reference=reference, sent_at=now, error=None)


def note_standing(db: Session, number: int, reference: str) -> None:
    """Its words are there; its pictures are still to come."""
    _set(db, number, reference=reference)


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
    """It certainly was not sent: try again at a time. A wait that is not the post's own fault is not ``counted``."""
    put_off = func.coalesce(PostRow.due_at, PostRow.not_before)
    _set(db, number, state="due", error=error, due_at=put_off, not_before=at)
    if not counted:
        _set(db, number, attempts=PostRow.attempts - 1)


def hold_back(db: Session, number: int, error: str) -> None:
    """It is not to be posted at all, and its place is not told that it is missing."""
    _set(db, number, state="failed", error=error, told_at=PostRow.not_before)


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
        .where(PostRow.state.in_(("later", "due", "sending", "sent")))
        .values(stale=True)
    )


def take_over(
    db: Session, ours: list[int], platforms: list[str], before: datetime, now: datetime
) -> list[Post]:
    """Messages that were being sent when a process died: nobody here knows whether they arrived.

    Those in ``ours`` are being sent by this process, which says with this that it is alive.
    """
    db.execute(update(PostRow).where(PostRow.id.in_(ours), PostRow.state == "sending").values(claimed_at=now))
    rows = db.scalars(
        select(PostRow)
        .where(PostRow.state == "sending", PostRow.claimed_at < before, PostRow.id.not_in(ours))
        .where(PostRow.platform.in_(platforms))
        .order_by(PostRow.id)
        .with_for_update(skip_locked=True)
    )
    left = list(rows)
    for row in left:
        row.claimed_at, row.attempts = now, row.attempts + 1
    db.flush()
    return [post_of(row, _reference(db, row.under)) for row in left]


def follow_place(db: Session, place: int, address: str) -> None:
    """Messages still owed to a place go to its new address."""
    db.execute(
        update(PostRow)
        .where(PostRow.place == place, PostRow.state.in_(("due", "sending")))
        .values(address=address)
    )


def reword(db: Session, partnership: str, live: str, reply: str) -> None:
    """What a live message is to say from now on, in the record of it too: its words of before are kept nowhere."""
    db.execute(update(PostRow).filter_by(partnership=partnership, live=live).values(reply=reply, stale=True))


def live_at(db: Session, platform: str, address: str, reference: str) -> tuple[str, str]:
    """Partnership and live key, such as ``poll/12``, of the post at a reference or the one it stands under; else empty."""
    here = select(PostRow).filter_by(platform=platform, address=address, reference=reference)
    row = db.scalar(here.limit(1))
    while row is not None and not row.live:
        row = None if row.under is None else db.get(PostRow, row.under)
    return (row.partnership, row.live) if row else ("", "")
