"""What people write as a reply to the prompt is a note; what they do with that message later is followed."""

from __future__ import annotations

import re
from collections.abc import Mapping

from commands import Refusal, Request, command
from commands.reply import Button, Reply
from commands.weeknotes.mine import WRITE, take_out
from commands.weeknotes.offer import reword, settle
from commands.weeknotes.prompt import skip
from commands.weeknotes.words import MENTION, checked, origin, split_kind
from commands.weeknotes.writing import keep, typed
from storage import offers, weeknotes
from storage.offers import Offer
from storage.weeknotes import Origin, Weeknote

NOTHING = re.compile(r"(?:nothing|nope?|none|skip)(?: from me)?(?: this week)?[.!]*", re.IGNORECASE)
CALLED = re.compile(r"@parley\b[,:]?\s*", re.IGNORECASE)  # the name people say, which is no account's name
SILENCE = Reply((), private=True)


@command("weeknote reply", example="weeknote reply", writes=True, listed=False, free=True, open_keys=True)
def reply(request: Request, words: str, *, keys: Mapping[str, str]) -> Reply:
    """Keep what somebody wrote under the prompt."""
    if origin(request, keys) is None:
        return typed(request, "Reply", words)
    words = CALLED.sub("", words.strip(), count=1)
    if NOTHING.fullmatch(words):
        return skip(request, "")
    if not MENTION.sub("", words).strip():
        raise Refusal("Write your note in words.", [WRITE])
    kind, rest = split_kind(words)
    return keep(request, rest, kind, "channel", origin(request, keys), keys.get("follows", ""))


@command("weeknote edited", example="weeknote edited", writes=True, listed=False, free=True, open_keys=True)
def edited(request: Request, words: str, *, keys: Mapping[str, str]) -> Reply:
    """Give a note the words that its message has now."""
    where = origin(request, keys)
    if where is None:
        return typed(request, "Edited", words)
    note, offer = _followed(request, where)
    if offer is not None:
        return reword(request, offer, words.strip())
    return SILENCE if note is None else _follow(request, note, words.strip())


@command("weeknote deleted", example="weeknote deleted", writes=True, listed=False, free=True, open_keys=True)
def deleted(request: Request, words: str, *, keys: Mapping[str, str]) -> Reply:
    """Take out a note whose message was deleted; out of a digest that is posted too."""
    where = origin(request, keys)
    if where is None:
        return typed(request, "Deleted", words)
    note, offer = _followed(request, where)
    if offer is not None:
        return settle(request, offer, "declined")
    if note is None:
        return SILENCE
    gone = take_out(request, note)
    return gone if note.out else Reply((), private=True, touched=gone.touched)


def _followed(request: Request, where: Origin) -> tuple[Weeknote | None, Offer | None]:
    """The speaker's own note, or question that waits for them, about a message."""
    here, me = request.partnership.id, request.person.id
    note, offer = weeknotes.said_at(request.db, here, where), offers.said_at(request.db, here, where)
    waits = offer is not None and offer.author == me and offer.state == "asked"
    return note if note is not None and note.person == me else None, offer if waits else None


def _follow(request: Request, note: Weeknote, words: str) -> Reply:
    kind, rest = split_kind(words)
    if not rest or rest == note.words:
        return SILENCE
    if note.out:
        raise Refusal(
            f"The digest with your note {note.id} is out, so it keeps the words from before your edit. You can "
            "withdraw the note, and write a new one.",
            [Button("Withdraw it", f"weeknote withdraw {note.id}"), WRITE],
        )
    try:
        new = checked(request, rest)
    except Refusal as refused:
        again = Button("Take the note back", f"weeknote undo {note.id}")
        raise Refusal(f"{refused.text} Until then your note keeps its earlier words.", [again]) from None
    weeknotes.change(request.db, note, request.now, words=new, kind=kind)
    return SILENCE
