"""What is said of a doubt in several places, and who may settle one."""

from __future__ import annotations

import re

from commands import Refusal, Request, personal
from commands.reply import Button, Buttons, Heading, Reply, Text
from storage import doubts, people
from storage.doubts import Doubt

MEANT = re.compile(r"(?:doubt )?#?(\d{1,6})\b[:,]?\s*(.*)", re.DOTALL | re.IGNORECASE)
LOOKERS = ("lead", "steward", "deputy")
LONGEST = 500


def meant(request: Request, words: str) -> tuple[Doubt, str]:
    """The doubt a line begins with, and the words after its number; only for those whom it concerns."""
    said = MEANT.fullmatch(words.strip())
    found = doubts.find(request.db, request.partnership.id, int(said[1])) if said else None
    if said is None or found is None:
        raise Refusal("Say which one by its number, such as doubt 3.")
    concerned = request.person.id in (found.by, found.analyst) or request.person.roles & set(LOOKERS)
    if not concerned:
        analyst = people.person(request.db, found.analyst).name
        raise Refusal(
            f"This is between whoever asked and {analyst}. What comes of it is shown with the figure."
        )
    return found, said[2].strip()


def may_settle(request: Request, found: Doubt) -> None:
    """The analyst who was told, or whoever looks after all figures."""
    if request.person.id == found.analyst or request.person.roles & {"steward", "deputy"}:
        return
    raise Refusal(f"Only {people.person(request.db, found.analyst).name} or a steward can settle this.")


def must_be_open(found: Doubt) -> None:
    if found.state != "open":
        raise Refusal(f"Doubt {found.number} is settled: {found.outcome}")


def sentence(words: str, field: str) -> str:
    """Words that may be passed on and kept."""
    words = " ".join(words.split())
    if len(words) > LONGEST:
        raise Refusal(f"Write it in {LONGEST} characters or less.", field=field)
    return personal.check(words, field)


def to_analyst(found: Doubt, looked: str) -> Reply:
    """What the analyst reads: what was looked at and said, and the ways it can end."""
    number = found.number
    return Reply(
        (
            Heading("A figure looks wrong to somebody"),
            Text(f"{looked} says: “{found.words}”"),
            Text(
                "Talk to them, then say what came of it: a correction, a caveat for everybody, or an explanation."
            ),
            Buttons(
                (
                    Button("Write to them", f"doubt say {number}", "primary"),
                    Button("It is right, because", f"doubt explained {number}"),
                    Button("Add a caveat", f"doubt caveat {number}"),
                    Button("It was wrong", f"doubt corrected {number}"),
                    Button("Look at it", found.line),
                )
            ),
        ),
        private=True,
    )
