"""Who edits the digest: the editors take turns week by week, and whoever is away is passed over."""

from __future__ import annotations

from datetime import date

from commands import Refusal, Request
from storage import away, people
from storage.people import Person

ROLES = frozenset({"editor", "lead"})


def rota(request: Request, week: date) -> list[Person]:
    """The editors who are here today and can be written to, whose turn it is first."""
    names = listed(request)
    turn = week.toordinal() // 7 % max(len(names), 1)
    known = people.configured(request.db, request.partnership.id)
    in_turn = [known[name] for name in (*names[turn:], *names[:turn]) if name in known]
    return [person for person in in_turn if _is_here(request, person)]


def listed(request: Request) -> tuple[str, ...]:
    """The names of the editors, as the configuration has them."""
    settings = request.partnership.settings.schedule.weeknote_digest
    return settings.editors if settings else ()


def _is_here(request: Request, person: Person) -> bool:
    if away.is_away(request.db, request.partnership.id, person.id, request.today):
        return False
    return people.address_of(request.db, person.id) is not None


def after(request: Request, week: date, person: int | None) -> Person | None:
    """Whose turn it is once somebody cannot; ``None`` when nobody else is left."""
    order = rota(request, week)
    numbers = [each.id for each in order]
    at = numbers.index(person) + 1 if person in numbers else 0
    return next((each for each in (*order[at:], *order[:at]) if each.id != person), None)


def may_edit(request: Request) -> bool:
    """Whether whoever asks may edit: the editors of the configuration, and everybody with that role or a lead's."""
    if request.person.roles & ROLES:
        return True
    known = people.configured(request.db, request.partnership.id)
    return any(known[name].id == request.person.id for name in listed(request) if name in known)


def check(request: Request) -> None:
    if not may_edit(request):
        names = ", ".join(listed(request)) or request.partnership.contact("lead")
        raise Refusal(f"The editors change and approve the digest. Ask {names}.")
