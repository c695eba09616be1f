"""Answers in people's own words: read by a moderator, let out together."""

from __future__ import annotations

import re

from commands import Refusal, Request, command, either, sounding
from commands.polling import readers
from commands.reply import Block, Button, Buttons, Heading, Note, Reply, Text
from storage.soundings import held_words
from storage.soundings.sounding import Sounding

NUMBERED = re.compile(r"(\d{1,6})(?:\s+([0-9a-f]{16}))?")


def _read(request: Request, words: str) -> tuple[Sounding, str]:
    if request.person.name not in readers.names(request):
        raise Refusal(
            f"Only {either(readers.names(request))} can read these answers before they are let out."
        )
    found = NUMBERED.fullmatch(words.strip())
    if found is None:
        raise Refusal("Say which sounding, for example /poll words 12.")
    return sounding.found(request, int(found[1])), found[2] or ""


@command("poll words", usage="poll words NUMBER", example="poll words 12")
def list_(request: Request, words: str) -> Reply:
    """Read what people answered in their own words, before anybody else does."""
    shown, _ = _read(request, words)
    if shown.is_open:
        raise Refusal(
            f"Sounding {shown.number} is open until {sounding.until(request, shown)}. Read the answers then."
        )
    held = readers.waiting(request, shown)
    if not held:
        return Reply((Text(f"No answers to sounding {shown.number} wait to be read."),), private=True)
    blocks: list[Block] = [Heading(f"Sounding {shown.number}: answers in words")]
    for number, each in enumerate(held, 1):
        if number == 1 or each.question != held[number - 2].question:
            blocks.append(Text(f"They answer: {shown.questions[each.question - 1].words}"))
        drop = Button(f"Leave {number} out", f"poll words drop {shown.number} {each.identity}")
        blocks += [Text(f"{number}. {each.words}"), Buttons((drop,))]
    release = Button("Let these out", f"poll words release {shown.number}", "primary")
    blocks += [Note("Leave out what could tell who wrote it, or who it is about."), Buttons((release,))]
    return Reply(tuple(blocks), private=True)


@command("poll words drop", example="poll words drop 12", writes=True, listed=False)
def drop(request: Request, words: str) -> Reply:
    """Leave an answer out; its words are deleted."""
    shown, identity = _read(request, words)
    if not held_words.drop(request.db, shown, identity):
        raise Refusal(
            "This answer was dealt with already.", [Button("Look again", f"poll words {shown.number}")]
        )
    again = Buttons((Button("Go on reading", f"poll words {shown.number}"),))
    return Reply((Text("It is left out, and its words are deleted."), again), private=True)


@command("poll words release", example="poll words release 12", writes=True, listed=False)
def release(request: Request, words: str) -> Reply:
    """Show the answers that were not left out, all at once."""
    shown, _ = _read(request, words)
    if shown.is_open:
        raise Refusal(f"Sounding {shown.number} is still open.")
    questions = readers.can_be_let_out(request, shown)
    if not questions:
        raise Refusal(f"Too few answered sounding {shown.number}, so its answers are not shown.")
    if not held_words.release(request.db, shown, questions):
        raise Refusal("There are no answers to let out.")
    return Reply((Text("They are shown with the result now."),), True, touched=(sounding.live_key(shown),))
