"""Hearing what becomes of somebody else's request; that also counts as wanting to know it."""

from __future__ import annotations

from commands import Refusal, Request, command
from commands.reply import Button, Buttons, Reply, Text
from commands.requests import wording
from storage import demands, people
from storage.demands import Demand
from storage.requests import raising
from storage.requests.request import DataRequest


@command("request follow", usage="request follow 7", example="request follow 7", writes=True)
def follow(request: Request, words: str) -> Reply:
    """Hear what becomes of a request."""
    found, _ = wording.meant(request, words, "follow")
    stop = Button("Stop following", f"request unfollow {found.number}")
    if not raising.follow(request.db, found, request.person.id):
        return Reply(
            (Text(f"You follow request {found.number} already."), Buttons((stop, wording.look(found)))),
            private=True,
        )
    count(request, found)
    how = (
        "You will hear in private what is decided, and what is said as far as your limit on reminders allows."
        if people.address_of(request.db, request.person.id)
        else "Parley cannot write to you in private yet: send it a message first. You can always look at it."
    )
    return Reply(
        (Text(f"You follow request {found.number}. {how}"), Buttons((stop, wording.look(found)))),
        private=True,
    )


@command(
    "request unfollow", usage="request unfollow 7", example="request unfollow 7", writes=True, listed=False
)
def unfollow(request: Request, words: str) -> Reply:
    """Stop hearing about a request."""
    found, _ = wording.meant(request, words, "unfollow")
    if request.person.id in (found.asked_by, found.respondent):
        raise Refusal(
            f"You asked or answer request {found.number}, so you hear about it until it is settled.",
            [wording.look(found)],
        )
    raising.unfollow(request.db, found, request.person.id)
    again = Button("Follow again", f"request follow {found.number}")
    return Reply(
        (Text(f"You do not follow request {found.number} any more."), Buttons((again,))), private=True
    )


def count(request: Request, found: DataRequest) -> None:
    """Have the stewards' list say that one more person wants to know this."""
    asked = people.person(request.db, found.respondent).name
    place = request.place.id if request.place else None
    want = Demand(found.what, request.person.id, request.now, found.measure, asked)
    demands.add(request.db, request.partnership.id, place, want)
