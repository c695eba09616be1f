"""Who may change a sounding: its owner, the deputies of the configuration, and leads."""

from __future__ import annotations

import re

from commands import Refusal, Request, sounding
from commands.reply import Button
from storage import people
from storage.soundings.sounding import Sounding

MEANT = re.compile(r"(\d{1,6})(?:\.(\d))?(?:\s+(.*))?", re.DOTALL)


def may_manage(request: Request, shown: Sounding) -> bool:
    deputies = request.partnership.settings.polls.deputies
    return (
        request.person.id == shown.owner
        or "lead" in request.person.roles
        or (request.person.id != 0 and request.person.name in deputies)
    )


def managed(request: Request, words: str, doing: str) -> tuple[Sounding, int, str]:
    """The sounding meant, the number of its question and the words after, if this person may change it."""
    found = MEANT.fullmatch(words.strip())
    if found is None:
        raise Refusal(
            f"Say which sounding to {doing}, by its number. To ask a question, write it in quotes after /poll.",
            [Button("Soundings", "poll list")],
        )
    shown = sounding.found(request, int(found[1]))
    if not may_manage(request, shown):
        raise Refusal(f"Only {_whom(request, shown)} can {doing} sounding {shown.number}.")
    position = int(found[2] or 1)
    if not 1 <= position <= len(shown.questions):
        raise Refusal(f"Sounding {shown.number} has {len(shown.questions)} questions.")
    return shown, position, (found[3] or "").strip()


def _whom(request: Request, shown: Sounding) -> str:
    """Whom to ask instead."""
    owner = people.person(request.db, shown.owner).name
    named = "".join(f" {each}," for each in request.partnership.settings.polls.deputies)
    return f"{owner}, who asked it,{named} or a lead"
