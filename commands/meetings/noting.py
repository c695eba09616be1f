"""The lines of a meeting: one command for each kind, and one for whatever is written under its message."""

from __future__ import annotations

from collections.abc import Mapping

from commands import Call, Refusal, Request, answer, command
from commands import words as language
from commands.actions import that
from commands.meetings import capture, spoken, wording
from commands.meetings.capture import keep, noted
from commands.meetings.proposing import propose
from commands.registers.labels import by_its_kind
from commands.reply import Field, Form, Option, Reply
from storage.meetings.lines import New
from storage.meetings.meeting import KINDS

QUESTIONS = {
    "topic": "What is the topic now?",
    "decision": "What was decided?",
    "info": "What is to be noted?",
    "risk": "What could go wrong?",
    "question": "What is the question?",
    "tension": "What pulls in different directions?",
}


@command(
    "meeting line",
    usage="meeting line WORDS",
    example="meeting line decision: we open on Saturdays",
    writes=True,
    free=True,
    open_keys=True,
)
def line(request: Request, words: str, *, keys: Mapping[str, str]) -> Reply:
    """Note a line; its first word and a colon say what it is."""
    going_on = wording.going_on(request)
    if not words.strip():
        return Reply((_any(request),), private=True)
    if "kind" in keys:
        return _keep(request, keys["kind"] or "info", words, keys)
    if spoken.begins_several(words) or ("\n" in words.strip() and going_on.mode == "room"):
        return propose(request, going_on, words)
    call = _as_said(by_its_kind(request, words.strip()))
    if call is None:
        return _keep(request, "info", words, keys)
    return answer(request, Call(call.command, call.words, {**keys, **call.keys}))


def _as_said(words: str) -> Call | None:
    """What somebody wrote under the message where that stands for a command: "decision: …", "undo", "A42 done"."""
    words = words.translate(language.QUOTES)
    is_command = that.read(words) is not None or language.ACTED.match(words) is not None
    if not is_command and spoken.as_command(words) == words:
        return None
    return language.understand(words)


def _any(request: Request) -> Form:
    options = tuple(Option(each, wording.name_of(request, each)) for each in KINDS if each != "action")
    fields = (
        Field("words", "What is to be noted?", "long"),
        Field("kind", "What is it?", "choice", options, optional=True, value="info"),
    )
    return Form("A line for the minutes", "meeting line", fields, submit="Note it")


def _keep(request: Request, kind: str, words: str, keys: Mapping[str, str]) -> Reply:
    if kind not in QUESTIONS:
        raise Refusal("Choose what kind of line it is.", field="kind")
    going_on = wording.going_on(request)
    new = New(
        kind,
        capture.checked(request, words),
        _reason(request, keys.get("reason", "")),
        capture.review_day(request, keys.get("review", "")),
    )
    return noted(request, going_on, keep(request, going_on, new, keys))


def _reason(request: Request, words: str) -> str:
    return capture.checked(request, words, "reason") if words.strip() else ""


def _kind(kind: str, request: Request, words: str, keys: Mapping[str, str]) -> Reply:
    if not words.strip():
        wording.going_on(request)
        return Reply((_form(request, kind),), private=True)
    return _keep(request, kind, words, keys)


def _form(request: Request, kind: str) -> Form:
    fields = [Field("words", QUESTIONS[kind], "long")]
    if kind == "decision":
        fields += [
            Field("reason", "Why?", optional=True, hint="It helps whoever reads it next year."),
            Field("review", "When do you look at it again?", optional=True, hint="For example: 31 March"),
        ]
    return Form(wording.name_of(request, kind), f"meeting {kind}", tuple(fields), submit="Note it")


@command(
    "meeting decision",
    usage="meeting decision WORDS",
    example="meeting decision we open on Saturdays",
    writes=True,
    free=True,
    open_keys=True,
)
def decision(request: Request, words: str, *, keys: Mapping[str, str]) -> Reply:
    """Note what was decided; also #decision or decision: by mention."""
    return _kind("decision", request, words, keys)


@command(
    "meeting topic",
    usage="meeting topic WORDS",
    example="meeting topic The freezer",
    writes=True,
    free=True,
    open_keys=True,
)
def topic(request: Request, words: str, *, keys: Mapping[str, str]) -> Reply:
    """Say what the meeting talks about now."""
    return _kind("topic", request, words, keys)


@command(
    "meeting info",
    usage="meeting info WORDS",
    example="meeting info the hall is free in May",
    writes=True,
    free=True,
    open_keys=True,
)
def info(request: Request, words: str, *, keys: Mapping[str, str]) -> Reply:
    """Note something worth knowing."""
    return _kind("info", request, words, keys)


@command(
    "meeting risk",
    usage="meeting risk WORDS",
    example="meeting risk the freezer may not last",
    writes=True,
    free=True,
    open_keys=True,
)
def risk(request: Request, words: str, *, keys: Mapping[str, str]) -> Reply:
    """Note what could go wrong."""
    return _kind("risk", request, words, keys)


@command(
    "meeting question",
    usage="meeting question WORDS",
    example="meeting question who has the second key?",
    writes=True,
    free=True,
    open_keys=True,
)
def question(request: Request, words: str, *, keys: Mapping[str, str]) -> Reply:
    """Note a question that stays open."""
    return _kind("question", request, words, keys)


@command(
    "meeting tension",
    usage="meeting tension WORDS",
    example="meeting tension the council wants counts, we want time to talk",
    writes=True,
    free=True,
    open_keys=True,
)
def tension(request: Request, words: str, *, keys: Mapping[str, str]) -> Reply:
    """Note where people pull in different directions; it is kept, not smoothed over."""
    return _kind("tension", request, words, keys)
