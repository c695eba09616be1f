"""parley db: bring the database up to date, copy it, put a copy back, prove that it is whole."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.base import as_it_stands, help_if_bare, opened, settings_of, stop, tell

app = typer.Typer(
    callback=help_if_bare,
    invoke_without_command=True,
    help="Upgrade, back up, restore and verify the database.",
)


@app.command()
def upgrade(ctx: typer.Context) -> None:
    """Bring the database to the version this Parley needs. A copy is made first.

    Example: parley db upgrade
    """
    from bot.assemble import wall_clock
    from storage import migrate

    with opened(settings_of(ctx)) as engine:
        before = migrate.version(engine)
        kept = migrate.upgrade(engine, wall_clock())
    if before == migrate.newest():
        typer.echo(f"The database is up to date: version {before}.")
        return
    typer.echo(f"The database is at version {migrate.newest()} now; it was {before or 'empty'}.")
    if kept is not None:
        typer.echo(f"What was there before is in {kept}.")
    elif before is not None:
        tell("No copy was made: for PostgreSQL use parley db backup before an upgrade.")


@app.command()
def backup(ctx: typer.Context, path: Annotated[Path, typer.Argument(help="The new file to write.")]) -> None:
    """Copy the database to a file, while Parley runs too.

    A SQLite copy is checked before it counts; PostgreSQL is copied by its own pg_dump.

    Example: parley db backup backups/2026-11-23.db
    """
    from storage.backup import back_up

    with as_it_stands(settings_of(ctx), any_version=True) as engine:
        back_up(engine, path)
    typer.echo(f"The database is copied to {path}.")


@app.command()
def restore(
    ctx: typer.Context, path: Annotated[Path, typer.Argument(help="The backup to put back.")]
) -> None:
    """Put a backup in the database's place. Stop Parley first. The replaced file is kept.

    Example: parley db restore backups/2026-11-23.db
    """
    from bot.assemble import wall_clock
    from storage.backup import restore as put_back

    with opened(settings_of(ctx)) as engine:
        kept = put_back(engine, path, wall_clock())
    typer.echo(f"The database is the one in {path} now.")
    if kept is not None:
        typer.echo(f"What was there before is in {kept}.")


@app.command()
def verify(ctx: typer.Context) -> None:
    """Check the database and the chain of the audit log.

    Example: parley db verify
    """
    from storage import migrate
    from storage.backup import broken_chains, damage

    with as_it_stands(settings_of(ctx)) as engine:
        file = migrate.sqlite_file(engine)
        wrong = "" if file is None else damage(file)
        broken = [] if wrong else broken_chains(engine)
    if wrong:
        stop(f"The database file is damaged: {wrong}. Restore a backup: parley db restore PATH", code=1)
    if broken:
        stop(*(_broken(partnership, row) for partnership, row in broken), code=1)
    typer.echo(f"The database is whole, at version {migrate.newest()}, and every audit log holds.")


def _broken(partnership: str, row: int) -> str:
    return (
        f"The audit log of {partnership} does not hold from row {row}: that row, or one before it, was "
        "changed, added or removed outside Parley."
    )
