"""A sounding that comes round, changed in the chat: stopped, skipped once, or given another time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from commands import Refusal, Request, command, personal
from commands.polling import coming_round, rhythm
from commands.polling.coming_round import changed_by, may_change
from commands.polling.wanted import read
from commands.reply import Button, Buttons, Field, Form, Reply, Text
from commands.schedule_words import coming, name_of, say_next, settings_now, short
from storage import occurrences, schedule_changes
from storage.due_times import next_dates
from storage.schedule_changes import series_key
from storage.schedule_settings import BegunSeries, SoundingJob

LONGEST = 200


@command("poll series stop", usage="poll series stop NAME", example="poll series stop Demand", writes=True)
def stop(request: Request, words: str, *, sure: str = "") -> Reply:
    """Let a sounding come round no more."""
    found, _ = _meant(request, words, "stop")
    if not isinstance(found, BegunSeries):
        raise Refusal(
            f"{found.name} stands in the configuration, so it is stopped there: ask whoever looks after Parley. "
            "You can skip the next one.",
            [Button("Skip the next one", f"poll series skip {found.name}")],
        )
    if sure != "yes":
        button = Button("Stop it", f"poll series stop {found.name} sure=yes", "danger")
        text = f"Stop {found.name}? What was asked stays, and a run that is open goes on until it closes."
        return Reply((Text(text), Buttons((button,))), private=True)
    schedule_changes.stop(request.db, request.partnership.settings, found, request.now)
    again = Button("Let it come round again", coming_round.line(found, "poll open"))
    text = f"{found.name} does not come round any more. Its runs can still be seen."
    return Reply(
        (Text(text), Buttons((Button("Show its runs", f"poll series {found.name}"), again))),
        private=True,
        noted=found.name,
    )


@command(
    "poll series ask",
    usage='poll series ask "QUESTION?" ANSWER | ANSWER every="WHEN" name=NAME',
    example='poll series ask "How is demand?" Higher | Same | Lower every="second Wednesday" name=Demand',
    writes=True,
    free=True,
    open_keys=True,
    listed=False,
)
def ask(request: Request, words: str, *, keys: Mapping[str, str]) -> Reply:
    """Let a sounding come round instead of the one of its name."""
    asked = read(words, keys)
    if not asked.every:
        raise Refusal('Write when it comes round, such as every="second Wednesday".', field="every")
    return coming_round.begin(request, asked, instead=True)


@command(
    "poll series skip",
    usage="poll series skip NAME REASON",
    example="poll series skip Demand half term",
    writes=True,
)
def skip(request: Request, words: str) -> Reply:
    """Leave out the next one of a sounding that comes round."""
    found, why = _meant(request, words, "skip")
    why = personal.check(" ".join(why.split()).rstrip("."))
    if len(why) > LONGEST:
        raise Refusal(f"Write the reason in {LONGEST} characters or less.")
    here, key = request.partnership.id, series_key(found)
    due = next((each.due for each in coming(request, settings_now(request), key) if not each.left_out), None)
    kept = f"skipped by {request.person.name}{f', {why}' if why else ''}"
    if due is None or not occurrences.leave_out(request.db, here, key, due.local, due.utc, kept):
        raise Refusal(f"There is no {name_of(key)} to skip.", [_show(found)])
    back = f"poll series unskip {found.name} {due.local.isoformat(timespec='minutes')}"
    text = f"The {name_of(key)} of {short(due.local.date(), request.today)} is left out.\n{_dates(request, found)}"
    return Reply((Text(text), Buttons((Button("Undo", back),))), private=True)


@command(
    "poll series unskip",
    usage="poll series unskip NAME TIME",
    example="poll series unskip Demand 2026-12-02T10:00",
    writes=True,
    listed=False,
)
def unskip(request: Request, words: str) -> Reply:
    """Take back that one is left out."""
    found, when = _meant(request, words, "change")
    here, key = request.partnership.id, series_key(found)
    local = _moment(when)
    if local is None or local not in occurrences.left_out(request.db, here, key, request.now):
        raise Refusal("This one is not skipped any more, or its time has passed.", [_show(found)])
    occurrences.put_back(request.db, here, key, local)
    text = f"The {name_of(key)} is not left out any more.\n{_dates(request, found)}"
    return Reply((Text(text), Buttons((_show(found),))), private=True)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


@command(
    "poll series change",
    usage="poll series change NAME WHEN",
    example="poll series change Demand every second Thursday 2pm",
    writes=True,
)
def change(request: Request, words: str, *, when: str = "") -> Reply:
    """Give a sounding that comes round another time."""
    found, typed = _meant(request, words, "change")
    if not (when or typed):
        hint = "For example: every second Wednesday 10am, or first Monday of the month."
        field = Field("when", "When does it come round?", hint=hint, value=found.at.words())
        form = Form(found.name, f"poll series change {found.name}", (field,), submit="Change it")
        return Reply((form,), private=True)
    rule, before = rhythm.read(when or typed, "when"), found.at.words()
    if rule == found.at:
        raise Refusal(f"{found.name} comes round {before} already. Nothing was changed.", [_show(found)])
    settings = settings_now(request)
    later = found.model_copy(update={"at": rule})
    rhythm.gaps(settings, later, next_dates(settings, later, request.now, {}))
    schedule_changes.change(
        request.db, request.partnership.settings, series_key(found), rule, request.person.id, request.now
    )
    text = (
        f"{found.name} now comes round {rule.words()}.\n{_dates(request, found)}\nBefore, it came {before}."
    )
    back = Button("Change it back", f"poll series change {found.name} {before}")
    return Reply(
        (Text(text), Buttons((back, _show(found)))),
        private=True,
        noted=f"{found.name}: {rule.words()}, before {before}",
    )


def _meant(request: Request, words: str, doing: str) -> tuple[SoundingJob, str]:
    """The series whose name the words begin with, and the rest of them, if this person may change it."""
    known = settings_now(request).schedule.soundings
    found = _longest(each for each in known if f"{words} ".casefold().startswith(f"{each.name} ".casefold()))
    if found is None:
        offer = [Button(each.name, f"poll series {doing} {each.name}") for each in known[:8]]
        said = f"Choose which sounding to {doing}." if known else "No sounding comes round here."
        raise Refusal(said, offer)
    if not may_change(request, found):
        raise Refusal(f"Only {changed_by(request, found)} can {doing} {found.name}.", [_show(found)])
    return found, words[len(found.name) :].strip()


def _longest(found: Iterable[SoundingJob]) -> SoundingJob | None:
    return max(found, key=lambda each: len(each.name), default=None)


def _show(found: SoundingJob) -> Button:
    return Button("Show it", f"poll series {found.name}")


def _dates(request: Request, found: SoundingJob) -> str:
    return say_next(coming(request, settings_now(request), series_key(found)), request.today)
