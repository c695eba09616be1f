"""Who hears of a request, in private and under its living messages; what they hear can be answered where it stands."""

from __future__ import annotations

from typing import Literal

from commands import Request, live
from commands.reply import (
    Block,
    Button,
    Buttons,
    Fields,
    Heading,
    Note,
    Reply,
    Send,
    Text,
    ToPerson,
    ToThread,
)
from commands.requests import answers, respondents, wording
from commands.requests.showing import GONE, stands
from storage.requests import finding, raising, talking
from storage.requests.request import DataRequest
from storage.requests.talking import Turn, Where

FROM = {"slack": "in Slack", "telegram": "in Telegram"}
ANSWER = "Write under this message to answer. Both sides read it, and everybody in the partnership's places."


def told(
    request: Request, found: DataRequest, reply: Reply, others: Literal["", "nudge"] = ""
) -> tuple[Send, ...]:
    """For who asked and who answers always, for others who follow it as a kind of message; never for the speaker."""
    always = (found.asked_by, found.respondent)
    whom = dict.fromkeys([*always, *raising.followers(request.db, found)])
    return tuple(
        Send(ToPerson(each), reply, "" if each in always else others)
        for each in whom
        if each != request.person.id
    )


def carried(request: Request, found: DataRequest, text: Text, where: Where | None = None) -> tuple[Send, ...]:
    """A line under the living message in every place but the one where it was said."""
    threads = talking.threads(request.db, found, where)
    return tuple(Send(ToThread(post), Reply((text,))) for post in threads)


def line(request: Request, turn: Turn, where: Where | None = None) -> Text:
    """What somebody said or did, with their name, their organisation and the place where they said it."""
    said = wording.line(request, turn)
    if where is None or request.place is None:
        return Text(said)
    return Text(said, source=FROM.get(where.platform, "on the page"), link=where.link or "")


def news(request: Request, found: DataRequest, turn: Turn) -> Reply:
    """What people read in private of something that was said or done. An answer to it goes on with the talk."""
    more = () if turn.kind == "said" else _state(request, found)
    answer = Button("Answer", f"request say {found.number}", "primary")
    again = () if found.is_open else (Button("Ask again", f"request reopen {found.number}"),)
    return Reply(
        (
            Heading(f"About request {found.number}"),
            Text(wording.line(request, turn)),
            *more,
            Note(ANSWER),
            Buttons((*answers.button(found), answer, *again, wording.look(found))),
        ),
        private=True,
        live=f"said/{found.number}/{turn.id}",
    )


def _state(request: Request, found: DataRequest) -> tuple[Block, ...]:
    rows = [("What was asked", found.what), ("Who answers", wording.name(request, found.respondent))]
    now = [("How it stands", stands(request, found))] if found.is_open else []
    return (Fields((*rows, *now)), *answers.link(found))


def to_respondent(request: Request, found: DataRequest) -> Reply:
    """What whoever answers reads first: who asks what and why, by when to reply, and the ways to do it."""
    say = "Reply by the end of {}, even if there is no answer yet: one sentence is enough. {}"
    return Reply(
        (
            Heading(f"Request {found.number} is for you"),
            Text(f"{wording.who(request, found.asked_by)} would like to know: {found.what}"),
            Text(f"Why: {found.why}"),
            Note(say.format(respondents.say_by(request, found.reply_by), ANSWER)),
            Buttons(
                (
                    Button("Reply", f"request say {found.number}", "primary"),
                    Button("Answered", f"request answered {found.number}"),
                    Button("Not that, but this", f"request offer {found.number}"),
                )
            ),
        ),
        private=True,
        live=f"asked/{found.number}",
    )


@live("asked", answered_by="request say")
def to_respondent_again(request: Request, number: str) -> Reply:
    """The same message, when it is written again."""
    found = finding.find(request.db, request.partnership.id, int(number))
    return to_respondent(request, found) if found else GONE


@live("said", answered_by="request say")
def again(request: Request, key: str) -> Reply:
    """The same message, when it is written again."""
    number, _, of = key.partition("/")
    found = finding.find(request.db, request.partnership.id, int(number))
    turn = talking.turn(request.db, found, int(of)) if found else None
    return news(request, found, turn) if found and turn else GONE
