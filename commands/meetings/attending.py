"""Who is here and who sends apologies: people, whole organisations, and guests without an account."""

from __future__ import annotations

import re
from collections.abc import Iterator

from commands import Refusal, Request, command, personal
from commands.actions import owners
from commands.meetings import cannot_come, meant, wording
from commands.reply import Button, Buttons, Field, Form, Reply, Text
from storage import people
from storage.actions.action import Owner
from storage.meetings import attendance, holding
from storage.meetings.attendance import Attendee
from storage.meetings.meeting import Meeting

BETWEEN = re.compile(r"[,;\n]|\band\b", re.IGNORECASE)
GUEST = re.compile(r"(?P<name>.+?)(?:\s+(?:from|of)\s+|\s*\()(?P<of>[^()]+)\)?", re.IGNORECASE)
ME = ("", "me", "myself", "i", "us")
LONGEST, MOST = 80, 30


@command(
    "meeting here",
    usage="meeting here NAMES",
    example="meeting here @analyst, Jo from Age UK",
    writes=True,
    free=True,
)
def here(request: Request, words: str) -> Reply:
    """Say who is here; without names, that you are."""
    return _note(request, words, came=True)


@command(
    "meeting apologies",
    usage="meeting apologies NAMES",
    example="meeting apologies from Demo Pantry",
    writes=True,
    free=True,
)
def apologies(request: Request, words: str) -> Reply:
    """Say who cannot come; without names, that you cannot, also before a meeting."""
    if words.strip().casefold() in ME and holding.open_one(request.db, request.partnership.id) is None:
        return cannot_come.sorry(request)
    return _note(request, re.sub(r"^from\s+", "", words.strip(), flags=re.IGNORECASE), came=False)


@command("meeting absent", usage="meeting absent NAME", example="meeting absent Jo", writes=True, free=True)
def absent(request: Request, words: str) -> Reply:
    """Take somebody off the list who was noted by mistake."""
    going_on, name = meant.meeting_meant(request, words)
    if not name:
        ask = Field("words", "Who was noted by mistake?")
        return Reply((Form("Not here after all", f"meeting absent {going_on.label}", (ask,)),), private=True)
    _must_be_open(going_on)
    gone = [each for each in _meant(request, name) if attendance.leave_out(request.db, going_on, each.name)]
    if not gone:
        raise Refusal(f"Nobody called {name} is noted in {going_on.label}.", field="words")
    return Reply((Text(f"Taken off the list: {gone[0].name}."),), quiet=True, touched=(going_on.key,))


def _note(request: Request, words: str, *, came: bool) -> Reply:
    going_on, names = meant.meeting_meant(request, words)
    _must_be_open(going_on)
    noted = note_all(request, going_on, names, came=came)
    said = "here" if came else "sending apologies"
    if not noted:
        return Reply((Text(f"That was noted already: {said}."),), private=True)
    listed = ", ".join(_named(request, each) for each in noted)
    undo = Buttons((Button("Take it back", f"meeting absent {going_on.label} {noted[0].name}"),))
    blocks = (Text(f"Noted as {said}: {listed}."), *((undo,) if len(noted) == 1 else ()))
    return Reply(blocks, quiet=True, touched=(going_on.key,))


def note_all(request: Request, going_on: Meeting, names: str, *, came: bool) -> list[Attendee]:
    """Note everybody a list names; those of whom it was not known."""
    found = [
        each for name in BETWEEN.split(names.strip())[:MOST] for each in _meant(request, name, came=came)
    ]
    return [each for each in found if attendance.note(request.db, going_on, each)]


def _must_be_open(meeting: Meeting) -> None:
    if not meeting.is_open:
        raise Refusal(
            f"{wording.titled(meeting)}, is over. Put its minutes right to say who was there.",
            [Button("Minutes", f"minutes {meeting.label}")],
        )


def _meant(request: Request, name: str, *, came: bool = True) -> Iterator[Attendee]:
    """Whom a name means; a name nobody has here is a guest's."""
    name = name.strip().strip(".!").strip()
    if name.casefold() in ME:
        me = request.person
        yield Attendee(me.name, me.id, me.organisation, came)
        return
    found = owners.known(request, name)
    if len(found) > 1:
        listed = ", ".join(f"@{people.slug(each.name)}" for each in found[:8])
        raise Refusal(f"More than one person could be “{name}”. Write one of these: {listed}.", field="words")
    yield _known(request, found[0], came) if found else _guest(request, name, came)


def _known(request: Request, who: Owner, came: bool) -> Attendee:
    if who.person is None:
        return Attendee(who.name, None, who.organisation, came)
    return Attendee(who.name, who.person, people.person(request.db, who.person).organisation, came)


def _guest(request: Request, said: str, came: bool) -> Attendee:
    """Somebody without an account, perhaps with where they are from."""
    if said.startswith(("@", "<@")):
        raise Refusal(
            f"Parley does not know “{said}”. For a guest write the name without the @.", field="words"
        )
    personal.check(said)
    if len(said) > LONGEST:
        raise Refusal(
            f"Write names of {LONGEST} characters or less, with commas between them.", field="words"
        )
    of = GUEST.fullmatch(said)
    if of is None:
        return Attendee(said, None, None, came)
    home = owners.known(request, of["of"])
    known = home[0].organisation if len(home) == 1 else None
    return Attendee(of["name"].strip(), None, known or of["of"].strip(), came)


def _named(request: Request, who: Attendee) -> str:
    home = request.partnership.organisation_name(who.organisation) or who.organisation
    return f"{who.name} ({home})" if home and home != who.name else who.name
