"""The demonstration page's conversations: one channel, and a private chat for each persona, kept in memory."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol, assert_never
from urllib.parse import quote

from markupsafe import Markup
from starlette.routing import Route

from bot.app import App
from bot.charts.pool import ChartPool, fingerprint
from bot.heard import Heard
from bot.page import routes as page_routes
from bot.page.html import fragment
from bot.page.routes import Said
from bot.transport import CannotLook, Impossible
from commands.reply import Attachment, Block, Chart, File, Form, Note, Reply, Table
from storage.partnerships import Partnership

CHANNEL = "demo"
KEPT = 500  # messages, pictures and names of events: more than anybody scrolls back to
SENT = Note("You have sent this form.")
NUMBERS = "The numbers in this chart"


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody to try the demonstration as; ``role_words`` say in one line who they are."""

    account: str
    name: str
    role_words: str

    @property
    def initials(self) -> str:
        """One or two letters to know them by; everybody in the demonstration is called Demo something."""
        words = self.name.split()
        return "".join(word[0] for word in words[1:3] or words[:1])


class MovableClock(Protocol):
    """The demonstration's clock, which can be moved to a Monday or a Friday."""

    def __call__(self) -> datetime:
        """What the time is in the demonstration (aware)."""

    def move_to(self, moment: datetime) -> None:
        """Go to a moment (aware)."""

    def move_by(self, span: timedelta) -> None:
        """Go forward by a length of time."""


