"""After a meeting: one private message for each person, with every action that is theirs."""

from __future__ import annotations

from collections.abc import Iterator

from commands import Request
from commands.actions import wording as actions
from commands.meetings.wording import counted, titled
from commands.reply import Block, Button, Buttons, Heading, Note, Reply, Send, Text, ToPerson
from storage import people
from storage.actions import finding
from storage.actions.action import Action
from storage.meetings.meeting import Meeting

MOST = 8  # actions with buttons of their own


def owners(request: Request, meeting: Meeting) -> tuple[Send, ...]:
    """What owners and those who help hear, each in one message; not who noted all of theirs themselves."""
    agreed = finding.of_meeting(request.db, meeting.id)
    concerned = dict.fromkeys(number for each in agreed for number in _people(each))
    return tuple(
        Send(ToPerson(number), _message(request, meeting, number, theirs))
        for number in concerned
        if (theirs := [each for each in agreed if number in _people(each)])
        and any(each.made_by != number for each in theirs)
        and people.address_of(request.db, number)
    )


def _people(action: Action) -> tuple[int, ...]:
    owner_and_helpers = (action.owner, *action.helpers)
    return tuple(each.person for each in owner_and_helpers if each.person is not None)


def who_hears(request: Request, meeting: Meeting) -> str:
    """Who has been told, in a sentence; and who is to be told by a person."""
    agreed = finding.of_meeting(request.db, meeting.id)
    told = len(owners(request, meeting))
    alone = sorted({each.owner.name for each in agreed if not _can_hear(request, each)})
    said = (
        f"{counted(told, 'person has', 'people have')} been told of their actions in private." if told else ""
    )
    left = f"Parley cannot write to {', '.join(alone)}: tell them yourself." if alone else ""
    return f"{said} {left}".strip()


def _can_hear(request: Request, action: Action) -> bool:
    owner = action.owner.person
    return owner is not None and (owner == action.made_by or people.address_of(request.db, owner) is not None)


def _message(request: Request, meeting: Meeting, number: int, theirs: list[Action]) -> Reply:
    own = [each for each in theirs if each.owner.person == number]
    helped = [each for each in theirs if each.owner.person != number]
    blocks = (
        Heading(f"Your actions from {titled(meeting)}"),
        *(block for each in own for block in _own(request, each)),
        *_answers(own),
        *_helping(request, helped),
        Note("To say more about one, write for example: A42 done, A42 blocked, A42 move to Friday."),
    )
    return Reply(blocks, private=True)


def _own(request: Request, action: Action) -> Iterator[Block]:
    by = people.person(request.db, action.made_by).name
    noted = "" if action.made_by == action.owner.person else f" Noted by {by}."
    said = f"{action.label}: {action.what}, {actions.by(action, request.today)}.{noted}"
    yield Text(said, source="where it was said" if action.link else "", link=action.link or "")


def _answers(own: list[Action]) -> Iterator[Block]:
    """Accept, not me, later: one row of buttons for each action that waits for an answer."""
    asked = [each for each in own if each.answer == "asked"]
    if asked:
        yield Text("Is each of these yours? Until you say, they show as not accepted yet.")
    for each in asked[:MOST]:
        yield Buttons(
            (
                Button(f"Accept {each.label}", f"action accept {each.label}", "primary"),
                Button(f"Not me {each.label}", f"action decline {each.label}"),
                Button(f"Later {each.label}", f"action later {each.label}"),
            )
        )
    if len(asked) > MOST:
        yield Buttons((Button("The others", "action list mine"),))


def _helping(request: Request, helped: list[Action]) -> Iterator[Block]:
    for each in helped:
        yield Text(
            f"You help with {each.label}: {each.what}, {actions.by(each, request.today)}. "
            f"{each.owner.name} answers for it."
        )
