"""The command line: ``parley``, or ``python -m bot``. Heavy modules are loaded by the commands that need them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli import actions as cli_actions
from bot.cli import data as cli_data
from bot.cli import db as cli_db
from bot.cli import jobs as cli_jobs
from bot.cli import setup as cli_setup
from bot.cli.base import DEFAULT, Plain, settings_of, stop, tell

HELP = """Parley: a bot for the channel that a council and its voluntary sector share.

Try it: parley demo. Set it up: parley init. Look after it: parley check, parley doctor.
"""
EPILOG = "Help on one command: parley COMMAND --help"

app = typer.Typer(
    cls=Plain,
    help=HELP,
    epilog=EPILOG,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:
    if not wanted:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        typer.echo(f"parley {version('parley-bot')}")
    except PackageNotFoundError:
        typer.echo("parley, not installed: run from its source")
    raise typer.Exit


@app.callback(invoke_without_command=True)
def parley(
    ctx: typer.Context,
    config: Annotated[Path, typer.Option(help="The configuration file.")] = DEFAULT,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    ctx.obj = config
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())


@app.command()
def run(ctx: typer.Context) -> None:
    """Run Parley in Slack and Telegram until it is stopped.

    Example: parley --config config.yaml run
    """
    import asyncio
    import gc
    import sys

    gc.disable()  # what is made while starting stays: looking through it for rubbish is a tenth of the start
    from bot import log
    from bot.settings import missing_secrets
    from bot.transport import Impossible

    settings = settings_of(ctx)
    if missing := missing_secrets(settings, settings.secrets):
        stop(*missing)
    if settings.slack is None and settings.telegram is None:
        tell("There is no slack and no telegram section, so nobody can talk to Parley.")
    _refuse_taken(settings.http.host, settings.http.port, "http.port in the configuration")
    log.start("INFO", as_json=not sys.stderr.isatty())
    from bot.assemble import open_app
    from bot.charts.pool import ChartPool
    from bot.run import Parley, platforms, until_told

    async def serve() -> None:
        running = open_app(settings)
        await until_told(Parley(running, charts, platforms(running, charts)), started)

    async def started() -> None:
        gc.freeze()  # nor is it ever looked through again, which would keep everybody waiting
        gc.enable()

    charts = ChartPool()
    try:
        asyncio.run(serve())
    except Impossible as refused:
        stop(f"{refused.reason} See what is wrong: parley doctor", code=1)
    finally:
        charts.close()


def _refuse_taken(host: str, port: int, where: str) -> None:
    """Say it before anything starts when the port cannot be had."""
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        stop(
            f"Parley cannot listen on {host} port {port} ({error.strerror}). Choose another with {where}.",
            code=1,
        )


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="The port of the page.")] = 8000,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")
    ] = True,
    partnership: Annotated[str, typer.Option(help="Which demonstration; another word lists them.")] = "",
    folder: Annotated[Path | None, typer.Option(help="Where the demonstration is kept.")] = None,
) -> None:
    """Try Parley on made-up figures, in a page.

    The page is on this computer only. No account and no token are needed.

    Example: parley demo --port 8000
    """
    _refuse_taken("127.0.0.1", port, "--port")
    from bot.cli.init import refuse_unknown
    from bot.page.demo import run as show

    refuse_unknown([partnership] if partnership else [])
    home = Path(".parley") / "-".join(["demo", *([partnership] if partnership else [])])
    show(folder or home, port, browser, partnership)


@app.command()
def console(
    ctx: typer.Context,
    name: Annotated[
        str | None, typer.Option("--as", help="Whom to be: a name from the configuration.")
    ] = None,
    place: Annotated[bool, typer.Option("--place", help="Speak in the place, not in private.")] = False,
    line: Annotated[str, typer.Option("--line", help="Say one line, show the answer and leave.")] = "",
    partnership: Annotated[str | None, typer.Option(help="The id of the partnership.")] = None,
) -> None:
    """Talk to Parley in the terminal. Needs no token.

    Example: parley console --as "Demo Lead" --line "ask foodbank-referrals ward=Highgate"
    """
    settings = settings_of(ctx)
    from bot.cli.console import open_console

    if not open_console(settings, name, place, line, partnership):
        raise typer.Exit(1)


app.command()(cli_setup.check)
app.command()(cli_setup.doctor)
app.command()(cli_setup.init)
app.command("slack-manifest")(cli_setup.slack_manifest)
app.command()(cli_jobs.job)
app.add_typer(cli_actions.app, name="actions")
app.add_typer(cli_data.app, name="data")
app.add_typer(cli_db.app, name="db")


def main() -> None:
    """The entry point of the installed command."""
    app(prog_name="parley")


if __name__ == "__main__":
    main()
