"""What a partnership calls its registers, such as issues for questions."""

from __future__ import annotations

import re
from dataclasses import dataclass

from commands import Request
from storage.meetings.meeting import NUMBERED


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a kind of line, and of all of them together; both begin with a capital letter."""

    one: str
    many: str


def label(request: Request, kind: str) -> Label:
    """What lines of a kind are called here, such as Decision and Decisions."""
    given = request.partnership.settings.meetings.labels.items()
    one = " ".join(next((words for key, words in given if key == kind), kind).split())
    one = one[:1].upper() + one[1:]
    return Label(one, f"{one[:-1]}ies" if one.endswith("y") else f"{one}s")


def by_its_kind(request: Request, words: str) -> str:
    """A line that begins with a label of the configuration, such as "Issue: …", as one that begins with its kind."""
    for kind in NUMBERED:
        name = re.escape(label(request, kind).one)
        begun = re.match(rf"(?:#{name}\b[:,]?|{name}\s*:)\s*", words, re.IGNORECASE)
        if begun is not None:
            return f"{kind}: {words[begun.end() :]}"
    return words
