"""What is said of a blindspot in several places, and who may change one."""

from __future__ import annotations

import re

from commands import Refusal, Request, personal
from commands.reply import Button, Option
from storage import blindspots
from storage.blindspots import STAGES, TAGS, Blindspot

MEANT = re.compile(r"(?:blindspot )?#?(\d{1,6})\b[:,]?\s*(.*)", re.DOTALL | re.IGNORECASE)
ALL = Button("All blindspots", "blindspot list")
LONGEST = 500
TAG_OPTIONS = (
    Option("need", "Need unknown: nobody knows how many there are"),
    Option("capacity", "No capacity: we know of it and cannot do more"),
    Option("route", "No referral route: nobody knows where to send people"),
)
STAGE_WORDS = {
    "meet": "We meet",
    "name": "We name what we cannot see",
    "find": "We find what is known",
    "ask": "We ask for what is missing",
    "look together": "We look at it together",
    "respond": "We respond",
    "tell": "We tell what came of it",
}


def meant(request: Request, words: str) -> tuple[Blindspot, str]:
    """The blindspot a line begins with, and the words after its number."""
    said = MEANT.fullmatch(words.strip())
    found = blindspots.find(request.db, request.partnership.id, int(said[1])) if said else None
    if said is None or found is None:
        raise Refusal(
            "Say which blindspot by its number, such as blindspot 2. Look at the list for numbers.", [ALL]
        )
    return found, said[2].strip()


def changed_by(request: Request, found: Blindspot) -> None:
    """Only whoever named it, editors and leads change what its message says."""
    if request.person.id != found.by and not request.person.roles & {"lead", "editor"}:
        lead = request.partnership.contact("lead")
        raise Refusal(f"Only whoever named it, an editor or a lead can change this. Ask {lead}.")


def sentence(words: str, field: str = "words") -> str:
    """Words that may be kept and shown."""
    words = " ".join(words.split())
    if len(words) > LONGEST:
        raise Refusal(f"Write this in {LONGEST} characters or less.", field=field)
    return personal.check(words, field)


def tag(words: str) -> str:
    """A tag by its name or its words."""
    wanted = words.strip().casefold()
    found = next((key for key, said in TAGS.items() if wanted in (key, said)), None)
    if found is None:
        raise Refusal("Choose what is missing: need unknown, no capacity or no referral route.", field="tag")
    return found


def stage(words: str) -> str:
    """A stage of the project by its name."""
    wanted = " ".join(words.casefold().split())
    found = next((each for each in STAGES if wanted in (each, STAGE_WORDS[each].casefold())), None)
    if found is None:
        raise Refusal(f"Choose a stage: {', '.join(STAGES)}.", field="stage")
    return found
