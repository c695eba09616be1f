"""What belongs to a blindspot: measures, requests, soundings, stories and actions."""

from __future__ import annotations

import re

from commands import Refusal, Request, command
from commands.blindspots import wording
from commands.reply import Button, Buttons, Field, Form, Reply, Text
from storage import blindspots, stories
from storage.actions import finding as actions
from storage.measures import Measure
from storage.requests import finding as requests
from storage.soundings import finding as soundings

NUMBERED = re.compile(r"(request|sounding|poll|story|action)\s+#?(\d{1,6})|a(\d{1,6})", re.IGNORECASE)
SAY = "Write what belongs to it: A42, request 7, sounding 12, story 4, or the name of a figure."


@command(
    "blindspot link",
    usage="blindspot link 2 A42",
    example="blindspot link 2 sounding 12",
    writes=True,
    listed=False,
)
def link(request: Request, words: str, *, what: str = "") -> Reply:
    """Say what belongs to a blindspot."""
    found, said = wording.meant(request, words)
    said = what.strip() or said
    if not said:
        ask = Field("what", "What belongs to it?", hint=SAY.removeprefix("Write what belongs to it: "))
        return Reply(
            (Form("What belongs to it", f"blindspot link {found.number}", (ask,), submit="Add it"),),
            private=True,
        )
    kind, target, name = _target(request, said)
    if not blindspots.link(request.db, found, kind, target):
        return Reply((Text(f"{name} belongs to it already."),), private=True)
    undo = Buttons((Button("Undo", f"blindspot unlink {found.number} {said}"),))
    return Reply(
        (Text(f"{name} belongs to blindspot {found.number} now."), undo), quiet=True, touched=(found.key,)
    )


@command(
    "blindspot unlink",
    usage="blindspot unlink 2 A42",
    example="blindspot unlink 2 A42",
    writes=True,
    listed=False,
)
def unlink(request: Request, words: str) -> Reply:
    """Say that something does not belong to a blindspot."""
    found, said = wording.meant(request, words)
    kind, target, name = _target(request, said)
    if not blindspots.unlink(request.db, found, kind, target):
        return Reply((Text(f"{name} does not belong to it."),), private=True)
    return Reply(
        (Text(f"{name} does not belong to blindspot {found.number} any more."),),
        quiet=True,
        touched=(found.key,),
    )


def _target(request: Request, said: str) -> tuple[str, str, str]:
    """Kind, target and name of something that is there."""
    if found := NUMBERED.fullmatch(said):
        kind = "action" if found[3] else {"poll": "sounding"}.get(found[1].lower(), found[1].lower())
        number = int(found[3] or found[2])
        if _is_there(request, kind, number):
            return kind, str(number), f"A{number}" if kind == "action" else f"{kind.capitalize()} {number}"
        raise Refusal(f"There is no {said}. {SAY}", field="what")
    measure = request.partnership.catalogue.find(said)
    if isinstance(measure, Measure):
        return "measure", measure.id, measure.title
    raise Refusal(SAY, field="what")


def _is_there(request: Request, kind: str, number: int) -> bool:
    """Whether it may be named here: a story only once it is shown."""
    db, here = request.db, request.partnership.id
    match kind:
        case "action":
            return actions.find(db, here, number) is not None
        case "request":
            return requests.find(db, here, number) is not None
        case "sounding":
            return soundings.find(db, here, number) is not None
    story = stories.find(db, here, number)
    return story is not None and story.state == "shown"
