"""parley data: from an officer's file to a protected release, and from a release into the bot's store."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.base import (
    as_it_stands,
    config_path,
    help_if_bare,
    opened,
    partnership_of,
    settings_of,
    stop,
    tell,
)

if TYPE_CHECKING:
    from storage.bundle import Bundle
    from storage.catalogue import Catalogue
    from storage.measures import Measure
    from storage.partnership import PartnershipSettings

SHORTEST_KEY = 32  # bytes
KEY_HELP = (
    "Make one with parley data new-key PATH, keep it on this computer only, and use the same one each time."
)

app = typer.Typer(
    callback=help_if_bare, invoke_without_command=True, help="Build, check and import releases of figures."
)
From = Annotated[Path | None, typer.Option("--catalogue", help="The folder of measure files.")]
Which = Annotated[str | None, typer.Option("--partnership", help="The id of the partnership.")]


@app.command("new-key")
def new_key(path: Annotated[Path, typer.Argument(help="The new file to write.")]) -> None:
    """Make the secret key that protection needs. It never leaves the computer that builds releases.

    Example: parley data new-key ~/parley-protection.key
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        stop(f"{path} is there already. A key that is replaced cannot be got back: name another file.")
    with os.fdopen(handle, "wb") as file:
        file.write(base64.b64encode(secrets.token_bytes(48)) + b"\n")
    typer.echo(f"The key is in {path}. Only you can read it. Keep a copy somewhere safe.")


@app.command()
def build(
    ctx: typer.Context,
    measure: Annotated[str, typer.Argument(help="The id of the measure.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The release to write.")],
    by: Annotated[str, typer.Option("--by", help="Your name, as the partnership knows you.")],
    key_file: Annotated[Path, typer.Option("--key-file", help="The protection key.")],
    file: Annotated[
        Path | None, typer.Argument(help="The file of counts; none where the measure file has a query.")
    ] = None,
    catalogue: From = None,
    partnership: Which = None,
) -> None:
    """Protect a file of counts and write a release. Needs no bot and no database.

    Example: parley data build foodbank-referrals referrals.csv -o release.zip --by "Demo Analyst"
    --key-file ~/parley-protection.key --catalogue catalogue/
    """
    key = _key(key_file)
    if not by.strip():
        stop("--by: Give the name of the person who builds this release.")
    from bot.cli import building

    known = _catalogue(ctx, catalogue, partnership)
    made = building.built(known, _measure(known, measure), file, key, by.strip())
    building.write(made.bundle, output)
    typer.echo(f"{output}: {_facts(made.bundle)}")
    for note in made.notes:
        tell(note)
    tell(f"Next, on the server: parley data import {output.name}")


def _key(path: Path) -> bytes:
    try:
        key = path.read_bytes().strip()
    except OSError as error:
        stop(f"--key-file: {path} cannot be read ({error.strerror}). {KEY_HELP}")
    if len(key) < SHORTEST_KEY:
        stop(f"--key-file: The key in {path} is shorter than {SHORTEST_KEY} bytes. {KEY_HELP}")
    if path.stat().st_mode & 0o077:
        tell(f"Others on this computer can read {path}. Put that right: chmod 600 {path}")
    return key


def _catalogue(ctx: typer.Context, folder: Path | None, partnership: str | None) -> Catalogue:
    from storage.catalogue import load_catalogue

    if folder is None and not config_path(ctx).exists():
        stop("--catalogue: Name the folder of measure files, or the configuration with --config.")
    return load_catalogue(folder or partnership_of(settings_of(ctx), partnership).catalogue)


def _measure(known: Catalogue, identity: str) -> Measure:
    from bot.settings import nearest

    if identity not in known.measures:
        stop(f'There is no measure "{identity}" in the catalogue{nearest(identity, known.measures)}')
    return known.measures[identity]


