"""One action with its history and everything that can be done with it."""

from __future__ import annotations

from commands import Request, command
from commands.actions import wording
from commands.reply import Block, Button, Buttons, Fields, Heading, Note, Reply, Text
from storage import people
from storage.actions import changing
from storage.actions.action import Action
from storage.actions.changing import Change
from storage.meetings import holding
from storage.times import say_moment

SAID = {
    "made": "noted",
    "accepted": "accepted",
    "later": "will answer later",
    "declined": "said that it is not theirs",
    "done": "marked as done",
    "not needed": "marked as not needed",
    "blocked": "said that it is blocked",
    "moved": "moved the date",
    "snoozed": "left it out of reminders",
    "reassigned": "gave it to",
    "helped": "asked for help from",
    "reopened": "opened it again",
    "reworded": "changed its words",
    "commented": "said",
    "kept": "said that it is still needed",
    "undone": "undid",
}
RUN_ON = ("reassigned", "helped", "undone")  # what they say goes on in words
MOST = 15


@command("action show", usage="action show A42", example="action show A42")
def show(request: Request, words: str) -> Reply:
    """Show one action, its history, and what can be done with it."""
    found, _ = wording.meant(request, words, "show")
    return Reply((*_about(request, found), _history(request, found), _buttons(request, found)), quiet=True)


def _about(request: Request, found: Action) -> tuple[Block, ...]:
    rows = [
        ("Who", found.owner.name),
        ("By", wording.by(found, request.today).removeprefix("by ")),
        ("State", wording.state_words(found)),
    ]
    if found.helpers:
        rows.insert(1, ("Helping", ", ".join(each.name for each in found.helpers)))
    if found.meeting is not None:
        meeting = holding.by_id(request.db, found.meeting)
        rows.append(("Agreed in", f"{meeting.label}, {meeting.title}"))
    what = Text(
        found.what[:1].upper() + found.what[1:],
        source="where it was said" if found.link else "",
        link=found.link or "",
    )
    return (Heading(f"Action {found.label}"), what, Fields(tuple(rows)))


def _history(request: Request, found: Action) -> Note:
    every = changing.history(request.db, found)
    earlier = [f"Before that, {len(every) - MOST} more changes."] if len(every) > MOST else []
    return Note("\n".join([*earlier, *(_line(request, each) for each in every[-MOST:])]))


def _line(request: Request, each: Change) -> str:
    when = say_moment(each.at, request.partnership.zone, request.today)
    tail = f"{' ' if each.kind in RUN_ON else ': '}{each.words}" if each.words else ""
    return f"{people.person(request.db, each.by).name} {SAID[each.kind]}{tail}, {when}{' (undone)' if each.undone else ''}"


def _buttons(request: Request, found: Action) -> Buttons:
    label = found.label
    if not found.is_open:
        return Buttons(
            (Button("Open it again", f"action reopen {label}"), Button("Undo", f"action undo {label}"))
        )
    own = found.owner.person == request.person.id
    asked = (
        Button("Accept", f"action accept {label}", "primary"),
        Button("Not me", f"action decline {label}"),
    )
    return Buttons(
        (
            *(asked if own and found.answer not in ("accepted", "") else ()),
            Button("Done", f"action done {label}"),
            Button("Blocked", f"action blocked {label}"),
            Button("Not needed", f"action drop {label}"),
            Button("Another date", f"action move {label}"),
            Button("Give it to somebody", f"action give {label}"),
            Button("Comment", f"action comment {label}"),
        )
    )
