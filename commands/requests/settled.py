"""What every decision about a request has in common: it is kept, said under it everywhere, and told to who follows it."""

from __future__ import annotations

from commands import Request
from commands.reply import Block, Button, Buttons, Reply, Text, say
from commands.requests import telling, wording
from storage import people
from storage.requests import finding, settling
from storage.requests.request import DataRequest
from storage.requests.settling import Decision
from storage.requests.talking import Turn


def settled(
    request: Request, found: DataRequest, decision: Decision, more: tuple[Text | Buttons, ...] = ()
) -> Reply:
    """Decide, say it everywhere, and tell who asked and who follows it. ``more`` is for whoever decided."""
    turn = settling.settle(request.db, found, decision, request.person.id, request.now)
    if turn is None:
        return say(f"Request {found.number} stands like that already.")
    stands = after(request, found).stands
    undo = Button("Undo", f"request undo {found.number}")
    done = Text(f"Request {found.number} is settled: {stands}. {who_hears(request, found)}")
    return passed_on(request, found, turn, (done, *more, Buttons((undo, wording.look(found)))))


def passed_on(request: Request, found: DataRequest, turn: Turn, answer: tuple[Block, ...]) -> Reply:
    """Say under it in every place what became of it, and tell who asked, who answers and who follows it."""
    now = after(request, found)
    told = telling.told(request, now, telling.news(request, now, turn))
    threads = telling.carried(request, now, telling.line(request, turn))
    return Reply(answer, private=True, also=(*threads, *told), touched=(found.key,))


def after(request: Request, found: DataRequest) -> DataRequest:
    """The request as it stands now."""
    now = finding.find(request.db, request.partnership.id, found.number)
    assert now is not None, "it was changed a moment ago"
    return now


def who_hears(request: Request, found: DataRequest) -> str:
    """Who has been told of what changed, in a sentence."""
    if found.asked_by == request.person.id:
        return "Whoever follows it has been told."
    asker = people.person(request.db, found.asked_by).name
    if people.address_of(request.db, found.asked_by) is None:
        return f"Parley cannot write to {asker} in private yet: tell them yourself."
    return f"{asker} and whoever follows it have been told."
