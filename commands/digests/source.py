"""Where a line of the digest comes from, asked by the name that stands beside it: note 12, sounding 3, A42, D3, release 5."""

from __future__ import annotations

import re
from dataclasses import replace

from commands import Refusal, Request, command, sounding
from commands.actions import showing
from commands.digests import editors
from commands.registers import listing
from commands.reply import Button, Buttons, Heading, Note, Reply, Text
from storage import releases, weeknotes
from storage.meetings import registers
from storage.times import say_day

SAY = "Write what stands in brackets in the digest, for example: digest source note 12"


@command("digest source", usage="digest source note 12", example="digest source note 12", listed=False)
def source(request: Request, words: str) -> Reply:
    """See where a line of the digest comes from."""
    found = re.fullmatch(
        r"\(?\s*(note|sounding|release|a|d)\s*#?(\d{1,9})\s*\)?\.?", words.strip(), re.IGNORECASE
    )
    if found is None:
        raise Refusal(SAY)
    number = int(found[2])
    match found[1].casefold():
        case "note":
            return _note(request, number)
        case "sounding":
            return Reply(sounding.show(request, sounding.found(request, number)).blocks, private=True)
        case "release":
            return _release(request, number)
        case "d":
            return _decision(request, number)
        case _:
            return _action(request, number)


def _note(request: Request, number: int) -> Reply:
    note = weeknotes.standing(request.db, request.partnership.id, number)
    may_see = note is not None and (note.out or note.person == request.person.id or editors.may_edit(request))
    if note is None or not may_see:
        raise Refusal(f"There is no note {number} in a digest. Its author may have taken it back.")
    by = ", ".join(filter(None, (note.name, request.partnership.organisation_name(note.organisation))))
    said = Text(f"{by}:\n{note.words}", (note.link and "where it was written") or "", note.link or "")
    return Reply(
        (Heading(f"Note {number}"), said, Note(f"Written for the week of {say_day(note.week)}.")),
        private=True,
    )


def _release(request: Request, number: int) -> Reply:
    release = releases.find(request.db, request.partnership.id, number)
    if release is None or release.decided_at is None or release.state == "declined":
        raise Refusal(f"There is no release {number} of approved figures.")
    state = "Withdrawn" if release.state == "withdrawn" else "Approved"
    words = (
        f"{release.measure.title}, from {release.measure.source.name}. {state} by {release.decided_by} on "
        f"{say_day(release.decided_at.astimezone(request.partnership.zone).date())}. {release.measure.contact} "
        "looks after these figures."
    )
    button = Button("What they count", f"definition {release.measure.id}")
    return Reply((Heading(f"Release {number}"), Text(words), Buttons((button,))), private=True)


def _action(request: Request, number: int) -> Reply:
    return replace(showing.show(request, f"A{number}"), private=True)


def _decision(request: Request, number: int) -> Reply:
    line = registers.find(request.db, request.partnership.id, "decision", number)
    if line is None:
        raise Refusal(f"There is no decision D{number}. It may have been taken back.")
    return replace(listing.one(request, line), private=True)
