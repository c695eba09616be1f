"""What a meeting begins with: minutes to confirm, open actions oldest first, what was closed, decisions to look at again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from commands import Request
from commands.actions import wording as action_wording
from commands.minutes import confirm
from commands.registers.labels import label
from commands.reply import Block, Button, Buttons, Note, Text
from storage.actions import finding
from storage.actions.action import Action
from storage.meetings import holding, registers
from storage.meetings.meeting import Meeting
from storage.times import say_date

MOST = 20
BEFORE_THE_FIRST = timedelta(weeks=4)  # what the first of all meetings hears of


def matters_arising(request: Request, meeting: Meeting) -> tuple[Block, ...]:
    """What is said when a meeting begins. Ask once, in a command that writes: what was closed is noted as reported."""
    closed = _closed_since_the_last(request, meeting)
    finding.note_reported(request.db, closed, meeting.id)
    return (
        *_to_confirm(request, meeting),
        *_open(request, meeting),
        *_table(request, "Closed since the last meeting", closed),
        *_to_review(request),
    )


def _closed_since_the_last(request: Request, meeting: Meeting) -> list[Action]:
    last = holding.latest(request.db, request.partnership.id, before=meeting.id)
    since = last.started_at if last else meeting.started_at - BEFORE_THE_FIRST
    found = finding.closed_unreported(request.db, request.partnership.id)
    return [each for each in found if each.done_at is not None and each.done_at >= since]


def _to_confirm(request: Request, meeting: Meeting) -> Iterator[Block]:
    """The drafts of this series, or for a meeting that comes once of any, the last one first."""
    ended = holding.ended(request.db, request.partnership.id)
    drafts = [each for each in ended if each.state == "draft" and meeting.series in (None, each.series)][:3]
    for each in drafts:
        day = say_date(each.started_at.astimezone(request.partnership.zone).date())
        yield Text(f"To confirm: the minutes of {each.label}, {each.title} on {day}.")
        yield Buttons((Button(f"Read {each.label}", f"minutes {each.label}"), confirm.button(each)))


def _open(request: Request, meeting: Meeting) -> Iterator[Block]:
    found = finding.open_ones(request.db, request.partnership.id)
    earlier = [each for each in found if each.meeting != meeting.id]
    oldest = sorted(earlier, key=lambda each: (each.made_at, each.number))
    return _table(request, "Matters arising: open actions, oldest first", oldest)


def _table(request: Request, caption: str, found: Sequence[Action]) -> Iterator[Block]:
    if found:
        yield action_wording.table(caption, found[:MOST], request.today)
    if len(found) > MOST:
        yield Note(f"The first {MOST} of {len(found)}. All of them: action list")


def _to_review(request: Request) -> Iterator[Block]:
    """Decisions that said when to look at them again, until they get another day or none."""
    found = registers.to_review(request.db, request.partnership.id, request.today)[:MOST]
    if not found:
        return
    name = label(request, "decision").many
    yield Text("\n".join([f"{name} to look at again:", *(f"{each.label}: {each.words}" for each in found)]))
    yield Buttons(tuple(Button(f"Look at {each.label}", f"decisions {each.label}") for each in found[:5]))
