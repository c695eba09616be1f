"""The calendar of days to come: what would be posted when, and what not and why. Nothing is stored."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import typer

from bot.cli.base import as_it_stands, opened, stop

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.due_times import Planned
    from storage.partnership import PartnershipSettings, PlaceSettings

Skipped = Mapping[str, Mapping[datetime, str]]  # by job: local times that are left out, and why
REMINDERS = ("figures_review", "request_clock", "weeknote_nudge", "action_reminders")
MOST = 800  # days: two years and a little
PRIVATE = (
    "action_bundle",
    "action_reminders",
    "figures_review",
    "request_clock",
    "weeknote_nudge",
    "weeknote_digest",
)


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
            (here, {name: occurrences.left_out(db, here.id, name, now) for name, _ in due.scheduled(here)})
            for here in (schedule_changes.as_changed(db, each) for each in settings.partnerships)
        ]


def lines(settings: PartnershipSettings, skipped: Skipped, now: datetime, days: int) -> list[str]:
    """One line for each due time and each change of the clocks, in their order."""
    from jobs import due
    from storage import due_times

    until = now + timedelta(days=days)
    planned = sorted(
        (each.due.utc, name, each)
        for name, wanted in due.scheduled(settings)
        for each in due_times.calendar(settings, wanted, now, until, skipped.get(name, {}))
    )
    had: Counter[tuple[date, str]] = Counter()
    found = [
        (at, _line(settings, name, each) + _too_much(settings, had, name, each)) for at, name, each in planned
    ]
    found += _clock_changes(settings, now, days)
    told = [line for _, line in sorted(found)] or ["Nothing is scheduled in these days."]
    return [*told, _limits(settings)]


def _limits(settings: PartnershipSettings) -> str:
    from storage.times import say_time

    quiet = settings.quiet_hours
    night = f" Quiet from {say_time(quiet[0])} to {say_time(quiet[1])}." if quiet else " No quiet hours."
    return (
        f"The most in a week: reminders for a person {settings.nudges_per_week}, scheduled posts for a place "
        f"{settings.posts_per_week}.{night}"
    )


def _too_much(settings: PartnershipSettings, had: Counter[tuple[date, str]], name: str, each: Planned) -> str:
    """Whether a place would have had enough that week, if every job posts all it can."""
    from storage.weeknotes import week_of

    if name in PRIVATE or each.left_out:
        return ""
    chart = settings.schedule.weekly_chart
    posts = len(chart.measures) if chart and name == "weekly_chart" else 1
    places = [(week_of(each.due.local.date()), place.address) for place in _places(settings, name)]
    for place in places:
        had[place] += posts
    enough = any(had[place] > settings.posts_per_week for place in places)
    return (
        f"; over the limit of {settings.posts_per_week} for this week, so some may be left out"
        if enough
        else ""
    )


def _line(settings: PartnershipSettings, name: str, each: Planned) -> str:
    from storage.times import say_date, say_time

    local = each.due.local
    words = f"{say_date(local.date()):<28} {say_time(local.time()):<8} {name.replace('_', ' '):<16}"
    if each.left_out:
        return f"{words} left out: {each.left_out}"
    moved = f", because {say_date(each.meant)} {each.meets}" if each.slid else ""
    return f"{words} {_where(settings, name)}{moved}{_in_the_night(settings, name, each)}"


def _in_the_night(settings: PartnershipSettings, name: str, each: Planned) -> str:
    from storage import noise, quiet_hours
    from storage.times import say_moment

    if not quiet_hours.are_on(settings, each.due.local.time()):
        return ""
    if name not in PRIVATE:
        return ", in the quiet hours"
    at = noise.goes_at(settings, "nudge" if name in REMINDERS else "weekly", each.due.utc)
    return f", waits until {say_moment(at, settings.timezone, each.due.local.date())}"


def _where(settings: PartnershipSettings, name: str) -> str:
    if name in PRIVATE:
        return "in private"
    return ", ".join(each.title for each in _places(settings, name)) or "nowhere"


def _places(settings: PartnershipSettings, name: str) -> list[PlaceSettings]:
    from jobs import due

    wanted = due.addresses(settings, name)
    return [each for each in settings.places if not wanted or each.address in wanted]


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
