"""Telling a named person something in private: the first of several who can be reached and is not the one who asks."""

from __future__ import annotations

from collections.abc import Iterable

from commands import Request
from storage import people
from storage.measures import Measure
from storage.people import Person


def first(request: Request, names: Iterable[str | None]) -> Person | None:
    """Who of these, in this order, can be written to; the asker is never told what they said themselves."""
    for name in dict.fromkeys(filter(None, names)):
        for person in people.called(request.db, request.partnership.id, name)[:1]:
            if person.id != request.person.id and people.address_of(request.db, person.id) is not None:
                return person
    return None


def responsible(request: Request, measure: Measure | None) -> list[str | None]:
    """Who looks after a figure, nearest first; without one, the stewards, and always a lead in the end."""
    near = (
        [measure.contact, measure.steward, measure.deputy]
        if measure
        else request.partnership.named("steward")
    )
    return [*near, *request.partnership.named("lead")]


def who_says(request: Request) -> str:
    """The person as others know them: name and organisation."""
    organisation = request.partnership.organisation_name(request.person.organisation)
    return f"{request.person.name} from {organisation}" if organisation else request.person.name
