"""People go to meetings: when one is moved or called off, everybody hears, and what was due at it goes with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from commands import Request
from commands.actions import wording
from commands.reply import Reply, Send, Text, ToPlace, say
from commands.schedule_words import jobs_here, settings_now
from storage import people
from storage.actions import changing, finding
from storage.actions.action import Action
from storage.meetings import next_meeting
from storage.meetings.next_meeting import agenda_key
from storage.schedule_settings import MeetingJob
from storage.times import say_date


def days(request: Request, name: str) -> list[date]:
    """The days of a meeting to come; none of any other job."""
    settings = settings_now(request)
    job = jobs_here(settings)[name]
    if not isinstance(job, MeetingJob):
        return []
    return [each.local.date() for each in next_meeting.coming(request.db, settings, job, request.now)]


def followed(request: Request, name: str, before: Sequence[date], news: str, reply: Reply) -> Reply:
    """A lead's answer, with all that follows where it was about a meeting; ``before`` are its days until now."""
    job = jobs_here(settings_now(request))[name]
    if not isinstance(job, MeetingJob):
        return reply
    after = days(request, name)
    moved = _moved(request, before, after)
    told = (
        f"Due at it, and now on {say_date(after[0])}: {', '.join(each.label for each in moved)}."
        if moved
        else ""
    )
    agendas = {agenda_key(job.title, each) for each in (*before[:1], *after[:1])}
    return replace(
        reply,
        blocks=(*reply.blocks, *([Text(told)] if told else [])),
        also=_to_places(request, job, f"{news} {told}".strip()),
        touched=(*sorted(agendas), *(wording.key(each) for each in moved)),
    )


def _moved(request: Request, before: Sequence[date], after: Sequence[date]) -> list[Action]:
    """Actions due at a meeting that is not on that day any more are due at the next one of its series."""
    coming = next_meeting.every(request.db, settings_now(request), request.now)
    kept = {each.local.date() for each in coming}
    moved = [
        each
        for each in finding.open_ones(request.db, request.partnership.id)
        if after and each.at_meeting and each.due in before and each.due not in kept
    ]
    for each in moved:
        words = f"{wording.due_words(each, request.today)} to {say_date(after[0])}, with the meeting"
        changing.change(request.db, each, "moved", request.person.id, request.now, words, due=after[0])
    return moved


def _to_places(request: Request, job: MeetingJob, sentence: str) -> tuple[Send, ...]:
    """A message for each place where its agenda comes."""
    only = request.partnership.settings.addresses(job.places)
    every = people.places(request.db, request.partnership.id)
    here = [each for each in every if each.runs and (not only or each.address in only)]
    return tuple(Send(ToPlace(each.id), say(sentence, private=False)) for each in here)
