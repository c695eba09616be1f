"""Who can have an action: a person, an organisation, or somebody without an account."""

from __future__ import annotations

import re

from commands import Refusal, Request
from storage import people
from storage.actions.action import Owner
from storage.people import Person

MYSELF = ("", "me", "@me", "myself", "i")


def owner(request: Request, handle: str, field: str = "who") -> Owner:
    """Whom a handle means; a name in quotes is somebody without an account. Asks when it could be several."""
    handle = handle.strip()
    if handle.casefold() in MYSELF:
        return of_person(request.person)
    quoted = re.fullmatch(r'"\s*([^"]+?)\s*"', handle)
    found = known(request, quoted[1] if quoted else handle)
    if len(found) == 1:
        return found[0]
    if quoted:
        return Owner(quoted[1])
    raise Refusal(_unknown(request, handle, found), field=field)


def known(request: Request, handle: str) -> list[Owner]:
    """The people and organisations that a handle or a name may mean; none, one or several."""
    handle = re.sub(r"^the\s+", "", handle.strip(), flags=re.IGNORECASE)
    persons = [of_person(each) for each in people.called(request.db, request.partnership.id, handle)]
    return persons if len(persons) == 1 else persons + _organisations(request, handle)


def is_name(request: Request, words: str) -> bool:
    """Whether words without an at sign are the name of one person or organisation of the partnership."""
    return words.casefold() in ("i", "me") or len(known(request, words)) == 1


def of_person(person: Person) -> Owner:
    return Owner(person.name, person.id)


def _organisations(request: Request, handle: str) -> list[Owner]:
    wanted = people.slug(handle)
    every = people.organisations(request.db, request.partnership.id).values()
    return [Owner(each.name, None, each.id) for each in every if wanted in (each.id, people.slug(each.name))]


def _unknown(request: Request, handle: str, found: list[Owner]) -> str:
    if found:
        names = ", ".join(f"@{people.slug(each.name)}" for each in found[:8])
        return f"More than one person could be “{handle}”. Write one of these: {names}."
    everybody = people.everybody(request.db, request.partnership.id)
    names = ", ".join(f"@{people.slug(each.name)}" for each in everybody[:8])
    name = handle.removeprefix("@")
    return (
        f"Parley does not know “{handle}”. Write one of these: {names}. "
        f'For somebody without an account, put the name in quotes: "{name}".'
    )
