"""The same conversation on every surface: Slack, Telegram, the page and the terminal, each through its own door.

Slack and Telegram are the strict fakes with the real SDKs between them and Parley; the page is spoken to over
HTTP; the terminal is the console with lines fed to it. A test says what people do and reads what they see.
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import threading
import time
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import httpx

from bot import assemble, config
from bot import console as console_module
from bot.app import App
from bot.charts.pool import ChartPool
from bot.cli.lines import Lines
from bot.console import Console, Seat
from bot.run import Parley, Platform
from bot.transport import CannotLook
from commands.reply import Attachment, Reply
from storage import people
from storage.demo import partnership
from tests.fakes.slack import FakeSlack
from tests.fakes.telegram import FakeTelegram, Press
from tests.pictures import DrawnHere
from tests.world import Hand

T = TypeVar("T")
WAIT = 8.0
PEOPLE = {  # account on the page: Slack id, Telegram id, name
    "food-hub-lead": ("U01", 101, "Demo Food Hub Lead"),
    "pantry-lead": ("U02", 102, "Demo Pantry Lead"),
    "centre-manager": ("U03", 103, "Demo Centre Manager"),
    "analyst": ("U04", 104, "Demo Analyst"),
    "steward": ("U06", 106, "Demo Steward"),
    "deputy": ("U07", 107, "Demo Deputy"),
    "lead": ("U08", 108, "Demo Lead"),
}
CHANNEL, GROUP = "C0123456789", -1001234567890

LINK = re.compile(r'<a href="([^"]+)" download="([^"]+)"')


def until(found: Callable[[], T], what: str, wait: float = WAIT) -> T:
    """Wait until something is there."""
    end = time.monotonic() + wait
    while time.monotonic() < end:
        seen = found()
        if seen:
            return seen
        time.sleep(0.01)
    raise AssertionError(f"{what} did not come within {wait} seconds")


class Running:
    """Parley in a thread of its own, as `parley run` would run it."""

    def __init__(
        self,
        make: Callable[[Hand], App],
        clock: Hand,
        chosen: Callable[[App, ChartPool], dict[str, Platform]],
    ) -> None:
        self.clock = clock
        self.loop = asyncio.new_event_loop()
        self._make, self._chosen = make, chosen
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(20)

    def begin(self, stack: ExitStack) -> None:
        self._thread.start()
        stack.callback(self._end)
        self.do(self._start())

    async def _start(self) -> None:
        app = self._make(self.clock)
        charts = DrawnHere()
        self.parley = Parley(app, charts, self._chosen(app, charts))
        self.parley.office._rewrite_every = 1.0
        await self.parley.start()

    def _end(self) -> None:
        self.do(self.parley.stop())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(5)
        self.loop.close()

    def reaches(self, moment: datetime) -> None:
        """Let the clock reach a moment, and do what is due."""
        self.clock.move_to(moment)
        self.do(self.parley.scheduler.tick())
        self.loop.call_soon_threadsafe(self.parley.app.changed.set)


def settle(made: Path, target: Path) -> Path:
    """A folder of its own with the demonstration's configuration, and its database where it has one."""
    shutil.copytree(made / "catalogue", target / "catalogue")
    for name in ("config.yaml", "parley.db"):
        if (made / name).exists():
            shutil.copyfile(made / name, target / name)
    return target / "config.yaml"


def approve(path: Path, bundles: partnership.Built) -> None:
    """Make the database beside a configuration, with the demonstration's figures approved."""
    clock = Hand()
    app = app_on(path, {}, clock, slack=None, telegram=None)
    app.writer.run_now(lambda db: partnership.approve(db, "demo-food", bundles, clock()))
    app.writer.close()
    app.engine.dispose()


def app_on(path: Path, env: dict[str, str], clock: Hand, **off: None) -> App:
    """An app ready to be run."""
    settings = config.load(path, env)
    http = settings.http.model_copy(update={"port": 0})
    return assemble.open_app(settings.model_copy(update={"http": http, **off}), clock)


@dataclass(frozen=True)
class Seen:
    """A message somebody can read: its text, and what it is on its surface."""

    key: str
    text: str
    thing: Any


