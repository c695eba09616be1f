"""A new sounding: one living message in every place, and a copy in private for those who asked for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from commands import Request, sounding
from commands.reply import Reply, Send, ToEveryPlace, ToPerson
from storage import people, wishes
from storage.people import Person
from storage.soundings.sounding import Sounding


def sends(request: Request, made: Sounding) -> tuple[Send, ...]:
    """The messages that an opening owes."""
    return (
        Send(ToEveryPlace(), sounding.show(request, made)),
        *(Send(ToPerson(each), in_private(request, made), "sounding") for each in _wanted_by(request, made)),
    )


def in_private(request: Request, shown: Sounding) -> Reply:
    """The sounding as it stands now, with its buttons; it is not kept up to date."""
    return replace(sounding.show(request, shown), live="", private=True)


def may_answer(shown: Sounding, person: Person) -> bool:
    """Whether somebody is asked."""
    if person.organisation is None:
        return shown.voice == "person" and not shown.roster
    return shown.asks(person.organisation)


def _wanted_by(request: Request, made: Sounding) -> Iterator[int]:
    asked_for = set(wishes.wanting_soundings(request.db, request.partnership.id))
    for each in people.everybody(request.db, request.partnership.id) if asked_for else ():
        if each.id in asked_for and may_answer(made, each):
            yield each.id
