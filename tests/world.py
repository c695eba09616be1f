"""A small world to talk to: the demonstration partnership behind its one door, with a clock that can be moved."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, assert_never
from uuid import uuid4

from sqlalchemy.orm import Session

from bot import assemble, config
from bot.app import App
from bot.heard import Heard
from bot.page import demo
from bot.post import PostOffice
from bot.scheduler import Scheduler
from bot.text import buttons
from bot.transport import CannotLook
from commands.reply import (
    Attachment,
    Block,
    Buttons,
    Chart,
    Fields,
    File,
    Form,
    Heading,
    Note,
    Reply,
    Table,
    Text,
)
from jobs import due
from storage import database, occurrences, people, seeding
from storage.demo import partnership
from tests.loops import end_rest

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)  # a Wednesday morning
PLACE = "demo"
KEY = b"a key that only the tests have, 32b"


def read(reply: Reply) -> str:
    """A reply as a test reads it: sentences on one line, however long, and buttons as [Label]."""
    return "\n\n".join(_read(block) for block in reply.blocks)


def _read(block: Block) -> str:
    match block:
        case Heading() | Text() | Note():
            return block.text
        case Chart():
            return f"{block.title}\n{block.summary}"
        case File():
            return f"{block.name}\n{block.summary}"
        case Table():
            rows = [block.header, *block.rows]
            return "\n".join([block.caption, *(" | ".join(row) for row in rows)])
        case Fields():
            return "\n".join(f"{name}: {value}" for name, value in block.rows)
        case Buttons():
            return " ".join(f"[{button.label}]" for button in block.buttons)
        case Form():
            return "\n".join([f"[{block.title}]", *(field.label for field in block.fields)])
        case other:
            assert_never(other)


class Hand:
    """The clock of a test: it stands still until somebody moves it."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move_to(self, moment: datetime) -> None:
        self.now = moment

    def move_by(self, span: timedelta) -> None:
        self.now += span


class Wall:
    """A platform on which every message can be read: what stands where, in the order it was put up."""

    platform = "web"

    def __init__(self) -> None:
        self.posts: list[tuple[str, str, Reply]] = []
        self.pictures: list[tuple[str, Chart]] = []
        self.files: list[tuple[str, File]] = []
        self.threads: dict[str, list[str]] = {}  # what was posted under a message, by its reference
        self.taken_back: list[tuple[str, str]] = []  # which charts and files, and why

    async def send(self, address: str, reply: Reply, mark: str, under: str = "") -> str:
        self.posts.append((address, mark, reply))
        if under:
            self.threads.setdefault(under, []).append(read(reply))
        return mark

    async def attach(self, address: str, reference: str, attachment: Attachment) -> str:
        match attachment:
            case Chart():
                self.pictures.append((address, attachment))
            case File():
                self.files.append((address, attachment))
            case other:
                assert_never(other)
        return f"{reference}/{len(self.pictures) + len(self.files)}"

    async def take_back(self, address: str, attached: str, words: str) -> None:
        self.taken_back.append((attached, words))

    async def edit(self, address: str, reference: str, reply: Reply) -> None:
        self.posts = [(to, mark, reply if mark == reference else old) for to, mark, old in self.posts]

    async def find(self, address: str, mark: str, under: str = "") -> str | None:
        raise CannotLook

    async def reach(self) -> None:
        """It is always there."""

    def reads(self, address: str = PLACE) -> str:
        """Everything that stands at one address."""
        return "\n\n".join(read(reply) for to, _, reply in self.posts if to == address)


class World:
    """Say something as somebody, see what they see; let time pass, see what is posted."""

    def __init__(self, app: App, clock: Hand) -> None:
        self.app, self.clock, self.wall = app, clock, Wall()
        self.office = PostOffice(app, {"web": self.wall}, rewrite_every=0)
        self.scheduler = Scheduler(app)
        self.last: Reply | None = None
        self.loop = asyncio.new_event_loop()

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)

    def says(
        self,
        who: str,
        line: str,
        *,
        private: bool = False,
        key: str | None = None,
        values: dict[str, str] | None = None,
    ) -> str:
        """What somebody sees after writing a line; nothing for an event that was heard before."""
        heard = Heard(
            "web",
            who,
            who.title(),
            "" if private else PLACE,
            line,
            values,
            uuid4().hex if key is None else key,
        )
        self.last = self.run(self.app.hear(heard)).reply
        self.run(self.office.drain())
        return "" if self.last is None else read(self.last)

    def presses(self, who: str, label: str, **how: Any) -> str:
        """Press a button of the last answer, by its label."""
        assert self.last is not None
        line = next(button.line for button in buttons(self.last) if button.label == label)
        return self.says(who, line, **how)

    def fills(self, who: str, values: dict[str, str], **how: Any) -> str:
        """Fill in the form of the last answer."""
        form: Form | None = self.last.form() if self.last else None
        assert form is not None
        return self.says(who, form.command, values=values, **how)

    def reaches(self, moment: datetime) -> str:
        """Let the clock reach a moment; what stands in the place that did not stand there before."""
        before = len(self.wall.posts)
        self.clock.move_to(moment)
        self.run(self.scheduler.tick())
        self.run(self.office.drain())
        return "\n\n".join(read(reply) for to, _, reply in self.wall.posts[before:] if to == PLACE)

    def sleeps_until(self, moment: datetime) -> None:
        """Let the clock reach a moment far away as if nothing had been due on the way: years are long to catch up."""

        def pass_over(db: Session) -> None:
            for each in self.app.partnerships.values():
                for name, _ in due.scheduled(each.settings):
                    occurrences.note_written_until(db, each.id, name, moment)

        self.app.writer.run_now(pass_over)
        self.scheduler = Scheduler(self.app)  # one that has not begun to look before
        self.reaches(moment)

    def place(self) -> str:
        """What everybody can read."""
        return self.wall.reads()

    def told(self, who: str) -> str:
        """What Parley wrote to one person."""
        return self.wall.reads(who)

    def close(self) -> None:
        self.run(end_rest())
        self.app.writer.close()
        self.app.engine.dispose()
        self.loop.close()


def make(folder: Path, url: str, bundles: partnership.Built, clock: Hand | None = None) -> World:
    """A world on its own database, with the demonstration's figures approved."""
    clock = clock or Hand()
    return World(open_app(folder, bundles, url, clock), clock)


def open_app(folder: Path, bundles: partnership.Built, url: str, clock: Hand) -> App:
    """The demonstration's app on an empty database, with its figures approved and its people on the page."""
    settings = config.load(folder / "config.yaml", {"PARLEY_DATABASE_URL": url})
    off = {"slack": None, "telegram": None}
    app = assemble.open_app(settings.model_copy(update=off), clock)
    identity = settings.partnerships[0].id
    with database.writing(app.engine) as db, db.begin():
        partnership.approve(db, identity, bundles, clock())
        seeding.seed_place(db, identity, "web", PLACE)
        for persona in demo.personas():
            people.know_as(db, identity, persona.name, "web", persona.account)
        seeding.switch(db, identity, {"web"})
    return begun(app)


def begun(app: App) -> App:
    """The app when its clock has rung for the first time, with the figures that were approved."""
    asyncio.run(Scheduler(app).tick())
    return app


def files(folder: Path) -> partnership.Built:
    """The demonstration's files in a folder, and its protected bundles."""
    shutil.rmtree(folder, ignore_errors=True)
    partnership.write_files(folder, NOW.date())
    return partnership.build(folder, KEY)