class Surface:
    """What a person can do and see. A surface says how: write, press, fill in, read."""

    name = ""
    running: Running

    def write(self, who: str, line: str) -> None:
        """Write a line in the place."""
        raise NotImplementedError(self.name)

    def press(self, who: str, seen: Seen, label: str) -> None:
        raise NotImplementedError(self.name)

    def fill(self, who: str, title: str, answers: dict[str, str]) -> None:
        """Fill in the form that has been asked for, question by question."""
        raise NotImplementedError(self.name)

    def visible(self, who: str) -> list[Seen]:
        """Everything this person can read, oldest first: the place, what only they see, their private chat."""
        raise NotImplementedError(self.name)

    def public(self) -> list[Seen]:
        """Everything everybody can read."""
        raise NotImplementedError(self.name)

    def pictures(self) -> int:
        """How many charts people can see as pictures."""
        raise NotImplementedError(self.name)

    def files(self, who: str) -> list[tuple[str, bytes]]:
        """The files this person has been given, as they would be saved: name and content."""
        raise NotImplementedError(self.name)

    def says(self, who: str, line: str, words: str) -> str:
        """Write a line; the answer that holds these words, as this person sees it."""
        return self._after(who, lambda: self.write(who, line), words)

    def presses(self, who: str, label: str, words: str) -> str:
        """Press the newest button with this label; the answer that holds these words."""
        seen = until(lambda: [each for each in self.visible(who) if label in each.text], f"a button {label}")[
            -1
        ]
        return self._after(who, lambda: self.press(who, seen, label), words)

    def fills(self, who: str, line: str, title: str, answers: dict[str, str], words: str) -> str:
        """Ask for a form, fill it in and send it; the answer that holds these words."""
        self.write(who, line)
        return self._after(who, lambda: self.fill(who, title, answers), words)

    def place_shows(self, words: str) -> str:
        """Wait until a message that everybody can read holds these words."""
        return until(
            lambda: [each.text for each in self.public() if words in each.text], f"“{words}” in the place"
        )[-1]

    def told(self, who: str, words: str) -> str:
        """Wait until somebody can read these words and not everybody can."""
        return until(
            lambda: [
                each.text
                for each in self.visible(who)
                if words in each.text and each.key not in {known.key for known in self.public()}
            ],
            f"“{words}” for {who}",
        )[-1]

    def _after(self, who: str, act: Callable[[], None], words: str) -> str:
        before = {each.key: each.text for each in self.visible(who)}
        act()
        return until(
            lambda: [
                each.text
                for each in self.visible(who)
                if words in each.text and before.get(each.key) != each.text
            ],
            f"“{words}” for {who}",
        )[-1]


class SlackSurface(Surface):
    """Slack's fake, Socket Mode, the real bolt."""

    name = "slack"

    def __init__(self, slack: FakeSlack) -> None:
        self.slack = slack

    def write(self, who: str, line: str) -> None:
        user = PEOPLE[who][0]
        command, _, rest = line.partition(" ")
        if command.startswith("/"):
            assert self.slack.slash(user, CHANNEL, command, rest).error is None
            return
        assert self.slack.mention(user, CHANNEL, line).acked

    def press(self, who: str, seen: Seen, label: str) -> None:
        assert self.slack.press(PEOPLE[who][0], seen.thing, label).error is None

    def fill(self, who: str, title: str, answers: dict[str, str]) -> None:
        user = PEOPLE[who][0]
        view = self.slack.wait_view(user, title[:24])
        outcome = self.slack.submit(user, view, answers)
        assert outcome.errors == {}, outcome.errors

    def visible(self, who: str) -> list[Seen]:
        user = PEOPLE[who][0]
        only = [*self.slack.ephemerals(user), *self.slack.directs(user)]
        return [
            *self.public(),
            *(Seen(f"{each.channel}:{each.ts}", each.visible_text, each) for each in only),
        ]

    def public(self) -> list[Seen]:
        messages = [each for each in self.slack.messages(CHANNEL) if each.bot and not each.deleted]
        return [Seen(f"{each.channel}:{each.ts}", each.visible_text, each) for each in messages]

    def pictures(self) -> int:
        return len([each for each in self.slack.files if each.alt_txt])

    def files(self, who: str) -> list[tuple[str, bytes]]:
        given = [each for message in self.slack.directs(PEOPLE[who][0]) for each in message.files]
        return [(each.name, each.data or b"") for each in given]


class TelegramSurface(Surface):
    """Telegram's fake, polling, the real python-telegram-bot."""

    name = "telegram"

    def __init__(self, telegram: FakeTelegram) -> None:
        self.telegram = telegram
        self.pressed: dict[str, list[Press]] = {}

    def write(self, who: str, line: str) -> None:
        assert self.telegram.says(PEOPLE[who][1], GROUP, line if line.startswith("/") else f"/parley {line}")

    def press(self, who: str, seen: Seen, label: str) -> None:
        press = self.telegram.press(PEOPLE[who][1], seen.thing, label)
        self.pressed.setdefault(who, []).append(press)

    def fill(self, who: str, title: str, answers: dict[str, str]) -> None:
        """One question at a time, in the private chat."""
        user, asked = PEOPLE[who][1], 0
        for question, answer in answers.items():
            message = self.telegram.wait_message(user, containing=question, after=asked)
            asked = message.message_id
            if answer in message.labels:
                self.press(who, Seen("", "", message), answer)
                continue
            self.telegram.says(user, None, answer)

    def visible(self, who: str) -> list[Seen]:
        said = [self._seen(each) for each in self.telegram.messages(PEOPLE[who][1])]
        shown = [Seen(f"press:{each.id}", each.answer_text or "", None) for each in self.pressed.get(who, ())]
        return [*self.public(), *said, *shown]

    def public(self) -> list[Seen]:
        return [self._seen(each) for each in self.telegram.messages(GROUP)]

    def _seen(self, message: Any) -> Seen:
        return Seen(f"{message.chat}:{message.message_id}", message.visible_text, message)

    def pictures(self) -> int:
        chats = [GROUP, *(each[1] for each in PEOPLE.values())]
        return len([each for chat in chats for each in self.telegram.messages(chat) if each.photo])

    def files(self, who: str) -> list[tuple[str, bytes]]:
        given = [each for chat in (GROUP, PEOPLE[who][1]) for each in self.telegram.messages(chat)]
        return [(each.file.name, each.file.data) for each in given if each.file]


