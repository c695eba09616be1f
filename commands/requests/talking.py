"""The talk about a request: what somebody writes under it reaches both sides, in every place and on every platform."""

from __future__ import annotations

from collections.abc import Mapping

from commands import Refusal, Request, command, personal
from commands.reply import Field, Form, Reply, Text
from commands.requests import respondents, telling, wording
from commands.weeknotes.reply import CALLED, SILENCE
from commands.weeknotes.words import MENTION, origin
from storage import people
from storage.requests import finding, talking
from storage.requests.request import DataRequest
from storage.requests.talking import Turn, Where

LONGEST = 2000


@command(
    "request say",
    usage="request say 7 WORDS",
    example="request say 7 which week do you mean?",
    writes=True,
    free=True,
    open_keys=True,
)
def say_(request: Request, words: str, *, keys: Mapping[str, str]) -> Reply:
    """Say something about a request; both sides read it, wherever they are."""
    where = _where(request, keys)
    found, typed = _replied_to(request, words, keys) if where else wording.meant(request, words, "say")
    said = CALLED.sub("", keys.get("text", typed).strip(), count=1)
    if not MENTION.sub("", said).strip():
        return Reply((_form(found),), private=True)
    said = wording.checked(request, said, "text", LONGEST)
    if "?" in said:
        personal.refuse_one_person(request, said)
    is_first = not talking.has_spoken(request.db, found, request.person.id)
    turn = talking.say(request.db, found, "said", said, request.person.id, request.now, where)
    return SILENCE if turn is None else _passed_on(request, found, turn, where, is_first)


def _where(request: Request, keys: Mapping[str, str]) -> Where | None:
    stood = origin(request, keys) if keys.get("about") else None
    return Where(stood.platform, stood.address, stood.message, stood.link) if stood else None


def _replied_to(request: Request, words: str, keys: Mapping[str, str]) -> tuple[DataRequest, str]:
    """The request of the message replied to: ``about`` is such as ``request/7`` or, in private, ``said/7/31``."""
    number = keys["about"].split("/")[1]
    found = finding.find(request.db, request.partnership.id, int(number))
    if found is None:
        raise Refusal(
            "This request is not kept any more, so what you wrote was not carried.", [wording.RAISE]
        )
    return found, words


def _form(found: DataRequest) -> Form:
    ask = Field("text", "What would you like to say?", "long", hint="Both sides read it. Leave names out.")
    return Form(f"About request {found.number}", f"request say {found.number}", (ask,))


def _passed_on(
    request: Request, found: DataRequest, turn: Turn, where: Where | None, is_first: bool
) -> Reply:
    """Carry it at once; the first reply of the side that was asked stops the clock."""
    asked = respondents.is_asked(request, found)
    stops = asked and talking.replied(request.db, found, request.person.id, request.now)
    threads = telling.carried(request, found, telling.line(request, turn, where), where)
    news = telling.news(request, found, turn)
    can_be_told = people.address_of(request.db, request.person.id) is not None
    quietly = where is not None and not (is_first and can_be_told)
    return Reply(
        () if quietly else _thanks(request, found, len(threads)),
        private=True,
        also=(*threads, *telling.told(request, found, news, others="nudge")),
        touched=(found.key,) if stops else (),
    )


def _thanks(request: Request, found: DataRequest, places: int) -> tuple[Text, ...]:
    others = [each for each in (found.asked_by, found.respondent) if each != request.person.id]
    names = [people.person(request.db, each).name for each in others if people.address_of(request.db, each)]
    stands = f" and stands under it in {places} place{'s' if places > 1 else ''}" if places else ""
    told = f" {' and '.join(names)} {'have' if len(names) > 1 else 'has'} been told." if names else ""
    return (Text(f"This is kept with request {found.number}{stands}.{told}"),)
