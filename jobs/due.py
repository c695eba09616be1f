"""Which jobs are switched on, where they go, and when one that is due is left out or late."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from dateutil.relativedelta import relativedelta

from commands.schedule_words import paused
from jobs import find
from storage.bank_holidays import add_working_days
from storage.occurrences import Occurrence
from storage.open_days import pause_over
from storage.partnership import PartnershipSettings, Pause
from storage.quiet_hours import awake
from storage.schedule_changes import jobs_of
from storage.schedule_settings import Job as JobSettings
from storage.settings_values import Span
from storage.times import at_utc

ON_TIME = timedelta(minutes=10)  # a post within this of its time is not called late
USUAL = Span(12, "hours")
# A sounding and a forgotten meeting always close; the others look at pauses themselves.
ALWAYS = ("poll_close", "meeting_close", "letting_out", "digest_chaser")
REPLACED = "A later one took its place."


def scheduled(settings: PartnershipSettings) -> Iterator[tuple[str, JobSettings]]:
    """The jobs this partnership has switched on and that this version knows."""
    for name, found in jobs_of(settings):
        if find(name) is not None:
            yield name, found


def addresses(settings: PartnershipSettings, name: str) -> frozenset[str]:
    """The places a job is limited to; empty when it goes to every place."""
    wanted = _wanted(settings, name)
    return settings.addresses(wanted.places) if wanted else frozenset()


def _wanted(settings: PartnershipSettings, name: str) -> JobSettings | None:
    return dict(jobs_of(settings)).get(name)


def pause_of(settings: PartnershipSettings, name: str, due: datetime) -> Pause | None:
    """The pause in which an occurrence is left out."""
    if name in ALWAYS:
        return None
    return pause_over(
        settings, _wanted(settings, name), due.astimezone(settings.timezone).replace(tzinfo=None)
    )


def reason_to_skip(settings: PartnershipSettings, name: str, due: datetime, now: datetime) -> str:
    """Why an occurrence is left out: a pause, or too late to help. Empty when it is to be done."""
    if name in ALWAYS:
        return ""
    if pause := pause_of(settings, name, due):
        return paused(pause)
    wanted = _wanted(settings, name)
    limit = wanted.catch_up if wanted else USUAL
    if now > useful_until(settings, due, limit):
        return f"Parley was not running when it was due, and {limit.words()} have passed since."
    return ""


def waits_until(settings: PartnershipSettings, occurrence: Occurrence, now: datetime) -> datetime:
    """When something is done: at once, but what is late not in quiet hours, which nobody chose for it."""
    if occurrence.job in ALWAYS or not is_late(occurrence.due, now):
        return now
    return awake(settings, now)


def useful_until(settings: PartnershipSettings, due: datetime, limit: Span) -> datetime:
    """The last instant at which something due may still be posted; days end at the same wall-clock time."""
    if limit.unit == "hours":
        return due + timedelta(hours=limit.amount)
    local = due.astimezone(settings.timezone).replace(tzinfo=None)
    if limit.unit == "working days":
        day = add_working_days(local.date(), limit.amount, settings.nation)
        return at_utc(datetime.combine(day, local.time()), settings.timezone)
    return at_utc(local + relativedelta(**{limit.unit: limit.amount}), settings.timezone)  # type: ignore[arg-type]  # days, weeks, months or years


def is_replaced(settings: PartnershipSettings, later: Iterable[Occurrence], now: datetime) -> bool:
    """Whether one that came due later is posted instead; ``later`` are those of the same job, done or to be done."""
    return any(
        each.state == "done" or not reason_to_skip(settings, each.job, each.due, now) for each in later
    )


def is_late(due: datetime, now: datetime) -> bool:
    return now.astimezone(UTC) - due > ON_TIME
