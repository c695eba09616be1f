"""Once a week: each person's open actions in one private message, not a ping for each."""

from __future__ import annotations

from collections.abc import Iterator

from commands import Request
from commands.actions import bundle
from commands.meetings import beforehand
from commands.reply import Send, ToPerson
from jobs import Outcome, job
from storage import away, people
from storage.actions import finding, reminding
from storage.actions.action import Action
from storage.meetings import next_meeting
from storage.occurrences import Occurrence
from storage.people import Person


@job("action_bundle")
def action_bundle(request: Request, occurrence: Occurrence) -> Outcome:
    """Tell everybody who has open actions what they are, and whoever chairs next what nobody has accepted."""
    sends = tuple(_sends(request))
    return Outcome(sends, nothing="" if sends else "Nobody has an open action.")


def _sends(request: Request) -> Iterator[Send]:
    every = finding.open_ones(request.db, request.partnership.id)
    coming = next_meeting.next_one(request.db, request.partnership.settings, request.now)
    chair = beforehand.looks_after(request, coming)
    for person in people.everybody(request.db, request.partnership.id):
        if away.is_away(request.db, request.partnership.id, person.id, request.today):
            continue
        mine = _of(request, person, every)
        others = _unaccepted(person, every) if person == chair else []
        reply = bundle.weekly(request, person, mine, others)
        if reply is not None:
            _note(request, person, mine)
            yield Send(ToPerson(person.id), reply, "weekly")


def _of(request: Request, person: Person, every: list[Action]) -> list[Action]:
    """What somebody has or helps with, without what they have put off."""
    return [
        each for each in every if each.concerns(person.id) and not reminding.is_snoozed(each, request.today)
    ]


def _unaccepted(chair: Person, every: list[Action]) -> list[Action]:
    return [each for each in every if each.is_unaccepted and each.owner.person != chair.id]


def _note(request: Request, person: Person, mine: list[Action]) -> None:
    """Whoever has it in this list is not reminded of the same once more."""
    for each in mine:
        if each.owner.person == person.id:
            why = reminding.reasons(request.partnership.settings, each, request.today)
            reminding.first_time(request.db, each, why, request.now)
