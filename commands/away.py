"""Away for some days: no reminders, and no turn as an editor, until one is back."""

from __future__ import annotations

from datetime import date, timedelta

from commands import Refusal, Request, command
from commands.away_words import read
from commands.reply import Button, Buttons, Field, Form, Reply, Text
from storage import away as aways
from storage.away import Away
from storage.times import parse_due, say_date, say_day

MOST = timedelta(days=366)
PEACE = "Parley sends you no reminders in that time, and asks somebody else to edit the digest."


@command("away", usage="away DAYS", example="away until Monday", writes=True, free=True, open_keys=True)
def away(request: Request, words: str, *, keys: dict[str, str]) -> Reply:
    """Say when you are away, so that nothing is asked of you; in Slack as /parley away."""
    if keys:
        return _go(request, _filled(keys, request.today))
    if not words.strip():
        return _when(request)
    if words.strip().casefold() == "other days":
        return Reply((_form(),), private=True)
    return _go(request, read(words, request.today))


def _when(request: Request) -> Reply:
    """What most people mean, to choose from."""
    monday = request.today + timedelta(days=7 - request.today.weekday())
    backs = [monday, monday + timedelta(days=7), monday + timedelta(days=14)]
    choice = [Button(f"Back on {say_date(day)}", f"away until {say_day(day)}") for day in backs]
    named = aways.named(request.db, request.partnership.id, request.person.id, request.today)
    known = " ".join(f"You are away {_from_to(each)}." for each in named)
    return Reply(
        (
            Text(f"{known} When are you back?".strip()),
            Buttons((*choice, Button("Other days", "away other days"))),
        ),
        private=True,
    )


def _form() -> Form:
    return Form(
        "Away",
        "away",
        (
            Field("first", "First day away", optional=True, hint="Today if left out."),
            Field("last", "Last day away", hint='For example "17 August" or "Friday".'),
        ),
        submit="Save",
    )


def _filled(keys: dict[str, str], today: date) -> Away:
    first = _day(keys.get("first", ""), today, "first") if keys.get("first", "").strip() else today
    return Away(first, _day(keys.get("last", ""), first, "last"))


def _day(text: str, today: date, field: str) -> date:
    try:
        return parse_due(text, today)
    except ValueError as problem:
        raise Refusal(str(problem), field=field) from None


def _go(request: Request, days: Away) -> Reply:
    if days.last < days.first:
        raise Refusal(f"The last day away must be {say_day(days.first)} or later.", field="last")
    if days.last - request.today > MOST:
        raise Refusal("The last day away must be within a year.", field="last")
    before = aways.go(request.db, request.partnership.id, request.person.id, days, request.now)
    instead = "".join(f" This replaces {_from_to(each)}." for each in before if each != days)
    back = days.last + timedelta(days=1)
    undo = f"back {days.first.isoformat()} {days.last.isoformat()}"
    label = "I am back" if days.first <= request.today else "Undo"
    longer = Button(f"Away on {say_date(back)} too", f"away from {say_day(days.first)} to {say_day(back)}")
    return Reply(
        (
            Text(f"You are away {_from_to(days)}, and back on {say_date(back)}.{instead} {PEACE}"),
            Buttons((Button(label, undo), longer)),
        ),
        private=True,
    )


def _from_to(days: Away) -> str:
    if days.first == days.last:
        return f"on {say_date(days.first)}"
    return f"from {say_date(days.first)} to {say_date(days.last)}"


@command("back", example="back", writes=True)
def back(request: Request, words: str) -> Reply:
    """Say that you are back, or not away after all."""
    here, me = request.partnership.id, request.person.id
    named = aways.named(request.db, here, me, request.today)
    wanted = [each for each in named if f"{each.first.isoformat()} {each.last.isoformat()}" == words.strip()]
    now = [each for each in named if each.first <= request.today]
    over = wanted if words.strip() else now or named
    if not over:
        raise Refusal("You are not down as away.", [Button("Say when you are away", "away")])
    for each in over:
        aways.come_back(request.db, here, me, each)
    left = [each for each in named if each not in over]
    still = "".join(f" You are still away {_from_to(each)}." for each in left)
    return Reply((Text(f"You are not away any more, and Parley asks you again.{still}"),), private=True)