@dataclass(frozen=True, slots=True)
class Message:
    """What stands in a place. ``only`` is the one account that sees it; Parley's own have no ``author``."""

    id: str
    number: int
    place: str
    only: str
    author: str
    at: datetime
    line: str = ""
    reply: Reply | None = None

    def seen_by(self, account: str) -> bool:
        return self.place == account or (self.place == CHANNEL and self.only in ("", account))


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether it was refused; with ``field``, ``error`` belongs beside that field and stands nowhere else."""

    refused: bool = False
    field: str = ""
    error: str = ""


class Page:
    """A transport whose platform is the local page; every browser sees the same conversations."""

    platform = "web"

    def __init__(
        self,
        app: App,
        charts: ChartPool,
        personas: Sequence[Persona],
        clock: MovableClock,
        tick: Callable[[], Awaitable[None]],
    ) -> None:
        self.app, self.charts, self.clock, self.tick = app, charts, clock, tick
        self.personas = {persona.account: persona for persona in personas}
        self.direct = dict.fromkeys(self.personas, 0)  # how many messages Parley has sent each by itself
        self.launch = secrets.token_hex(8)
        self.token = secrets.token_urlsafe(32)
        self.number = 0
        self.news = asyncio.Event()
        self.closed = False
        self._messages: dict[str, Message] = {}
        self._pictures: dict[str, Chart] = {}
        self._heard: dict[str, asyncio.Task[Outcome]] = {}
        self._welcomed: set[str] = set()

    def routes(self) -> list[Route]:
        """What the page answers over HTTP."""
        return page_routes.routes(self)

    healthy, problem = True, ""

    async def start(self) -> None:
        """Be ready to draw before the first chart is asked for."""
        self.charts.warm()

    async def stop(self) -> None:
        """End the live updates, so that the server can stop."""
        self.close()

    def close(self) -> None:
        self.closed = True
        self._tell()

    @property
    def partnership(self) -> Partnership:
        return next(iter(self.app.partnerships.values()))

    async def send(self, address: str, reply: Reply, mark: str, under: str = "") -> str:
        if address != CHANNEL and address not in self.personas:
            raise Impossible("Nobody on the demonstration page has this account.")
        if address in self.direct:
            await self.welcome(self.personas[address])
            self.direct[address] += 1
        return self._stand(address, "", reply=reply)

    async def attach(self, address: str, reference: str, attachment: Attachment) -> str:
        """The message shows its charts and files already; drawing a chart finds out whether it can be drawn."""
        if isinstance(attachment, Chart):
            await self.charts.png(attachment)
        return ""

    async def take_back(self, address: str, attached: str, words: str) -> None:
        """The message shows what belongs to it and nothing else, so writing it again is enough."""

    async def edit(self, address: str, reference: str, reply: Reply) -> None:
        """Write a message again; one from before a restart stands anew."""
        known = self._messages.get(reference)
        if known is None:
            self._stand(address, "", reply=reply, reference=reference)
            return
        self._change(replace(known, reply=reply))

    async def find(self, address: str, mark: str, under: str = "") -> str | None:
        raise CannotLook

    async def reach(self) -> None:
        """It is always there."""

    async def welcome(self, persona: Persona) -> None:
        """Greet somebody in private the first time they open the page."""
        if persona.account in self._welcomed:
            return
        self._welcomed.add(persona.account)
        key = f"web:welcome:{self.launch}:{persona.account}"
        answer = await self.app.hear(
            Heard(self.platform, persona.account, persona.name, "", "welcome", key=key)
        )
        if answer.reply is not None:
            self._stand(persona.account, "", reply=answer.reply)

    async def say(self, said: Said) -> Outcome:
        """Hear something once, however often the browser sends it."""
        key = str(said.id)
        if key not in self._heard:
            self._heard[key] = asyncio.create_task(self._say(said))
            _keep_newest(self._heard)
        return await asyncio.shield(self._heard[key])

    async def _say(self, said: Said) -> Outcome:
        account, name = said.persona, self.personas[said.persona].name
        address = CHANNEL if said.where == "channel" else ""
        key = f"web:{said.id}"
        answer = await self.app.hear(
            Heard(self.platform, account, name, address, said.line, said.values, key)
        )
        if answer.reply is None:
            return Outcome()
        if answer.refused and answer.field in (said.values or {}):
            return Outcome(True, answer.field, self.drawn(answer.reply, f"error-{said.id}", account))
        self._converse(said, address or account, answer.reply)
        if not answer.refused:
            self._fold(said)
        return Outcome(answer.refused)

    def _converse(self, said: Said, place: str, reply: Reply) -> None:
        """Show what was typed or pressed and its answer, to the same eyes; a sealed answer is never shown."""
        only = said.persona if reply.private or reply.quiet else ""
        if said.values is None and not self.app.is_sealed(said.line):
            self._stand(place, only, author=said.persona, line=said.line)
        self._stand(place, only, reply=reply)

    def _fold(self, said: Said) -> None:
        """A form that only its sender sees is done with once it is sent; one in the channel stays for others."""
        holder = self._messages.get(said.form)
        if holder is None or holder.reply is None or said.persona not in (holder.only, holder.place):
            return
        blocks: tuple[Block, ...] = tuple(
            SENT if isinstance(block, Form) and block.command == said.line else block
            for block in holder.reply.blocks
        )
        self._change(replace(holder, reply=replace(holder.reply, blocks=blocks)))

    def _stand(
        self,
        place: str,
        only: str,
        *,
        author: str = "",
        line: str = "",
        reply: Reply | None = None,
        reference: str = "",
    ) -> str:
        reference = reference or f"m-{self.launch}-{self.number + 1}"
        self._change(Message(reference, 0, place, only, author, self.clock(), line, reply))
        _keep_newest(self._messages)
        return reference

    def _change(self, message: Message) -> None:
        self.number += 1
        self._messages[message.id] = replace(message, number=self.number)
        self._tell()

    def _tell(self) -> None:
        """Wake whoever waits for news, and begin a new wait."""
        self.news.set()
        self.news = asyncio.Event()

    def since(self, account: str, number: int) -> list[Message]:
        """What a persona has not yet been shown, in the order in which it stands."""
        return [each for each in self._messages.values() if each.number > number and each.seen_by(account)]

    def drawn(self, reply: Reply, name: str, account: str) -> Markup:
        """A reply as HTML for one persona, with the numbers of each chart as a table beneath it."""
        parts = [
            self._block(reply, block, f"{name}-{index}", account) for index, block in enumerate(reply.blocks)
        ]
        return Markup("\n").join(parts) or fragment(reply, partial(self._address, account), name)

    def _block(self, reply: Reply, block: Block, name: str, account: str) -> Markup:
        address = partial(self._address, account)
        html = fragment(Reply((block,)), address, name)
        if not isinstance(block, Chart) or _tells_all(reply, block):
            return html
        table = fragment(Reply((block.table(),)), address, f"{name}-numbers")
        return html + Markup("<details><summary>{}</summary>{}</details>").format(NUMBERS, table)

    def _address(self, account: str, attachment: Attachment) -> str:
        """Where a browser gets a chart, or a persona a file."""
        match attachment:
            case Chart():
                name = fingerprint(attachment)
                self._pictures[name] = attachment
                _keep_newest(self._pictures)
                return f"/chart/{name}.png"
            case File():
                return f"/file/{_key(attachment)}?persona={quote(account, safe='')}"
            case _:
                assert_never(attachment)

    def chart(self, name: str) -> Chart | None:
        """A chart that was shown, by its fingerprint."""
        return self._pictures.get(name)

    def file(self, account: str, key: str) -> File | None:
        """A file of a message that this persona can see."""
        replies = [message.reply for message in self.since(account, 0) if message.reply]
        files = (each for reply in replies for each in reply.attachments() if isinstance(each, File))
        return next((file for file in files if _key(file) == key), None)

    async def move(self, moment: datetime) -> None:
        """Move the clock, do what has become due, and let everybody see it."""
        self.clock.move_to(moment)
        await self.tick()
        self.app.changed.set()
        self._tell()


def _key(file: File) -> str:
    return hashlib.sha256(f"{file.name}\0{file.text}".encode("utf-8", "replace")).hexdigest()[:32]


def _tells_all(reply: Reply, chart: Chart) -> bool:
    rows = chart.table().rows
    return any(isinstance(block, Table) and block.rows == rows for block in reply.blocks)


def _keep_newest(kept: dict[str, Any]) -> None:
    while len(kept) > KEPT:
        del kept[next(iter(kept))]
