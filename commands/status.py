"""How things stand just now: what waits, for how long, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator

from commands import Request, command
from commands.reply import Button, Buttons, Fields, Heading, Reply
from commands.requests import clock
from storage import releases
from storage.actions import finding as actions
from storage.requests import finding as requests


@command("status", example="status", listed=False)
def status(request: Request, words: str) -> Reply:
    """Say what is open, and how long the oldest request has been."""
    buttons = (
        Button("Requests", "request list"),
        Button("Actions", "action list"),
        Button("Schedule", "schedule"),
        Button("About Parley", "about"),
    )
    rows = tuple(_rows(request))
    heading = Heading(f"How things stand in {request.partnership.name}")
    return Reply((heading, Fields(rows), Buttons(buttons)), private=True)


def _rows(request: Request) -> Iterator[tuple[str, str]]:
    db, here = request.db, request.partnership.id
    yield "Open requests", _requests(request)
    open_actions = actions.open_ones(db, here)
    late = sum(each.is_overdue(request.today) for each in open_actions)
    yield "Open actions", _count(len(open_actions)) + (f", {late} of them overdue" if late else "")
    yield "Open soundings", _count(len(request.partnership.open_soundings))
    yield "Figures that wait for a steward", _count(len(releases.pending(db, here)))


def _requests(request: Request) -> str:
    found = clock.oldest(request)
    if found is None:
        return "none"
    count = len(requests.open_ones(request.db, request.partnership.id))
    return f"{count}, the oldest {clock.say_age(request, found)} (request {found.number})"


def _count(number: int) -> str:
    return str(number) if number else "none"
