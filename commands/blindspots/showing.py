"""The living message of a blindspot: who sees it too, where the project stands, what is known, unknown and done."""

from __future__ import annotations

from collections.abc import Iterator

from commands import Request, command, live
from commands.blindspots import wording
from commands.reply import Block, Button, Buttons, Fields, Heading, Note, Reply, Table, Text, say
from storage import blindspots, people, stories
from storage.actions import finding as actions
from storage.blindspots import STAGES, TAGS, Blindspot
from storage.requests import finding as requests
from storage.soundings import finding as soundings
from storage.times import say_day


@command("blindspot show", usage="blindspot show 2", example="blindspot show 2")
def show(request: Request, words: str) -> Reply:
    """Show one blindspot: what is known, what is not, and what is being done."""
    if not words.strip() and (pinned := blindspots.pinned(request.db, request.partnership.id)):
        return Reply(about(request, pinned), quiet=True)
    found, _ = wording.meant(request, words)
    return Reply(about(request, found), quiet=True)


@live("blindspot")
def view(request: Request, number: str) -> Reply:
    """A blindspot as it stands now."""
    found = blindspots.find(request.db, request.partnership.id, int(number))
    return say("This blindspot is not kept any more.") if found is None else living(request, found)


def living(request: Request, found: Blindspot) -> Reply:
    """What stands in every place, and stays true."""
    return Reply(about(request, found), live=found.key)


def about(request: Request, found: Blindspot) -> tuple[Block, ...]:
    """Everything about one blindspot, as everybody reads it."""
    name = "The project's question" if found.pinned else f"Blindspot {found.number}"
    rows = (
        ("What is missing", TAGS[found.tag]),
        ("Who sees it", _backing(request, found)),
        ("Where we are", _stage(found)),
        ("What we know", found.known),
        ("What we do not know", found.unknown),
        ("What we are doing", found.doing),
        ("Named by", people.person(request.db, found.by).name),
        ("Closed", f"{say_day(found.closed_at.date())}. {found.closed_words}" if found.closed_at else ""),
    )
    shown = tuple((label, value) for label, value in rows if value)
    linked = "\n".join(_linked(request, found))
    notes = (Note(f"Belongs to it:\n{linked}"),) if linked else ()
    return (
        Heading(name),
        Text(found.words[:1].upper() + found.words[1:]),
        Fields(shown),
        *notes,
        _buttons(found),
    )


def _backing(request: Request, found: Blindspot) -> str:
    names = sorted(request.partnership.organisation_name(each) or each for each in found.backing)
    count = f"{len(names)} organisation{'' if len(names) == 1 else 's'}"
    return f"{count}: {', '.join(names)}" if names else "nobody has said so yet"


def _stage(found: Blindspot) -> str:
    place = STAGES.index(found.stage) + 1
    return f"{wording.STAGE_WORDS[found.stage]} ({place} of {len(STAGES)})"


def _linked(request: Request, found: Blindspot) -> Iterator[str]:
    for kind, target in found.links:
        if said := _said(request, kind, target):
            yield said


def _said(request: Request, kind: str, target: str) -> str:
    """One thing that belongs to it, as it stands now; empty for what is gone or may not be shown."""
    db, here = request.db, request.partnership.id
    match kind:
        case "measure":
            measure = request.partnership.measure(target)
            return f"Figures: {measure.title}" if measure else ""
        case "action":
            action = actions.find(db, here, int(target))
            return f"{action.label}: {action.what}, {action.owner.name}, {action.state}" if action else ""
        case "request":
            asked = requests.find(db, here, int(target))
            return f"Request {target}: {asked.what}, {asked.stands}" if asked else ""
        case "sounding":
            sounding = soundings.find(db, here, int(target))
            return f"Sounding {target}: {sounding.question}, {sounding.state}" if sounding else ""
        case _:
            story = stories.find(db, here, int(target))
            return f"Story {target}: {story.words}" if story and story.state == "shown" else ""


def _buttons(found: Blindspot) -> Buttons:
    number = found.number
    if found.closed_at is not None:
        return Buttons((Button("Open it again", f"blindspot reopen {number}"), wording.ALL))
    return Buttons(
        (
            Button("We see this too", f"blindspot back {number}", "primary"),
            Button("Say what we know", f"blindspot know {number}"),
            Button("Next stage", f"blindspot stage {number}"),
            Button("What belongs to it", f"blindspot link {number}"),
            Button("Ask for figures", "request"),
        )
    )


@command("blindspot list", usage="blindspot list", example="blindspot list")
def list_(request: Request, words: str) -> Reply:
    """List the blindspots: the project's question first, then those that most organisations see."""
    found = blindspots.open_ones(request.db, request.partnership.id)
    name = Button("Name one", "blindspot")
    if not found:
        return Reply((Text("Nobody has named a blindspot yet."), Buttons((name,))), quiet=True)
    rows = tuple(
        (
            f"{each.number}{' (the project)' if each.pinned else ''}",
            each.words,
            TAGS[each.tag],
            str(len(each.backing)),
            wording.STAGE_WORDS[each.stage],
        )
        for each in found
    )
    header = ("Blindspot", "What we cannot see", "What is missing", "Organisations", "Where we are")
    look = tuple(Button(f"Blindspot {each.number}", f"blindspot show {each.number}") for each in found[:5])
    return Reply((Table("Blindspots", header, rows), Buttons((*look, name))), quiet=True)