def _facts(made: Bundle) -> str:
    proof = made.certificate
    return (
        f"{made.measure.title}, version {proof.version}, {proof.cells:,} cells, periods: {proof.periods} "
        f"({made.periods[0]} to {made.periods[-1]}), base {proof.base}, built by {made.built_by}, "
        f"table {proof.table_sha256[:12]}"
        if made.periods
        else f"{made.measure.title}, no periods, built by {made.built_by}"
    )


@app.command()
def verify(release: Annotated[Path, typer.Argument(help="The release to check.")]) -> None:
    """Check a release by itself: hashes, declaration, cells and sums. Needs no database.

    Example: parley data verify release.zip
    """
    from storage import bundle

    made = bundle.read(release)
    typer.echo(f"{release}: {_facts(made)}")
    for check in made.certificate.checks:
        typer.echo(f"  {check}")
    typer.echo("Everything in it agrees with its certificate.")


@app.command()
def check(ctx: typer.Context, catalogue: From = None) -> None:
    """Check every measure file with its code list and boundaries; with a configuration, its people too.

    Example: parley data check --catalogue catalogue/
    """
    if catalogue:
        _check_folders({catalogue: ()})
        return
    folders: dict[Path, tuple[PartnershipSettings, ...]] = {}
    for partnership in settings_of(ctx).partnerships:
        folders[partnership.catalogue] = (*folders.get(partnership.catalogue, ()), partnership)
    _check_folders(folders)


def _check_folders(folders: Mapping[Path, tuple[PartnershipSettings, ...]]) -> None:
    """Every problem of all of them at once."""
    from bot.cli.check import strangers
    from storage.catalogue import CatalogueError, load_catalogue
    from storage.measure_files import placed

    problems: list[object] = []
    for folder, partnerships in folders.items():
        try:
            found = load_catalogue(folder)
        except CatalogueError as error:
            problems += error.problems
            continue
        wrong = [
            placed(folder, measure.id, key, sentence)
            for partnership in partnerships
            for measure in found.measures.values()
            for key, sentence in strangers(partnership, measure)
        ]
        problems += wrong
        if not wrong:
            typer.echo(f"{folder}: {', '.join(found.measures)}")
    if problems:
        stop(*problems)


@app.command("import")
def import_(
    ctx: typer.Context,
    release: Annotated[Path, typer.Argument(help="The release to take in.")],
    partnership: Which = None,
) -> None:
    """Take a release in. It is shown to nobody until a steward approves it in the chat.

    Example: parley data import release.zip --partnership demo-food
    """
    from bot.cli import loading as cli_import
    from storage import bundle

    settings = settings_of(ctx)
    wanted = partnership_of(settings, partnership)
    made = bundle.read(release)
    with opened(settings) as engine:
        taken = cli_import.take_in(engine, wanted, made)
    for note in taken.notes:
        tell(note)
    typer.echo(taken.sentence)


@app.command("list")
def list_(ctx: typer.Context, partnership: Which = None) -> None:
    """List every release with its state.

    Example: parley data list
    """
    from sqlalchemy import select

    from storage import database
    from storage.tables import ReleaseRow

    settings = settings_of(ctx)
    wanted = [partnership_of(settings, partnership)] if partnership else settings.partnerships
    with as_it_stands(settings) as engine, database.reading(engine) as db:
        rows = db.scalars(
            select(ReleaseRow)
            .where(ReleaseRow.partnership.in_([each.id for each in wanted]))
            .order_by(ReleaseRow.partnership, ReleaseRow.id)
        ).all()
    for row in rows:
        typer.echo(_line(row))
    if not rows:
        tell("There are no releases yet. Build one: parley data build --help")


def _line(row: object) -> str:
    from storage.tables import ReleaseRow
    from storage.times import say_day

    assert isinstance(row, ReleaseRow)
    decided = f", by {row.decided_by} on {say_day(row.decided_at.date())}" if row.decided_at else ""
    reason = f" ({row.reason})" if row.reason else ""
    loaded = f"loaded by {row.loaded_by} on {say_day(row.loaded_at.date())}"
    return f"{row.id:>4}  {row.partnership}  {row.measure}  {row.state}{decided}{reason}; {loaded}; {row.table_hash[:12]}"
