"""parley actions: take in an action log kept elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.base import help_if_bare, partnership_of, settings_of, stop, tell

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.app import App
    from commands import Request

LARGEST = 5_000_000  # bytes

app = typer.Typer(
    callback=help_if_bare, invoke_without_command=True, help="Take in an action log kept elsewhere."
)


@app.command("import")
def import_(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(help="A CSV with headings such as Meeting date, Action, Owner, Due.")
    ],
    partnership: Annotated[str | None, typer.Option(help="The id of the partnership.")] = None,
    name: Annotated[
        str | None, typer.Option("--as", help="Who takes it in; the first lead if left out.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Take it in without asking.")] = False,
) -> None:
    """Take in an action log from a CSV: all of it, or nothing and a list of what to put right.

    Columns in any order: Meeting date, Action, Owner, Status, Due, Comments. The same log twice adds nothing twice.

    Example: parley actions import actions.csv --partnership demo-food
    """
    settings = settings_of(ctx)
    wanted = partnership_of(settings, partnership)
    if not file.is_file():
        stop(f"There is no file {file}.")
    if file.stat().st_size > LARGEST:
        stop(f"{file} is larger than {LARGEST // 1_000_000} MB, which no action log is.")
    from bot.assemble import open_app

    opened = open_app(settings)
    try:
        _import(opened, wanted.id, name, file.name, file.read_bytes(), yes)
    finally:
        opened.writer.close()
        opened.engine.dispose()


def _import(opened: App, partnership: str, name: str | None, file: str, data: bytes, yes: bool) -> None:
    from bot.text import plain
    from commands.actions import importing, incoming
    from commands.reply import Reply
    from storage import database

    with database.reading(opened.engine) as db:
        found = incoming.read(_request(opened, db, partnership, name), file, data)
        if found.problems:
            stop(*found.problems, "Nothing was taken in.")
        shown = importing.preview(found)
    typer.echo(plain(Reply(shown)))
    if not found.new or not (yes or typer.confirm("Take them in?", err=True)):
        tell("Nothing was taken in.")
        return
    typer.echo(opened.writer.run_now(lambda db: _take(opened, db, partnership, name, file, data)))


def _take(opened: App, db: Session, partnership: str, name: str | None, file: str, data: bytes) -> str:
    """Read it again and take it in, in one transaction, so that nothing is taken in twice."""
    from bot.text import plain
    from commands.actions import importing, incoming
    from commands.reply import Reply, Text
    from storage import audit

    request = _request(opened, db, partnership, name)
    reply = importing.taken(request, incoming.read(request, file, data))
    entry = audit.Entry(
        partnership, request.now, request.person.key, request.here, "action import", reply.noted
    )
    audit.record(db, entry)
    return plain(Reply(tuple(block for block in reply.blocks if isinstance(block, Text))))


def _request(opened: App, db: Session, partnership: str, name: str | None) -> Request:
    from commands import Request
    from storage import people

    known = people.configured(db, partnership)
    person = known.get(name or "") or next((each for each in known.values() if "lead" in each.roles), None)
    if person is None or (name is not None and person.name != name):
        stop(f"Say who takes it in: --as with one of {', '.join(sorted(known))}.")
    return Request(person, None, opened.partnerships[partnership], opened.clock(), db, "command line")
