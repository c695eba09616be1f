"""A register: its list, one of its lines, and each as a file."""

from __future__ import annotations

import re
from collections.abc import Sequence

from commands import Refusal, Request
from commands.registers import files
from commands.registers.labels import label
from commands.reply import Block, Button, Buttons, Fields, Heading, Note, Reply, Table, Text
from storage import people
from storage.meetings import holding, registers
from storage.meetings.meeting import NUMBERED, Line
from storage.times import say_date

MOST = 40
COMMANDS = {"decision": "decisions", "risk": "risks", "question": "questions", "tension": "tensions"}
SAID = re.compile(r"([a-z])?\s*(\d{1,6})\b[:,]?\s*(.*)", re.IGNORECASE | re.DOTALL)


def found(request: Request, kind: str, words: str) -> tuple[Line, str] | None:
    """The line of a register that words begin with, and the rest; ``None`` where they name none."""
    said = SAID.fullmatch(words.strip())
    if said is None:
        return None
    letter, number = NUMBERED[kind], int(said[2])
    line = registers.find(request.db, request.partnership.id, kind, number)
    if line is None or (said[1] or letter).upper() != letter:
        named = label(request, kind)
        raise Refusal(
            f"There is no {named.one.casefold()} {said[1] or letter}{said[2]}.", [_list_button(request, kind)]
        )
    return line, said[3].strip()


def several(request: Request, kind: str, which: str, wanted: str) -> Reply:
    """The open ones, or ``which`` of all, closed; ``wanted`` names the files to get instead."""
    whole = registers.of_kind(request.db, request.partnership.id, kind)
    if wanted:
        return files.reply(request, kind, whole, wanted)
    named, which = label(request, kind), which.casefold().strip()
    match which:
        case "" | "open":
            caption, shown = named.many, [each for each in whole if each.closed_at is None]
        case "closed":
            caption, shown = (
                f"{named.many} that are closed",
                [each for each in whole if each.closed_at is not None],
            )
        case "all":
            caption, shown = f"{named.many}, open and closed", whole
        case _:
            line = COMMANDS[kind]
            raise Refusal(
                f"Write {line}, and after it all, closed, or a number such as {NUMBERED[kind]}3.",
                [_list_button(request, kind)],
            )
    return _list(request, kind, caption, shown)


def _list(request: Request, kind: str, caption: str, shown: Sequence[Line]) -> Reply:
    line, named = COMMANDS[kind], label(request, kind)
    rest = (Button("Closed ones", f"{line} closed"),) if kind != "decision" else _others(request)
    if not shown:
        said = f"{caption}: there are none. They are noted in meetings: meeting {kind} WORDS"
        return Reply((Text(said), *([Buttons(rest)] if rest else [])), quiet=True)
    rows = tuple((each.label, each.words, *_columns(request, each)) for each in shown[:MOST])
    heads = ("Look at again", "Said at") if kind == "decision" else ("State", "Said at")
    more = (
        (Note(f"The newest {MOST} of {len(shown)}. All of them: {line} as=csv"),) if len(shown) > MOST else ()
    )
    buttons = (
        *(Button(each.label, f"{line} {each.label}") for each in shown[:5]),
        *rest,
        Button("As CSV", f"{line} as=csv"),
        Button("As Markdown", f"{line} as=markdown"),
    )
    return Reply((Table(caption, ("Number", named.one, *heads), rows), *more, Buttons(buttons)), quiet=True)


def _others(request: Request) -> tuple[Button, ...]:
    """The registers that a decision may be looked for beside."""
    return tuple(_list_button(request, each) for each in COMMANDS if each != "decision")


def _columns(request: Request, line: Line) -> tuple[str, str]:
    meeting = holding.by_id(request.db, line.meeting)
    day = say_date(meeting.started_at.astimezone(request.partnership.zone).date())
    return review(request, line) if line.kind == "decision" else state(line), f"{meeting.label}, {day}"


def review(request: Request, line: Line) -> str:
    """When a decision is looked at again, in words."""
    if line.review_on is None:
        return "no date"
    return f"{say_date(line.review_on)}{' (date has come)' if line.review_on <= request.today else ''}"


def state(line: Line) -> str:
    """Open, or what became of it."""
    if line.closed_at is None:
        return "open"
    return f"closed: {line.closed_words}" if line.closed_words else "closed"


def one(request: Request, line: Line) -> Reply:
    """One line with all that is known of it, and what can be done with it."""
    meeting = holding.by_id(request.db, line.meeting)
    day = say_date(meeting.started_at.astimezone(request.partnership.zone).date())
    rows = [
        ("Said at", f"{meeting.label}, {meeting.title}, {day}"),
        ("Noted by", people.person(request.db, line.by).name),
    ]
    if line.kind == "decision":
        rows += [("Reason", line.reason or "not said"), ("Look at again", review(request, line))]
    else:
        rows.append(("State", state(line)))
    blocks: tuple[Block, ...] = (
        Heading(f"{label(request, line.kind).one} {line.label}"),
        Text(line.words, "where it was said" if line.link else "", line.link or ""),
        Fields(tuple(rows)),
        Buttons((*_doing(line), Button(f"Minutes {meeting.label}", f"minutes {meeting.label}"))),
    )
    return Reply(blocks, quiet=True)


def _doing(line: Line) -> tuple[Button, ...]:
    name = f"{COMMANDS[line.kind]} {line.label}"
    if line.kind == "decision":
        return (Button("Reason and review date", f"{name} change"),)
    if line.closed_at is None:
        return (Button("Close it", f"{name} close"),)
    return (Button("Open it again", f"{name} reopen"),)


def _list_button(request: Request, kind: str) -> Button:
    return Button(label(request, kind).many, COMMANDS[kind])
