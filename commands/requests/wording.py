"""What is said of a request in several places."""

from __future__ import annotations

import re
from datetime import date

from commands import Refusal, Request, personal
from commands.reply import Button
from commands.weeknotes.words import named_people
from storage import people
from storage.requests import finding
from storage.requests.request import DataRequest
from storage.requests.talking import Turn
from storage.times import parse_due, say_day

MEANT = re.compile(r"(?:request )?#?(\d{1,6})\b[:,]?\s*(.*)", re.DOTALL | re.IGNORECASE)
KEY = re.compile(r"\b(what|why|smallest|again)\s*[=:]\s*", re.IGNORECASE)
ALL = Button("All requests", "request list")
RAISE = Button("Ask for figures", "request")
LONGEST = 500
AHEAD = 366  # days within which a request is looked at again


def meant(request: Request, words: str, doing: str = "show") -> tuple[DataRequest, str]:
    """The request a line begins with, and the words after its number. ``doing`` is the word that names the command."""
    said = MEANT.fullmatch(words.strip())
    found = finding.find(request.db, request.partnership.id, int(said[1])) if said else None
    if said is not None and found is not None:
        return found, said[2].strip()
    ask = [raise_about(f"{doing} {words.strip()}")] if said is None and words.strip() else []
    raise Refusal(
        f"Say which request by its number, such as /request {doing} 7. Look at the list for numbers.",
        [ALL, *ask],
    )


def raise_about(what: str) -> Button:
    """The form with what somebody wants to know filled in."""
    return Button(RAISE.label, f"request what={plain(what)[:LONGEST]}")


def plain(words: str) -> str:
    """Words on one line, in which nothing looks like a key of the command."""
    return KEY.sub(r"\1 ", " ".join(words.split()))


def name(request: Request, number: int) -> str:
    """A person's name and organisation."""
    person = people.person(request.db, number)
    organisation = request.partnership.organisation_name(person.organisation)
    return f"{person.name}, {organisation}" if organisation else person.name


def who(request: Request, number: int) -> str:
    """A person as they are named in the talk: "Ann from Demo Pantry"."""
    person = people.person(request.db, number)
    organisation = request.partnership.organisation_name(person.organisation)
    return f"{person.name} from {organisation}" if organisation else person.name


def line(request: Request, turn: Turn) -> str:
    """What somebody said, or what they did: "Ann from Demo Pantry took the decision back."."""
    between = " " if turn.words[:1].islower() and turn.kind != "said" else ": "
    return f"{who(request, turn.by)}{between}{turn.words}"


def checked(request: Request, words: str, field: str, longest: int = LONGEST) -> str:
    """Words that may be kept: not too long, nobody's details in them, and people by their names."""
    said = named_people(request, " ".join(words.split()))
    if len(said) > longest:
        raise Refusal(f"Write this in {longest:,} characters or less.", field=field)
    return personal.check(said, field)


def sentence(request: Request, words: str, field: str, ask: str, fewest: int = 3) -> str:
    """The same, of some words at the fewest: nobody is turned down with a bare no."""
    said = checked(request, words, field)
    if said and len(re.findall(r"\w+", said)) < fewest:
        raise Refusal(ask, field=field)
    return said


def later_day(request: Request, words: str, field: str) -> date:
    """A day to look again: after today, and within a year."""
    try:
        day = parse_due(words, request.today)
    except ValueError as problem:
        raise Refusal(str(problem), field=field) from None
    if not 0 < (day - request.today).days <= AHEAD:
        raise Refusal(
            f"The day to look again must be after today, {say_day(request.today)}, and within a year.",
            field=field,
        )
    return day


def look(found: DataRequest) -> Button:
    return Button(f"Look at request {found.number}", f"request show {found.number}")
