"""What is said of an action in several places."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from commands import Refusal, Request
from commands.actions.due import Due
from commands.reply import Button, Buttons, Table
from storage.actions import finding
from storage.actions.action import Action
from storage.times import say_date

NUMBER = re.compile(r"[aA]?(\d{1,6})\b[:,]?\s*", re.ASCII)
ALL = Button("All actions", "action list")
STATES = {"blocked": "blocked", "done": "done", "not needed": "not needed"}


def key(action: Action) -> str:
    """The name of the living message about one action."""
    return f"action/{action.number}"


def sentence(action: Action, today: date) -> str:
    """Who does what by when, without its number."""
    return f"{action.everybody} to {action.what}, {by(action, today)}"


def by(action: Action, today: date) -> str:
    return Due(action.due, action.at_meeting).words(today)


def due_words(action: Action, today: date) -> str:
    """By when, as a table has it."""
    if action.due is None:
        return "no date"
    return f"{say_date(action.due)}{' (date has passed)' if action.is_overdue(today) else ''}"


def state_words(action: Action) -> str:
    """How it stands: open, blocked and why, not accepted yet, done."""
    if action.state in STATES:
        return f"{action.state}: {action.why}" if action.why else action.state
    return {"asked": "not accepted yet", "later": "not accepted yet", "declined": "turned down"}.get(
        action.answer, "open"
    )


def table(caption: str, found: Iterable[Action], today: date) -> Table:
    """Actions in their order, narrow enough for a phone; those whose date has passed say so."""
    rows = tuple((each.label, each.what, each.everybody, standing(each, today)) for each in found)
    return Table(caption, ("Action", "What", "Who", "By"), rows)


def standing(action: Action, today: date) -> str:
    """By when, and how it stands where that is anything but open."""
    return with_state(due_words(action, today), state_words(action))


def with_state(due: str, state: str) -> str:
    return due if state == "open" else f"{due}, {state}"


def meant(request: Request, words: str, doing: str) -> tuple[Action, str]:
    """The action a line begins with, and the words after its number."""
    number = NUMBER.match(words.strip())
    if number is None:
        example = f"for example /action {doing} A42"
        raise Refusal(f"Say which action, {example}. Look at the open ones for their numbers.", [ALL])
    found = finding.find(request.db, request.partnership.id, int(number[1]))
    if found is None:
        raise Refusal(f"There is no action A{number[1]}. Look at the open ones for their numbers.", [ALL])
    return found, words.strip()[number.end() :].strip()


def done_buttons(found: Iterable[Action]) -> Buttons:
    return Buttons(tuple(Button(f"{each.label} done", f"action done {each.label}") for each in [*found][:5]))
