"""Each working day: requests nobody has replied to in time, and those whose day to look again has come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from commands import Request
from commands.reply import Button, Buttons, Heading, Reply, Send, Text, ToPerson
from commands.requests import clock, respondents, telling, wording
from jobs import Outcome, job
from storage import people
from storage.occurrences import Occurrence
from storage.requests import finding, settling
from storage.requests.request import DataRequest

MOST = 5  # requests in one message; the list has the others


@dataclass(slots=True)
class Bundle:
    """What one person is told in one message; a reminder to whoever answers may be held back, a promise not."""

    texts: list[Text] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)
    is_promised: bool = False


@job("request_clock")
def request_clock(request: Request, occurrence: Occurrence) -> Outcome:
    """Tell whoever asked, the leads and whoever answers; bring back what was to be looked at again."""
    here, db = request.partnership.id, request.db
    back = finding.to_revisit(db, here, request.today)
    sends = [send for each in back for send in _brought_back(request, each)]
    late = [each for each in finding.unanswered(db, here, request.now) if clock.is_due(request, each)]
    bundles: dict[int, Bundle] = defaultdict(Bundle)
    for each in late:
        settling.note_chased(db, each, request.now)
        _gather(request, each, bundles)
    sends += [_send(person, bundle) for person, bundle in bundles.items()]
    touched = tuple(each.key for each in (*back, *late))
    return Outcome(tuple(sends), touched, "" if touched else "Every request has had a reply in time.")


def _gather(request: Request, found: DataRequest, bundles: dict[int, Bundle]) -> None:
    """Whoever has two parts in a request is told once, in the words for the first of them."""
    for person, (text, button, is_promised) in dict(reversed(list(_told(request, found)))).items():
        bundle = bundles[person]
        bundle.texts.append(text)
        bundle.buttons.append(button)
        bundle.is_promised |= is_promised


def _told(request: Request, found: DataRequest) -> Iterator[tuple[int, tuple[Text, Button, bool]]]:
    look, reply = (
        wording.look(found),
        Button(f"Reply to request {found.number}", f"request say {found.number}"),
    )
    yield found.asked_by, (clock.to_asker(request, found), look, True)
    yield found.respondent, (clock.to_respondent(request, found), reply, False)
    for lead in people.with_role(request.db, request.partnership.id, "lead"):
        yield lead.id, (clock.to_lead(request, found), look, True)


def _send(person: int, bundle: Bundle) -> Send:
    title = Heading("Nobody has replied yet" if bundle.is_promised else "A sentence from you would help")
    buttons = Buttons((*bundle.buttons[:MOST], wording.ALL))
    reply = Reply((title, *bundle.texts[:MOST], buttons), private=True)
    return Send(ToPerson(person), reply, "promised" if bundle.is_promised else "nudge")


def _brought_back(request: Request, found: DataRequest) -> Iterator[Send]:
    by = respondents.reply_by(request)
    if not settling.revisit(request.db, found, request.now, by):
        return
    who = clock.who(request, found.respondent)
    told = Text(
        f"Today is the day to look at request {found.number} again: “{found.what}”. It was settled as “{found.stands}” "
        f"and is open again. {who} answers it, and will have replied by the end of {respondents.say_by(request, by)}."
    )
    reply_ = Button("Reply", f"request say {found.number}")
    news = Reply(
        (Heading(f"Request {found.number} is back"), told, Buttons((wording.look(found), reply_))), True
    )
    for send in telling.told(request, found, news, "nudge"):
        yield send if send.kind else replace(send, kind="promised")
    yield from telling.carried(request, found, told)
