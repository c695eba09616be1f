"""The agenda: what waits to be talked about, and the point that comes next."""

from __future__ import annotations

import re
from collections.abc import Mapping

from commands import Refusal, Request, command
from commands.meetings import beforehand, capture, wording
from commands.meetings.capture import keep
from commands.reply import Block, Button, Buttons, Field, Form, Reply, Text
from commands.schedule_words import settings_now
from storage import people
from storage.meetings import agenda as queue
from storage.meetings import holding, next_meeting
from storage.meetings.agenda import Item
from storage.meetings.lines import New
from storage.times import say_date, say_time

ADD = Button("Add to the agenda", "meeting agenda add")
FOR = re.compile(r"\s+for (?:the )?([^.]+)$", re.IGNORECASE)
LONGEST, MOST, SHOWN = 200, 50, 20


@command("meeting agenda", usage="meeting agenda", example="meeting agenda")
def agenda(request: Request, words: str) -> Reply:
    """Show what waits to be talked about."""
    series = next_meeting.series_named(settings_now(request), words) if words.strip() else None
    waits = queue.waiting(request.db, request.partnership.id, series.title if series else None)
    if not waits:
        return Reply(
            (Text(f"Nothing is on the agenda. {_when(request)}".strip()), Buttons((ADD,))), quiet=True
        )
    listed = "\n".join(f"{each.id}. {_said(request, each)}" for each in waits[:SHOWN])
    more = f"\nAnd {len(waits) - SHOWN} more." if len(waits) > SHOWN else ""
    drops = (Button(f"Drop {each.id}", f"meeting agenda drop {each.id}") for each in waits[:5])
    blocks: tuple[Block, ...] = (Text(f"On the agenda, the longest there first:\n{listed}{more}"),)
    return Reply((*blocks, Text(_when(request)), Buttons((ADD, *drops))), quiet=True)


def _when(request: Request) -> str:
    coming = next_meeting.next_one(request.db, settings_now(request), request.now)
    if coming is None:
        return "It waits for the next meeting that somebody starts."
    local = coming.local
    return f"The next meeting is {coming.series.title}, {say_time(local.time())} on {say_date(local.date())}."


def _said(request: Request, item: Item) -> str:
    who = people.person(request.db, item.by).name
    tail = f", for {item.series}" if item.series else ""
    left = f", left over {wording.counted(item.rolled_over, 'time')}" if item.rolled_over else ""
    return f"{item.words} ({who}{tail}{left})"


@command(
    "meeting agenda add",
    usage="meeting agenda add WORDS",
    example="meeting agenda add The freezer, for the Weekly call",
    writes=True,
    free=True,
    open_keys=True,
)
def add(request: Request, words: str, *, keys: Mapping[str, str]) -> Reply:
    """Put something on the agenda; it waits until a meeting reaches it."""
    if not words.strip():
        ask = Field("words", "What do you want to talk about?", hint="One point, in a few words.")
        return Reply((Form("For the agenda", "meeting agenda add", (ask,), submit="Add it"),), private=True)
    series, said = _split(request, " ".join(capture.checked(request, words).split()))
    if len(said) > LONGEST:
        raise Refusal(f"Write one point of {LONGEST} characters or less.", field="words")
    waits = queue.waiting(request.db, request.partnership.id)
    if len(waits) >= MOST:
        raise Refusal(
            f"{MOST} points are waiting. Drop some of them first.", [Button("Agenda", "meeting agenda")]
        )
    if any(each.words.casefold() == said.casefold() and each.series == series for each in waits):
        return Reply((Text("That is on the agenda already."),), private=True)
    made = queue.add(
        request.db,
        request.partnership.id,
        series,
        said,
        request.person.id,
        request.now,
        keys.get("link") or None,
    )
    buttons = Buttons(
        (Button("Take it back", f"meeting agenda drop {made.id}"), Button("Agenda", "meeting agenda"))
    )
    text = f"On the agenda: {made.words}. {_when(request) if series is None else f'It waits for {series}.'}"
    return Reply((Text(text), buttons), quiet=True, touched=_living(request))


def _split(request: Request, words: str) -> tuple[str | None, str]:
    """The series that words name at their end, and the rest."""
    named = FOR.search(words)
    series = next_meeting.series_named(settings_now(request), named[1]) if named else None
    if named is None or series is None:
        return None, words
    return series.title, words[: named.start()].strip().rstrip(",")


def _living(request: Request) -> tuple[str, ...]:
    going_on = holding.open_one(request.db, request.partnership.id)
    return (going_on.key,) if going_on else beforehand.touched(request)


@command(
    "meeting agenda drop", usage="meeting agenda drop NUMBER", example="meeting agenda drop 7", writes=True
)
def drop(request: Request, words: str) -> Reply:
    """Take something off the agenda."""
    found = _found(request, words)
    if found is None:
        raise Refusal(
            "That is not on the agenda any more. Look at what is.", [Button("Agenda", "meeting agenda")]
        )
    queue.drop(request.db, found)
    again = Button(
        "Put it back", f"meeting agenda add {found.words}{f' for {found.series}' if found.series else ''}"
    )
    return Reply(
        (Text(f"Off the agenda: {found.words}."), Buttons((again,))), quiet=True, touched=_living(request)
    )


def _found(request: Request, words: str) -> Item | None:
    number = words.strip().lstrip("#")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    return queue.find(request.db, request.partnership.id, int(number))


@command("meeting next", usage="meeting next", example="meeting next", writes=True)
def next_(request: Request, words: str) -> Reply:
    """Go on to the next point of the agenda."""
    going_on = wording.going_on(request)
    waits = queue.waiting_for(request.db, going_on)
    if words.strip():
        wanted = _found(request, words)
        if wanted is None:
            return Reply(
                (Text("The meeting has reached that point already, or it was dropped."),), private=True
            )
        waits = [wanted]
    if not waits:
        raise Refusal(
            "Nothing is left on the agenda.",
            [Button("Another topic", "meeting topic"), Button("End it", "meeting end")],
        )
    queue.reach(request.db, waits[0], going_on)
    line = keep(request, going_on, New("topic", waits[0].words), {})
    buttons = Buttons((Button("Take it back", f"meeting undo {going_on.label} {line.position}"),))
    return Reply(
        (Text(f"The meeting talks about: {line.words}."), buttons), quiet=True, touched=(going_on.key,)
    )
