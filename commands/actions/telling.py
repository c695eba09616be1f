"""What owners read in private, and what others hear of their answer."""

from __future__ import annotations

from commands import Request, live
from commands.actions import wording
from commands.reply import Button, Buttons, Heading, Reply, Send, Text, ToPerson, say
from storage import people
from storage.actions import finding
from storage.actions.action import Action, Owner


def news(request: Request, action: Action) -> tuple[Send, ...]:
    """A new action, told in private to its owner and to those who help, but not to whoever says it."""
    owner = can_be_told(request, action.owner)
    helping = (number for each in action.helpers for number in can_be_told(request, each))
    return (
        *(Send(ToPerson(number), to_owner(request, action)) for number in owner),
        *(Send(ToPerson(number), _to_helper(request, action)) for number in helping),
    )


def can_be_told(request: Request, who: Owner) -> tuple[int, ...]:
    """Their number, if it is somebody else whom Parley can write to."""
    if who.person is None or who.person == request.person.id:
        return ()
    return (who.person,) if people.address_of(request.db, who.person) else ()


def to_owner(request: Request, action: Action) -> Reply:
    """What its owner reads, kept up to date: accept it, say that it is not theirs, or later."""
    by = people.person(request.db, action.made_by).name
    said = f"{by} noted that you would {action.what}, {wording.by(action, request.today)}."
    return Reply(
        (
            Heading(f"A new action for you: {action.label}"),
            Text(said, source="where it was said" if action.link else "", link=action.link or ""),
            Text(_next(action)),
            Buttons(_buttons(action)),
        ),
        private=True,
        live=wording.key(action),
    )


def _next(action: Action) -> str:
    match (action.state, action.answer):
        case ("done" | "not needed", _):
            return f"It is {action.state}."
        case ("blocked", _):
            return f"It is blocked{f': {action.why}' if action.why else ''}."
        case (_, "accepted"):
            return "You have accepted it. Nothing else happens until Monday, when Parley lists your open actions."
        case (_, "declined"):
            return f"You said that it is not yours. {action.owner.name} has it until somebody else does."
        case (_, "later"):
            return "Parley asks again on Monday. Until then it shows as not accepted yet."
        case _:
            return "Is this yours? Until you say, it shows as not accepted yet."


def _buttons(action: Action) -> tuple[Button, ...]:
    show = Button("More", f"action show {action.label}")
    if not action.is_open:
        return (Button("Open it again", f"action reopen {action.label}"), show)
    done = Button("Done", f"action done {action.label}")
    if action.answer == "accepted":
        return (done, Button("Blocked", f"action blocked {action.label}"), show)
    return (
        Button("Accept", f"action accept {action.label}", "primary"),
        Button("Not me", f"action decline {action.label}"),
        Button("Later", f"action later {action.label}"),
        done,
    )


def _to_helper(request: Request, action: Action) -> Reply:
    by = people.person(request.db, action.made_by).name
    return say(
        f"{by} noted action {action.label}: {wording.sentence(action, request.today)}. "
        f"You help; {action.owner.name} is the one who answers for it."
    )


@live("action")
def again(request: Request, number: str) -> Reply:
    """The owner's message as it stands now."""
    found = finding.find(request.db, request.partnership.id, int(number))
    if found is None:
        return Reply((Text("This action was taken back. There is nothing for you to do."),), private=True)
    return to_owner(request, found)


def whoever_noted(request: Request, action: Action, sentence: str) -> tuple[Send, ...]:
    """Tell who noted it, unless they did this themselves or own it."""
    if action.made_by in (request.person.id, action.owner.person):
        return ()
    return (Send(ToPerson(action.made_by), say(sentence)),)
