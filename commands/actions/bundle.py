"""One private message instead of many: everything somebody has open, and each day's reminders together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from commands import Request
from commands.actions import wording
from commands.reply import Block, Button, Buttons, Heading, Note, Reply, Table, Text
from storage.actions.action import Action
from storage.people import Person
from storage.weeknotes import week_of

MOST = 20  # actions in one table
WITH_BUTTONS = 4  # actions that have buttons of their own
MORE = Button("All my actions", "action list mine")


def weekly(
    request: Request, person: Person, mine: Sequence[Action], unaccepted: Sequence[Action]
) -> Reply | None:
    """Somebody's open actions by date, and for a chair those nobody has accepted; ``None`` if there is neither."""
    if not mine and not unaccepted:
        return None
    title = "Your open actions this week" if mine else "Actions that nobody has accepted yet"
    blocks: list[Block] = [Heading(title), *_by_date(mine, request.today), *_buttons(person, mine)]
    return Reply((*blocks, *_for_the_chair(request, unaccepted)), private=True)


def _by_date(mine: Sequence[Action], today: date) -> Iterator[Block]:
    sunday = week_of(today) + timedelta(days=6)
    groups = (
        ("The date has passed", [each for each in mine if each.is_overdue(today)]),
        ("This week", [each for each in mine if each.due and today <= each.due <= sunday]),
        ("Later", [each for each in mine if each.due and each.due > sunday]),
        ("No date", [each for each in mine if each.due is None]),
    )
    for caption, found in groups:
        if found:
            yield _own(caption, found[:MOST], today)
        if len(found) > MOST:
            yield Note(f"The first {MOST} of {len(found)}.")


def _own(caption: str, found: Sequence[Action], today: date) -> Table:
    """Without a column of who has them, which is always the same; others are named where they are in it too."""
    rows = tuple((each.label, _what(each), wording.standing(each, today)) for each in found)
    return Table(caption, ("Action", "What", "By"), rows)


def _what(action: Action) -> str:
    return f"{action.what} ({action.everybody})" if action.helpers else action.what


def _buttons(person: Person, mine: Sequence[Action]) -> Iterator[Buttons]:
    if mine:
        own = (button for each in mine[:WITH_BUTTONS] for button in _of(person, each))
        yield Buttons((*own, MORE))


def _of(person: Person, action: Action) -> Iterator[Button]:
    """What its owner answers first, else what helps most in a weekly list."""
    label, is_asked = action.label, action.owner.person == person.id and action.is_unaccepted
    if is_asked:
        yield Button(f"Accept {label}", f"action accept {label}", "primary")
        yield Button(f"{label} is not mine", f"action decline {label}")
    yield Button(f"{label} done", f"action done {label}")
    if not is_asked:
        yield Button(f"{label} not this week", f"action snooze {label} until Monday")


def _for_the_chair(request: Request, unaccepted: Sequence[Action]) -> Iterator[Block]:
    if not unaccepted:
        return
    yield wording.table("Not accepted yet", unaccepted[:MOST], request.today)
    yield Note("You see these as the chair of the next meeting, or as a lead where no chair is named.")
    give = (
        Button(f"Give {each.label} to somebody", f"action give {each.label}")
        for each in unaccepted[:WITH_BUTTONS]
    )
    yield Buttons((*give, Button("All of these", "action list unaccepted")))


@dataclass(frozen=True, slots=True)
class Reminders:
    """What one person hears of on a day: actions whose date is near or has passed, and those that have grown old."""

    due: tuple[Action, ...] = ()
    stale: tuple[Action, ...] = ()


def reminder(request: Request, found: Reminders) -> Reply:
    """One message for all of them."""
    blocks: list[Block] = []
    if found.due:
        blocks += [Heading("A reminder of your actions"), *_by_date(found.due, request.today)]
        blocks += [
            Buttons(tuple(button for each in found.due[:WITH_BUTTONS] for button in _due_buttons(each)))
        ]
    if found.stale:
        blocks += [Heading("Still needed?"), *_asked(request, found.stale)]
    return Reply((*blocks, Buttons((MORE,))), private=True)


def _due_buttons(action: Action) -> tuple[Button, ...]:
    return (
        Button(f"{action.label} done", f"action done {action.label}"),
        Button(f"Another date for {action.label}", f"action move {action.label}"),
    )


def _asked(request: Request, stale: Sequence[Action]) -> Iterator[Block]:
    weeks = request.partnership.settings.actions.stale_after.words()
    yield Text(f"Nothing has happened with these for {weeks}. Not needed is a fine answer.")
    for each in stale[:WITH_BUTTONS]:
        yield Text(f"{each.label}: {wording.sentence(each, request.today)}")
        yield Buttons(
            (
                Button("Done", f"action done {each.label}"),
                Button("Not needed", f"action drop {each.label}"),
                Button("Still needed", f"action keep {each.label}"),
            )
        )
