"""Actions: what was agreed, who has it, by when; told to the owner in private."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from commands import Refusal, Request, command, personal
from commands.reply import Button, Buttons, Field, Form, Heading, Reply, Send, Table, Text, ToPerson, say
from storage import actions, people
from storage.actions import Action
from storage.people import Person
from storage.times import parse_due, say_date


class Agreed(NamedTuple):
    """What a sentence says: the owner's handle, what to do, and by when in words."""

    owner: str
    what: str
    due: str


@command(
    "action",
    usage="action @WHO to WHAT by WHEN",
    example="action @food-hub-lead to send the parcel counts to @analyst by Fri",
    writes=True,
    free=True,
)
def action(request: Request, words: str, *, who: str = "", what: str = "", due: str = "") -> Reply:
    """Note who has agreed to do what, by when."""
    if not words and not what:
        return Reply((_form(),), private=True)
    agreed = _read(words) if words else Agreed(who.strip(), what.strip(), due.strip())
    if not agreed.what:
        raise Refusal(
            "Say what is to be done, for example /action @analyst to send the counts by Fri.", field="what"
        )
    if len(agreed.what) > 500:
        raise Refusal("Write what is to be done in 500 characters or less.", field="what")
    personal.check(agreed.what, "what")
    owner = _owner(request, agreed.owner)
    made = actions.add(
        request.db,
        request.partnership.id,
        agreed.what,
        owner.id,
        owner.name,
        _due(request, agreed.due),
        request.person.id,
        request.now,
    )
    return _made(request, made, owner)


def _form() -> Form:
    return Form(
        "Note an action",
        "action",
        (
            Field("what", "What is to be done?"),
            Field(
                "who", "Who has it?", optional=True, hint="A name such as @analyst. Leave empty for yourself."
            ),
            Field("due", "By when?", optional=True, hint="For example: Fri, next Wednesday, 31 March"),
        ),
        submit="Note it",
    )


def _read(words: str) -> Agreed:
    """Owner, task and date of a sentence; the date is what follows its last "by" if that can be a date."""
    words = re.sub(r"^add\s+", "", words.strip(), flags=re.IGNORECASE)
    owner = re.match(r"(<@[^>]+>|@[\w-]+(?:\.[\w-]+)*)[:,]?(?:\s+(?:to\s+|will\s+)?|$)", words)
    rest = words[owner.end() :] if owner else re.sub(r"^to\s+", "", words)
    found = re.search(r"\s+by\s+([^.]{2,30})\.?$", rest, re.IGNORECASE)
    if found is None or not _is_date(found[1]):
        return Agreed(owner[1] if owner else "", rest.strip(), "")
    return Agreed(owner[1] if owner else "", rest[: found.start()].strip(), found[1])


def _is_date(words: str) -> bool:
    try:
        parse_due(words, date(2000, 1, 1))  # whether it can be read; what it means is settled later
    except ValueError:
        return False
    return True


def _due(request: Request, words: str) -> date | None:
    if not words:
        return None
    try:
        return parse_due(words, request.today)
    except ValueError as problem:
        raise Refusal(str(problem), field="due") from None


def _owner(request: Request, handle: str) -> Person:
    if not handle or handle.lower() in ("me", "@me"):
        return request.person
    found = people.called(request.db, request.partnership.id, handle)
    if len(found) == 1:
        return found[0]
    known = found or people.everybody(request.db, request.partnership.id)
    names = ", ".join(f"@{people.slug(each.name)}" for each in known[:8])
    start = f"More than one person could be “{handle}”." if found else f"Parley does not know “{handle}”."
    raise Refusal(f"{start} Write one of these: {names}.", field="who")


def _made(request: Request, made: Action, owner: Person) -> Reply:
    own = owner.id == request.person.id
    told: tuple[Send, ...] = ()
    tail = ""
    if not own and people.address_of(request.db, owner.id) is None:
        tail = f" Parley cannot write to {owner.name} in private yet: tell them yourself."
    elif not own:
        told = (Send(ToPerson(owner.id), _to_owner(request, made)),)
        tail = f" {owner.name} has been told in private."
    return Reply(
        (
            Text(f"Action {made.label}: {_whose(made, own)} to {made.what}, {_by(made)}.{tail}"),
            Buttons((Button("Done", f"action done {made.label}"), Button("All actions", "action list"))),
        ),
        also=told,
    )


