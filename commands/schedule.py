"""The schedule: what comes when, and for leads another time for a job."""

from __future__ import annotations

from commands import Refusal, Request, command
from commands.reply import Block, Button, Buttons, Field, Form, Heading, Note, Reply, Text
from commands.schedule_meetings import days, followed
from commands.schedule_words import (
    capital,
    choice,
    coming,
    find_job,
    jobs_here,
    name_of,
    read_rule,
    say_next,
    settings_before,
    settings_now,
)
from storage import noise, schedule_changes
from storage.partnership import PartnershipSettings, Pause
from storage.times import Rule, say_day, say_time

LEADS = ("lead",)
BACK = "schedule as configured"


@command("schedule", usage="schedule", example="schedule", writes=True)
def schedule(request: Request, words: str) -> Reply:
    """Show what comes when; a lead can change it."""
    if not words.strip():
        return shown(request)
    if not request.person.roles & set(LEADS):
        raise Refusal(
            f"Only a lead can change the schedule. Ask {request.partnership.contact('lead')}.",
            [Button("Show the schedule", "schedule")],
        )
    return change(request, words)


def shown(request: Request) -> Reply:
    settings = settings_now(request)
    texts = [Text(_job(request, settings, name)) for name in jobs_here(settings)]
    nothing = [] if texts else [Text("Nothing is scheduled in this partnership.")]
    blocks: list[Block] = [Heading("What comes when"), *nothing, *texts, *_pauses(request, settings)]
    blocks += _kept_back(request, settings)
    return Reply((*blocks, *_what_next(request, settings)), private=True)


def _job(request: Request, settings: PartnershipSettings, name: str) -> str:
    rule, usual = (jobs_here(each)[name].at for each in (settings, settings_before(request)))
    changed = f" (changed from {usual.words()})" if rule != usual else ""
    dates = say_next(coming(request, settings, name), request.today)
    return f"{capital(name_of(name))}: {rule.words()}{changed}.{_agenda(settings, name)}\n{dates}"


def _agenda(settings: PartnershipSettings, name: str) -> str:
    """Of a meeting, when its agenda comes."""
    job = jobs_here(settings)[name]
    return f" Its agenda is posted at {say_time(job.posts_at.time)}." if job.lead else ""


def _pauses(request: Request, settings: PartnershipSettings) -> list[Text]:
    ahead = [pause for pause in settings.pauses if pause.last >= request.today]
    return [Text(f"Paused {said_pause(pause)}") for pause in sorted(ahead, key=lambda pause: pause.first)]


def said_pause(pause: Pause) -> str:
    """Its days, its reason and what it holds back."""
    days = say_day(pause.first)
    days = f"from {days} to {say_day(pause.last)}" if pause.last != pause.first else f"on {days}"
    held = "Nothing is posted." if pause.holds == "posts" else "Nothing is published; posts here go on."
    return f"{days}: {pause.reason}. {held}"


def _kept_back(request: Request, settings: PartnershipSettings) -> list[Note]:
    """For leads: how much the limits on noise have kept back this week."""
    kept = noise.held_back(request.db, settings, request.now)
    counts = [(kept.reminders, "reminder"), (kept.posts, "post")]
    told = " and ".join(f"{n} {what}{'s' if n > 1 else ''}" for n, what in counts if n)
    if not told or not request.person.roles & set(LEADS):
        return []
    return [
        Note(
            f"Kept back this week: {told}. A person gets at most {settings.nudges_per_week} reminders a week, a place "
            f"{settings.posts_per_week} scheduled posts. Whoever looks after Parley can change that."
        )
    ]


def _what_next(request: Request, settings: PartnershipSettings) -> list[Block]:
    meetings = [Button("Meetings for my calendar", "meeting calendar")] if settings.schedule.meetings else []
    if not request.person.roles & set(LEADS):
        ask = Note(f"To have something changed, ask {request.partnership.contact('lead')}.")
        return [*([Buttons(tuple(meetings))] if meetings else []), ask]
    usual = jobs_here(request.partnership.settings)
    now = jobs_here(settings)
    backs = [as_configured(name) for name in usual if now[name].at != usual[name].at]
    made = schedule_changes.pauses(request.db, settings.id, request.today)
    resume = [Button("Resume", "schedule resume")] if made else []
    some = [Button("Change a time", "schedule change"), Button("Skip one", "schedule skip")] if now else []
    return [Buttons((*some, Button("Pause", "schedule pause"), *resume, *backs, *meetings))]


def as_configured(name: str) -> Button:
    return Button(f"{capital(name_of(name))} as configured", f"{BACK} {name_of(name)}")


@command(
    "schedule change",
    usage="schedule change NAME WHEN",
    example="schedule change weekly chart Tuesday 10am",
    writes=True,
    roles=LEADS,
)
def change(request: Request, words: str, *, job: str = "", when: str = "") -> Reply:
    """Give something that is scheduled another time."""
    said = f"{words} {job} {when}".strip()
    if not said:
        return Reply((_form(request),), private=True)
    name, rest = find_job(request, "schedule change", said)
    if not rest:
        raise Refusal(
            f"Write when the {name_of(name)} comes, for example: schedule {name_of(name)} Tuesday 10am",
            field="when",
        )
    return _to(request, name, read_rule(rest.removeprefix("to ")))


@command(BACK, usage=f"{BACK} NAME", example=f"{BACK} weekly chart", writes=True, roles=LEADS, listed=False)
def back(request: Request, words: str) -> Reply:
    """Give something the time of the configuration again."""
    name, _ = find_job(request, BACK, words)
    return _to(request, name, jobs_here(settings_before(request))[name].at)


def _form(request: Request) -> Form:
    when = Field(
        "when", "When does it come?", hint='For example "Tuesday 10am" or "every second Wednesday 9:30am".'
    )
    return Form("Change a time", "schedule change", (choice(request, "What?"), when), submit="Change it")


def _to(request: Request, name: str, rule: Rule) -> Reply:
    configured = jobs_here(request.partnership.settings).get(name)  # none of a series begun in the chat
    before = settings_now(request)
    old, then = jobs_here(before)[name].at, say_next(coming(request, before, name), request.today)
    said, met = capital(name_of(name)), days(request, name)
    if old == rule:
        raise Refusal(
            f"{said} comes {rule.words()} already. Nothing was changed.",
            [Button("Show the schedule", "schedule")],
        )
    chosen = None if configured and rule == configured.at else rule
    schedule_changes.change(
        request.db, request.partnership.settings, name, chosen, request.person.id, request.now
    )
    dates = say_next(coming(request, settings_now(request), name), request.today)
    buttons = [Button("Change it back", f"schedule change {name_of(name)} {old.words()}")]
    if configured and chosen is not None:
        buttons = [
            Button("As configured", f"{BACK} {name_of(name)}"),
            *(buttons if old != configured.at else ()),
        ]
    news = f"The {said} moves to {rule.words()}, from {old.words()}. {dates.splitlines()[0]}"
    reply = Reply(
        (
            Text(f"{said} now comes {rule.words()}{', as configured' if chosen is None else ''}.\n{dates}"),
            Text(f"Before, it came {old.words()}.\n{then}"),
            *_doubled(rule),
            Buttons(tuple(buttons)),
        ),
        private=True,
        noted=f"{name_of(name)}: {rule.words()}, before {old.words()}",
    )
    return followed(request, name, met, news, reply)


def _doubled(rule: Rule) -> list[Note]:
    if rule.time.hour != 1:
        return []
    return [Note("From 1am to 2am the clocks change in March and October: choose another time to be safe.")]
