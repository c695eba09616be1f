"""Where an answer is: a question Parley answers, an approved release or a link; checked that people can see it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from commands import Refusal, Request, personal
from commands.answers.reply import answer_to
from commands.question import line, understand
from commands.reply import Button, Text
from commands.words import plain
from storage.requests.request import DataRequest

LONGEST = 500
RELEASE = re.compile(r"(?:data )?(?:release )?#?(\d{1,9})", re.IGNORECASE)
LINK = re.compile(r"https?://\S+", re.IGNORECASE)
HINT = "A question such as “ask food bank referrals by reason”, the number of an approved release, or a link."


def checked(request: Request, where: str, field: str = "where") -> str:
    """The command line or address that shows the answer, or a refusal if people cannot see it."""
    where = where.strip()
    if release := RELEASE.fullmatch(where):
        return _of_release(request, int(release[1]), field)
    if LINK.fullmatch(where):
        return _link(where, field)
    return _question(request, where, field)


def _of_release(request: Request, number: int, field: str) -> str:
    shown = request.partnership.shelf.releases.items()
    measure = next((measure for measure, release in shown if release.id == number), None)
    if measure is None:
        raise Refusal(
            f"Release {number} is not what people see now: it is not approved, or a newer one took its place. "
            "Name the question that shows the answer.",
            field=field,
        )
    return f"ask {measure}"


def _link(where: str, field: str) -> str:
    try:
        host = urlsplit(where).hostname
    except ValueError:
        host = None
    if not host or len(where) > LONGEST:
        raise Refusal(
            f"Write a whole link of at most {LONGEST} characters, with https:// before it.", field=field
        )
    return personal.check(where, field)


def _question(request: Request, where: str, field: str) -> str:
    words = re.sub(r"^ask\b\s*", "", plain(where), flags=re.IGNORECASE)
    try:
        question = understand(request, words, {})
        answer_to(request, question)
    except Refusal as refused:
        raise Refusal(f"People cannot see this yet. {refused.text}", refused.offer, field) from None
    return line(question)


def button(found: DataRequest) -> tuple[Button, ...]:
    """The way to an answer that Parley shows."""
    return (Button("See the answer", found.answer),) if found.answer.startswith("ask ") else ()


def link(found: DataRequest) -> tuple[Text, ...]:
    """The way to an answer that stands elsewhere."""
    elsewhere = found.answer and not found.answer.startswith("ask ")
    return (Text("The answer is on another page", source="open it", link=found.answer),) if elsewhere else ()
