"""A sounding that is to come round: its name, its rhythm, how long each run is open, and who may begin it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from commands import Refusal, Request, personal
from commands.polling import drafting, rhythm
from commands.polling.wanted import Wanted
from commands.reply import Button, Buttons, Field, Fields, Form, Note, Reply, Text
from commands.schedule_words import say_next, settings_now
from storage import people, schedule_changes
from storage.due_times import Planned, next_dates
from storage.schedule_changes import series_named
from storage.schedule_settings import BegunSeries, SoundingJob
from storage.soundings.sounding import Draft

MAY_BEGIN = ("lead", "editor")
NOT_FIRST = "stop|skip|unskip|change|ask"  # words of poll series
NAME = re.compile(rf"(?!(?i:{NOT_FIRST})\b)[A-Za-z0-9][A-Za-z0-9' -]{{0,29}}")
LONGEST_NAME = 30
MOST = 8  # series at once, so that nobody is asked too much
SMALL = re.compile(
    rf"(?i:{NOT_FIRST}|how|is|are|was|were|do|does|did|has|have|can|will|the|an?|your?|many|much|what|which|who"
    r"|of|in|on|to|for|with)"
)


@dataclass(frozen=True, slots=True)
class Plan:
    """A series as it would be begun: what each run asks, and the times that come."""

    series: BegunSeries
    made: Draft
    coming: Sequence[Planned]
    warnings: tuple[str, ...]
    instead_of: SoundingJob | None

    def dates(self, request: Request) -> str:
        return say_next(self.coming, request.today)


def may_begin(request: Request) -> bool:
    return bool(request.person.roles & set(MAY_BEGIN))


def may_change(request: Request, series: SoundingJob) -> bool:
    """Whoever began it, the deputies of the configuration, and leads."""
    return "lead" in request.person.roles or (
        isinstance(series, BegunSeries)
        and request.person.id != 0
        and (
            request.person.id == series.begun_by
            or request.person.name in request.partnership.settings.polls.deputies
        )
    )


def changed_by(request: Request, series: SoundingJob) -> str:
    """Whom to ask to change it."""
    lead = request.partnership.contact("lead")
    if not isinstance(series, BegunSeries):
        return lead
    owner = people.person(request.db, series.begun_by).name
    return lead if owner in lead else f"{owner}, who began it, or {lead}"


def plan(request: Request, wanted: Wanted, *, instead: bool) -> Plan:
    """A series checked and filled in; it is not begun. With ``instead`` it may take the place of one of its name."""
    if not may_begin(request):
        raise Refusal(
            "Only an editor or a lead can let a sounding come round. Ask it once, or ask "
            f"{request.partnership.contact('lead')}."
        )
    settings, rule = settings_now(request), rhythm.read(wanted.every)
    made = drafting.draft(request, replace(wanted, closes=""))
    name = _name(wanted)
    known = series_named(settings, name)
    _refuse_name(request, wanted, known, instead=instead)
    if not known and len(settings.schedule.soundings) >= MOST:
        raise Refusal(
            f"{MOST} soundings come round here already. Stop one of them first.",
            [Button("Choose one", "poll series")],
        )
    series = BegunSeries(
        name=known.name if known else name,
        at=rule,
        closes_after=rhythm.open_for(request, rule, wanted.closes),
        line=replace(wanted, closes="", every="", name="").line("").strip(),
        begun_by=known.begun_by if isinstance(known, BegunSeries) else request.person.id,
    )
    found = next_dates(settings, series, request.now, {})
    between = rhythm.gaps(settings, series, found)
    so_soon = rhythm.SO_SOON if made.mode == "sealed" and rhythm.is_so_soon(between) else ""
    return Plan(series, made, found, tuple(filter(None, (drafting.too_few(made), so_soon))), known)


def _name(wanted: Wanted) -> str:
    """The name somebody chose, else the words of the question that say most."""
    name = " ".join(wanted.name.split()) or usual_name(wanted)
    if NAME.fullmatch(name):
        return personal.check(name, "name")
    raise Refusal(
        f"Write a name in letters, numbers and spaces, {LONGEST_NAME} characters or less, such as Demand. "
        "It cannot begin with stop, skip, change or ask.",
        field="name",
    )


def _refuse_name(request: Request, wanted: Wanted, known: SoundingJob | None, *, instead: bool) -> None:
    """A name is there once; one begun in the chat can be given to another sounding by whoever may change it."""
    may = isinstance(known, BegunSeries) and may_change(request, known)
    if known is None or (may and instead):
        return
    other = "Write another name, such as name=Stock"
    raise Refusal(
        f"A sounding called {known.name} comes round already, {known.at.words()}. "
        f"{f'{other}, or let this take its place' if may else other}.",
        [Button("Let this take its place", wanted.line("poll draft"))] if may else (),
        field="name",
    )


def usual_name(wanted: Wanted) -> str:
    """ "Demand" for "How is demand compared with two weeks ago?"."""
    asked = wanted.questions[0].words if wanted.questions else ""
    words: list[str] = re.findall(r"[A-Za-z0-9][A-Za-z0-9']*", re.split(r",|\bcompared\b", asked)[0])
    telling = [word for word in words if not SMALL.fullmatch(word)][:3] or ["Sounding"]
    name = " ".join(telling)[:LONGEST_NAME].strip()
    return name[0].upper() + name[1:]


def when(request: Request, series: SoundingJob) -> tuple[tuple[str, str], ...]:
    """When it comes and how long it is open, for a list of fields."""
    span = series.closes_after or request.partnership.settings.polls.closes_after
    return ("Comes round", series.at.words()), ("Open for", span.words())


def begin(request: Request, wanted: Wanted, *, instead: bool = False) -> Reply:
    """Let a sounding come round from now on, perhaps instead of one of its name."""
    planned = plan(request, wanted, instead=instead)
    series, here = planned.series, request.partnership.settings
    if planned.instead_of:
        schedule_changes.stop(request.db, here, planned.instead_of, request.now)
    schedule_changes.begin(request.db, here, series, request.now)
    first = Button("Ask the first one now", f"schedule run {series.name} sounding")
    buttons = (
        *([first] if "lead" in request.person.roles else []),
        Button("Show it", f"poll series {series.name}"),
        Button("Stop it", f"poll series stop {series.name}", "danger"),
    )
    said = f"{series.name} comes round from now on: {series.at.words()}.\n{planned.dates(request)}"
    return Reply(
        (
            Text(said),
            Fields(when(request, series)),
            *map(Note, planned.warnings),
            Buttons(buttons),
        ),
        private=True,
        noted=f"{series.name}: {series.at.words()}",
    )


def line(series: BegunSeries, command: str) -> str:
    """What would begin a series once more, as a command line."""
    closes = f' closes="{series.closes_after.words()}"' if series.closes_after else ""
    return f'{command} {series.line} every="{series.at.words()}" name="{series.name}"{closes}'


def form(wanted: Wanted) -> Form:
    """How often a sounding comes round, what it is called and how long each is open."""
    fields = (
        Field(
            "every",
            "When does it come round?",
            hint="For example: every second Wednesday 10am, or first Monday of the month.",
            value=wanted.every,
        ),
        Field("name", "What is it called?", hint="A short name.", value=wanted.name or usual_name(wanted)),
        Field(
            "closes",
            "How long is each one open?",
            optional=True,
            hint="For example: 2 working days, or Fri 5pm. If left empty, as long as every sounding here.",
            value=wanted.closes if wanted.every else "",
        ),
    )
    command = wanted.line("poll draft", every="", name="", closes="")
    return Form("Let it come round", command, fields, submit="Look at it first")
