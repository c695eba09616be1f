"""What the owner of a sounding, a deputy or a lead can do with it, all by phone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from commands import Refusal, Request, command, personal, poll, sounding
from commands.polling import checks, drafting, farewell, line
from commands.polling.coming_round import may_begin
from commands.polling.rights import managed
from commands.polling.wanted import again
from commands.reply import Button, Buttons, Field, Form, Option, Reply, Table, Text, say
from commands.schedule_words import coming, settings_now, short
from storage.schedule_changes import series_key
from storage.schedule_settings import SoundingJob
from storage.soundings import closing, finding
from storage.soundings.sounding import Question, Sounding

LATELY = timedelta(days=30)
MOST_ENDED = 10
LONGEST_OUTCOME = 250


@command("poll list", example="poll list")
def list_(request: Request, words: str) -> Reply:
    """List the open soundings, and those that closed lately."""
    mine = request.partnership.id
    found = finding.list_open(request.db, mine)
    ended = finding.closed_since(request.db, mine, request.now - LATELY)[::-1][:MOST_ENDED]
    rounds = settings_now(request).schedule.soundings
    if not found and not ended and not rounds:
        return say("No soundings are open. Ask one with /poll.")
    tables = (*_open(request, found), *_ended(request, ended), *_rounds(request, rounds))
    series = tuple(Button(each.name, f"poll series {each.name}") for each in rounds[:5])
    buttons = tuple(Button(f"Show {each.number}", f"poll {each.number}") for each in [*found[:5], *ended[:3]])
    return Reply((*tables, Buttons((*buttons, *series))), private=True)


def _open(request: Request, found: Sequence[Sounding]) -> Iterator[Table]:
    rows = tuple(
        (str(each.number), each.question, sounding.turnout(request, each), sounding.until(request, each))
        for each in found
    )
    if rows:
        yield Table("Open soundings", ("Number", "Question", "Answered", "Closes"), rows)


def _ended(request: Request, found: Sequence[Sounding]) -> Iterator[Table]:
    zone, today = request.partnership.zone, request.today
    days = [short(each.closes_at.astimezone(zone).date(), today) for each in found]
    rows = tuple(
        (str(each.number), each.question, day, each.outcome or "not said yet")
        for each, day in zip(found, days, strict=True)
    )
    if rows:
        yield Table("Closed in the last 30 days", ("Number", "Question", "Closed", "You said, we did"), rows)


def _rounds(request: Request, found: Sequence[SoundingJob]) -> Iterator[Table]:
    """What comes round, from the configuration and from the chat."""
    settings = settings_now(request)
    rows = []
    for each in found:
        dates = [due for due in coming(request, settings, series_key(each)) if not due.left_out]
        opens = short(dates[0].due.local.date(), request.today) if dates else "not in the next year"
        rows.append((each.name, each.at.words(), opens))
    if rows:
        yield Table("Comes round", ("Name", "When", "Opens next"), tuple(rows))


@command("poll manage", usage="poll manage NUMBER", example="poll manage 12", listed=False)
def manage(request: Request, words: str) -> Reply:
    """See what can be done with your own sounding."""
    shown, _, _ = managed(request, words, "manage")
    if shown.state == "cancelled":
        raise Refusal(f"Sounding {shown.number} was cancelled.", [Button("Ask a new one", "poll")])
    if not shown.is_open:
        text = f"Sounding {shown.number} {sounding.ended(request, shown)}"
        return Reply((Text(text), Buttons(_afterwards(request, shown))), private=True)
    text = (
        f"Sounding {shown.number} is open until {sounding.until(request, shown)}. {sounding.turnout(request, shown)} "
        "Who is asked, who sees what and how many answers a result needs stay as they were when it opened."
    )
    return Reply((Text(text), Buttons(_meanwhile(shown))), private=True)


def _meanwhile(shown: Sounding) -> tuple[Button, ...]:
    many = len(shown.questions) > 1
    mend = (
        Button(
            f"Put the words of question {each.position} right" if many else "Put its words right",
            f"poll mend {sounding.place(shown, each)}",
        )
        for each in shown.questions
    )
    return (
        Button("Close it now", f"poll close {shown.number}"),
        Button("Change when it closes", f"poll extend {shown.number}"),
        *mend,
        Button("Cancel it", f"poll cancel {shown.number}", "danger"),
    )


def _afterwards(request: Request, shown: Sounding) -> tuple[Button, ...]:
    often = (Button("Let it come round", f"poll again {shown.number}"),) if may_begin(request) else ()
    return (
        Button("You said, we did", f"poll did {shown.number}", "primary"),
        Button("Get the result as files", f"poll export {shown.number}"),
        Button("Ask it again", again(shown).line("poll draft")),
        *often,
    )


@command("poll close", usage="poll close NUMBER", example="poll close 12", writes=True)
def close(request: Request, words: str) -> Reply:
    """Close your own sounding now; a lead can close any."""
    shown, _, _ = managed(request, words, "close")
    if not closing.close(request.db, shown, request.now):
        return say(f"Sounding {shown.number} is closed already.")
    return Reply(
        (Text(f"Sounding {shown.number} is closed."),),
        private=True,
        touched=(sounding.live_key(shown),),
        also=farewell.sends(request, sounding.found(request, shown.number)),
    )


@command("poll cancel", usage="poll cancel NUMBER", example="poll cancel 12", writes=True)
def cancel(request: Request, words: str, *, sure: str = "") -> Reply:
    """End your own sounding without a result; its answers are deleted."""
    shown, _, _ = managed(request, words, "cancel")
    if shown.is_open and sure != "yes":
        buttons = Buttons((Button("Cancel it", f"poll cancel {shown.number} sure=yes", "danger"),))
        text = f"Cancel sounding {shown.number}? Its answers will be deleted and nobody will see them."
        return Reply((Text(text), buttons), private=True)
    if not closing.cancel(request.db, shown):
        raise Refusal(f"Sounding {shown.number} {sounding.ended(request, shown)}")
    return Reply((Text(f"Sounding {shown.number} is cancelled."),), True, touched=(sounding.live_key(shown),))


@command("poll extend", usage="poll extend NUMBER WHEN", example="poll extend 12 Mon 5pm", writes=True)
def extend(request: Request, words: str, *, closes: str = "") -> Reply:
    """Give your own open sounding another time to close."""
    shown, _, typed = managed(request, words, "extend")
    wanted = closes or typed
    if not wanted:
        field = Field("closes", "When does it close?", hint="For example: Mon 5pm")
        return Reply(
            (Form(f"Sounding {shown.number}", f"poll extend {shown.number}", (field,)),), private=True
        )
    closes_at = drafting.moment(request, wanted)
    if not closing.extend(request.db, shown, closes_at):
        raise Refusal(f"Sounding {shown.number} {sounding.ended(request, shown)} Ask it again with /poll.")
    later = sounding.found(request, shown.number)
    poll.close_at(request, later, closes_at)
    return Reply(
        (Text(f"Sounding {shown.number} now closes at {sounding.until(request, later)}."),),
        True,
        touched=(sounding.live_key(shown),),
    )


@command(
    "poll mend",
    usage="poll mend NUMBER NEW WORDS",
    example="poll mend 12 How is demand compared with last week?",
    writes=True,
    free=True,
)
def mend(request: Request, words: str, *, means: str = "", new: str = "") -> Reply:
    """Put right the words of your own open sounding; a change of meaning asks it again."""
    shown, position, typed = managed(request, words, "mend")
    question = shown.questions[position - 1]
    if not shown.is_open:
        raise Refusal(f"Sounding {shown.number} {sounding.ended(request, shown)}")
    typed = line.tidy(new or typed)
    if not typed or not means:
        return Reply((_mending(shown, question, typed),), private=True)
    checks.check([replace(each, words=typed) if each == question else each for each in _plain(shown)])
    if means != "same":
        return _ask_anew(shown, position, typed)
    closing.mend(request.db, shown, position, typed)
    return Reply(
        (Text(f"Sounding {shown.number} now asks: {typed} People see that its words were put right."),),
        True,
        touched=(sounding.live_key(shown),),
        noted=sounding.place(shown, question),
    )


def _plain(shown: Sounding) -> tuple[Question, ...]:
    return tuple(
        each if each.shape in ("choice", "several") else replace(each, options=()) for each in shown.questions
    )


def _mending(shown: Sounding, question: Question, typed: str) -> Form:
    same = (
        Option("same", "It means the same: keep the answers"),
        Option("other", "It means something else"),
    )
    hint = "Only the words of the question can be put right: its answers are being counted."
    fields = (
        Field("new", "The question", "long", value=typed or question.words, hint=hint),
        Field("means", "Does it still mean the same?", "choice", same, value="same"),
    )
    return Form(f"Sounding {shown.number}", f"poll mend {sounding.place(shown, question)}", fields)


def _ask_anew(shown: Sounding, position: int, words: str) -> Reply:
    """Another meaning is another sounding, filled in and ready to look at."""
    text = "Then people have answered another question. Cancel or close this one, then ask the new one."
    buttons = (
        Button("Cancel it", f"poll cancel {shown.number}"),
        Button("Close it now", f"poll close {shown.number}"),
        Button("Look at the new one", again(shown, position, words).line("poll draft"), "primary"),
    )
    return Reply((Text(text), Buttons(buttons)), private=True)


@command(
    "poll did",
    usage="poll did NUMBER WHAT YOU DID",
    example="poll did 12 We moved the van to Tuesdays",
    writes=True,
    free=True,
)
def did(request: Request, words: str, *, what: str = "") -> Reply:
    """Say in one line what was done because of a sounding."""
    shown, _, typed = managed(request, words, "answer")
    typed = " ".join((what or typed).split())
    if not typed:
        field = Field(
            "what",
            "You said, we did: what was done?",
            hint="One line. It is shown with the result.",
            value=shown.outcome or "",
        )
        return Reply((Form(f"Sounding {shown.number}", f"poll did {shown.number}", (field,)),), private=True)
    if shown.is_open:
        raise Refusal(f"Sounding {shown.number} is still open. Say what was done after it closes.")
    if shown.state == "cancelled":
        raise Refusal(f"Sounding {shown.number} was cancelled, so nobody has seen a result.")
    if len(typed) > LONGEST_OUTCOME:
        raise Refusal(f"Write it in {LONGEST_OUTCOME} characters or less.", field="what")
    personal.check(typed, "what")
    closing.note_outcome(request.db, shown, typed)
    return Reply(
        (Text("Thank you. It is shown with the result and in the digest."),),
        True,
        touched=(sounding.live_key(shown),),
        noted=str(shown.number),
    )
