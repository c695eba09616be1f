"""Parley in Slack: real slack-bolt and slack-sdk, a real database, and a strict pretend Slack."""

import asyncio
import sqlite3
import threading
import time
from contextlib import closing
from datetime import UTC, datetime

import uvicorn
import yaml
from sqlalchemy import select
from starlette.applications import Starlette

from bot.app import App
from bot.config import load
from bot.slack.transport import Slack
from commands import Refusal
from commands.reply import (
    Button,
    Buttons,
    Chart,
    Field,
    File,
    Form,
    Option,
    Point,
    Reply,
    Send,
    Series,
    Text,
    ToEveryPlace,
    say,
)
from storage import database, seeding
from storage.catalogue import Catalogue
from storage.partnerships import Partnership
from storage.tables import Base, PersonRow
from tests.contract import CONTRACT
from tests.loops import end_rest

HERE, THERE = "C0123456789", "C0987654321"
PICTURE = Chart(
    "Referrals",
    "Referrals rose from 10 to 15.",
    (Series("All", (Point("May", 10), Point("June", 15))),),
    "referrals",
)
NOTE = Form(
    "Add a note",
    "jot",
    (
        Field("words", "What happened?", "long"),
        Field(
            "colour", "Colour", "choice", (Option("red", "Red"), Option("purple", "Purple")), optional=True
        ),
    ),
)
CSV = File("referrals.csv", "\ufeffWard,Referrals\r\nAbbey,15\r\n", "Referrals by ward: 20 rows.")


def tell(request, words):
    """Something for one person."""
    return say(f"Only for you: {words}")


def show(request, words):
    """Something for all."""
    return say(f"For all: {words}", private=False)


def hush(request, words):
    """Something not worth a post."""
    return Reply((Text("Noted quietly."),), quiet=True)


def press(request, words):
    """Buttons."""
    lines = ("tell pressed", "show pressed", "note pressed", "form", "vote pressed", "long", "draw")
    return Reply(
        (Text("Press one."), Buttons(tuple(Button(line.split()[0], line) for line in lines))),
        private=words == "me",
    )


def draw(request, words):
    """A chart for one person."""
    return Reply((Text("Here are the figures."), PICTURE), private=True)


def chart(request, words):
    """A chart for all."""
    return Reply((Text("Here are the figures."), PICTURE))


def give(request, words):
    """A file, for one person or for all."""
    return Reply((Text("Here is the file."), CSV), private=words != "all")


def note(request, words):
    """A change that tells every place."""
    told = Send(ToEveryPlace(), say(f"News: {words}", private=False))
    return Reply((Text(f"Kept: {words}"),), private=True, also=(told,))


def form(request, words):
    """A form."""
    return Reply((NOTE,), private=True)


def jot(request, words, *, colour=""):
    """What the form is sent to."""
    if not words:
        return Reply((NOTE,), private=True)
    if colour == "purple":
        raise Refusal("Choose another colour than purple.", field="colour")
    if words == "bare":
        raise Refusal("Say a little more.")
    told = Send(ToEveryPlace(), say(f"Jotted: {words}", private=False))
    return Reply((Text(f"Jotted {words} {colour}".strip()),), private=words != "for all", also=(told,))


def next_(request, words):
    """A form after a form."""
    return Reply((Form("One more", "jot", NOTE.fields),), private=True)


def vote(request, words):
    """A sealed answer."""
    return say("Your answer is counted.")


def long(request, words):
    """More than one message holds."""
    return Reply(
        tuple(Text(f"Paragraph {number}. " + "word " * 300) for number in range(6)), private=words != "all"
    )


def many(request, words):
    """A form with a command line too long for a modal."""
    return Reply((Form("Much", "jot " + "x" * 4_000, NOTE.fields),), private=True)


def welcome_all(db) -> None:
    """Everybody has been greeted before."""
    for row in db.scalars(select(PersonRow)):
        row.welcomed = True


class Parley:
    """Parley in Slack, in a thread of its own, on a database that outlives it."""

    def __init__(self, slack, folder, charts, http=False, pace=0.0, read_history=False, token=None, **more):
        self.slack, self.folder, self.charts, self.pace, self.http = slack, folder, charts, pace, http
        self.read_history, self.token = read_history, token or slack.bot_token
        self.more = more  # how patient the transport is
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.server = None

    def run(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(20)

    def start(self):
        self.thread.start()
        self.run(self.begin())
        self.slack.wait_connected()
        return self

    async def begin(self):
        settings = load(self.configuration(), self.secrets())
        engine = database.connect(settings.database_url)
        Base.metadata.create_all(engine)
        kept = [Partnership(one, Catalogue({}, {})) for one in settings.partnerships]
        self.app = App(settings, engine, {one.id: one for one in kept}, lambda: datetime.now(UTC))
        for one in settings.partnerships:
            await self.app.write(lambda db, one=one: seeding.seed(db, one))
            await self.app.write(welcome_all)  # a welcome is not what these tests are about
        self.transport = Slack(self.app, self.charts, pace=self.pace, **self.more)
        if self.http:
            await self.serve()
        await self.transport.start()

    async def serve(self):
        site = Starlette(routes=self.transport.routes())
        self.server = uvicorn.Server(uvicorn.Config(site, port=0, log_level="critical", lifespan="off"))
        self.server.install_signal_handlers = lambda: None
        self.serving = asyncio.create_task(self.server._serve())
        while not self.server.started:  # noqa: ASYNC110 uvicorn has no event for it
            await asyncio.sleep(0.01)
        port = self.server.servers[0].sockets[0].getsockname()[1]
        self.slack.deliver_to(f"http://127.0.0.1:{port}/slack/events")

    def configuration(self):
        raw = yaml.safe_load(CONTRACT)
        raw["slack"] |= {"api_url": self.slack.api_url, "read_history": self.read_history}
        raw["slack"]["mode"] = "http" if self.http else "socket"
        (self.folder / "config.yaml").write_text(yaml.safe_dump(raw), encoding="utf-8")
        return self.folder / "config.yaml"

    def secrets(self):
        return {
            "SLACK_BOT_TOKEN": self.token,
            "SLACK_APP_TOKEN": self.slack.app_token,
            "SLACK_SIGNING_SECRET": self.slack.signing_secret,
        }

    def stop(self):
        if not self.thread.is_alive():
            return
        began = time.monotonic()
        self.run(self.transport.stop())
        self.stopped_in = time.monotonic() - began
        if self.server:
            self.server.should_exit = True
            self.run(self.finish_serving())
        self.run(end_rest())
        self.app.writer.close()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    async def finish_serving(self):
        await self.serving

    def rows(self, query):
        with closing(sqlite3.connect(self.folder / "parley.db")) as db:
            return db.execute(query).fetchall()

    def wait_rows(self, query, rows):
        deadline = time.monotonic() + 5
        while (found := self.rows(query)) != rows and time.monotonic() < deadline:
            time.sleep(0.02)
        assert found == rows
