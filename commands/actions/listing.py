"""Lists of actions, filtered in words: mine, open, overdue, of a meeting, of an organisation."""

from __future__ import annotations

import re

from commands import Refusal, Request, command
from commands.actions import owners, wording
from commands.reply import Button, Buttons, Note, Reply, say
from storage import people
from storage.actions import finding
from storage.actions.action import Action
from storage.meetings import holding

FILTERS = (
    Button("Mine", "action list mine"),
    Button("Overdue", "action list overdue"),
    Button("Not accepted", "action list unaccepted"),
    Button("Closed", "action list closed"),
)
CALENDAR = Button("For my calendar", "action calendar")
SAY = (
    "Write /action list, and after it mine, overdue, unaccepted, blocked, closed, a meeting such as M3, "
    "or a person or organisation."
)
MOST = 40


@command("action list", usage="action list WHICH", example="action list overdue")
def list_(request: Request, words: str) -> Reply:
    """List the open actions, or yours, or those that are overdue, of a meeting or of an organisation."""
    which = " ".join(words.casefold().split()).removeprefix("of ").removeprefix("for ")
    if which in ("mine", "my", "me"):
        return _shown(request, "Your open actions", _mine(request), mine=True)
    caption, found = _chosen(request, which)
    return _shown(request, caption, found)


def _chosen(request: Request, which: str) -> tuple[str, list[Action]]:
    db, here = request.db, request.partnership.id
    open_ones = finding.open_ones(db, here)
    match which:
        case "" | "open" | "all":
            return "Open actions", open_ones
        case "overdue" | "late":
            return "Overdue actions", [each for each in open_ones if each.is_overdue(request.today)]
        case "unaccepted" | "not accepted":
            return "Actions not accepted yet", [each for each in open_ones if each.is_unaccepted]
        case "blocked":
            return "Blocked actions", [each for each in open_ones if each.state == "blocked"]
        case "closed" | "done":
            return "Closed actions", [each for each in reversed(finding.every(db, here)) if not each.is_open]
    return _of_meeting(request, which) or _of_somebody(request, which, open_ones)


def _of_meeting(request: Request, which: str) -> tuple[str, list[Action]] | None:
    """Those agreed in a meeting: "meeting", "last meeting", "M3", "meeting 3"."""
    found = re.fullmatch(r"(?:the |this |last )*meeting|(?:meeting )?m?(\d{1,6})", which)
    if found is None:
        return None
    db, here = request.db, request.partnership.id
    meeting = (
        holding.find(db, here, int(found[1]))
        if found[1]
        else holding.open_one(db, here) or holding.latest(db, here)
    )
    if meeting is None:
        raise Refusal("There is no such meeting.", [Button("Meetings", "meeting list"), wording.ALL])
    return f"Actions of {meeting.label}, {meeting.title}", finding.of_meeting(db, meeting.id)


def _of_somebody(request: Request, which: str, open_ones: list[Action]) -> tuple[str, list[Action]]:
    known = owners.known(request, which.removeprefix("@"))
    if len(known) != 1:
        raise Refusal(SAY, FILTERS)
    owner = known[0]
    if owner.organisation is None:
        return f"Open actions of {owner.name}", [
            each for each in open_ones if owner in (each.owner, *each.helpers)
        ]
    members = _members(request, owner.organisation)
    of_theirs = [
        each
        for each in open_ones
        if each.owner.organisation == owner.organisation or each.owner.person in members
    ]
    return f"Open actions of {owner.name}", of_theirs


def _members(request: Request, organisation: str) -> set[int]:
    everybody = people.everybody(request.db, request.partnership.id)
    return {each.id for each in everybody if each.organisation == organisation}


def _mine(request: Request) -> list[Action]:
    return finding.of_person(request.db, request.partnership.id, request.person.id)


def _shown(request: Request, caption: str, found: list[Action], mine: bool = False) -> Reply:
    if not found:
        return say(
            "You have no open actions." if mine else f"There are no {caption[0].lower()}{caption[1:]}."
        )
    more = (Note(f"The first {MOST} of {len(found)}."),) if len(found) > MOST else ()
    own = [each for each in found if each.is_open and each.concerns(request.person.id)]
    buttons = (*_shows(own or found), *((CALENDAR,) if mine else FILTERS))
    return Reply(
        (wording.table(caption, found[:MOST], request.today), *more, Buttons(buttons)),
        private=mine,
        quiet=True,
    )


def _shows(found: list[Action]) -> tuple[Button, ...]:
    return tuple(Button(each.label, f"action show {each.label}") for each in found[:5])
