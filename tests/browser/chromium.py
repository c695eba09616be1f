"""A browser and the page it looks at."""

import asyncio
import shutil
import threading
from pathlib import Path

import uvicorn
from playwright import sync_api as sync

from bot.post import PostOffice

DEBIAN = "/usr/bin/chromium"
CHROMIUM = DEBIAN if Path(DEBIAN).exists() else shutil.which("chromium")

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
ARGUMENTS += ["--disable-component-update", "--disable-sync", "--no-first-run"]
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 375, "height": 812}


class Served(threading.Thread):
    """The page behind uvicorn, with its post office, on a free port."""

    def __init__(self, world):
        super().__init__(daemon=True)
        self.world = world
        self.server = uvicorn.Server(
            uvicorn.Config(world.web, port=0, log_level="error", timeout_graceful_shutdown=1)
        )
        self.loop = None
        self.ready = threading.Event()

    def run(self):
        asyncio.run(self._serve())

    async def _serve(self):
        self.loop = asyncio.get_running_loop()
        office = asyncio.create_task(PostOffice(self.world.app, {"web": self.world.page}).run())
        serving = asyncio.create_task(self.server.serve())
        while not self.server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.01)
        self.ready.set()
        await serving
        office.cancel()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server.servers[0].sockets[0].getsockname()[1]}"

    def stop(self):
        self.loop.call_soon_threadsafe(self.world.page.close)
        self.server.should_exit = True
        self.join(5)


def type_line(page, line, pane="channel"):
    """Write a line where one writes, and send it."""
    page.fill(f"#{pane}-line", line)
    page.press(f"#{pane}-line", "Enter")


def last(page, pane="channel"):
    return page.locator(f"#{pane} .message").last


def see(page, sentence, pane="channel"):
    """Wait until the last message says something."""
    sync.expect(last(page, pane)).to_contain_text(sentence)
