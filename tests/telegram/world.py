"""Parley in Telegram: the real python-telegram-bot, a real database, and a strict server in place of Telegram."""

import asyncio
import socket
import threading
import time
from datetime import UTC, datetime

import uvicorn
from sqlalchemy import select
from starlette.applications import Starlette

from bot.app import App
from bot.config import load
from bot.post import PostOffice
from bot.telegram.transport import Telegram
from commands.reply import Chart, Field, File, Form, Option, Point, Series, to_json
from storage import database, people, posts, seeding
from storage.catalogue import Catalogue
from storage.partnerships import Partnership
from storage.tables import Base, InboxRow
from tests.fakes.telegram.trial import png
from tests.loops import end_rest

GROUP, OTHER_GROUP = -1001234567890, -1009999999999
ADA, BEN, LEAD, STRANGER = 11, 12, 102, 66
HOSTILE = "<b>&amp; </pre><script> @everyone 🙂 \u202e _*[x](y) 2 < 3"
SECRET = "hook-secret"
CONFIG = """
telegram: {{mode: {mode}, api_url: "{api}"}}
http: {{public_url: {public}}}
partnerships:
  - id: demo-food
    name: Demo food insight partnership
    timezone: Europe/London
    nation: England
    catalogue: catalogue/
    places: [{{telegram: {group}}}]
    organisations: [{{id: council, name: Demo Borough Council, side: council}}]
    people:
      - {{name: Demo Lead, organisation: council, roles: [lead], telegram: 102}}
      - {{name: Ada, organisation: council, telegram: 11}}
"""
CHART = Chart("Referrals", "It went up.", (Series("a", (Point("x", 1), Point("y", 2))),), "referrals")
CSV = File("referrals.csv", "\ufeffWard,Referrals\r\nAbbey,15\r\n", "Referrals by ward: 20 rows.")
FORM = Form(
    "New note",
    "note keep",
    (
        Field("words", "What happened?"),
        Field("who", "For whom?", "choice", (Option("all", "Everybody"), Option("some", "Some people"))),
        Field("more", "Anything else?", optional=True),
    ),
)
SEALED_FORM = Form(
    "Sealed question", "seal", (Field("words", "How is demand?"), Field("why", "Why do you think so?"))
)


class Charts:
    """Draws at once."""

    broken = False

    async def png(self, chart):
        if self.broken:
            raise RuntimeError("no pictures today")
        return png(400, 300)


class World:
    """Parley on a loop of its own beside the fake; `run` waits for something on that loop."""

    def __init__(self, folder, fake, mode="polling", pace=1.0):
        self.folder, self.fake, self.mode, self.pace = folder, fake, mode, pace
        self.charts = Charts()
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()
        self.server, self.port = None, 0
        self.telegram = None

    def run(self, step, timeout=15):
        return asyncio.run_coroutine_threadsafe(step, self.loop).result(timeout)

    def start(self, listen=True):
        self.run(self._build())
        if self.mode == "webhook":
            self.run(self._serve())
        if listen:
            self.run(self.telegram.start())
        return self

    async def _build(self):
        # The port is needed for the public address before the server runs.
        if self.mode == "webhook":
            self.socket = socket.create_server(("127.0.0.1", 0))
            self.port = self.socket.getsockname()[1]
        public = f'"http://127.0.0.1:{self.port}"' if self.port else "null"
        file = self.folder / "config.yaml"
        file.write_text(CONFIG.format(mode=self.mode, api=self.fake.api_url, public=public, group=GROUP))
        settings = load(file, {"TELEGRAM_BOT_TOKEN": self.fake.token, "TELEGRAM_WEBHOOK_SECRET": SECRET})
        self.engine = database.connect(f"sqlite:///{self.folder}/parley.db")
        Base.metadata.create_all(self.engine)
        known = {each.id: Partnership(each, Catalogue({}, {})) for each in settings.partnerships}
        self.app = App(settings, self.engine, known, lambda: datetime.now(UTC))
        self.app.writer.run_now(lambda db: [seeding.seed(db, each) for each in settings.partnerships])
        self.telegram = Telegram(self.app, self.charts, self.pace)
        self.office = PostOffice(self.app, {"telegram": self.telegram})

    async def _serve(self):
        site = Starlette(routes=self.telegram.routes())
        self.server = uvicorn.Server(uvicorn.Config(site, log_level="error", lifespan="off"))
        self.serving = asyncio.create_task(self.server.serve([self.socket]))
        while not self.server.started:  # noqa: ASYNC110
            await asyncio.sleep(0.01)

    def stop(self):
        if self.telegram is None:
            return
        if self.server:
            self.server.should_exit = True
            self.run(asyncio.wait({self.serving}, timeout=3))
            self.server = None
        self.run(self.telegram.stop())
        self.app.writer.close()
        self.engine.dispose()
        self.telegram = None

    def restart(self):
        self.stop()
        return self.start()

    def close(self):
        self.stop()
        self.run(end_rest())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.close()

    def rows(self, table):
        with database.reading(self.engine) as db:
            return list(db.scalars(select(table)))

    def write(self, change):
        return self.app.writer.run_now(change)

    def idle(self):
        self.fake.wait_idle()
        self.eventually(lambda: not self.rows(InboxRow))
        self.fake.wait_idle()

    def eventually(self, sought, timeout=5):
        deadline = time.monotonic() + timeout
        while not (found := sought()):
            assert time.monotonic() < deadline, "It did not happen."
            time.sleep(0.02)
        return found

    def group_text(self, chat=GROUP):
        return "\n".join(message.visible_text for message in self.fake.messages(chat))


def chat_again(chat):
    """A second Telegram on the same app."""
    telegram = Telegram(chat.app, chat.charts)
    chat.run(telegram.start())
    return telegram


def owe(chat, reply, to=None):
    chat.write(lambda db: posts.owe_place(db, place(db, to or GROUP), to_json(reply), "", datetime.now(UTC)))
    chat.run(chat.office.drain())


def place(db, address):
    return people.place_at(db, "telegram", str(address))
