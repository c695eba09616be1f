"""The schedule, paused: for Christmas, before an election, or whenever people want quiet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from commands import Refusal, Request, command, personal
from commands.reply import Button, Buttons, Field, Form, Option, Reply, Text
from commands.schedule import LEADS, said_pause
from commands.schedule_words import settings_now
from storage import schedule_changes
from storage.partnership import Pause
from storage.schedule_changes import Paused
from storage.times import parse_due, say_day

LONGEST = 200
MOST = timedelta(days=366)
EXAMPLE = "schedule pause 24 December to 1 January Christmas"
SAY = f"Write the days and the reason, for example: {EXAMPLE}"
HOLDS = (
    Option("posts", "Everything that is posted"),
    Option("public", "Only what is published, as before an election"),
)
Holds = Literal["posts", "public"]


@dataclass(frozen=True, slots=True)
class Days:
    """What was written of a pause."""

    first: date
    last: date
    reason: str


@command(
    "schedule pause",
    usage="schedule pause DAYS REASON",
    example=EXAMPLE,
    writes=True,
    roles=LEADS,
)
def pause(
    request: Request, words: str, *, first: str = "", last: str = "", reason: str = "", holds: str = ""
) -> Reply:
    """Hold posts back for some days."""
    if not (words or first or last or reason).strip():
        return Reply((_form(),), private=True)
    days = _read(words, request.today) if words.strip() else _filled(first, last, reason, request.today)
    _check(days)
    kept = _holds(holds, days.reason)
    wanted = Pause.model_validate({"from": days.first, "to": days.last, "reason": days.reason, "holds": kept})
    if wanted in settings_now(request).pauses:
        raise Refusal("There is this pause already.", [Button("Show the schedule", "schedule")])
    number = schedule_changes.pause(
        request.db, request.partnership.id, wanted, request.person.id, request.now
    )
    return Reply(
        (
            Text(f"Paused {said_pause(wanted)}"),
            Buttons((Button("Undo", f"schedule resume {number}"), Button("Show the schedule", "schedule"))),
        ),
        private=True,
        noted=f"{wanted.first} to {wanted.last}, {wanted.holds}: {wanted.reason}",
    )


def _form() -> Form:
    return Form(
        "Pause",
        "schedule pause",
        (
            Field("first", "First day", optional=True, hint="Today if left out."),
            Field("last", "Last day", hint='For example "1 January" or "Friday".'),
            Field("reason", "Why?", hint="People read it in the schedule."),
            Field("holds", "What is held back?", "choice", HOLDS, value="posts"),
        ),
        submit="Pause",
    )


def _filled(first: str, last: str, reason: str, today: date) -> Days:
    begin = _day(first, today, "first") if first.strip() else today
    return Days(begin, _day(last, begin, "last"), " ".join(reason.split()).rstrip("."))


def _read(words: str, today: date) -> Days:
    """ "24 December to 1 January Christmas", "until 7 May pre-election period" or "24 December training day"."""
    text = re.sub(r"^from\s+", "", " ".join(words.split()), flags=re.IGNORECASE)
    begin, joined, rest = re.sub(r"\s[-–]\s", " to ", text).partition(" to ")
    if until := re.match(r"(?:until|till|to)\s+", text, re.IGNORECASE):
        last, reason = _leading(text[until.end() :], today)
        return Days(today, last, reason)
    if not joined:
        begin, joined, rest = text.partition(" until ")
    first = _tried(begin, today)
    if joined and first is not None:
        last, reason = _leading(rest, first, today)
        return Days(first, last, reason)
    only, reason = _leading(text, today)
    return Days(only, only, reason)


def _leading(text: str, *bases: date) -> tuple[date, str]:
    """The day a text begins with, and the rest; as many words as make a day, seen from the first base that can."""
    parts = text.split()
    for length in range(min(5, len(parts)), 0, -1):
        found = (_tried(" ".join(parts[:length]), base) for base in bases)
        day = next((each for each in found if each is not None), None)
        if day is not None:
            return day, re.sub(r"^(?:for|because of|because|:|,)\s+", "", " ".join(parts[length:])).rstrip(
                "."
            )
    _day(" ".join(parts[:2]), bases[0], "last")  # says what is wrong with it
    raise Refusal(SAY)


def _tried(text: str, today: date) -> date | None:
    try:
        return _day(text, today, "last")
    except Refusal:
        return None


def _day(text: str, today: date, field: str) -> date:
    if text.strip().casefold() == "today":
        return today
    try:
        return parse_due(text, today)
    except ValueError as problem:
        raise Refusal(str(problem), field=field) from None


def _check(days: Days) -> None:
    if days.last < days.first:
        raise Refusal(f"The last day must be {say_day(days.first)} or later.", field="last")
    if days.last - days.first > MOST:
        raise Refusal("A pause is a year at most. Write an earlier last day.", field="last")
    if not days.reason:
        raise Refusal(f"Say why as well: people will ask. For example: {EXAMPLE}", field="reason")
    if len(days.reason) > LONGEST:
        raise Refusal(f"Write the reason in {LONGEST} characters or less.", field="reason")
    personal.check(days.reason)


def _holds(chosen: str, reason: str) -> Holds:
    """Before an election the public output is held, not the channel's."""
    if chosen == "public" or (not chosen and "election" in reason.casefold()):
        return "public"
    return "posts"


@command("schedule resume", example="schedule resume", writes=True, roles=LEADS)
def resume(request: Request, words: str) -> Reply:
    """End a pause now."""
    made = schedule_changes.pauses(request.db, request.partnership.id, request.today)
    if not made:
        raise _nothing(request)
    if words.strip():
        made = [each for each in made if str(each.id) == words.strip()]
    if not made:
        raise Refusal("This pause has ended already.", [Button("Show the schedule", "schedule")])
    if len(made) > 1:
        raise Refusal("Which pause ends?", [_button(each) for each in made[:8]])
    (chosen,) = made
    schedule_changes.resume(request.db, request.partnership.id, chosen.id, request.now)
    gone = chosen.pause
    again = f"schedule pause {say_day(max(gone.first, request.today))} to {say_day(gone.last)} {gone.reason}"
    also = request.partnership.settings.pause_on(request.today)
    held = f" {_configured(also)}" if also else ""
    return Reply(
        (
            Text(f"The pause for {gone.reason} is over. Posts come as scheduled again.{held}"),
            Buttons(
                (
                    Button("Pause again", f"{again} holds={gone.holds}"),
                    Button("Show the schedule", "schedule"),
                )
            ),
        ),
        private=True,
        noted=f"{gone.first} to {gone.last}: {gone.reason}",
    )


def _button(each: Paused) -> Button:
    return Button(f"{each.pause.reason[:40]}, until {say_day(each.pause.last)}", f"schedule resume {each.id}")


def _nothing(request: Request) -> Refusal:
    ahead = [each for each in request.partnership.settings.pauses if each.last >= request.today]
    if not ahead:
        return Refusal("Nothing is paused.", [Button("Show the schedule", "schedule")])
    return Refusal(_configured(ahead[0]))


def _configured(pause: Pause) -> str:
    return (
        f"The pause {said_pause(pause).partition('. ')[0]} is in the configuration: ask the person who looks after "
        "Parley to take it out."
    )
