"""What was said becomes an action: "make that an action for the analyst by next meeting". What "that" is, others know."""

from __future__ import annotations

import re
from typing import NamedTuple

LINE = "action that"
LONGEST = 700  # characters; anything longer is about something else
ASKED = r"(?:(?:please|can you|could you|would you|let's)\s+)*"
MADE = r"(?:make|turn|note|put|record|log|add)\s+(?:that|this|it)\s+(?:down\s+)?(?:(?:in)?to\s+|as\s+)?an?\s+action"
IS = r"(?:that|this|it)(?:\s+is|['’]?s)\s+an\s+action"
SAID = re.compile(
    rf"{ASKED}(?:{MADE}|{IS}|action\s+(?:that|this))(?:\s+(?:item|point))?"
    r"(?:\s+for\s+(?P<who>[^\n:=]{1,100}?)(?:\s+to\s+(?P<what>[^\n=]{1,500}?))?)?"
    r"(?:,?\s+(?:by|before|due)\s+(?P<due>[^\n=]{1,40}?))?(?:,?\s+please)?\s*[.!]*",
    re.IGNORECASE,
)


class That(NamedTuple):
    """Who is to have it, by when, and what where that was said too, each in the speaker's words; else empty."""

    who: str = ""
    due: str = ""
    what: str = ""


def read(words: str) -> That | None:
    """What a line says that makes an action of earlier words; ``None`` for any other line."""
    found = SAID.fullmatch(" ".join(words.split())) if len(words) <= LONGEST and "=" not in words else None
    if found is None:
        return None
    said = found.groupdict("")
    return That(said["who"].strip(), said["due"].strip(), said["what"].strip())


def line(said: That) -> str:
    """The command line that it means."""
    keys = {"who": said.who, "what": said.what, "due": said.due}
    return " ".join([LINE, *(f"{name}={value}" for name, value in keys.items() if value)])
