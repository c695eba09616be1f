"""From what a command wants to tell others to rows in the outbox, in the command's own transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from sqlalchemy.orm import Session

from commands.reply import Reply, Send, ToEveryPlace, ToPerson, ToPlace, ToThread, to_json
from storage import people, posts


def write_down(db: Session, partnership: str, reply: Reply, now: datetime) -> None:
    """Owe every message in ``also``, and mark what the reply has made out of date."""
    for send in reply.also:
        owe(db, partnership, send, now)
    for live in reply.touched:
        posts.touch(db, partnership, live)


def owe(
    db: Session, partnership: str, send: Send, now: datetime, only: frozenset[str] = frozenset()
) -> list[int]:
    """One row for each address a message goes to; a person nobody can reach gets none.

    ``only`` narrows a message for places to these addresses.
    """
    text = to_json(replace(send.reply, also=(), touched=(), noted=""))
    match send.to:
        case ToPerson(person=number):
            row = posts.owe_person(db, partnership, number, text, now, send.reply.live, send.kind)
            return [] if row is None else [row]
        case ToThread(post=number):
            row = posts.owe_under(db, number, text, now)
            return [] if row is None else [row]
        case ToPlace(place=number):
            wanted = [place for place in people.places(db, partnership) if place.id == number]
        case ToEveryPlace():
            wanted = [place for place in people.places(db, partnership) if place.closed is None]
        case other:
            assert_never(other)
    chosen = [place for place in wanted if not only or place.address in only]
    return [
        posts.owe_place(db, place, text, send.reply.live, now, send.reply.cites, send.kind)
        for place in chosen
    ]
