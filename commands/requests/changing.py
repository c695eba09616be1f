"""What else can become of a request: withdrawn, asked again, given to somebody else, a decision taken back."""

from __future__ import annotations

from commands import Refusal, Request, command
from commands.reply import Button, Buttons, Field, Form, Option, Reply, Text
from commands.requests import respondents, wording
from commands.requests.settled import passed_on, settled, who_hears
from storage import people
from storage.people import Person
from storage.requests import raising, settling
from storage.requests.request import DataRequest
from storage.requests.settling import Decision
from storage.requests.talking import Turn

MOST = 25  # names in one choice


@command("request withdraw", usage="request withdraw 7", example="request withdraw 7", writes=True)
def withdraw(request: Request, words: str) -> Reply:
    """Take back a request you made."""
    found, _ = wording.meant(request, words, "withdraw")
    if request.person.id != found.asked_by:
        asker = people.person(request.db, found.asked_by).name
        raise Refusal(
            f"Only {asker}, who asked, can take request {found.number} back.", [wording.look(found)]
        )
    if not found.is_open:
        raise Refusal(f"Request {found.number} is not open any more: {found.stands}.", [wording.look(found)])
    return settled(request, found, Decision("withdrawn"))


@command("request reopen", usage="request reopen 7", example="request reopen 7", writes=True)
def reopen(request: Request, words: str) -> Reply:
    """Ask again what was settled; a person will have replied by a new day."""
    found, _ = wording.meant(request, words, "reopen")
    if not respondents.is_asked(request, found) and request.person.id != found.asked_by:
        raise Refusal(
            f"Request {found.number} can be opened again by who asked and who answers. Follow it, or ask your own.",
            [Button("Follow", f"request follow {found.number}"), wording.raise_about(found.what)],
        )
    by = respondents.reply_by(request)
    turn = settling.reopen(request.db, found, request.person.id, request.now, by)
    if turn is None:
        raise Refusal(f"Request {found.number} is open already.", [wording.look(found)])
    until = f"A person will have replied by the end of {respondents.say_by(request, by)}."
    return _changed(request, found, turn, f"Request {found.number} is open again. {until}")


@command("request undo", usage="request undo 7", example="request undo 7", writes=True, listed=False)
def undo(request: Request, words: str) -> Reply:
    """Take back a decision about a request that was made by mistake."""
    found, _ = wording.meant(request, words, "undo")
    if not respondents.is_asked(request, found) and request.person.id != found.settled_by:
        respondents.must_be_asked(request, found)
    if found.state == "withdrawn" and request.person.id != found.asked_by:
        raise Refusal("Only who asked can take that back.", [wording.look(found)])
    turn = settling.undo(request.db, found, request.person.id, request.now)
    if turn is None:
        raise Refusal(f"Request {found.number} is open, so there is nothing to undo.", [wording.look(found)])
    return _changed(request, found, turn, f"Undone. Request {found.number} is open as it was before.")


@command(
    "request give",
    usage="request give 7 @WHO",
    example="request give 7 @analyst",
    writes=True,
    free=True,
)
def give(request: Request, words: str, *, who: str = "") -> Reply:
    """Hand a request to somebody else who answers it."""
    found, typed = wording.meant(request, words, "give")
    respondents.must_be_asked(request, found)
    handle = (who or typed).strip()
    if not handle:
        return Reply((_form(request, found),), private=True)
    new = _named(request, found, handle)
    turn = settling.hand_over(request.db, found, new.id, request.person.id, request.now, new.name)
    if turn is None:
        raise Refusal(f"{new.name} has request {found.number} already.", [wording.look(found)])
    raising.follow(request.db, found, new.id)
    if people.address_of(request.db, new.id) is None:
        done = f"{new.name} answers request {found.number} now. Parley cannot write to them yet: tell them yourself."
        return _changed(request, found, turn, done)
    done = f"{new.name} answers request {found.number} now, and has been told."
    return _changed(request, found, turn, done)


def _named(request: Request, found: DataRequest, handle: str) -> Person:
    named = people.called(request.db, request.partnership.id, handle)
    if handle.casefold().removeprefix("@") in ("me", "myself"):
        named = [request.person]
    if len(named) != 1:
        which = "More than one person is" if named else "Nobody here is"
        raise Refusal(f"{which} called “{handle[:60]}”. Write the whole name of one person.", field="who")
    if named[0].id == found.asked_by:
        raise Refusal(f"{named[0].name} asked this. Name somebody else to answer it.", field="who")
    return named[0]


def _form(request: Request, found: DataRequest) -> Form:
    known = people.configured(request.db, request.partnership.id).values()
    can = [each for each in known if each.id not in (found.asked_by, found.respondent)]
    options = tuple(Option(each.name, wording.name(request, each.id)) for each in can[:MOST])
    ask = Field("who", "Who answers it from now on?", "choice", options)
    return Form(f"Give request {found.number}", f"request give {found.number}", (ask,), submit="Give it")


def _changed(request: Request, found: DataRequest, turn: Turn, done: str) -> Reply:
    """Say what somebody did, everywhere and to who follows it."""
    answer = Text(f"{done} {who_hears(request, found)}"), Buttons((wording.look(found),))
    return passed_on(request, found, turn, answer)
