"""Small pure steps between what was drawn and what Telegram takes: fewer messages, plain words, captions."""

from __future__ import annotations

import html
import re

from bot.telegram.html import Message, quiet
from bot.text import split, units
from commands.reply import Attachment, Chart

CAPTION = 1024
LEFT_OVER = Message("This part is no longer needed.")


def unmarked(message: Message) -> Message:
    """The same words without markup."""
    return Message(html.unescape(re.sub(r"</?(?:b|pre)>", "", message.html)), message.keyboard)


def fitted(drawn: tuple[Message, ...], count: int) -> tuple[Message, ...]:
    """As many messages as already stand there, the buttons under the last that says something."""
    if len(drawn) <= count:
        return drawn + (LEFT_OVER,) * (count - len(drawn))
    return (*drawn[: count - 1], Message(drawn[count - 1].html + "\n…", drawn[-1].keyboard))


def caption(attachment: Attachment) -> str:
    """Title and summary under a picture, the summary under a file: whole sentences where they are too long."""
    title = f"{attachment.title}\n" if isinstance(attachment, Chart) else ""
    words = quiet(title + attachment.summary)
    if units(words) <= CAPTION:
        return words
    head = split(words, CAPTION - 1)[0]
    end = max(head.rfind(mark) for mark in (". ", "! ", "? ", ".\n"))
    return head[: end + 1] if end > 0 else head + "…"
