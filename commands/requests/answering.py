"""A request is answered: a sentence, and where people can see it."""

from __future__ import annotations

from commands import Request, command
from commands.reply import Field, Form, Reply
from commands.requests import answers, respondents, wording
from commands.requests.settled import settled
from storage.requests.request import DataRequest
from storage.requests.settling import Decision


@command(
    "request answered",
    usage="request answered 7 THE ANSWER where=ask MEASURE",
    example="request answered 7 it is in the weekly figures where=ask foodbank-referrals",
    writes=True,
    free=True,
)
def answered(request: Request, words: str, *, sentence: str = "", where: str = "") -> Reply:
    """Say that a request is answered, in a sentence, and where people can see it."""
    found, said = wording.meant(request, words, "answered")
    respondents.must_be_asked(request, found)
    said = wording.sentence(
        request, sentence or said, "sentence", "Write a sentence that says what the answer is."
    )
    if not said or not where.strip():
        return Reply((_form(found, said, where),), private=True)
    return settled(request, found, Decision("answered", said, answer=answers.checked(request, where)))


def _form(found: DataRequest, said: str, where: str) -> Form:
    guess = f"ask {found.measure}" if found.measure else ""
    return Form(
        f"Request {found.number} is answered",
        f"request answered {found.number}",
        (
            Field("sentence", "What is the answer, in a sentence?", "long", value=said),
            Field("where", "Where can people see it?", hint=answers.HINT, value=where or guess),
        ),
        submit="Answered",
    )
