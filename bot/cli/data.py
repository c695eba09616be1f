"""parley data: from an officer's file to a protected release, and from a release into the bot's store."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import keys, verifying
from bot.cli.base import (
    as_it_stands,
    config_path,
    harmless,
    help_if_bare,
    opened,
    partnership_of,
    settings_of,
    stop,
    tell,
)

if TYPE_CHECKING:
    from storage.catalogue import Catalogue
    from storage.judging import Known
    from storage.measures import Measure
    from storage.partnership import PartnershipSettings

app = typer.Typer(
    callback=help_if_bare, invoke_without_command=True, help="Build, check and import releases of figures."
)
From = Annotated[Path | None, typer.Option("--catalogue", help="The folder of measure files.")]
Named = Annotated[str, typer.Argument(help="The id of the measure.")]
Which = Annotated[str | None, typer.Option("--partnership", help="The id of the partnership.")]


Counts = Annotated[
    Path | None, typer.Argument(help="The file of counts; none where the measure file has a query.")
]

app.command("new-key")(keys.new_key)
app.command("new-loader-key")(keys.new_loader_key)
app.command("verify")(verifying.verify)


@app.command()
def build(
    ctx: typer.Context,
    measure: Named,
    output: Annotated[Path, typer.Option("--output", "-o", help="The release to write.")],
    key_file: Annotated[Path, typer.Option("--key-file", help="The protection key: the secret of rounding.")],
    sign_with: Annotated[Path, typer.Option("--sign-with", help="Your own signing key: who you are.")],
    file: Counts = None,
    ledger: Annotated[
        Path | None, typer.Option("--ledger", help="The ledger beside the last release that was approved.")
    ] = None,
    rebase: Annotated[
        bool, typer.Option("--rebase", help="Let out the corrections that were held, say once a year.")
    ] = False,
    catalogue: From = None,
    partnership: Which = None,
) -> None:
    """Protect a file of counts and write a signed release. Needs no bot and no database.

    Beside release.zip it writes release.ledger, which stays on this computer. Name it in the next build, so that
    what has been published stays as it is: --ledger release.ledger

    Example: parley data build foodbank-referrals referrals.csv -o release.zip
    --key-file ~/parley-protection.key --sign-with ~/parley-signing.key --catalogue catalogue/
    """
    key, signer = keys.protection_key(key_file), keys.signing_key(sign_with)
    from bot.cli import building

    kept = building.ledger_for(output, ledger)
    known = _catalogue(ctx, catalogue, partnership)
    past = building.Past(ledger, rebase)
    made = building.built(known, _measure(known.catalogue, measure), file, key, signer, past)
    building.write(made, output)
    typer.echo(f"{output}: {verifying.facts(made.bundle)}")
    for note in made.notes:
        tell(note)
    tell(f"Keep {kept} on this computer, for the next build: --ledger {kept.name}")
    tell(f"Next, on the server: parley data import {output.name}")


@app.command()
def advise(
    ctx: typer.Context,
    measure: Named,
    file: Counts = None,
    catalogue: From = None,
    partnership: Which = None,
) -> None:
    """Say how much of each table is small, how far rounding would move it, and what would be larger.

    It reads the file and writes nothing. Needs no key, no bot and no database.

    Example: parley data advise foodbank-referrals referrals.csv --catalogue catalogue/
    """
    from bot.cli import building

    known = _catalogue(ctx, catalogue, partnership)
    for sentence in building.advice(known, _measure(known.catalogue, measure), file):
        typer.echo(sentence)


def _catalogue(ctx: typer.Context, folder: Path | None, partnership: str | None) -> Known:
    from storage.catalogue import load_catalogue
    from storage.judging import Known

    if folder is None and not config_path(ctx).exists():
        stop("--catalogue: Name the folder of measure files, or the configuration with --config.")
    folder = folder or partnership_of(settings_of(ctx), partnership).catalogue
    return Known(load_catalogue(folder), folder)


def _measure(known: Catalogue, identity: str) -> Measure:
    from bot.settings import nearest

    if identity not in known.measures:
        stop(f'There is no measure "{identity}" in the catalogue{nearest(identity, known.measures)}')
    return known.measures[identity]


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
    """Take a signed release in. It is attacked first, and shown to nobody until a steward approves it in the chat.

    Example: parley data import release.zip --partnership demo-food
    """
    from bot.cli import loading
    from storage import bundle

    settings = settings_of(ctx)
    wanted = partnership_of(settings, partnership)
    made = bundle.read(release)
    with opened(settings) as engine:
        taken = loading.take_in(engine, wanted, made)
    for note in taken.notes:
        tell(note)
    typer.echo(harmless(taken.sentence))


@app.command()
def export(
    ctx: typer.Context,
    measure: Named,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="A new folder, or a file that ends in .zip.")
    ],
    partnership: Which = None,
) -> None:
    """Write the approved figures of a measure as open data, with what they mean, licence and certificate.

    Example: parley data export foodbank-referrals -o foodbank-referrals.zip
    """
    from bot.cli import exporting

    settings = settings_of(ctx)
    wanted = partnership_of(settings, partnership)
    with as_it_stands(settings) as engine:
        done = exporting.export(engine, wanted, measure, output)
    typer.echo(done.sentence)
    for note in done.notes:
        tell(note)


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
