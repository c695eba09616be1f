"""The terminal as a surface: a console for each person, with lines fed to it."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Any

from bot import console as console_module
from bot.cli.lines import Lines
from bot.console import Console, Seat
from bot.transport import CannotLook
from commands.reply import Attachment, Reply
from storage import people
from tests.surfaces.surface import PEOPLE, Seen, Surface

FORMS = ("/weeknote", "/poll", "/action")


class ConsoleSurface(Surface):
    """The terminal: one console for each person, on one Parley."""

    name = "console"
    platform = "console"
    healthy = True

    def __init__(self) -> None:
        self.consoles: dict[str, Console] = {}
        self.shown: dict[str, list[str]] = {who: [] for who in PEOPLE}
        self.waiting: dict[str, list[str]] = {who: [] for who in PEOPLE}
        self.folders: dict[str, Path] = {}

    # -- the transport: whatever is sent to the place appears on every terminal

    async def start(self) -> None:
        """Sit everybody down."""
        app = self.running.parley.app
        home = app.partnerships["demo-food"]
        for who, (_, _, name) in PEOPLE.items():
            seat = Seat(home, name, in_place=True)
            await app.write(partial(console_module._sit_down, app=app, seat=seat))
            self.folders[who] = Path(str(app.engine.url.database)).parent / who
            self.folders[who].mkdir()
            self.consoles[who] = Console(app, seat, self.shown[who].append, self.folders[who])

    async def stop(self) -> None:
        """Nobody is left at a terminal."""

    def routes(self) -> list[Any]:
        return []

    def _at(self, address: str) -> list[Console]:
        named = [each for who, each in self.consoles.items() if people.slug(PEOPLE[who][2]) == address]
        return named or list(self.consoles.values())

    async def send(self, address: str, reply: Reply, mark: str, under: str = "") -> str:
        return [await each.send(address, reply, mark) for each in self._at(address)][-1]

    async def attach(self, address: str, reference: str, attachment: Attachment) -> str:
        for each in self._at(address):
            await each.attach(address, reference, attachment)
        return ""

    async def take_back(self, address: str, attached: str, words: str) -> None:
        """A terminal has nothing to take back."""

    async def edit(self, address: str, reference: str, reply: Reply) -> None:
        for each in self._at(address):
            await each.edit(address, reference, reply)

    async def find(self, address: str, mark: str, under: str = "") -> str | None:
        raise CannotLook

    async def reach(self) -> None:
        """It is always there."""

    # -- the people

    def write(self, who: str, line: str) -> None:
        if not self.waiting[who] and line in FORMS:
            self.waiting[who] = [line]  # a form asks its questions when its answers are typed
            return
        self._say(who, [line])

    def _say(self, who: str, typed: list[str]) -> None:
        async def say() -> None:
            await self.consoles[who].say(typed[0], Lines(iter(typed[1:]), lambda prompt: None))

        self.running.do(say())

    def press(self, who: str, seen: Seen, label: str) -> None:
        number = re.search(rf"^\[(\d+)\] {re.escape(label)}$", seen.text, re.MULTILINE)
        assert number, f"no button {label} in {seen.text}"
        self._say(who, [number[1]])

    def fill(self, who: str, title: str, answers: dict[str, str]) -> None:
        typed = [part for question, answer in answers.items() for part in _typed(question, answer)]
        line, self.waiting[who] = self.waiting[who][0], []
        self._say(who, [line, *typed])

    def visible(self, who: str) -> list[Seen]:
        return [Seen(f"{who}:{number}", text, None) for number, text in enumerate(self.shown[who])]

    def public(self) -> list[Seen]:
        """What more than one terminal shows."""
        return [each for each in self.visible("lead") if each.text in self.shown["deputy"]]

    def pictures(self) -> int:
        return 0

    def files(self, who: str) -> list[tuple[str, bytes]]:
        return [(each.name, each.read_bytes()) for each in sorted(self.folders[who].iterdir())]


def _typed(question: str, answer: str) -> list[str]:
    """An answer at the terminal; a long one ends with an empty line."""
    return (
        [*answer.split("\n"), ""]
        if question in ("What happened this week?", "What can people answer?")
        else [answer]
    )