def _whose(made: Action, own: bool) -> str:
    return f"{made.owner_name}" if not own else f"{made.owner_name} (you)"


def _by(made: Action) -> str:
    return f"by {say_date(made.due)}" if made.due else "with no date yet"


def _to_owner(request: Request, made: Action) -> Reply:
    return Reply(
        (
            Heading(f"A new action for you: {made.label}"),
            Text(f"{request.person.name} noted that you would {made.what}, {_by(made)}."),
            Text("Nothing else happens until Monday, when Parley lists your open actions."),
            Buttons((Button("Done", f"action done {made.label}"), Button("My actions", "action list mine"))),
        ),
        private=True,
    )


@command("action list", usage="action list mine", example="action list")
def list_(request: Request, words: str) -> Reply:
    """List the open actions, or only your own."""
    mine = words.strip().lower() == "mine"
    if words and not mine and words.strip().lower() not in ("open", "all"):
        raise Refusal("Write /action list for all open actions, or /action list mine for your own.")
    found = actions.list_open(request.db, request.partnership.id, request.person.id if mine else None)
    if not found:
        return say("You have no open actions." if mine else "There are no open actions.")
    return Reply((table(request, found, mine), _done_buttons(request, found)), private=mine, quiet=True)


def table(request: Request, found: list[Action], mine: bool = False) -> Table:
    """Open actions, the first due first; those whose date has passed say so."""
    rows = tuple((each.label, each.what, each.owner_name, due_words(each, request.today)) for each in found)
    return Table("Your open actions" if mine else "Open actions", ("Action", "What", "Who", "By"), rows)


def due_words(each: Action, today: date) -> str:
    if each.due is None:
        return "no date"
    return f"{say_date(each.due)}{' (date has passed)' if each.due < today else ''}"


def _done_buttons(request: Request, found: list[Action]) -> Buttons:
    own = [each for each in found if each.owner == request.person.id] or found
    return Buttons(tuple(Button(f"{each.label} done", f"action done {each.label}") for each in own[:5]))


@command("action done", usage="action done A42", example="action done A42", writes=True)
def done(request: Request, words: str) -> Reply:
    """Mark an action as done."""
    found = _found(request, words)
    if not actions.finish(request.db, found, request.person.id, request.now):
        return say(f"Action {found.label} was done already.")
    also: tuple[Send, ...] = ()
    if found.made_by not in (request.person.id, found.owner):
        news = say(f"Action {found.label} is done: {found.what}. Marked by {request.person.name}.")
        also = (Send(ToPerson(found.made_by), news),)
    return Reply(
        (
            Text(f"Action {found.label} is done: {found.what}."),
            Buttons((Button("Undo", f"action reopen {found.label}"),)),
        ),
        quiet=True,
        also=also,
    )


@command("action reopen", usage="action reopen A42", example="action reopen A42", writes=True)
def reopen(request: Request, words: str) -> Reply:
    """Open an action again."""
    found = _found(request, words)
    if not actions.reopen(request.db, found):
        return say(f"Action {found.label} is open already.")
    return Reply((Text(f"Action {found.label} is open again: {found.what}."),), quiet=True)


def _found(request: Request, words: str) -> Action:
    number = re.fullmatch(r"[aA]?(\d{1,6})", words.strip())
    found = actions.find(request.db, request.partnership.id, int(number[1])) if number else None
    if found is None:
        raise Refusal(
            "Say which action, for example /action done A42. Look at the open ones for their numbers.",
            [Button("All actions", "action list")],
        )
    return found


def bundle(request: Request, owner: Person) -> Reply | None:
    """Somebody's open actions in one private message; ``None`` when there are none."""
    found = actions.list_open(request.db, request.partnership.id, owner.id)
    if not found:
        return None
    buttons = tuple(Button(f"{each.label} done", f"action done {each.label}") for each in found[:5])
    return Reply(
        (Heading("Your open actions this week"), table(request, found, mine=True), Buttons(buttons)),
        private=True,
    )
