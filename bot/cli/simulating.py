"""The calendar of days to come: what would be posted when, and what not and why. Nothing is stored."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import typer

from bot.cli.base import as_it_stands, opened, stop

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.due_times import Planned
    from storage.partnership import PartnershipSettings

Skipped = Mapping[str, Mapping[datetime, str]]  # by job: local times that are left out, and why
MOST = 800  # days: two years and a little
PRIVATE = ("action_bundle", "figures_review")


def simulate(settings: Settings, span: str, now: datetime) -> None:
    """Print the calendar of every partnership from an instant on."""
    days = _days(span)
    for partnership, skipped in as_they_stand(settings, now):
        typer.echo(f"{partnership.name} ({partnership.id})")
        for line in lines(partnership, skipped, now, days):
            typer.echo(f"  {line}")


def _days(span: str) -> int:
    found = re.fullmatch(r"(\d{1,3})\s*(?:d|days?)?", span.strip().casefold())
    if found is None or not 1 <= int(found[1]) <= MOST:
        stop(f'--simulate: Write a number of days from 1 to {MOST}, such as "90d".')
    return int(found[1])


def as_they_stand(settings: Settings, now: datetime) -> list[tuple[PartnershipSettings, Skipped]]:
    """Each partnership with what its leads changed; where there is no database yet, as configured."""
    from jobs import due
    from storage import database, migrate, occurrences, schedule_changes

    with opened(settings) as engine:
        file = migrate.sqlite_file(engine)
    if file is not None and not file.exists():
        return [(each, {}) for each in settings.partnerships]
    with as_it_stands(settings) as engine, database.reading(engine) as db:
        return [
            (
                schedule_changes.as_changed(db, each),
                {name: occurrences.left_out(db, each.id, name, now) for name, _ in due.scheduled(each)},
            )
            for each in settings.partnerships
        ]


def lines(settings: PartnershipSettings, skipped: Skipped, now: datetime, days: int) -> list[str]:
    """One line for each due time and each change of the clocks, in their order."""
    from jobs import due
    from storage import due_times

    until = now + timedelta(days=days)
    found = [
        (each.due.utc, _line(settings, name, each))
        for name, wanted in due.scheduled(settings)
        for each in due_times.calendar(settings, wanted, now, until, skipped.get(name, {}))
    ]
    found += _clock_changes(settings, now, days)
    return [line for _, line in sorted(found)] or ["Nothing is scheduled in these days."]


def _line(settings: PartnershipSettings, name: str, each: Planned) -> str:
    from storage.times import say_date, say_time

    local = each.due.local
    words = f"{say_date(local.date()):<28} {say_time(local.time()):<8} {name.replace('_', ' '):<16}"
    if each.left_out:
        return f"{words} left out: {each.left_out}"
    moved = f", because {say_date(each.meant)} is a bank holiday" if each.slid else ""
    return f"{words} {_where(settings, name)}{moved}"


def _where(settings: PartnershipSettings, name: str) -> str:
    from jobs import due

    if name in PRIVATE:
        return "in private"
    wanted = due.addresses(settings, name)
    places = [each for each in settings.places if not wanted or each.address in wanted]
    return ", ".join(each.name or f"{each.platform} {each.address}" for each in places) or "nowhere"


def _clock_changes(settings: PartnershipSettings, now: datetime, days: int) -> Iterator[tuple[datetime, str]]:
    from storage.times import at_utc, say_date

    zone = settings.timezone
    first = now.astimezone(zone).date()
    for number in range(days + 1):
        day = first + timedelta(days=number)
        starts, ends = (at_utc(_midnight(each), zone) for each in (day, day + timedelta(days=1)))
        if shift := timedelta(days=1) - (ends - starts):
            way = "forward" if shift > timedelta() else "back"
            yield starts, f"{say_date(day):<28} the clocks go {way}"


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - made aware by at_utc
