"""Who answers a data request, and by when a person will have replied."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from commands import Refusal, Request, reach
from commands.reply import Button
from storage import people
from storage.bank_holidays import add_working_days
from storage.measures import Measure
from storage.people import Person
from storage.requests.request import DataRequest
from storage.settings_values import Span
from storage.times import at_utc, say_date

PARTS = frozenset({"steward", "deputy", "lead"})
END_OF_DAY = time(17)  # by which people expect an answer on its day


def respondent(request: Request, measure: Measure | None, side: str | None) -> Person:
    """The named person who answers: of the configuration, who looks after the measure, or a steward; never the asker."""
    known = people.configured(request.db, request.partnership.id)
    for name in _names(request, measure, side):
        if name in known and known[name].id != request.person.id:
            return known[name]
    raise Refusal(
        "Nobody is named who could answer. Ask the person who looks after Parley to name a respondent."
    )


def _names(request: Request, measure: Measure | None, side: str | None) -> Iterator[str]:
    """Those of the other side first, so that a council's question goes to the voluntary sector and the reverse."""
    chosen = [*request.partnership.settings.requests.respondents]
    every = [
        *chosen,
        *filter(None, reach.responsible(request, measure)),
        *request.partnership.named("deputy"),
    ]
    everybody = [person.name for person in request.partnership.settings.people]
    other = [name for name in every if side is None or side_of(request, name) != side]
    of_theirs = [name for name in everybody if side_of(request, name) not in (side, None)]
    yield from dict.fromkeys([*other, *of_theirs, *every])


def side_of(request: Request, name: str) -> str | None:
    """The side of somebody the configuration names: council or vcs."""
    sides = {each.id: each.side for each in request.partnership.settings.organisations}
    known = {each.name: each.organisation for each in request.partnership.settings.people}
    return sides.get(known.get(name, ""))


def side_of_person(request: Request, person: Person) -> str | None:
    """The side of somebody who speaks; ``None`` for one who has not said where they are from."""
    sides = {each.id: each.side for each in request.partnership.settings.organisations}
    return sides.get(person.organisation or "")


def is_asked(request: Request, found: DataRequest) -> bool:
    """Whether the speaker may answer: the respondent, or somebody with a part in it on the side that was asked."""
    me = request.person
    if not me.id or me.id == found.asked_by:
        return False
    if me.id == found.respondent:
        return True
    known = people.configured(request.db, request.partnership.id)
    named = {known[name].id for name in request.partnership.settings.requests.respondents if name in known}
    has_part = bool(me.roles & PARTS) or me.id in named
    return has_part and (found.side is None or side_of_person(request, me) != found.side)


def must_be_asked(request: Request, found: DataRequest) -> None:
    """Refuse a decision by anybody who does not answer this request."""
    if is_asked(request, found):
        return
    offer = [Button("Say something", f"request say {found.number}")]
    if request.person.id == found.asked_by:
        offer.append(Button("Take it back", f"request withdraw {found.number}"))
    raise Refusal(
        f"{people.person(request.db, found.respondent).name} answers request {found.number}, or a steward or lead of "
        "the side that was asked. You can say something about it.",
        offer,
    )


def reply_by(request: Request) -> datetime:
    """When a person will have replied: the end of the last working day of the time that the configuration gives."""
    return end_of(request, request.partnership.settings.requests.reply_within)


def end_of(request: Request, span: Span) -> datetime:
    """The end of the working day some time from now, in UTC."""
    nation = request.partnership.settings.nation
    if span.unit == "working days":
        day = add_working_days(request.today, span.amount, nation)
    else:
        exact = request.today + relativedelta(**{span.unit: span.amount})  # type: ignore[arg-type]  # hours, days, weeks, months or years
        day = add_working_days(exact - timedelta(1), 1, nation)
    return at_utc(datetime.combine(day, END_OF_DAY), request.partnership.zone)


def say_by(request: Request, moment: datetime) -> str:
    """Such as "Monday 23 November 2026"."""
    return say_date(moment.astimezone(request.partnership.zone).date())
