"""A yes or no to what was found in notes: one line after the other, or all; each is stored at once and counts once."""

from __future__ import annotations

import re
from collections.abc import Mapping

from commands import Refusal, Request, command
from commands.actions import noting
from commands.meetings import acting, capture, meant, starting, wording
from commands.meetings.proposing import asked
from commands.meetings.wording import counted
from commands.reply import Button, Field, Form, Option, Reply
from storage.meetings import holding, lines
from storage.meetings.meeting import KINDS, Line, Meeting

NUMBER = re.compile(r"(\d{1,6})\b[:,]?\s*", re.ASCII)
ALL = re.compile(
    r"(all|found)(?: (\d{1,6}))?", re.ASCII
)  # up to the last line that was shown beside the button
DECIDED = "That line was decided about already."


@command(
    "meeting propose keep",
    usage="meeting propose keep NUMBER",
    example="meeting propose keep 7",
    writes=True,
    listed=False,
)
def keep(request: Request, words: str, *, again: str = "") -> Reply:
    """Keep a line that was found in notes; all, or found for all but plain notes."""
    going_on, said = _waiting_in(request, words)
    if every := ALL.fullmatch(said):
        return _keep_all(request, going_on, _up_to(request, going_on, every), plain=every[1] == "all")
    line, _ = _one(request, going_on, said)
    if line is None or not _keep(request, going_on, line, again=again == "yes"):
        return asked(request, going_on, DECIDED)
    return asked(request, going_on, f"Kept: {_now(request, going_on, line)}.")


@command(
    "meeting propose drop",
    usage="meeting propose drop NUMBER",
    example="meeting propose drop 7",
    writes=True,
    listed=False,
)
def drop(request: Request, words: str) -> Reply:
    """Leave out a line that was found in notes, or all that wait."""
    going_on, said = _waiting_in(request, words)
    if every := ALL.fullmatch(said):
        left = sum(lines.drop(request.db, each) for each in _up_to(request, going_on, every))
        return asked(request, going_on, f"{counted(left, 'line')} left out.")
    line, _ = _one(request, going_on, said)
    if line is None or not lines.drop(request.db, line):
        return asked(request, going_on, DECIDED)
    return asked(request, going_on, f"Left out: {line.words}")


@command(
    "meeting propose change",
    usage="meeting propose change NUMBER WORDS",
    example="meeting propose change 7 @analyst to send the counts by Fri",
    writes=True,
    listed=False,
    free=True,
    open_keys=True,
)
def change(request: Request, words: str, *, keys: Mapping[str, str]) -> Reply:
    """Say a line that was found in notes otherwise."""
    going_on, rest = _waiting_in(request, words)
    line, said = _one(request, going_on, rest)
    if line is None:
        return asked(request, going_on, DECIDED)
    said = keys.get("said") or said
    if not said:
        return Reply((_other(request, going_on, line),), private=True)
    kind = keys.get("kind") or line.kind
    if kind not in KINDS:
        raise Refusal("Choose what kind of line it is.", field="kind")
    lines.reword(request.db, line, kind, capture.checked(request, said, "said"))
    return asked(request, going_on, "Changed.")


def _other(request: Request, going_on: Meeting, line: Line) -> Form:
    kinds = tuple(Option(each, wording.name_of(request, each)) for each in KINDS)
    fields = (
        Field(
            "said",
            "What is it to say?",
            "long",
            value=line.words,
            hint="An action: who is to do what by when.",
        ),
        Field("kind", "What is it?", "choice", kinds, optional=True, value=line.kind),
    )
    again = f"meeting propose change {going_on.label} {line.position}"
    return Form(f"Line {line.position}", again, fields, submit="Change it")


def _waiting_in(request: Request, words: str) -> tuple[Meeting, str]:
    """The meeting that a button belongs to, for as long as it is going on, and the words after it."""
    found, rest = meant.meeting_meant(request, words)
    if not found.is_open:
        raise Refusal(
            f"{wording.titled(found)}, is over. What nobody had decided about was left out of its minutes.",
            [Button("Minutes", f"minutes {found.label}")],
        )
    holding.stays_open(request.db, found, starting.closes_at(request))
    return found, rest


def _up_to(request: Request, going_on: Meeting, every: re.Match[str]) -> list[Line]:
    """What waits and was shown: nobody says yes to lines that came later."""
    waits = lines.proposed(request.db, going_on)
    return [each for each in waits if every[2] is None or each.position <= int(every[2])]


def _one(request: Request, going_on: Meeting, words: str) -> tuple[Line | None, str]:
    """The line that waits under a number, and the words after it."""
    number = NUMBER.match(words.strip())
    if number is None:
        raise Refusal("Say which line, by its number.", [Button("Show them", "meeting propose")])
    waits = lines.proposed(request.db, going_on)
    found = next((each for each in waits if each.position == int(number[1])), None)
    return found, words.strip()[number.end() :].strip()


def _keep(request: Request, going_on: Meeting, line: Line, *, again: bool) -> bool:
    if line.kind != "action":
        return lines.accept(request.db, going_on, line)
    agreed = noting.read(request, line.words)
    which = f"{going_on.label} {line.position}"
    change_it = f"meeting propose change {which} {acting.in_one_line(agreed)} by "
    wanted = acting.draft(request, going_on, agreed, change_it)
    if not again:
        noting.ask_if_alike(request, wanted, f"meeting propose keep {which}{noting.AGAIN}")
    return lines.accept(request.db, going_on, line, noting.note(request, wanted).id)


def _keep_all(request: Request, going_on: Meeting, waits: list[Line], *, plain: bool) -> Reply:
    """Keep what can be kept; what cannot stays, and is said."""
    kept, trouble = 0, []
    for each in waits:
        if each.kind == "info" and not plain:
            lines.drop(request.db, each)
            continue
        try:
            kept += _keep(request, going_on, each, again=False)
        except Refusal as refused:
            trouble.append(f"Line {each.position} waits: {refused.text}")
    return asked(request, going_on, f"{counted(kept, 'line')} kept in {going_on.label}.", *trouble)


def _now(request: Request, going_on: Meeting, line: Line) -> str:
    kept = lines.at_position(request.db, going_on, line.position)
    return wording.sentence(request, kept or line).rstrip(".")
