"""Decisions: the list, and for each why it was decided and when to look at it again."""

from __future__ import annotations

from datetime import date

from commands import Refusal, Request, command, personal
from commands.minutes import wording
from commands.registers import listing
from commands.registers.labels import label
from commands.reply import Field, Form, Reply, Text
from commands.weeknotes.words import named_people
from storage.meetings import holding, registers
from storage.meetings.meeting import Line
from storage.times import parse_due, say_date

LONGEST = 500
NEVER = ("", "none", "never", "no", "-")


@command(
    "decisions",
    usage="decisions D3 reason=WHY review=WHEN",
    example="decisions D3 reason=fewer trips review=31 March",
    writes=True,
    free=True,
)
def decisions(
    request: Request, words: str, *, reason: str | None = None, review: str | None = None, as_: str = ""
) -> Reply:
    """List what was decided in meetings, or say why, or when to look at it again."""
    found = listing.found(request, "decision", words)
    if found is None:
        return listing.several(request, "decision", words, as_)
    line, rest = found
    if rest.casefold() == "change":
        return Reply((_form(request, line),), private=True)
    if rest:
        raise Refusal(f"Write what to change, for example: decisions {line.label} reason=WHY review=31 March")
    if reason is None and review is None:
        return listing.one(request, line)
    return _describe(request, line, reason, review)


def _form(request: Request, line: Line) -> Form:
    review = line.review_on.isoformat() if line.review_on else ""
    return Form(
        f"{label(request, 'decision').one} {line.label}",
        f"decisions {line.label}",
        (
            Field("reason", "Why was it decided?", "long", optional=True, value=line.reason),
            Field(
                "review",
                "When is it looked at again?",
                optional=True,
                value=review,
                hint="For example: 31 March, in 6 months, none. It comes up at the first meeting from that day on.",
            ),
        ),
        "Keep it",
    )


def _describe(request: Request, line: Line, reason: str | None, review: str | None) -> Reply:
    meeting = holding.by_id(request.db, line.meeting)
    why = line.reason if reason is None else _checked(request, reason)
    day = line.review_on if review is None else _day(request, review, line.review_on)
    if why != line.reason and meeting.state == "confirmed":
        raise Refusal(
            f"The minutes of {meeting.label} are confirmed, so the reason of {line.label} stays as it is there. "
            "Its review date can be changed.",
            field="reason",
        )
    if (why, day) == (line.reason, line.review_on):
        return Reply((Text(f"{line.label} says that already."),), private=True)
    registers.describe(request.db, line, why, day)
    if why != line.reason and not meeting.is_open:
        holding.note_changed(request.db, meeting)
    again = (
        f"It comes up again at the first meeting from {say_date(day)} on."
        if day
        else "It has no review date."
    )
    said = f"{line.label}: {line.words} {f'Reason: {why}. ' if why else ''}{again}"
    return Reply((Text(said),), quiet=True, touched=(wording.key(meeting),), noted=line.label)


def _checked(request: Request, reason: str) -> str:
    reason = " ".join(reason.split()).rstrip(".")
    if len(reason) > LONGEST:
        raise Refusal(f"The reason must be {LONGEST} characters or less.", field="reason")
    return personal.check(named_people(request, reason), "reason")


def _day(request: Request, review: str, now: date | None) -> date | None:
    """The day meant; a day that has come may stay."""
    said = review.strip().casefold()
    if said in NEVER:
        return None
    if now is not None and said == now.isoformat():
        return now
    try:
        return parse_due(said, request.today)
    except ValueError as problem:
        raise Refusal(str(problem), field="review") from None
