"""parley check, doctor, init and slack-manifest: everything before Parley runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.base import DEFAULT, config_path, settings_of, stop, tell

if TYPE_CHECKING:
    from bot.cli.doctor import Finding

AsJson = Annotated[bool, typer.Option("--json", help="Write the result as JSON, for other programs.")]
COLOURS = {"ok": "green", "warning": "yellow", "problem": "red"}


def check(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Check the configuration, and print who may do what.

    Looks at the configuration file and every measure file, then prints the rules and the schedule.

    Example: parley --config config.yaml check
    """
    from bot.assemble import wall_clock
    from bot.cli import check as cli_check
    from bot.config import ConfigError

    try:
        settings = settings_of(ctx)
    except ConfigError as error:
        if as_json:
            problems = [{"path": each.path, "text": each.text} for each in error.problems]
            typer.echo(json.dumps({"ok": False, "problems": problems}, ensure_ascii=False, indent=2))
        raise
    found = cli_check.examine(settings)
    if as_json:
        typer.echo(json.dumps(cli_check.as_json(settings, found, wall_clock()), ensure_ascii=False, indent=2))
    if found.problems:
        stop(*found.problems)
    if as_json:
        return
    for line in cli_check.report(settings, wall_clock()):
        typer.echo(line)
    for note in found.notes:
        tell(f"To do before it runs: {note}")


def doctor(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Look whether everything Parley depends on is there.

    Tokens, rights, channels, groups, clock, database, disk, jobs. Exit code 1 when there is a problem.

    Example: parley doctor
    """
    import asyncio

    from bot.cli import doctor as surgery

    found = asyncio.run(surgery.examine(settings_of(ctx), surgery.wall_clock))
    ill = any(each.state == "problem" for each in found)
    if as_json:
        rows = [{"state": each.state, "what": each.what, "text": each.text} for each in found]
        typer.echo(json.dumps({"ok": not ill, "checks": rows}, ensure_ascii=False, indent=2))
    else:
        _print(found)
    raise typer.Exit(1 if ill else 0)


def _print(found: list[Finding]) -> None:
    """One line a check: the word says how it is, the colour only repeats it."""
    from rich.console import Console
    from rich.text import Text

    screen = Console(highlight=False, soft_wrap=True)
    for each in found:
        screen.print(
            Text(f"{each.state:<8} ", style=COLOURS[each.state]) + Text(f"{each.what}: {each.text}", "")
        )


def init(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="The folder to write into.")] = Path(),
    demo: Annotated[bool, typer.Option("--demo", help="Write the complete demonstration instead.")] = False,
    partnership: Annotated[
        list[str] | None,
        typer.Option(help="With --demo: which one; several make one configuration."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a configuration that is there.")] = False,
    name: Annotated[str | None, typer.Option(help="What the partnership is called.")] = None,
    nation: Annotated[str | None, typer.Option(help="England, Wales, Scotland or Northern Ireland.")] = None,
    places: Annotated[str | None, typer.Option(help="Ids of channels and groups, with commas.")] = None,
    council: Annotated[str | None, typer.Option(help="What the council is called.")] = None,
    partner: Annotated[str | None, typer.Option(help="What the voluntary organisation is called.")] = None,
    lead: Annotated[str | None, typer.Option(help="Who leads the partnership.")] = None,
    lead_account: Annotated[str | None, typer.Option(help="The lead's Slack or Telegram id.")] = None,
    steward: Annotated[str | None, typer.Option(help="Who approves figures.")] = None,
    steward_account: Annotated[str | None, typer.Option(help="The steward's Slack or Telegram id.")] = None,
    deputy: Annotated[str | None, typer.Option(help="Who approves them when the steward is away.")] = None,
    deputy_account: Annotated[str | None, typer.Option(help="The deputy's Slack or Telegram id.")] = None,
) -> None:
    """Ask a few questions and write a configuration.

    With --demo it writes the whole demonstration instead: a partnership that is ready to run.

    Examples: parley init my-partnership

    parley init --demo demo
    """
    from bot.assemble import wall_clock
    from bot.cli import init as asking

    if partnership and not demo:
        stop("--partnership goes with --demo.")
    if demo:
        path = _demo(folder, force, partnership or [])
    else:
        given = {
            "name": name, "nation": nation, "places": places, "council": council, "partner": partner,
            "lead": lead, "lead-account": lead_account, "steward": steward, "steward-account": steward_account,
            "deputy": deputy, "deputy-account": deputy_account,
        }  # fmt: skip
        path = asking.write(folder, given, force, wall_clock().date())
    for step in asking.next_steps(path, demo):
        typer.echo(step)


def _demo(folder: Path, force: bool, chosen: list[str]) -> Path:
    """The demonstration with a database of its own; one that is there already is kept unless told otherwise."""
    from bot.assemble import wall_clock
    from bot.cli.init import refuse_to_replace, refuse_unknown
    from bot.page.demo import prepare

    refuse_unknown(chosen)
    refuse_to_replace(folder / "config.yaml", force)
    if (folder / "parley.db").exists():
        stop(f"{folder / 'parley.db'} is there already. Choose another folder, or move that file away first.")
    tell("Making the demonstration partnership. This takes a few seconds.")
    return prepare(folder, wall_clock(), chosen)


def slack_manifest(ctx: typer.Context) -> None:
    """Print the manifest to make the Slack app from.

    It holds the commands and the fewest rights Parley can do with, each with its reason.

    Example: parley slack-manifest > manifest.yaml
    """
    import commands
    from bot.settings import Settings, SlackSettings
    from bot.slack import manifest as slack

    if config_path(ctx) == DEFAULT and not DEFAULT.exists():
        tell("There is no config.yaml here, so this is the manifest for the usual settings.")
        settings = Settings.model_construct(slack=SlackSettings(), partnerships=(), folder=Path())
    else:
        settings = settings_of(ctx)
    commands.discover()
    try:
        typer.echo(slack.render(settings, commands.REGISTRY), nl=False)
    except ValueError as error:
        stop(error)
