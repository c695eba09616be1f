"""The dates of somebody's own actions as a calendar file."""

from __future__ import annotations

from datetime import date

from commands import Request, command
from commands.actions import wording
from commands.calendars.ics import Event, calendar_file
from commands.reply import Note, Reply, Text, say
from storage.actions import finding
from storage.actions.action import Action


@command("action calendar", usage="action calendar", example="action calendar")
def calendar(request: Request, words: str) -> Reply:
    """Get the dates of your actions as a file for your calendar."""
    mine = finding.of_person(request.db, request.partnership.id, request.person.id)
    dated = [_event(request, each, each.due) for each in mine if each.due]
    if not dated:
        return say("You have no open actions with a date.")
    count = "1 action" if len(dated) == 1 else f"{len(dated)} actions"
    file = calendar_file("My actions", dated, request.now, f"{count} with a date.")
    said = Text(f"{count} with a date. Open the file to add it to your calendar.")
    again = Note("When a date moves, take the file again: it changes what is in your calendar.")
    return Reply((said, file, again), private=True)


def _event(request: Request, action: Action, due: date) -> Event:
    return Event(
        f"{action.partnership}/action/{action.number}",
        f"{action.label}: {action.what}",
        due,
        description=f"{wording.sentence(action, request.today)}. {request.partnership.settings.name}",
        link=action.link or "",
    )
