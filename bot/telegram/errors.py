"""How Telegram says no, in words a person can act on."""

from __future__ import annotations

from datetime import timedelta

import httpx
from telegram.error import RetryAfter

from bot.transport import Gone, Impossible

MAY_NOT = "Parley may not write in this Telegram group. Ask one of its administrators."
NO_TOPIC = "The topic of this Telegram group is closed or gone."
DELETED = "message to edit not found"
FORBIDDEN = {
    "blocked": "This person has blocked Parley on Telegram.",
    "initiate": "This person has not opened a chat with Parley on Telegram. They need to press Start first.",
    "deactivated": "This Telegram account no longer exists.",
    "kicked": "Parley has been removed from this Telegram group. Add it again to post there.",
    "not a member": "Parley is not in this Telegram group. Add it to post there.",
    "was deleted": "This Telegram group has been deleted.",
}
REFUSED = {
    "chat not found": "Telegram does not know this chat. Check its id.",
    "upgraded": "This Telegram group has moved to a new id.",
    "to send photos": "Parley may not show pictures in this Telegram group. Ask one of its administrators.",
    "to send documents": "Parley may not send files in this Telegram group. Ask one of its administrators.",
    "not enough rights": MAY_NOT,
    "chat_write_forbidden": MAY_NOT,
    "topic": NO_TOPIC,
    "thread not found": NO_TOPIC,
    DELETED: "The message is no longer there.",
    "can't be edited": "Telegram no longer lets this message be changed.",
}
NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, RuntimeError)


class Unparsed(Exception):
    """Telegram could not read the markup: nothing was posted."""


def seconds(busy: RetryAfter) -> float:
    """How long Telegram wants us to wait."""
    wait = busy.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def refusal(said: str, chat: int) -> Impossible:
    """What a refused request means: a message that is gone, a group that is closed to us, or this message alone."""
    reason = why(said, REFUSED)
    if DELETED in said.lower():
        return Gone(reason)
    return Impossible(reason, closed=chat < 0 and reason in (MAY_NOT, NO_TOPIC))


def why(said: str, known: dict[str, str]) -> str:
    """Our sentence for what Telegram said."""
    found = [sentence for words, sentence in known.items() if words in said.lower()]
    return (found or ["Telegram does not let Parley write there."])[0]
