"""The open requests in one message, oldest first: who answers each, and since when."""

from __future__ import annotations

from textwrap import shorten

from commands import Request
from commands.reply import Buttons, Heading, Note, Reply, Table
from commands.requests import clock, wording
from storage.requests import finding
from storage.requests.request import DataRequest
from storage.times import say_day

SHOWN = 15
LONGEST = 160  # characters of one
LOOKED_AT = 4  # buttons to single requests
HELPS = (
    "Whoever answers one: a sentence helps, even where there is no decision yet. "
    "Anybody can write under a request."
)


def review(request: Request) -> Reply | None:
    """What the places are shown once a week; nothing while nothing is open."""
    waiting = finding.open_ones(request.db, request.partnership.id)
    if not waiting:
        return None
    rows = tuple(_row(request, each) for each in waiting[:SHOWN])
    more = (Note(f"The oldest {SHOWN} of {len(waiting)}."),) if len(waiting) > SHOWN else ()
    header = ("Request", "What", "Answers", "Open since", "How it stands")
    buttons = (*(wording.look(each) for each in waiting[:LOOKED_AT]), wording.ALL, wording.RAISE)
    return Reply(
        (
            Heading("Open data requests"),
            Table("Oldest first", header, rows),
            *more,
            Note(HELPS),
            Buttons(buttons),
        )
    )


def _row(request: Request, each: DataRequest) -> tuple[str, ...]:
    since = say_day(each.waiting_since.astimezone(request.partnership.zone).date())
    return (
        str(each.number),
        shorten(each.what, LONGEST, placeholder="…"),
        wording.name(request, each.respondent),
        f"{since}, {clock.say_age(request, each).removeprefix('open for ')}"
        if clock.days_open(request, each)
        else since,
        each.stands,
    )
