"""The queue that everybody can see, and old answers."""

from __future__ import annotations

from commands import Refusal, Request, command
from commands.reply import Button, Buttons, Note, Reply, Table, say
from commands.requests import wording
from storage.requests import finding
from storage.requests.request import DataRequest
from storage.times import say_day

SHOWN = 30


@command("request list", usage="request list WHICH", example="request list")
def list_(request: Request, words: str) -> Reply:
    """List the open data requests, oldest first, or all of them, or yours."""
    found, caption = _chosen(request, words.strip().casefold())
    if not found:
        return say(f"{caption}: there are none.")
    rows = tuple(_row(request, each) for each in found[:SHOWN])
    more = (Note(f"The first {SHOWN} of {len(found)}."),) if len(found) > SHOWN else ()
    look = tuple(Button(f"Request {each.number}", f"request show {each.number}") for each in found[:5])
    others = (
        Button("All, also old ones", "request list all"),
        Button("Mine", "request list mine"),
        wording.RAISE,
    )
    header = ("Request", "What", "Who answers", "How it stands")
    return Reply((Table(caption, header, rows), *more, Buttons((*look, *others))), quiet=True)


def _chosen(request: Request, which: str) -> tuple[list[DataRequest], str]:
    db, here = request.db, request.partnership.id
    match which:
        case "" | "open":
            return finding.open_ones(db, here), "Open requests"
        case "all" | "old" | "answered":
            return finding.every(db, here), "All requests, newest first"
        case "mine" | "my":
            mine = [
                each
                for each in finding.every(db, here)
                if request.person.id in (each.asked_by, each.respondent)
            ]
            return mine, "Requests you asked or answer"
    raise Refusal(
        "Write /request list, and after it all or mine.", [wording.ALL, wording.raise_about(f"list {which}")]
    )


def _row(request: Request, each: DataRequest) -> tuple[str, ...]:
    """Few columns, so that a phone can show them; who asked stands with the request itself."""
    return (
        str(each.number),
        each.what,
        wording.name(request, each.respondent),
        f"{each.stands}, asked on {say_day(each.asked_at.astimezone(request.partnership.zone).date())}",
    )
