"""One reminder before a sounding closes: to those whose answer is missing, or the same to everybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from commands import Request, sounding
from commands.polling import announce, reminding
from commands.reply import Send, ToEveryPlace, ToPerson
from jobs import Outcome, job
from storage import away, occurrences, people
from storage.occurrences import Occurrence
from storage.people import Person
from storage.soundings import finding, voting
from storage.soundings.sounding import Sounding


@job(reminding.JOB)
def poll_reminder(request: Request, occurrence: Occurrence) -> Outcome:
    """Remind once, as was chosen when the sounding opened."""
    found = finding.find(request.db, request.partnership.id, int(occurrence.subject.partition("/")[2]))
    if found is None or not found.is_open or found.closes_at <= request.now:
        return Outcome(nothing="It has closed.")
    then = reminding.due_at(request.partnership.settings, found)
    if then is None or then > occurrence.due:
        return Outcome(nothing="It closes later now.")
    sends = tuple(_sends(request, found))
    if not sends or not _first_time(request, found):
        return Outcome(nothing="There was nobody to remind.")
    return Outcome(sends)


def _sends(request: Request, shown: Sounding) -> Iterator[Send]:
    if shown.remind == "everybody":
        in_place = replace(reminding.everybody(request, shown), private=False)
        yield Send(ToEveryPlace(), in_place, "nudge")
        return
    for each in people.everybody(request.db, request.partnership.id):
        if announce.may_answer(shown, each) and _is_missing(request, shown, each):
            words = reminding.missing(request, shown, _voice(request, shown, each))
            yield Send(ToPerson(each.id), words, "nudge")


def _is_missing(request: Request, shown: Sounding, person: Person) -> bool:
    """Whether nobody has answered for them, and they are here."""
    voice = person.organisation if shown.voice == "organisation" else person.key
    if away.is_away(request.db, request.partnership.id, person.id, request.today):
        return False
    return not voting.answered(request.db, shown, voice or person.key)


def _voice(request: Request, shown: Sounding, person: Person) -> str:
    if shown.voice == "person":
        return "you"
    return request.partnership.organisation_name(person.organisation)


def _first_time(request: Request, shown: Sounding) -> bool:
    return occurrences.once(
        request.db, request.partnership.id, reminding.JOB, sounding.live_key(shown), request.now
    )
