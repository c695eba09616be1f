"""Posts that went wrong: what is missing, whether one is there after all, and posting one again."""

from __future__ import annotations

import re
from datetime import timedelta

from commands import Refusal, Request, command
from commands.missed_words import title, where
from commands.reply import Block, Button, Buttons, Reply, Text, say
from storage import missed
from storage.post import Post
from storage.times import say_moment

LEADS = ("lead",)
SHOWN, SINCE = 8, timedelta(days=14)
ALL = Button("What could not be posted", "post")


@command("post", example="post", roles=LEADS)
def post(request: Request, words: str) -> Reply:
    """List what could not be posted in the last two weeks, and post it after all."""
    found = missed.latest(request.db, request.partnership.id, request.now - SINCE)
    if not found:
        return say("Everything that was to be posted in the last two weeks is there.")
    blocks: list[Block] = []
    for each in found[:SHOWN]:
        blocks += [Text(_line(request, each)), Buttons(tuple(buttons(each)))]
    if len(found) > SHOWN:
        blocks.append(Text(f"{len(found) - SHOWN} older ones are not shown here."))
    return Reply(tuple(blocks), private=True)


def buttons(each: Post) -> list[Button]:
    """What can be done about one."""
    there = [Button("It is there", f"post there {each.id}")] if each.state == "unknown" else []
    return [*there, Button("Send it again", f"post again {each.id}")]


def _line(request: Request, each: Post) -> str:
    due = say_moment(each.due, request.partnership.zone, request.today)
    doubt = "It may be there or not. " if each.state == "unknown" else ""
    return f"“{title(each.reply)}” {where(request.db, request.partnership, each)}, due at {due}. {doubt}{each.error}"


@command(
    "post again", usage="post again NUMBER", example="post again 12", writes=True, roles=LEADS, listed=False
)
def again(request: Request, words: str) -> Reply:
    """Post something again that could not be posted, or is not there."""
    found = _found(request, words)
    if missed.is_withdrawn(request.db, found.id):
        raise Refusal(f"The figures in “{title(found.reply)}” were withdrawn, so it is not posted again.")
    if not missed.again(request.db, found.id, request.now):
        raise Refusal(_settled(found))
    return Reply(
        (
            Text(
                f"“{title(found.reply)}” is on its way {where(request.db, request.partnership, found, 'to')}."
            ),
            Text("If it cannot be posted this time either, Parley tells you."),
        ),
        private=True,
    )


@command(
    "post there", usage="post there NUMBER", example="post there 12", writes=True, roles=LEADS, listed=False
)
def there(request: Request, words: str) -> Reply:
    """Say that a post is there after all."""
    found = _found(request, words)
    if not missed.note_there(request.db, found.id, request.now):
        raise Refusal(_settled(found), [ALL] if found.state == "failed" else [])
    return say(f"Thank you. “{title(found.reply)}” counts as posted.")


def _found(request: Request, words: str) -> Post:
    number = re.fullmatch(r"#?(\d{1,9})", words.strip())
    found = missed.find(request.db, request.partnership.id, int(number[1])) if number else None
    if found is None:
        raise Refusal("Parley does not know this post, or keeps it no longer.", [ALL])
    return found


def _settled(found: Post) -> str:
    match found.state:
        case "failed":
            return f"“{title(found.reply)}” is not there: Parley knows that it could not be posted."
        case "sent":
            return f"“{title(found.reply)}” is there already, so it is not posted twice."
        case _:
            return f"“{title(found.reply)}” is on its way already."
