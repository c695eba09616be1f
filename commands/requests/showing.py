"""A request as everybody sees it: what is asked, who answers by when, and how it stands."""

from __future__ import annotations

from commands import Request, command, live
from commands.reply import Block, Button, Buttons, Fields, Heading, Note, Reply, Text
from commands.requests import answers, respondents, wording
from storage import people
from storage.requests import finding, talking
from storage.requests.request import DataRequest
from storage.requests.talking import Turn
from storage.times import say_day, say_moment

MOST = 12
WRITE = "Write under this message to talk about it: it is carried to the partnership's other places."
NO_LISTS = "Only words here: no names, no lists and no files. Nothing is compared before the lawful basis is settled."
LABELS = {
    "figures": ("Why", "Smallest that would do"),
    "overlap": ("What for", "To be settled first"),
}
GONE = Reply((Text("This request has been kept for as long as the configuration says, and is gone."),))


@command("request show", usage="request show 7", example="request show 7")
def show(request: Request, words: str) -> Reply:
    """Show one request, how it stands and what was said about it."""
    found, _ = wording.meant(request, words)
    ways = Buttons((*_buttons(found).buttons, *_own(request, found)))
    return Reply((*about(request, found), _history(request, found), ways), quiet=True)


@live("request", answered_by="request say")
def view(request: Request, number: str) -> Reply:
    """The living message of a request."""
    found = finding.find(request.db, request.partnership.id, int(number))
    return living(request, found) if found else GONE


def living(request: Request, found: DataRequest) -> Reply:
    """What stands in every place, and stays true."""
    notes = (Note(WRITE), *((Note(NO_LISTS),) if found.kind == "overlap" else ()))
    return Reply((*about(request, found), *notes, _buttons(found)), live=found.key)


def about(request: Request, found: DataRequest) -> tuple[Block, ...]:
    """What is asked, why, and how it stands."""
    why, least = LABELS[found.kind]
    rows = [
        (why, found.why),
        (least, found.smallest),
        ("Asked by", wording.name(request, found.asked_by)),
        ("Who answers", wording.name(request, found.respondent)),
        ("How it stands", stands(request, found)),
        ("Instead", found.offer),
        ("Looked at again", say_day(found.revisit_on) if found.revisit_on else ""),
    ]
    shown = tuple((name, value) for name, value in rows if value)
    title = Heading(f"Request {found.number}")
    return (title, Text(found.what), Fields(shown), *answers.link(found))


def stands(request: Request, found: DataRequest) -> str:
    """Its state in a sentence: by when a person will have replied, who has, or what was decided."""
    said = f"{found.stands[:1].upper()}{found.stands[1:]}."
    if not found.is_open:
        return f"{said} {found.reason}".strip()
    if found.replied_by is not None and found.replied_at is not None:
        when = say_day(found.replied_at.astimezone(request.partnership.zone).date())
        return f"{said} {people.person(request.db, found.replied_by).name} replied on {when}."
    by = respondents.say_by(request, found.reply_by)
    late = " That day has passed." if request.now > found.reply_by else ""
    return f"{said} A person will have replied by the end of {by}.{late}"


def _history(request: Request, found: DataRequest) -> Note:
    turns = talking.history(request.db, found)
    before = [f"{len(turns) - MOST} earlier lines are not shown."] if len(turns) > MOST else []
    return Note("\n".join([*before, *(_turn(request, each) for each in turns[-MOST:])]))


def _turn(request: Request, turn: Turn) -> str:
    when = say_moment(turn.at, request.partnership.zone, request.today)
    return f"{when}, {wording.name(request, turn.by)}: {turn.words}"


def _own(request: Request, found: DataRequest) -> tuple[Button, ...]:
    """What only who asked, or only who answers, can do with an open one."""
    if found.is_open and request.person.id == found.asked_by:
        return (Button("Take it back", f"request withdraw {found.number}"),)
    if found.is_open and respondents.is_asked(request, found):
        return (Button("Give it to somebody else", f"request give {found.number}"),)
    return ()


def _buttons(found: DataRequest) -> Buttons:
    number = found.number
    follow = Button("Follow", f"request follow {number}")
    if not found.is_open:
        return Buttons((*answers.button(found), Button("Ask again", f"request reopen {number}"), follow))
    return Buttons(
        (
            Button("Say something", f"request say {number}"),
            Button("Answered", f"request answered {number}"),
            Button("Not that, but this", f"request offer {number}"),
            follow,
        )
    )
