"""What follows the close of a sounding: the result in every place, words to read, and what was done about it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from commands import Request, sounding
from commands.polling import readers
from commands.reply import Button, Buttons, Reply, Send, Text, ToEveryPlace, ToPerson
from storage import occurrences
from storage.soundings.sounding import Sounding
from storage.times import at_utc

CHASE, UNREAD = "poll_outcome", "poll_words"
CHASE_AFTER = timedelta(days=7)


def sends(request: Request, shown: Sounding) -> tuple[Send, ...]:
    """The messages that a close owes; the owner and whoever reads the words are asked again once, a week later."""
    shown = sounding.found(request, shown.number)  # as it stands after the close
    _write_down(request, shown, CHASE)
    if readers.waiting(request, shown):
        _write_down(request, shown, UNREAD)
    return (
        Send(ToEveryPlace(), sounding.closing(request, shown.number)),
        *to_read(request, shown),
        Send(ToPerson(shown.owner), ask_what_was_done(shown)),
    )


def _write_down(request: Request, shown: Sounding, job: str) -> None:
    zone = request.partnership.zone
    local = request.now.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0) + CHASE_AFTER
    key = sounding.live_key(shown)
    occurrences.write_down(request.db, request.partnership.id, job, local, at_utc(local, zone), key)


def to_read(request: Request, shown: Sounding, again: bool = False) -> Iterator[Send]:
    """For the moderators: answers in words that nobody has let out yet."""
    many = len(readers.waiting(request, shown))
    if not many:
        return
    wait = (
        "1 answer in somebody's own words waits"
        if many == 1
        else f"{many} answers in people's own words wait"
    )
    when = "closed a week ago, and still" if again else "has closed."
    text = Text(f"Sounding {shown.number} {when} {wait} for you to read before anybody else does.")
    button = Buttons((Button("Read them", f"poll words {shown.number}", "primary"),))
    for reader in readers.readers(request):
        yield Send(ToPerson(reader.id), Reply((text, button), private=True))


def ask_what_was_done(shown: Sounding) -> Reply:
    """For the owner: one line that closes the loop."""
    text = (
        f"Sounding {shown.number} has closed: {shown.question} People answer again when they see what came of it. "
        "When you know, say in one line what you did."
    )
    return Reply(
        (Text(text), Buttons((Button("You said, we did", f"poll did {shown.number}"),))), private=True
    )
