"""parley job NAME --dry-run: what a job would post, where and to whom, in a transaction that is thrown away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, assert_never

import typer

from bot.cli.base import as_it_stands, stop

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.settings import Settings
    from commands.reply import Send
    from jobs import Outcome
    from storage.noise import Going
    from storage.occurrences import Occurrence
    from storage.partnership import PartnershipSettings
    from storage.partnerships import Partnership
    from storage.times import LocalDue

AHEAD = timedelta(days=62)
LINE = "-" * 60
DAY = re.compile(r"\s*\d{4}-\d{2}-\d{2}\s*")


def show(settings: Settings, partnership: PartnershipSettings, name: str, at: str | None) -> None:
    """Run the job at its next time, or at another, and print what would come of it."""
    from bot.assemble import wall_clock
    from storage import database, schedule_changes, seeding
    from storage.catalogue import load_catalogue
    from storage.partnerships import Partnership

    here = Partnership(partnership, load_catalogue(partnership.catalogue))
    with as_it_stands(settings) as engine, database.writing(engine) as db:
        seeding.seed(db, partnership)
        here.reload(db)
        here.settings = schedule_changes.as_changed(db, partnership)
        _print(db, here, _occurrence(db, here.settings, name, at, wall_clock()))
        db.rollback()


def moment_of(text: str, partnership: PartnershipSettings) -> LocalDue:
    """A local day, with or without a time, as somebody types it."""
    from storage.times import LocalDue, at_utc

    try:
        local = datetime.fromisoformat(text.strip())
    except ValueError:
        stop(
            '--at: Write a real local day, and a time if you like, such as "2026-11-23" or "2026-11-23 09:30".'
        )
    local = local.replace(tzinfo=None)
    return LocalDue(local, at_utc(local, partnership.timezone))


def _occurrence(
    db: Session, partnership: PartnershipSettings, name: str, at: str | None, now: datetime
) -> Occurrence:
    """The due time to show: one written down already, or the next of the schedule, or the one asked for."""
    from jobs import due
    from storage import occurrences
    from storage.occurrences import Occurrence

    waiting = [each for each in occurrences.upcoming(db, partnership.id) if each.job == name]
    if waiting and at is None:
        return waiting[0]
    scheduled = name in dict(due.scheduled(partnership))
    subject = waiting[0].subject if waiting and not scheduled else ""
    if not scheduled and not subject:
        stop(
            f"{name} has nothing to do in {partnership.name}: it is not in its schedule, or nothing is open. "
            "parley job --list shows what is."
        )
    moment = _next(partnership, name, now) if at is None else _chosen(partnership, name, at)
    return Occurrence(0, partnership.id, name, subject, moment.local, moment.utc)


def _next(partnership: PartnershipSettings, name: str, now: datetime) -> LocalDue:
    found = list(_times(partnership, name, now, now + AHEAD))
    if not found:
        stop(f"{name} is not due in the next two months. Choose a time with --at.", code=1)
    return found[0]


def _chosen(partnership: PartnershipSettings, name: str, at: str) -> LocalDue:
    """The time asked for; of a day alone, when the job is due on it."""
    from storage.times import say_date

    moment = moment_of(at, partnership)
    if not DAY.fullmatch(at):
        return moment
    before = moment.utc - timedelta(seconds=1)
    after = list(_times(partnership, name, before, moment.utc + AHEAD))
    if not after or after[0].local.date() != moment.local.date():
        following = f", but on {say_date(after[0].local.date())}" if after else ""
        stop(
            f"--at: {name} is not due on {say_date(moment.local.date())}{following}. Add a time to see it all the same, "
            f'such as "{moment.local.date()} 09:30".'
        )
    return after[0]


def _times(
    partnership: PartnershipSettings, name: str, after: datetime, until: datetime
) -> Iterator[LocalDue]:
    from jobs import due
    from storage import due_times

    rule = dict(due.scheduled(partnership)).get(name)
    if rule is not None:
        yield from due_times.times(partnership, rule, after, until)


def _print(db: Session, here: Partnership, occurrence: Occurrence) -> None:
    from bot.doing import run_job
    from jobs import due
    from storage.times import say_moment

    when = say_moment(occurrence.due, here.zone, occurrence.local_due.date())
    typer.echo(f"{occurrence.job} for {here.name}, due at {when.replace('today, ', 'on ')}")
    if reason := due.reason_to_skip(here.settings, occurrence.job, occurrence.due, occurrence.due):
        typer.echo(f"It would be left out. {reason}")
        return
    _print_outcome(db, here, occurrence, run_job(db, here, occurrence, occurrence.due))


def _print_outcome(db: Session, here: Partnership, occurrence: Occurrence, outcome: Outcome) -> None:
    from bot.text import plain

    if outcome.nothing or not outcome.sends:
        typer.echo(f"It would post nothing. {outcome.nothing}".strip())
    for send in outcome.sends:
        to = "\n".join(f"To {each}" for each in _whom(db, here.settings, occurrence, send))
        typer.echo(f"{LINE}\n{to or 'To nobody: no place is open.'}\n\n{plain(send.reply)}\n")


def _whom(db: Session, settings: PartnershipSettings, occurrence: Occurrence, send: Send) -> Iterator[str]:
    """To whom a message would go, and whether the limits on noise would hold it back."""
    from commands.reply import ToEveryPlace, ToPerson, ToPlace, ToThread
    from jobs import due
    from storage import noise, people

    match send.to:
        case ToEveryPlace() | ToPlace():
            only = due.addresses(settings, occurrence.job)
            for place in people.places(db, settings.id):
                chosen = place.id == send.to.place if isinstance(send.to, ToPlace) else place.closed is None
                if chosen and (not only or place.address in only):
                    going = noise.to_place(db, settings, place.id, send.kind, occurrence.due)
                    yield f"{place.platform} {place.address}{_held(settings, going)}"
        case ToPerson(person=number):
            to = noise.to_person(db, settings, number, send.kind, occurrence.due)
            yield f"{people.person(db, number).name}, in private{_held(settings, to)}"
        case ToThread(post=number):
            yield f"the thread of post {number}"
        case other:
            assert_never(other)


def _held(settings: PartnershipSettings, going: Going | None) -> str:
    from storage.times import say_moment

    if going is None:
        return ": not sent, because they want none, are away or cannot be reached"
    if going.dropped:
        return f": kept back. {going.dropped}"
    if going.at > going.now:
        today = going.now.astimezone(settings.timezone).date()
        return f": waits until {say_moment(going.at, settings.timezone, today)}"
    return ""
