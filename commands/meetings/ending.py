"""The end of a meeting: ended by its chair or by itself, its owners told, its minutes a draft; or called off without a trace."""

from __future__ import annotations

from commands import Refusal, Request, command
from commands.meetings import board, meant, telling, wording
from commands.meetings.wording import counted, titled
from commands.minutes import ending as minutes
from commands.minutes.wording import correct_until
from commands.reply import Button, Buttons, Reply, Send, Text
from storage.actions import finding
from storage.meetings import agenda, holding, lines
from storage.meetings.meeting import Meeting


@command("meeting end", usage="meeting end", example="meeting end", writes=True)
def end(request: Request, words: str, *, anyway: str = "") -> Reply:
    """End the meeting: owners hear of their actions, and the minutes are a draft."""
    going_on, _ = meant.meeting_meant(request, words)
    if not going_on.is_open:
        return _over(going_on)
    wording.must_run(request, going_on, "end it")
    waiting = len(lines.proposed(request.db, going_on))
    if waiting and anyway != "yes":
        raise _undecided(going_on, waiting)
    followed = finish(request, going_on, by_itself=False)
    if followed is None:
        return _over(going_on)
    said = board.tally(request, lines.kept(request.db, going_on))
    text = f"{titled(going_on)}, has ended. {said} {telling.who_hears(request, going_on)}".strip()
    buttons = Buttons((Button("Minutes", f"minutes {going_on.label}"),))
    return Reply((Text(text), buttons), private=True, also=followed, touched=(going_on.key,))


def _over(meeting: Meeting) -> Reply:
    """The same twice is said once."""
    buttons = Buttons((Button("Minutes", f"minutes {meeting.label}"),))
    return Reply((Text(f"{titled(meeting)}, is over already."), buttons), private=True)


def _undecided(going_on: Meeting, waiting: int) -> Refusal:
    found = f"{counted(waiting, 'line')} found in notes"
    return Refusal(
        f"{found} {'waits' if waiting == 1 else 'wait'} for a yes or no. Look at them, or end without them.",
        [
            Button("Look at them", "meeting propose"),
            Button("End without them", f"meeting end {going_on.label} anyway=yes"),
        ],
    )


def finish(request: Request, going_on: Meeting, *, by_itself: bool) -> tuple[Send, ...] | None:
    """End it, and what everybody hears of it; ``None`` if it is over already."""
    until = correct_until(request, request.now)
    if not holding.end(request.db, going_on, request.now, until, by_itself=by_itself):
        return None
    for each in lines.proposed(request.db, going_on):
        lines.drop(request.db, each)
    agenda.roll_over(request.db, going_on)
    return (*minutes.after_end(request, going_on), *telling.owners(request, going_on))


@command("meeting abort", usage="meeting abort", example="meeting abort", writes=True)
def abort(request: Request, words: str, *, sure: str = "") -> Reply:
    """Call the meeting off; nothing that was said in it is kept."""
    going_on, _ = meant.meeting_meant(request, words)
    if not going_on.is_open:
        return _over(going_on)
    wording.must_run(request, going_on, "call it off")
    if sure != "yes":
        return _ask(request, going_on)
    agreed = finding.of_meeting(request.db, going_on.id)
    holding.abort(request.db, going_on)
    text = Text(
        f"{titled(going_on)}, was called off. Nothing of it is kept, and its agenda waits for the next meeting."
    )
    return Reply((text,), touched=(going_on.key, *(f"action/{each.number}" for each in agreed)))


def _ask(request: Request, going_on: Meeting) -> Reply:
    said = len(lines.kept(request.db, going_on))
    text = f"Call off {titled(going_on)}? {counted(said, 'line')} would be gone for good. To keep them, end it instead."
    buttons = (
        Button("Call it off", f"meeting abort {going_on.label} sure=yes", "danger"),
        Button("End it instead", f"meeting end {going_on.label}"),
    )
    return Reply((Text(text), Buttons(buttons)), private=True)
