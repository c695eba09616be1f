"""Which jobs are switched on, where they go, and when one that is due is left out or late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from jobs import JOBS
from storage.partnership import Job as JobSettings
from storage.partnership import PartnershipSettings, Span
from storage.times import say_day

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
