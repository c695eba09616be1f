"""parley job: what the clock would post, without posting it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.base import partnership_of, settings_of, stop

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.partnership import PartnershipSettings

AHEAD = timedelta(days=62)


def job(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(help="A job, such as weekly_chart.")] = None,
    listed: Annotated[bool, typer.Option("--list", help="Show the jobs and when they run next.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help="Show what it would post.")] = False,
    simulated: Annotated[
        str | None,
        typer.Option("--simulate", metavar="DAYS", help="Show the calendar of days to come, such as 90d."),
    ] = None,
    at: Annotated[str | None, typer.Option(help="The local day, or day and time, to pretend it is.")] = None,
    partnership: Annotated[str | None, typer.Option(help="The id of the partnership.")] = None,
) -> None:
    """Show the schedule, or what a job would post.

    Examples: parley job --list

    parley job weekly_chart --dry-run --at "2026-11-23 09:30"

    parley job "meeting/Weekly call" --dry-run

    parley job --simulate 90d
    """
    settings = settings_of(ctx)
    if simulated is not None:
        _simulate(settings, simulated, at)
        return
    if listed or (name is None and not dry_run):
        _list(settings)
        return
    from bot.cli.dry_run import show

    kind, slash, series = (name or "").strip().partition("/")
    wanted = _known(f"{kind.replace('-', '_').replace(' ', '_')}{slash}{series}")
    if not dry_run:
        stop(
            f"Parley posts {wanted} by itself when it is due: wait for it, or ask in the chat for what you "
            "need. To see what it would post, add --dry-run."
        )
    show(settings, partnership_of(settings, partnership), wanted, at)


def _known(name: str) -> str:
    import jobs
    from bot.settings import nearest

    jobs.discover()
    if not name:
        stop(f"Say which job to show, for example: parley job weekly_chart --dry-run. {_choice()}")
    if jobs.find(name) is None:
        stop(f'There is no job "{name}"{nearest(name, jobs.JOBS)}')
    return name


def _choice() -> str:
    from jobs import JOBS

    return f"The jobs are {', '.join(sorted(JOBS))}."


def _simulate(settings: Settings, span: str, at: str | None) -> None:
    import jobs
    from bot.assemble import wall_clock
    from bot.cli.dry_run import moment_of
    from bot.cli.simulating import simulate

    jobs.discover()
    simulate(settings, span, wall_clock() if at is None else moment_of(at, settings.partnerships[0]).utc)


def _list(settings: Settings) -> None:
    import jobs
    from bot.assemble import wall_clock
    from bot.cli.simulating import as_they_stand

    jobs.discover()
    now = wall_clock()
    for partnership, _ in as_they_stand(settings, now):
        typer.echo(f"{partnership.name} ({partnership.id})")
        for name, rule, when in timetable(partnership, now):
            typer.echo(f"  {name:<22} {rule:<28} next: {when}")


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
        rows.append((name, wanted.posts_at.words(), words or "not in the next two months"))
    return rows
