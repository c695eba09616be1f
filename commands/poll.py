"""Soundings: one question, one tap, sealed; the result only at close and only when enough have answered."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

from commands import Refusal, Request, command, personal, sounding
from commands.reply import (
    Button,
    Buttons,
    Field,
    Form,
    Note,
    Reply,
    Send,
    Table,
    Text,
    ToEveryPlace,
    say,
)
from storage import occurrences, people, polls
from storage.bank_holidays import add_working_days
from storage.partnership import Span
from storage.polls import Poll
from storage.times import at_utc, parse_moment

MOST_OPTIONS = 8


@command(
    "poll",
    usage='poll "QUESTION?" ANSWER | ANSWER | ANSWER closes="WHEN"',
    example='poll "How is demand compared with two weeks ago?" Higher | Same | Lower closes="Fri 17:00"',
    writes=True,
    free=True,
)
def poll(request: Request, words: str, *, question: str = "", answers: str = "", closes: str = "") -> Reply:
    """Ask everyone a quick question; answers are sealed."""
    shown = _by_number(request, words)
    if shown is not None:
        return replace(sounding.show(request, shown), live="", private=True)
    if not words and not question:
        return Reply((_form(),), private=True)
    asked, options = _question(words) if words else (question.strip(), _options(answers))
    _check(asked, options)
    made = _open(request, asked, options, _closing(request, closes))
    return _posted(request, made)


def _form() -> Form:
    return Form(
        "Ask a quick question",
        "poll",
        (
            Field("question", "What do you want to ask?", hint="One question that a tap can answer."),
            Field("answers", "What can people answer?", "long", hint="One answer on each line."),
            Field("closes", "When does it close?", optional=True, hint="For example: Fri 5pm"),
        ),
        submit="Ask",
    )


def _question(words: str) -> tuple[str, list[str]]:
    """The question in quotes or up to its question mark, and the answers after it."""
    quoted = re.match(r'\s*"([^"]+)"\s*(.*)$', words, re.DOTALL) or re.match(
        r"\s*([^|\n]+?\?)\s*(.*)$", words, re.DOTALL
    )
    if quoted is None:
        raise Refusal(
            "Write the question in quotes and the answers after it, with a | between them. "
            'For example: /poll "Is stock running low?" Yes | No',
            field="question",
        )
    return quoted[1].strip(), _options(quoted[2])


def _options(text: str) -> list[str]:
    return [option.strip().strip('"').strip() for option in re.split(r"[|\n]", text) if option.strip()]


def _check(asked: str, options: list[str]) -> None:
    if len(asked) > 250:
        raise Refusal("The question must be 250 characters or less.", field="question")
    if not 2 <= len(options) <= MOST_OPTIONS:
        raise Refusal(
            f"Give between 2 and {MOST_OPTIONS} answers, with a | or a new line between them.",
            field="answers",
        )
    if len({option.lower() for option in options}) < len(options):
        raise Refusal("Two of the answers are the same. Make each one different.", field="answers")
    if any(len(option) > 60 for option in options):
        raise Refusal("Each answer must be 60 characters or less.", field="answers")
    personal.check(asked, "question")
    for option in options:
        personal.check(option, "answers")


def _closing(request: Request, closes: str) -> datetime:
    zone = request.partnership.zone
    if not closes.strip():
        return _usual_closing(request, request.partnership.settings.polls.closes_after)
    try:
        local = parse_moment(closes, request.now.astimezone(zone).replace(tzinfo=None))
    except ValueError as problem:
        raise Refusal(str(problem), field="closes") from None
    return at_utc(local, zone)


def _usual_closing(request: Request, span: Span) -> datetime:
    day = add_working_days(request.today, span.amount, request.partnership.settings.nation)
    return at_utc(datetime(day.year, day.month, day.day, 17), request.partnership.zone)  # noqa: DTZ001 - wall-clock time, made aware by at_utc


def _open(request: Request, asked: str, options: list[str], closes_at: datetime) -> Poll:
    settings = request.partnership.settings
    made = polls.open_poll(
        request.db,
        request.partnership.id,
        request.person.id,
        asked,
        options,
        closes_at,
        voice="organisation",
        minimum=settings.polls.minimum,
        asked=len(settings.organisations),
    )
    local = closes_at.astimezone(request.partnership.zone).replace(tzinfo=None)
    occurrences.write_down(
        request.db,
        request.partnership.id,
        "poll_close",
        local,
        closes_at.astimezone(UTC),
        sounding.live_key(made),
    )
    return made


def _posted(request: Request, made: Poll) -> Reply:
    warning: tuple[Note, ...] = ()
    if made.asked < made.minimum:
        warning = (
            Note(
                f"This partnership has {made.asked} organisations, and results need {made.minimum} answers, "
                "so this result will not be shown."
            ),
        )
    return Reply(
        (
            Text(
                f"Sounding {made.number} is open until {sounding.until(request, made)}. You can close it earlier."
            ),
            *warning,
            Buttons((Button("Close it now", f"poll close {made.number}"),)),
        ),
        private=True,
        also=(Send(ToEveryPlace(), sounding.show(request, made)),),
    )


def _by_number(request: Request, words: str) -> Poll | None:
    """The sounding in "poll 12", or ``None`` when the words are a question."""
    return sounding.found(request, int(words)) if re.fullmatch(r"\d{1,6}", words) else None


@command(
    "poll vote",
    usage="poll vote NUMBER ANSWER",
    example="poll vote 12 1",
    writes=True,
    sealed=True,
    listed=False,
)
def vote(request: Request, words: str) -> Reply:
    """Answer a sounding for your organisation."""
    shown, position = _choice(request, words)
    voice = request.person.organisation
    if voice is None:
        raise Refusal(
            "Each organisation answers once. Tell Parley which organisation you are with, then answer.",
            [Button("Say where I am from", "introduce")],
        )
    counted = polls.vote(request.db, shown, voice, position)
    name = request.partnership.organisation_name(voice)
    match counted:
        case "counted":
            return Reply(
                (Text(f"Counted. {name} has answered sounding {shown.number}."),),
                True,
                touched=(sounding.live_key(shown),),
            )
        case "already answered":
            return say(
                f"{name} has already answered sounding {shown.number}. A sealed answer cannot be changed."
            )
        case "closed":
            raise Refusal(f"Sounding {shown.number} closed at {sounding.until(request, shown)}.")
        case "no such option":
            raise Refusal(f"Sounding {shown.number} has no such answer. Press one of its buttons.")


def _choice(request: Request, words: str) -> tuple[Poll, int]:
    found = re.fullmatch(r"(\d{1,6})\s+(.+)", words)
    if found is None:
        raise Refusal("Press one of the buttons of the sounding to answer it.")
    shown = sounding.found(request, int(found[1]))
    if found[2].isdigit():
        return shown, int(found[2][:3])
    wanted = found[2].strip().lower()
    named = [position for position, option in enumerate(shown.options, 1) if option.lower() == wanted]
    return shown, named[0] if named else 0


@command("poll list", example="poll list")
def list_(request: Request, words: str) -> Reply:
    """List the open soundings."""
    found = polls.list_open(request.db, request.partnership.id)
    if not found:
        return say("No soundings are open. Ask one with /poll.")
    rows = tuple(
        (str(each.number), each.question, sounding.turnout(each), sounding.until(request, each))
        for each in found
    )
    return Reply(
        (
            Table("Open soundings", ("Number", "Question", "Answered", "Closes"), rows),
            Buttons(tuple(Button(f"Show {each.number}", f"poll {each.number}") for each in found[:5])),
        ),
        private=True,
    )


@command("poll close", usage="poll close NUMBER", example="poll close 12", writes=True)
def close(request: Request, words: str) -> Reply:
    """Close your own sounding now; a lead can close any."""
    if not re.fullmatch(r"\d{1,6}", words):
        raise Refusal("Say which sounding to close, for example /poll close 12.")
    shown = sounding.found(request, int(words))
    if request.person.id != shown.owner and "lead" not in request.person.roles:
        owner = people.person(request.db, shown.owner).name
        raise Refusal(f"Only {owner}, who asked it, or a lead can close sounding {shown.number}.")
    if not polls.close(request.db, shown):
        return say(f"Sounding {shown.number} is closed already.")
    return Reply(
        (Text(f"Sounding {shown.number} is closed."),),
        private=True,
        touched=(sounding.live_key(shown),),
        also=(Send(ToEveryPlace(), sounding.closing(request, shown.number)),),
    )
