"""Meetings that were held, and the one going on."""

from __future__ import annotations

from commands import Request, command
from commands.meetings import board, meant, wording
from commands.meetings.wording import START
from commands.reply import Button, Buttons, Reply, Table, Text
from storage.meetings import holding, lines
from storage.meetings.meeting import Meeting
from storage.times import say_date

STATES = {"open": "going on", "draft": "minutes are a draft", "confirmed": "minutes are confirmed"}


@command("meeting list", usage="meeting list", example="meeting list")
def list_(request: Request, words: str) -> Reply:
    """List the meetings, the last one first."""
    going_on = holding.seen_open(request.db, request.partnership.id)
    found = [*([going_on] if going_on else []), *holding.ended(request.db, request.partnership.id)]
    if not found:
        return Reply((Text("No meeting has been held yet."), Buttons((START,))), private=True)
    rows = tuple((each.label, each.title, _day(request, each), STATES[each.state]) for each in found)
    minutes = (
        Button(f"Minutes {each.label}", f"minutes {each.label}") for each in found[:5] if not each.is_open
    )
    table = Table("Meetings, the last one first", ("Meeting", "Title", "Day", "State"), rows)
    return Reply((table, Buttons((*minutes, START))), quiet=True)


def _day(request: Request, each: Meeting) -> str:
    return say_date(each.started_at.astimezone(request.partnership.zone).date())


@command("meeting show", usage="meeting show M3", example="meeting show M3")
def show(request: Request, words: str) -> Reply:
    """Show a meeting with every line that stands."""
    found, _ = meant.meeting_meant(request, words)
    said = "\n".join(
        f"{each.position}. {wording.sentence(request, each)}" for each in lines.kept(request.db, found)
    )
    shown = board.show(request, found).blocks
    return Reply((*shown, Text(f"All lines:\n{said}" if said else "Nothing was noted yet.")), quiet=True)
