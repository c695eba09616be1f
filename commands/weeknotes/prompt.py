"""Friday's question in the place, the one reminder in private, and how to say that there is nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import assert_never

from commands import Request, command, live
from commands.reply import Button, Buttons, Heading, Reply, Text, say
from commands.schedule_words import settings_now
from commands.weeknotes.words import digest_due, say_due
from commands.weeknotes.writing import typed
from storage import away, weeknotes
from storage.away import Away
from storage.times import Daily, Fortnightly, OfMonth, Rule, Weekly, at_utc

SETS = (
    ("A good thing?", "A hard thing?", "Who did you talk to outside your organisation?"),
    ("What did you learn?", "What surprised you?", "What help is wanted?"),
    ("What got done, and what did not?", "What is next?", "Whom would you like to thank?"),
)
HOW = "Press the button, or reply to this message and mention Parley"
LINE_IS_ENOUGH = "A line is enough, and missing a week is fine."
WAYS = (
    Button("Write a note", "weeknote", "primary"),
    Button("Nothing this week", "weeknote skip"),
    Button("I am away", "away"),
)


def turn(rule: Rule, day: date, of: int) -> int:
    """Which of so many sets has its turn on a day: each time a rule comes round, the next one."""
    match rule:
        case Weekly():
            return weeknotes.week_of(day).toordinal() // 7 % of
        case Fortnightly():
            return weeknotes.week_of(day).toordinal() // 14 % of
        case OfMonth():
            return (day.year * 12 + day.month) % of
        case Daily():
            return day.toordinal() % of
        case other:
            assert_never(other)


def prompt(request: Request, day: date) -> Reply:
    """The question of a day, with what becomes of the answers."""
    return Reply(
        (
            Heading("Weeknotes"),
            Text("\n".join(("What happened this week?", *questions(request, day)))),
            Text(f"{LINE_IS_ENOUGH} {_what_next(request, day)}"),
            Buttons(WAYS),
        ),
        live=f"weeknote/{day.isoformat()}",
    )


def questions(request: Request, day: date) -> Sequence[str]:
    """The set whose turn it is: the partnership's own sets, or Parley's."""
    wanted = settings_now(request).schedule.weeknote_prompt
    sets = (wanted.questions if wanted else ()) or SETS
    return sets[turn(wanted.at, day, len(sets)) if wanted else 0]


def _what_next(request: Request, day: date) -> str:
    due = digest_due(request, _start_of(request, day))
    if due is None:
        return f"{HOW}."
    return (
        f"{HOW}, until {say_due(due)}. Then the notes go into a draft, "
        "which an editor reads before it is posted here."
    )


def _start_of(request: Request, day: date) -> datetime:
    return at_utc(datetime.combine(day, time()), request.partnership.zone)


def nudge(request: Request, day: date) -> Reply:
    """The reminder for somebody who usually writes; it says nothing of anybody else."""
    due = digest_due(request, _start_of(request, day))
    until = f" Notes until {say_due(due)} go into this week's digest." if due else ""
    return Reply(
        (
            Text(f"Is there anything for this week's weeknotes?{until} {LINE_IS_ENOUGH}"),
            Buttons(WAYS),
        ),
        private=True,
        live=f"nudge/{day.isoformat()}",
    )


@live("weeknote", answered_by="weeknote reply")
def _prompt_again(request: Request, day: str) -> Reply:
    return prompt(request, date.fromisoformat(day))


@live("nudge", answered_by="weeknote reply")
def _nudge_again(request: Request, day: str) -> Reply:
    return nudge(request, date.fromisoformat(day))


@command("weeknote skip", example="weeknote skip", writes=True, free=True)
def skip(request: Request, words: str) -> Reply:
    """Say that there is nothing this week."""
    if words.strip():
        return typed(request, "Skip", words)
    monday = weeknotes.week_of(request.today)
    this_week = Away(monday, monday + timedelta(days=6))
    away.go(request.db, request.partnership.id, request.person.id, this_week, request.now, what="weeknote")
    return say("That is fine. Parley does not remind you this week, and nobody is told who did not write.")
