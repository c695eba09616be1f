"""The clock of a request: when it is said that nobody has replied, to whom, and how long it has been open."""

from __future__ import annotations

from commands import Request, either
from commands.reply import Text
from commands.requests import respondents
from storage import people
from storage.bank_holidays import add_working_days
from storage.requests import finding
from storage.requests.request import DataRequest
from storage.times import say_day

AGAIN = (3, 5, 10)  # working days until it is said again; from then on the last of them


def is_due(request: Request, found: DataRequest) -> bool:
    """Whether it is time to say, or to say again, that nobody has replied."""
    if found.chased_at is None:
        return True
    wait = AGAIN[min(found.chased, len(AGAIN)) - 1]
    last = found.chased_at.astimezone(request.partnership.zone).date()
    return request.today >= add_working_days(last, wait, request.partnership.settings.nation)


def days_open(request: Request, found: DataRequest) -> int:
    """How many days somebody has waited: since it was asked, or asked again."""
    return (request.today - found.waiting_since.astimezone(request.partnership.zone).date()).days


def oldest(request: Request) -> DataRequest | None:
    """The open request that has waited longest."""
    waiting = finding.open_ones(request.db, request.partnership.id)
    return min(waiting, key=lambda each: (each.waiting_since, each.id), default=None)


def say_age(request: Request, found: DataRequest) -> str:
    """Such as "open for 12 days"."""
    days = days_open(request, found)
    if days == 0:
        return "open since today"
    return f"open for {days:,} day{'' if days == 1 else 's'}"


def who(request: Request, number: int) -> str:
    """A person with their organisation, within a sentence."""
    person = people.person(request.db, number)
    organisation = request.partnership.organisation_name(person.organisation)
    return f"{person.name} ({organisation})" if organisation else person.name


def to_asker(request: Request, found: DataRequest) -> Text:
    """What whoever asked is told."""
    asked = say_day(found.waiting_since.astimezone(request.partnership.zone).date())
    leads = [
        each.name
        for each in people.with_role(request.db, request.partnership.id, "lead")
        if each.id not in (found.asked_by, found.respondent)
    ]
    too = f", or to {either(leads)}, who has been told too" if leads else ""
    return Text(
        f"Nobody has replied to your request {found.number} of {asked} yet: “{found.what}”. A person was to reply by the "
        f"end of {respondents.say_by(request, found.reply_by)}. {who(request, found.respondent)} answers it: "
        f"talk to them{too}."
    )


def to_lead(request: Request, found: DataRequest) -> Text:
    """What a lead is told: whom to help, and that nobody is to blame."""
    return Text(
        f"Request {found.number} is {say_age(request, found)} and nobody has replied: “{found.what}”. "
        f"{who(request, found.asked_by)} asked it, {who(request, found.respondent)} answers it. "
        "One sentence helps, even without a decision. Talk to them: it may need somebody else."
    )


def to_respondent(request: Request, found: DataRequest) -> Text:
    """What whoever answers is told."""
    return Text(
        f"Request {found.number} waits for a sentence from you: “{found.what}”. "
        f"{who(request, found.asked_by)} asked it. It need not be the answer: that you have seen it, and by "
        "when you can say more, is enough."
    )
