"""parley job: what the clock would post, without posting it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, assert_never

import typer

from bot.cli.base import as_it_stands, partnership_of, settings_of, stop

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.settings import Settings
    from commands.reply import Target
    from jobs import Outcome
    from storage.occurrences import Occurrence
    from storage.partnership import PartnershipSettings
    from storage.partnerships import Partnership
    from storage.times import LocalDue

AHEAD = timedelta(days=62)
LINE = "-" * 60


def job(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(help="A job, such as weekly_chart.")] = None,
    listed: Annotated[bool, typer.Option("--list", help="Show the jobs and when they run next.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help="Show what it would post.")] = False,
    simulated: Annotated[
        str | None,
        typer.Option("--simulate", metavar="DAYS", help="Show the calendar of days to come, such as 90d."),
    ] = None,
    at: Annotated[str | None, typer.Option(help="The local time to pretend it is.")] = None,
    partnership: Annotated[str | None, typer.Option(help="The id of the partnership.")] = None,
) -> None:
    """Show the schedule, or what a job would post.

    Examples: parley job --list

    parley job weekly_chart --dry-run --at "2026-11-23 09:30"

    parley job --simulate 90d
    """
    settings = settings_of(ctx)
    if simulated is not None:
        _simulate(settings, simulated, at)
        return
    if listed or name is None:
        _list(settings)
        return
    wanted = _known(name.replace("-", "_"))
    if not dry_run:
        stop(
            f"Parley posts {wanted} by itself when it is due: wait for it, or ask in the chat for what you "
            "need. To see what it would post, add --dry-run."
        )
    _show(settings, partnership_of(settings, partnership), wanted, at)


def _known(name: str) -> str:
    import jobs
    from bot.settings import nearest

    jobs.discover()
    if name not in jobs.JOBS:
        stop(f'There is no job "{name}"{nearest(name, jobs.JOBS)}')
    return name


def _simulate(settings: Settings, span: str, at: str | None) -> None:
    import jobs
    from bot.assemble import wall_clock
    from bot.cli.simulating import simulate

    jobs.discover()
    simulate(settings, span, wall_clock() if at is None else _moment(at, settings.partnerships[0]).utc)


def _list(settings: Settings) -> None:
    import jobs
    from bot.assemble import wall_clock
    from bot.cli.simulating import as_they_stand

    jobs.discover()
    now = wall_clock()
    for partnership, _ in as_they_stand(settings, now):
        typer.echo(f"{partnership.name} ({partnership.id})")
        for name, rule, when in timetable(partnership, now):
            typer.echo(f"  {name:<18} {rule:<28} next: {when}")


def timetable(settings: PartnershipSettings, now: datetime, most: int = 1) -> list[tuple[str, str, str]]:
    """Each job that is switched on: its name, its rule and its next times in words."""
    from jobs import due
    from storage import due_times
    from storage.times import say_moment

    today = now.astimezone(settings.timezone).date()
    rows = []
    for name, wanted in due.scheduled(settings):
        found = due_times.times(settings, wanted, now, now + AHEAD)[:most]
        words = "; ".join(say_moment(each.utc, settings.timezone, today) for each in found)
        rows.append((name, wanted.at.words(), words or "not in the next two months"))
    return rows


def _show(settings: Settings, partnership: PartnershipSettings, name: str, at: str | None) -> None:
    """Run the job in a transaction that is thrown away."""
    from bot.assemble import wall_clock
    from storage import database, people, schedule_changes
    from storage.catalogue import load_catalogue
    from storage.partnerships import Partnership

    chosen = None if at is None else _moment(at, partnership)
    here = Partnership(partnership, load_catalogue(partnership.catalogue))
    with as_it_stands(settings) as engine, database.writing(engine) as db:
        people.seed(db, partnership)
        here.reload(db)
        here.settings = schedule_changes.as_changed(db, partnership)
        occurrence = _occurrence(db, here.settings, name, chosen, wall_clock())
        _print(db, here, occurrence)
        db.rollback()


def _moment(text: str, partnership: PartnershipSettings) -> LocalDue:
    from storage.times import LocalDue, at_utc

    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        stop('--at: Write the local day and time, such as "2026-11-23 09:30".')
    local = local.replace(tzinfo=None)
    return LocalDue(local, at_utc(local, partnership.timezone))


def _occurrence(
    db: Session, partnership: PartnershipSettings, name: str, chosen: LocalDue | None, now: datetime
) -> Occurrence:
    """The due time to show: one written down already, or the next of the schedule, or the one asked for."""
    from jobs import due
    from storage import due_times, occurrences
    from storage.occurrences import Occurrence

    waiting = [each for each in occurrences.upcoming(db, partnership.id) if each.job == name]
    if waiting and chosen is None:
        return waiting[0]
    subject = waiting[0].subject if waiting else ""
    rule = dict(due.scheduled(partnership)).get(name)
    if rule is None and not subject:
        stop(
            f"{name} has nothing to do in {partnership.name}: it is not in its schedule, or nothing is open."
        )
    found = due_times.times(partnership, rule, now, now + AHEAD) if rule and chosen is None else []
    moment = chosen or next(iter(found), None)
    if moment is None:
        stop(f"{name} is not due in the next two months. Choose a time with --at.", code=1)
    return Occurrence(0, partnership.id, name, subject, moment.local, moment.utc)


def _print(db: Session, here: Partnership, occurrence: Occurrence) -> None:
    from bot.scheduler import run_job
    from jobs import due
    from storage.times import say_moment

    when = say_moment(occurrence.due, here.zone, occurrence.local_due.date())
    typer.echo(f"{occurrence.job} for {here.name}, due at {when.replace('today, ', 'on ')}")
    if reason := due.reason_to_skip(here.settings, occurrence.job, occurrence.due, occurrence.due):
        typer.echo(f"It would be left out. {reason}")
        return
    _print_outcome(db, here, run_job(db, here, occurrence, occurrence.due))


def _print_outcome(db: Session, here: Partnership, outcome: Outcome) -> None:
    from bot.text import plain

    if outcome.nothing or not outcome.sends:
        typer.echo(f"It would post nothing. {outcome.nothing}".strip())
    for send in outcome.sends:
        typer.echo(f"{LINE}\nTo {_whom(db, send.to)}\n\n{plain(send.reply)}\n")


def _whom(db: Session, target: Target) -> str:
    from commands.reply import ToEveryPlace, ToPerson, ToPlace, ToThread
    from storage import people

    match target:
        case ToEveryPlace():
            return "every place"
        case ToPlace(place=number):
            place = people.place(db, number)
            return f"{place.platform} {place.address}"
        case ToPerson(person=number):
            return f"{people.person(db, number).name}, in private"
        case ToThread(post=number):
            return f"the thread of post {number}"
        case _:
            assert_never(target)
