"""Noting an action, wherever it was said: checked, compared with what is open, stored, and its owner told."""

from __future__ import annotations

from commands import Refusal, Request, personal
from commands.actions import due, owners, sentence
from commands.actions.sentence import Agreed
from commands.reply import Button
from commands.weeknotes.words import named_people
from storage import people
from storage.actions import finding, making
from storage.actions.action import Action, Draft, Owner

LONGEST = 500
SAY_WHAT = "Say what is to be done, for example /action @analyst to send the counts by Fri."
AGAIN = " again=yes"


def read(request: Request, words: str) -> Agreed:
    """The parts of a sentence somebody said here."""
    return sentence.read(words, lambda name: owners.is_name(request, name), due.is_date)


def draft(
    request: Request, agreed: Agreed, line: str = "", meeting: int | None = None, link: str | None = None
) -> Draft:
    """What is to be noted, or a refusal that says what is missing. ``line`` is the command line without its date."""
    what = checked(request, agreed.what)
    first, *others = (owners.owner(request, handle) for handle in agreed.owners or ("me",))
    by = due.read(request, agreed.due, line)
    helping = tuple(each for each in dict.fromkeys(others) if each != first)
    return Draft(what, first, by.day, by.at_meeting, helping, meeting, link)


def checked(request: Request, what: str, field: str = "what") -> str:
    """Words that may be kept as what is to be done."""
    what = what.strip().rstrip(".")
    if not what:
        raise Refusal(SAY_WHAT, field=field)
    if len(what) > LONGEST:
        raise Refusal(f"Write what is to be done in {LONGEST} characters or less.", field=field)
    return personal.check(named_people(request, what), field)


def ask_if_alike(request: Request, wanted: Draft, line: str) -> None:
    """Ask before the same is noted twice. ``line`` notes it all the same."""
    same = finding.alike(request.db, request.partnership.id, wanted.what, wanted.owner)
    if same is None:
        return
    raise Refusal(
        f"Is this the same as {same.label}: {same.owner.name} to {same.what}? Nothing new has been noted.",
        [Button(f"Same as {same.label}", f"action show {same.label}"), Button("Note it too", line)],
    )


def note(request: Request, wanted: Draft) -> Action:
    """Store it. Somebody else who can be told is asked to accept."""
    answer = answer_of(request, wanted.owner)
    return making.add(request.db, request.partnership.id, wanted, request.person.id, request.now, answer)


def reach(request: Request, made: Action) -> str:
    """Who has been told, in a sentence; empty for what somebody noted for themselves."""
    owner = made.owner
    if owner.person == request.person.id:
        return ""
    if owner.person is None:
        whom = "organisation" if owner.organisation else "somebody without an account"
        return f"This is for {owner.name}, {'an ' if owner.organisation else ''}{whom}: tell them yourself."
    if people.address_of(request.db, owner.person) is None:
        return f"Parley cannot write to {owner.name} in private yet: tell them yourself."
    return f"{owner.name} has been told in private."


def answer_of(request: Request, owner: Owner) -> str:
    """``asked`` for somebody else who can be told and so has to say yes; else nobody is asked."""
    if owner.person in (None, request.person.id):
        return ""
    return "asked" if people.address_of(request.db, owner.person or 0) else ""
