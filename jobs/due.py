"""When jobs are due: the schedule's rules turned into times, with bank holidays and pauses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from jobs import JOBS
from storage.bank_holidays import is_bank_holiday
from storage.partnership import Job as JobSettings
from storage.partnership import PartnershipSettings, Span
from storage.times import LocalDue, at_utc, due_between, say_day

LOOK_BACK = timedelta(days=10)  # further than any run of bank holidays can push a due time
ON_TIME = timedelta(minutes=10)  # a post within this of its time is not called late
HOURS = {"hours": 1, "days": 24, "working days": 24, "weeks": 168, "months": 730, "years": 8760}


def scheduled(settings: PartnershipSettings) -> Iterator[tuple[str, JobSettings]]:
    """The jobs this partnership has switched on and that this version knows."""
    for name in JOBS:
        found = getattr(settings.schedule, name, None)
        if isinstance(found, JobSettings):
            yield name, found


def addresses(settings: PartnershipSettings, name: str) -> frozenset[str]:
    """The places a job is limited to; empty when it goes to every place."""
    wanted = getattr(settings.schedule, name, None)
    named = wanted.places if isinstance(wanted, JobSettings) else ()
    return frozenset(place.address for place in settings.places if place.name in named)


def times(
    settings: PartnershipSettings, wanted: JobSettings, after: datetime, until: datetime
) -> list[LocalDue]:
    """Every due time after one instant and up to another, moved past bank holidays where the job slides."""
    zone = settings.timezone
    found = due_between(wanted.at, zone, after - LOOK_BACK, until)
    near = [due for due in found if _may_be_within(due, zone, after, until)]
    moved = [_moved(settings, wanted, due) for due in near]
    return [due for due in moved if due is not None and after < due.utc <= until]


def _may_be_within(due: LocalDue, zone: ZoneInfo, after: datetime, until: datetime) -> bool:
    """Whether it is due then, or would be some days later; for what is not, no calendar has to be loaded."""
    days = (due.local + timedelta(days=number) for number in range(LOOK_BACK.days + 1))
    return any(after < at_utc(day, zone) <= until for day in days)


def _moved(settings: PartnershipSettings, wanted: JobSettings, due: LocalDue) -> LocalDue | None:
    local = due.local
    if wanted.bank_holidays == "post" or not is_bank_holiday(local.date(), settings.nation):
        return due
    if wanted.bank_holidays == "skip":
        return None
    while is_bank_holiday(local.date(), settings.nation) or local.weekday() > 4:
        local += timedelta(days=1)
    return LocalDue(local, at_utc(local, settings.timezone))


def reason_to_skip(settings: PartnershipSettings, name: str, due: datetime, now: datetime) -> str:
    """Why an occurrence is left out: a pause, or too late to help. Empty when it is to be done."""
    if name in ("poll_close", "letting_out"):  # a sounding always closes; the other looks at this itself
        return ""
    day = due.astimezone(settings.timezone).date()
    for pause in settings.pauses:
        if pause.covers(day) and pause.holds == "posts":
            return f"Posts are paused until {say_day(pause.last)}: {pause.reason}."
    wanted = getattr(settings.schedule, name, None)
    limit = wanted.catch_up if isinstance(wanted, JobSettings) else Span(12, "hours")
    if now - due > timedelta(hours=limit.amount * HOURS[limit.unit]):
        return f"Parley was not running when it was due, and {limit.words()} have passed since."
    return ""


def is_late(due: datetime, now: datetime) -> bool:
    return now.astimezone(UTC) - due > ON_TIME
