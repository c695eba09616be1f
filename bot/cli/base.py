"""What every part of the command line shares: the configuration, plain words for what went wrong, exit codes.

Results go to standard output, messages to standard error. 0: done. 1: it did not work, or a check found
something. 2: the command, the configuration or a file has to be put right first.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from unicodedata import category

import typer
from typer.core import TyperGroup

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from bot.settings import Settings
    from storage.partnership import PartnershipSettings

DEFAULT = Path("config.yaml")
TO_MEND = (  # every line of these names something to mend in a file
    "bot.config:ConfigError",
    "storage.catalogue:CatalogueError",
    "storage.bundle:BundleError",
    "storage.intake.problems:SourceError",
)


def tell(text: object = "") -> None:
    """A message for the person at the terminal, kept out of the results."""
    typer.echo(harmless(text), err=True)


def harmless(text: object) -> str:
    """Text from a file somebody sent, without what could move a terminal's cursor or turn its words round."""
    return "".join(
        "\ufffd" if category(sign)[0] == "C" and sign not in "\n\t" else sign for sign in str(text)
    )


def stop(*problems: object, code: int = 2) -> NoReturn:
    """Say what has to be put right, one thing a line, and leave."""
    for problem in problems:
        tell(problem)
    raise typer.Exit(code)


class Plain(TyperGroup):
    """The one place where expected problems become plain lines; anything else is a bug and shows as one."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as error:
            _say_plainly(error)
            raise


def _say_plainly(error: Exception) -> None:
    if isinstance(error, _known("sqlalchemy.exc:SQLAlchemyError")):
        stop(_database_trouble(error), code=1)
    if isinstance(error, _known(*TO_MEND)):
        stop(*str(error).splitlines())
    if isinstance(error, _known("storage.backup:BackupError")):
        stop(error, code=1)
    if isinstance(error, OSError) and error.filename:
        stop(f"{error.filename}: {error.strerror}. Check its path and its rights.", code=1)


def _known(*names: str) -> tuple[type[Exception], ...]:
    """Kinds of error by name; one whose module was never loaded cannot have been raised."""
    pairs = (name.split(":") for name in names)
    return tuple(getattr(sys.modules[module], name) for module, name in pairs if module in sys.modules)


def _database_trouble(error: Exception) -> str:
    """The driver's own first line, without the address, which may hold a password."""
    cause = str(getattr(error, "orig", None) or type(error).__name__).splitlines()
    first = cause[0] if cause else type(error).__name__
    if "readonly" in first or "read-only" in first:
        return "The database cannot be written. Check the rights of its file and folder."
    if "locked" in first:
        return "The database is locked by another process. Try again in a moment."
    return "The database cannot be used. Check database_url and that the database is running."


def config_path(ctx: typer.Context) -> Path:
    return ctx.obj if isinstance(ctx.obj, Path) else DEFAULT


def settings_of(ctx: typer.Context) -> Settings:
    """The configuration; every error at once, each on its own line, exit 2."""
    from bot.config import load

    return load(config_path(ctx), os.environ)


def partnership_of(settings: Settings, identity: str | None) -> PartnershipSettings:
    """The partnership named, or the only one."""
    known = {each.id: each for each in settings.partnerships}
    if identity is None and len(known) == 1:
        return next(iter(known.values()))
    if identity not in known:
        said = f"There is no partnership {identity}. " if identity else ""
        stop(f"{said}Name the partnership: --partnership {' or --partnership '.join(known)}.")
    return known[identity]


@contextmanager
def opened(settings: Settings) -> Iterator[Engine]:
    """The database, whatever state it is in; closed again at the end."""
    from storage import database

    engine = database.connect(settings.database_url)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def as_it_stands(settings: Settings, any_version: bool = False) -> Iterator[Engine]:
    """The database for commands that only look; nothing is made or migrated."""
    from storage import migrate

    with opened(settings) as engine:
        file = migrate.sqlite_file(engine)
        if file is not None and not file.exists():
            stop(f"There is no database at {file} yet. Make one: parley db upgrade", code=1)
        if not any_version and migrate.version(engine) != migrate.newest():
            stop("The database is not at the version this Parley needs. Run: parley db upgrade", code=1)
        yield engine


def help_if_bare(ctx: typer.Context) -> None:
    """A group named without a command shows its help."""
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())
