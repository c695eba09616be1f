"""The schedule, once: leave the next one out, or have one now."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from commands import Refusal, Request, command, personal
from commands.polling import rounds
from commands.reply import Button, Buttons, Field, Form, Reply, Text
from commands.schedule import LEADS
from commands.schedule_meetings import days, followed
from commands.schedule_words import (
    capital,
    choice,
    coming,
    find_job,
    jobs_here,
    local_now,
    name_of,
    paused,
    say_next,
    settings_now,
    short,
)
from storage import occurrences, schedule_changes
from storage.partnership import PartnershipSettings
from storage.schedule_settings import SoundingJob
from storage.times import LocalDue, say_day, say_time

LONGEST = 200
AGAIN = timedelta(minutes=10)  # a second tap within this does not post again


@command(
    "schedule skip",
    usage="schedule skip NAME REASON",
    example="schedule skip weekly chart half term",
    writes=True,
    roles=LEADS,
)
def skip(request: Request, words: str, *, job: str = "", reason: str = "") -> Reply:
    """Leave out the next one of something that is scheduled."""
    said = f"{words} {job}".strip()
    if not said:
        return Reply((_form(request),), private=True)
    name, rest = find_job(request, "schedule skip", said)
    why = " ".join(f"{rest} {reason}".split()).rstrip(".")
    if len(why) > LONGEST:
        raise Refusal(f"Write the reason in {LONGEST} characters or less.", field="reason")
    personal.check(why)
    due = next((each.due for each in coming(request, settings_now(request), name) if not each.left_out), None)
    kept, before = f"skipped by {request.person.name}{f', {why}' if why else ''}", days(request, name)
    if due is None or not _leave_out(request, name, due, kept):
        raise Refusal(f"There is no {name_of(name)} to skip.", [Button("Show the schedule", "schedule")])
    day = short(due.local.date(), request.today)
    news = f"The {name_of(name)} of {day} does not take place{f': {why}' if why else ''}. {_next(request, name).splitlines()[0]}"
    key = due.local.isoformat(timespec="minutes")
    reply = Reply(
        (
            Text(f"The {name_of(name)} of {day} is left out.\n{_next(request, name)}"),
            Buttons((Button("Undo", f"schedule unskip {name_of(name)} {key}"),)),
        ),
        private=True,
        noted=f"{name_of(name)} of {say_day(due.local.date())}{f': {why}' if why else ''}",
    )
    return followed(request, name, before, news, reply)


def _leave_out(request: Request, name: str, due: LocalDue, kept: str) -> bool:
    """A meeting can still be called off when its agenda has been posted."""
    return occurrences.leave_out(
        request.db, request.partnership.id, name, due.local, due.utc, kept, even_done=due.utc <= request.now
    )


def _form(request: Request) -> Form:
    why = Field("reason", "Why?", optional=True, hint="People in the place can read it in the schedule.")
    return Form(
        "Skip the next one", "schedule skip", (choice(request, "What is left out?"), why), submit="Skip it"
    )


def _next(request: Request, name: str) -> str:
    return say_next(coming(request, settings_now(request), name), request.today)


@command(
    "schedule unskip",
    usage="schedule unskip NAME TIME",
    example="schedule unskip weekly chart 2026-11-23T09:30",
    writes=True,
    roles=LEADS,
    listed=False,
)
def unskip(request: Request, words: str) -> Reply:
    """Take back that one is left out."""
    name, rest = find_job(request, "schedule", words)
    local = _moment(rest)
    since = request.now - jobs_here(settings_now(request))[name].lead
    skipped = occurrences.left_out(request.db, request.partnership.id, name, since)
    if local is None or local not in skipped:
        raise Refusal(
            "This one is not skipped any more, or its time has passed.",
            [Button("Show the schedule", "schedule")],
        )
    before = days(request, name)
    occurrences.put_back(request.db, request.partnership.id, name, local)
    news = f"The {name_of(name)} of {short(local.date(), request.today)} takes place after all."
    said = Text(f"The {name_of(name)} is not left out any more.\n{_next(request, name)}")
    return followed(request, name, before, news, Reply((said,), private=True))


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


@command(
    "schedule run", usage="schedule run NAME", example="schedule run weekly chart", writes=True, roles=LEADS
)
def run(request: Request, words: str, *, job: str = "") -> Reply:
    """Have something that is scheduled now, once, besides its usual time."""
    if not f"{words}{job}".strip():
        return Reply(
            (Form("Post it now", "schedule run", (choice(request, "What?"),), submit="Post it"),),
            private=True,
        )
    name, _ = find_job(request, "schedule run", f"{words} {job}")
    settings = settings_now(request)
    if pause := settings.pause_on(request.today, "posts"):
        raise Refusal(f"{paused(pause)} End the pause first.", [Button("Resume", "schedule resume")])
    _may_open(request, settings, name)
    local = local_now(request)
    before = occurrences.last_due(request.db, settings.id, name, request.now)
    if before is not None and request.now - before < AGAIN:
        free = (before + AGAIN).astimezone(request.partnership.zone)
        raise Refusal(
            f"The {name_of(name)} was due a moment ago, so it is there already or on its way. "
            f"You can have it again from {say_time(free.time())} on."
        )
    occurrences.write_down(request.db, settings.id, name, local, request.now)
    return Reply(
        (Text(f"{capital(name_of(name))}: on its way, within a minute. Its usual time stays as it is."),),
        private=True,
        noted=f"{name_of(name)}, asked for now",
    )


def _may_open(request: Request, settings: PartnershipSettings, name: str) -> None:
    """Refuse a run of a series that could not open."""
    series = dict(schedule_changes.jobs_of(settings))[name]
    here = replace(request, partnership=replace(request.partnership, settings=settings))
    if isinstance(series, SoundingJob) and (reason := rounds.obstacle(here, series)):
        raise Refusal(
            f"The {name_of(name)} cannot open now. {reason}",
            [Button("Show the series", f"poll series {series.name}")],
        )
