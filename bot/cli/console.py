"""parley console: find the person, open the app, chat, and leave in good order."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Iterator

import typer

from bot import log
from bot.app import App
from bot.assemble import open_app
from bot.cli.base import stop, tell
from bot.cli.lines import Lines, typed
from bot.console import Seat, talk
from bot.settings import Settings, nearest
from storage.partnership import PartnershipSettings, PersonSettings

Known = tuple[PartnershipSettings, PersonSettings]


def open_console(
    settings: Settings, name: str | None, in_place: bool, once: str, partnership: str | None
) -> bool:
    """Chat as one person of the configuration; ``False`` when the one line asked for was refused."""
    where, who = _person(settings, name, partnership)
    log.start("ERROR", as_json=False)
    app = open_app(settings)
    seat = Seat(app.partnerships[where.id], who.name, in_place)
    if not once:
        _greet(seat, who)
    try:
        return asyncio.run(_until_left(app, seat, once))
    finally:
        app.writer.close()
        app.engine.dispose()


def _person(settings: Settings, name: str | None, partnership: str | None) -> Known:
    """The person named, else the first lead, else the first person."""
    known = [
        (each, person)
        for each in settings.partnerships
        if partnership in (None, each.id)
        for person in each.people
    ]
    if not known:
        stop(f"There is nobody in partnership {partnership}. Choose one of: {_ids(settings)}.")
    if name is None:
        return next((pair for pair in known if "lead" in pair[1].roles), known[0])
    found = [pair for pair in known if pair[1].name.casefold() == name.casefold()]
    if len(found) > 1:
        stop(f"{name} is in more than one partnership. Add --partnership and one of: {_ids(settings)}.")
    if not found:
        stop(f'--as: "{name}" is not one of the people{nearest(name, [person.name for _, person in known])}')
    return found[0]


def _ids(settings: Settings) -> str:
    return ", ".join(each.id for each in settings.partnerships)


def _greet(seat: Seat, who: PersonSettings) -> None:
    where = "in the partnership's place" if seat.in_place else "in private"
    tell(f"{seat.partnership.name}. You are {who.name} ({', '.join(who.roles)}), {where}.")
    tell("Write help to begin. A number presses a button. Ctrl-D leaves.")


async def _until_left(app: App, seat: Seat, once: str) -> bool:
    """Talk until the input ends or somebody presses Ctrl-C, which is a way to leave and no error."""
    asked = sys.stdin.isatty() or not once
    lines = Lines(_source(asked), _prompt, can_ask=asked)
    talking = asyncio.create_task(talk(app, seat, lines, typer.echo, once))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, talking.cancel)
    try:
        return await talking
    except asyncio.CancelledError:
        tell()
        return True


def _source(asked: bool) -> Iterator[str]:
    return typed(sys.stdin) if asked else iter(())


def _prompt(words: str) -> None:
    if sys.stdin.isatty():
        typer.echo(words, nl=False, err=True)
