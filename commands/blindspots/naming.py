"""Name a blindspot in one sentence; pin one as the project's question; close and open it."""

from __future__ import annotations

from commands import Refusal, Request, command
from commands.blindspots import wording
from commands.blindspots.showing import living
from commands.reply import Button, Buttons, Field, Form, Reply, Send, Text, ToEveryPlace
from storage import blindspots
from storage.blindspots import TAGS


@command(
    "blindspot",
    usage="blindspot WHAT WE CANNOT SEE",
    example="blindspot families who miss school meals in the holidays",
    writes=True,
    free=True,
)
def blindspot(request: Request, words: str, *, what: str = "", tag: str = "") -> Reply:
    """Name something that nobody in the partnership can see yet."""
    if words.strip().isdecimal() and not what:
        number = words.strip()
        raise Refusal(f"To look at blindspot {number}, press the button.", [_look(int(number))])
    said = wording.sentence(what or words, "what")
    if not said:
        return Reply((_form(),), private=True)
    if not tag:
        return Reply((Text(f"What is missing? {said}"), Buttons(_tags(said))), private=True)
    made = blindspots.add(
        request.db,
        request.partnership.id,
        said,
        wording.tag(tag),
        request.person.id,
        request.person.organisation,
        request.now,
    )
    told = (
        f"This is blindspot {made.number}, and everybody can see it. Others can now say that they see it too."
    )
    return Reply(
        (Text(told), Buttons((_look(made.number), wording.ALL))),
        private=True,
        also=(Send(ToEveryPlace(), living(request, made)),),
    )


def _form() -> Form:
    return Form(
        "Name a blindspot",
        "blindspot",
        (
            Field("what", "What can nobody see yet?", "long", hint="One sentence. Leave names out."),
            Field("tag", "What is missing?", "choice", wording.TAG_OPTIONS),
        ),
        submit="Name it",
    )


def _tags(said: str) -> tuple[Button, ...]:
    return tuple(
        Button(words[:1].upper() + words[1:], f"blindspot {said} tag={key}") for key, words in TAGS.items()
    )


def _look(number: int) -> Button:
    return Button(f"Look at blindspot {number}", f"blindspot show {number}")


@command(
    "blindspot pin", usage="blindspot pin 2", example="blindspot pin 2", roles=("lead", "editor"), writes=True
)
def pin(request: Request, words: str) -> Reply:
    """Make a blindspot the project's question."""
    found, _ = wording.meant(request, words)
    before = blindspots.pinned(request.db, request.partnership.id)
    if not blindspots.pin(request.db, found):
        return Reply((Text(f"Blindspot {found.number} is the project's question already."),), private=True)
    touched = (found.key, *((before.key,) if before else ()))
    return Reply(
        (Text(f"Blindspot {found.number} is the project's question now."),), quiet=True, touched=touched
    )


@command(
    "blindspot close",
    usage="blindspot close 2 WHAT CAME OF IT",
    example="blindspot close 2 we count them now",
    writes=True,
    free=True,
)
def close(request: Request, words: str, *, what: str = "") -> Reply:
    """Close a blindspot and say what came of it."""
    found, said = wording.meant(request, words)
    wording.changed_by(request, found)
    said = wording.sentence(what or said, "what")
    if not said:
        ask = Field("what", "What came of it?", "long", hint="People read this in its message.")
        return Reply(
            (Form("Close a blindspot", f"blindspot close {found.number}", (ask,), submit="Close it"),),
            private=True,
        )
    if found.closed_at is not None:
        return Reply((Text(f"Blindspot {found.number} is closed already."),), private=True)
    blindspots.change(request.db, found, closed_at=request.now, closed_words=said, pinned=False)
    again = Buttons((Button("Open it again", f"blindspot reopen {found.number}"),))
    return Reply(
        (Text(f"Blindspot {found.number} is closed. {said}"), again), quiet=True, touched=(found.key,)
    )


@command(
    "blindspot reopen", usage="blindspot reopen 2", example="blindspot reopen 2", writes=True, listed=False
)
def reopen(request: Request, words: str) -> Reply:
    """Open a blindspot again."""
    found, _ = wording.meant(request, words)
    wording.changed_by(request, found)
    if found.closed_at is None:
        return Reply((Text(f"Blindspot {found.number} is open already."),), private=True)
    blindspots.change(request.db, found, closed_at=None, closed_words="")
    return Reply((Text(f"Blindspot {found.number} is open again."),), quiet=True, touched=(found.key,))
