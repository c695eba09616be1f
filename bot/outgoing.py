"""From what a command wants to tell others to rows in the outbox, in the command's own transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from sqlalchemy.orm import Session

from commands.reply import Heading, Reply, Send, Text, ToEveryPlace, ToPerson, ToPlace, ToThread, say, to_json
from storage import blindspots, noise, occurrences, people, posts
from storage.partnership import PartnershipSettings


def write_down(db: Session, settings: PartnershipSettings, reply: Reply, now: datetime) -> None:
    """Owe every message in ``also``, and mark what the reply has made out of date."""
    for send in reply.also:
        owe(db, settings.id, send, now, settings=settings)
    touch(db, settings.id, reply.touched)


def touch(db: Session, partnership: str, keys: Iterable[str]) -> None:
    """Mark living messages as out of date, and those of blindspots to which what they show belongs."""
    for key in keys:
        for live in (key, *blindspots.showing(db, partnership, key)):
            posts.touch(db, partnership, live)


def owe(
    db: Session,
    partnership: str,
    send: Send,
    now: datetime,
    only: frozenset[str] = frozenset(),
    settings: PartnershipSettings | None = None,
) -> list[int]:
    """One row for each address a message goes to; a person nobody can reach gets none.

    ``only`` narrows a message for places to these addresses. A message with a kind needs the partnership's
    ``settings``, for the limits on noise: it may go later, or not at all.
    """
    if send.kind and settings is None:
        raise ValueError("a message that the limits on noise may hold back needs the settings")
    text = to_json(replace(send.reply, also=(), touched=(), noted=""))
    match send.to:
        case ToPerson(person=number):
            return _owe_person(db, partnership, number, send, text, now, settings)
        case ToThread(post=number):
            row = posts.owe_under(db, number, text, now)
            return [] if row is None else [row]
        case ToPlace(place=number):
            wanted = [place for place in people.places(db, partnership) if place.id == number]
        case ToEveryPlace():
            wanted = [place for place in people.places(db, partnership) if place.runs]
        case other:
            assert_never(other)
    chosen = [place for place in wanted if not only or place.address in only]
    return [row for place in chosen for row in _owe_place(db, place, send, text, now, settings)]


def _owe_person(
    db: Session,
    partnership: str,
    person: int,
    send: Send,
    text: str,
    now: datetime,
    settings: PartnershipSettings | None,
) -> list[int]:
    going = None
    if send.kind and settings is not None:
        going = noise.to_person(db, settings, person, send.kind, now)
        if going is None:
            return []
    row = posts.owe_person(db, partnership, person, text, now, send.reply.live, send.kind, going)
    return [] if row is None or (going and going.dropped) else [row]


def _owe_place(
    db: Session,
    place: people.Place,
    send: Send,
    text: str,
    now: datetime,
    settings: PartnershipSettings | None,
) -> list[int]:
    going = None
    if send.kind and settings is not None:
        going = noise.to_place(db, settings, place.id, send.kind, now)
    row = posts.owe_place(db, place, text, send.reply.live, now, send.reply.cites, send.kind, going)
    if settings is None or going is None or not going.dropped:
        return [row]
    _tell_leads(db, settings, place, send.reply, now)
    return []


def _tell_leads(
    db: Session, settings: PartnershipSettings, place: people.Place, reply: Reply, now: datetime
) -> None:
    """A place has had enough this week: that is said once for each place and week."""
    monday = noise.week_around(settings, now)[0].date()
    if not occurrences.once(db, settings.id, "noise", f"place/{place.id}/{monday}", now):
        return
    title = next((block.text for block in reply.blocks if isinstance(block, Heading | Text)), "A message")
    where = next((each.title for each in settings.places if each.address == place.address), place.address)
    words = say(
        f"“{title}” was not posted in {where}: it has had {settings.posts_per_week} "
        "scheduled posts this week, which is the limit (posts_per_week). Others due there until Sunday are left out "
        "too. What people ask for, and results of soundings, still go out. Whoever looks after Parley can raise it."
    )
    for lead in people.with_role(db, settings.id, "lead"):
        owe(db, settings.id, Send(ToPerson(lead.id), words), now)