class PageSurface(Surface):
    """The page, as a browser speaks to it over HTTP."""

    name = "page"

    def __init__(self) -> None:
        self._client: httpx.Client | None = None

    @property
    def client(self) -> httpx.Client:
        if self._client is None:
            port = self.running.parley.server.servers[0].sockets[0].getsockname()[1]
            self._client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10)
            page = self._client.get("/").text
            token = re.search(
                r'name="parley-token" content="([^"]+)"|content="([^"]+)" name="parley-token"', page
            )
            assert token, "the page holds no token"
            self._client.headers["X-Parley-Token"] = token[1] or token[2]
        return self._client

    def _post(self, who: str, line: str, values: dict[str, str] | None = None, form: str = "") -> None:
        body = {
            "id": str(uuid4()),
            "persona": who,
            "where": "channel",
            "line": line,
            "values": values,
            "form": form,
        }
        answer = self.client.post("/say", json=body)
        assert answer.status_code == 200, answer.text
        assert not answer.json()["field"], answer.text

    def write(self, who: str, line: str) -> None:
        self._post(who, line)

    def press(self, who: str, seen: Seen, label: str) -> None:
        found = [
            unescape(line)
            for line, words in re.findall(
                r'<button[^>]*data-line="([^"]*)"[^>]*>(.*?)</button>', seen.thing, re.DOTALL
            )
            if unescape(words).strip() == label
        ]
        self._post(who, found[0])

    def fill(self, who: str, title: str, answers: dict[str, str]) -> None:
        seen = until(lambda: [each for each in self.visible(who) if "data-command" in each.thing], "a form")[
            -1
        ]
        command = re.search(r'data-command="([^"]*)"', seen.thing)
        assert command
        self._post(who, unescape(command[1]), _by_name(seen.thing, answers), seen.key)

    def visible(self, who: str) -> list[Seen]:
        found: dict[str, Seen] = {}
        with self.client.stream("GET", "/events", params={"persona": who}) as stream:
            name = ""
            for line in stream.iter_lines():
                name = line.removeprefix("event: ") if line.startswith("event: ") else name
                if line.startswith("data: ") and name == "message":
                    data = json.loads(line.removeprefix("data: "))
                    found[data["id"]] = Seen(data["id"], _words(data["html"]), data["html"])
                if line.startswith("data: ") and name == "state":
                    break
        return list(found.values())

    def public(self) -> list[Seen]:
        """What two different people can both read."""
        one = {each.key: each for each in self.visible("lead")}
        return [each for each in self.visible("deputy") if each.key in one]

    def pictures(self) -> int:
        pages = [each.thing for who in PEOPLE for each in self.visible(who)]
        addresses = {found for page in pages for found in re.findall(r'<img[^>]*src="([^"]+)"', page)}
        pictures = [self.client.get(address).content for address in addresses]
        return len([picture for picture in pictures if picture.startswith(b"\x89PNG")])

    def files(self, who: str) -> list[tuple[str, bytes]]:
        links = [found for each in self.visible(who) for found in LINK.findall(each.thing)]
        return [(unescape(name), self.client.get(unescape(address)).content) for address, name in links]


def _words(html: str) -> str:
    """The words of a piece of HTML, one line each."""
    body = re.sub(r"<header.*?</header>", "", html, flags=re.DOTALL)
    lines = unescape(re.sub(r"<[^>]+>", "\n", body)).split("\n")
    return "\n".join(line.strip() for line in lines if line.strip())


def _by_name(html: str, answers: dict[str, str]) -> dict[str, str]:
    """The answers under the names of their fields, as a browser sends them."""
    names = {
        "words": "What happened this week?",
        "scope": "How far may it be quoted?",
        "question": "What do you want to ask?",
        "answers": "What can people answer?",
        "closes": "When does it close?",
    }
    choices = {
        unescape(label).strip(): value
        for value, label in re.findall(r'value="([^"]+)"[^>]*>\s*<label[^>]*>(.*?)</label>', html, re.DOTALL)
    }
    return {
        name: choices.get(answers[label], answers[label]) for name, label in names.items() if label in answers
    }


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

    async def find(self, address: str, mark: str) -> str | None:
        raise CannotLook

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


FORMS = ("/weeknote", "/poll", "/action")


def _typed(question: str, answer: str) -> list[str]:
    """An answer at the terminal; a long one ends with an empty line."""
    return (
        [*answer.split("\n"), ""]
        if question in ("What happened this week?", "What can people answer?")
        else [answer]
    )
