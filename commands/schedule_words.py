"""The schedule as people say it: names of jobs, dates to come and why some are not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import groupby

from rapidfuzz import fuzz, process

from commands import Refusal, Request
from commands.reply import Button, Field, Option
from storage import occurrences, schedule_changes
from storage.due_times import BANK_HOLIDAY, Planned, next_dates
from storage.partnership import PartnershipSettings, Pause
from storage.schedule_settings import Job
from storage.times import DAYS, MONTHS, Rule, parse_weekly, say_day

NAMES = {
    "weekly_chart": "weekly chart",
    "weeknote_prompt": "weeknote prompt",
    "weeknote_nudge": "weeknote reminder",
    "weeknote_digest": "digest",
    "action_bundle": "weekly actions",
    "action_reminders": "action reminders",
    "figures_review": "figures review",
    "request_review": "requests review",
    "request_clock": "requests check",
}
ALSO = {
    "chart": "weekly_chart",
    "prompt": "weeknote_prompt",
    "weeknote digest": "weeknote_digest",
    "weeknotes digest": "weeknote_digest",
    "actions": "action_bundle",
    "action bundle": "action_bundle",
}
LONGEST_NAME = 3  # words
NEAR = 60  # of 100: less, and every job is offered


def paused(pause: Pause) -> str:
    """Why nothing is posted."""
    return f"Posts are paused until {say_day(pause.last)}: {pause.reason}."


def settings_now(request: Request) -> PartnershipSettings:
    """The settings with what leads changed."""
    return schedule_changes.as_changed(request.db, request.partnership.settings)


def settings_before(request: Request) -> PartnershipSettings:
    """The settings before anybody changed a time: as configured, and with the series begun in the chat."""
    return schedule_changes.as_begun(request.db, request.partnership.settings)


def jobs_here(settings: PartnershipSettings) -> dict[str, Job]:
    """The jobs that are switched on, in the order people see them."""
    found = dict(schedule_changes.jobs_of(settings))
    comes_round = [name for name in found if "/" in name]
    return {name: found[name] for name in (*NAMES, *comes_round) if name in found}


def name_of(job: str) -> str:
    """What people call a job: "weekly chart", for a series "Demand sounding", and a meeting by its title."""
    kind, _, name = job.partition("/")
    if kind == schedule_changes.MEETING:
        return name
    return f"{name} sounding" if name else NAMES[job]


def _known(here: Mapping[str, Job]) -> dict[str, str]:
    """Every name by which a job is called."""
    soundings = _called(here, schedule_changes.SERIES, "sounding")
    meetings = _called(here, schedule_changes.MEETING, "meeting")
    return soundings | meetings | {said: name for name, said in NAMES.items()} | ALSO


def _called(here: Mapping[str, Job], kind: str, what: str) -> dict[str, str]:
    """What comes round, by its name, with or without what it is."""
    theirs = [name for name in here if name.startswith(f"{kind}/")]
    titles = {name: " ".join(name.partition("/")[2].casefold().split()) for name in theirs}
    return {called: name for name, title in titles.items() for called in (title, f"{title} {what}")}


def find_job(request: Request, command: str, words: str) -> tuple[str, str]:
    """A job by the name people use, and the words after it; a name nearly right is offered as a button.

    ``command`` is what the buttons type before the name.
    """
    here = jobs_here(settings_now(request))
    known = _known(here)
    parts = words.replace("_", " ").replace("weeknote-", "weeknote ").split()
    for length in range(max(len(said.split()) for said in known), 0, -1):
        name = known.get(" ".join(parts[:length]).casefold().removesuffix(":"))
        if name in here and name is not None:
            return name, " ".join(parts[length:])
        if name is not None:
            raise _switched_off(request, name_of(name))
    typed, rest = _guess(parts)
    near = [name_of(known[each]) for each in _nearest(typed, known) if known[each] in here]
    chosen = list(dict.fromkeys(near)) or [name_of(name) for name in here]
    buttons = [Button(capital(each), " ".join([command, each, rest]).strip()) for each in chosen[:5]]
    if not buttons:
        raise Refusal(f"Nothing is scheduled here. Ask {request.partnership.contact('lead')}.")
    raise Refusal(f'There is nothing called "{typed[:60]}" in the schedule. Choose what you mean:', buttons)


def _switched_off(request: Request, said: str) -> Refusal:
    return Refusal(
        f"{capital(said)} is not switched on in this partnership. It is switched on in the configuration: "
        "ask the person who looks after Parley."
    )


def _guess(parts: list[str]) -> tuple[str, str]:
    """Where a misspelt name ends: before a time that can be read, else after two words."""
    for length in range(1, min(LONGEST_NAME, len(parts) - 1) + 1):
        try:
            parse_weekly(" ".join(parts[length:]))
        except ValueError:
            continue
        return " ".join(parts[:length]), " ".join(parts[length:])
    return " ".join(parts[:2]), " ".join(parts[2:])


def _nearest(typed: str, known: Mapping[str, str]) -> list[str]:
    found = process.extract(typed.casefold(), list(known), scorer=fuzz.ratio, limit=2, score_cutoff=NEAR)
    return [name for name, _score, _index in found]


def choice(request: Request, label: str) -> Field:
    """The question of a form which job is meant."""
    options = tuple(
        Option(name_of(name), capital(name_of(name))) for name in jobs_here(settings_now(request))
    )
    return Field("job", label, "choice", options)


def read_rule(text: str) -> Rule:
    try:
        return parse_weekly(text)
    except ValueError as problem:
        raise Refusal(str(problem), field="when") from None


def coming(request: Request, settings: PartnershipSettings, name: str) -> list[Planned]:
    """The next three times of a job and what is left out on the way; a meeting is to come until it begins."""
    wanted = jobs_here(settings)[name]
    since = request.now - wanted.lead
    skipped = occurrences.left_out(request.db, settings.id, name, since)
    return next_dates(settings, wanted, since, skipped)


def say_next(found: Sequence[Planned], today: date) -> str:
    """The dates that come, then a line for each bank holiday, pause or skipped date among them."""
    days = [short(each.due.local.date(), today) for each in found if not each.left_out]
    lines = [f"Next: {', '.join(days)}." if days else "Nothing comes in the next year."]
    for each in found:
        if each.slid and not each.left_out:
            instead = short(each.due.local.date(), today)
            lines.append(f"{short(each.meant, today)} {each.meets}: {instead} instead.")
    missing = [each for each in found if each.left_out]
    lines += [_missing(list(group), today) for _, group in groupby(missing, lambda each: each.left_out)]
    return "\n".join(lines)


def _missing(group: list[Planned], today: date) -> str:
    first, last = (short(each.due.local.date(), today) for each in (group[0], group[-1]))
    reason = group[0].left_out
    if reason == BANK_HOLIDAY:
        return f"{first} is a bank holiday: nothing comes."
    return f"{first}{f' to {last}' if len(group) > 1 else ''}: {reason}."


def short(day: date, today: date) -> str:
    """A date with its weekday; with its year where that is not this one."""
    year = f" {day.year}" if day.year != today.year else ""
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}{year}"


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def local_now(request: Request) -> datetime:
    """The wall-clock reading to the minute."""
    local = request.now.astimezone(request.partnership.zone)
    return local.replace(tzinfo=None, second=0, microsecond=0)
