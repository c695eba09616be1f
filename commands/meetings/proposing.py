"""Pasted notes: what each line seems to be is stored as proposed, and waits for a yes or no."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from commands import Refusal, Request, command, personal
from commands.actions import due, noting, owners
from commands.meetings import attending, capture, notes, starting, wording
from commands.meetings.notes import Found
from commands.meetings.wording import counted
from commands.reply import Block, Button, Buttons, Field, Form, Heading, Note, Reply, Text
from commands.weeknotes.words import named_people
from storage.meetings import holding, lines
from storage.meetings.lines import New
from storage.meetings.meeting import KINDS, Line, Meeting

MOST, SHOWN = 100, 12


@command(
    "meeting notes",
    usage="meeting notes YOUR NOTES",
    example="meeting notes Agreed: we open on Saturdays",
    writes=True,
    free=True,
    open_keys=True,
)
def notes_(request: Request, words: str, *, keys: Mapping[str, str]) -> Reply:
    """Send notes of many lines; decisions and actions in them are found, and you say which are right."""
    going_on = wording.going_on(request)
    if not words.strip():
        return Reply((_form(),), private=True)
    return propose(request, going_on, words)


def _form() -> Form:
    hint = "As many lines as you like. Decision:, Action:, Risk:, Question: at the head of a line say what it is."
    return Form(
        "Notes",
        "meeting notes",
        (Field("words", "Your notes", "long", hint=hint),),
        submit="Look through them",
    )


def propose(request: Request, going_on: Meeting, text: str) -> Reply:
    """Store what the lines of notes seem to be, and ask about each."""
    text = personal.check(named_people(request, text))
    if any(len(line) > capture.LONGEST for line in text.splitlines()):
        raise Refusal(
            f"A line of your notes has more than {capture.LONGEST:,} characters. Break it up.", field="words"
        )
    found = list(notes.read(text, lambda name: owners.is_name(request, name)))
    if len(found) > MOST:
        raise Refusal(f"Send {MOST} lines or fewer at once.", field="words")
    here = [*_attendance(request, going_on, found)]
    _store(request, going_on, [each for each in found if each.kind in KINDS])
    starting.come(request, going_on, request.person)
    holding.stays_open(request.db, going_on, starting.closes_at(request))
    return asked(request, going_on, *here)


def _attendance(request: Request, going_on: Meeting, found: list[Found]) -> Iterator[str]:
    """Names are noted at once: they need no second look."""
    for each in found:
        if each.kind in KINDS:
            continue
        came = each.kind == "came"
        noted = attending.note_all(request, going_on, each.words, came=came)
        if noted:
            yield f"Noted as {'here' if came else 'sending apologies'}: {', '.join(who.name for who in noted)}."


def _store(request: Request, going_on: Meeting, found: list[Found]) -> None:
    """Each line once, also where notes are sent twice."""
    known = {(each.kind, each.words) for each in lines.every(request.db, going_on)}
    for each in found:
        if (each.kind, each.words) in known:
            continue
        known.add((each.kind, each.words))
        new = New(each.kind, each.words, state="proposed")
        lines.add(request.db, going_on, new, request.person.id, request.now)


@command("meeting propose", usage="meeting propose", example="meeting propose")
def proposed(request: Request, words: str) -> Reply:
    """Show what was found in notes and waits for a yes or no."""
    return asked(request, wording.seen_going_on(request))


def asked(request: Request, going_on: Meeting, *said: str) -> Reply:
    """What has just become of it, and what waits, the first with its buttons."""
    waits = lines.proposed(request.db, going_on)
    blocks: list[Block] = [Text(each) for each in said]
    if not waits:
        blocks.append(Text("Nothing from notes waits for a yes or no."))
        return Reply(tuple(blocks), private=True, touched=(going_on.key,))
    listed = "\n".join(_waiting(request, each) for each in waits[:SHOWN])
    blocks += [Heading(f"Found in notes: {counted(len(waits), 'line')}"), Text(listed)]
    if len(waits) > SHOWN:
        blocks.append(Note(f"And {len(waits) - SHOWN} more, which come after these."))
    return Reply((*blocks, *_buttons(going_on, waits)), private=True, touched=(going_on.key,))


def _waiting(request: Request, line: Line) -> str:
    """A line as it would be kept; an action as it was understood."""
    if line.kind != "action":
        return f"{line.position}. {wording.name_of(request, line.kind)}: {line.words}"
    try:
        wanted = noting.draft(request, noting.read(request, line.words))
    except Refusal:
        return f"{line.position}. Action, to be put right: {line.words}"
    you = " (you)" if wanted.owner.person == request.person.id else ""
    by = due.Due(wanted.due, wanted.at_meeting).words(request.today)
    return f"{line.position}. Action: {wanted.owner.name}{you} to {wanted.what}, {by}"


def _buttons(going_on: Meeting, waits: list[Line]) -> Iterator[Block]:
    """Each names its meeting and what was shown beside it: nobody says yes to something else."""
    first, plain = waits[0].position, [each for each in waits if each.kind == "info"]
    here, last = going_on.label, waits[-1].position
    yield Buttons(
        (
            Button(f"Keep {first}", f"meeting propose keep {here} {first}", "primary"),
            Button(f"Change {first}", f"meeting propose change {here} {first}"),
            Button(f"Leave {first} out", f"meeting propose drop {here} {first}"),
        )
    )
    found = len(waits) - len(plain)
    only = (
        (Button(f"Keep {found}, without notes", f"meeting propose keep {here} found {last}"),)
        if plain and found
        else ()
    )
    yield Buttons(
        (
            Button(f"Keep all {len(waits)}", f"meeting propose keep {here} all {last}"),
            *only,
            Button("Leave all out", f"meeting propose drop {here} all {last}"),
        )
    )
