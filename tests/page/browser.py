"""One person's browser without its screen, and the live updates that it hears."""

import asyncio
import json
import uuid
from contextlib import asynccontextmanager
from html import unescape

import httpx

from tests.page.world import HOST


class Browser:
    """One person's browser, without its screen."""

    def __init__(self, world, persona):
        self.world, self.persona = world, persona
        transport = httpx.ASGITransport(world.web)
        self.http = httpx.AsyncClient(
            transport=transport, base_url=HOST, headers={"X-Parley-Token": world.page.token}
        )

    async def say(self, line, where="channel", values=None, form="", event=None):
        event = event or str(uuid.uuid4())
        body = {
            "id": event,
            "persona": self.persona,
            "where": where,
            "line": line,
            "values": values,
            "form": form,
        }
        answer = await self.http.post("/say", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def sees(self):
        """The text of everything that stands for this person."""
        return [self._words(message) for message in self.world.page.since(self.persona, 0)]

    def _words(self, message):
        return message.line or str(self.world.page.drawn(message.reply, "x", self.persona))

    @asynccontextmanager
    async def listening(self, last=""):
        stream = Stream(self.world.web, self.persona, last)
        task = asyncio.create_task(stream.run())
        try:
            yield stream
        finally:
            stream.gone.set()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


class Stream:
    """Server-sent events as they come in."""

    def __init__(self, web, persona, last):
        self.web, self.persona, self.last = web, persona, last
        self.events, self.gone = asyncio.Queue(), asyncio.Event()

    async def run(self):
        headers = [(b"host", b"127.0.0.1:8123"), (b"last-event-id", self.last.encode())]
        scope = {
            "type": "http",
            "method": "GET",
            "path": "/events",
            "headers": headers,
            "http_version": "1.1",
        }
        scope |= {
            "query_string": f"persona={self.persona}".encode(),
            "server": ("127.0.0.1", 8123),
            "scheme": "http",
        }
        await self.web(scope, self._receive, self._send)

    async def _receive(self):
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, event):
        for part in event.get("body", b"").decode().split("\n\n"):
            if part:
                self.events.put_nowait(dict(line.split(": ", 1) for line in part.split("\n")))

    async def next(self, name):
        """The next event of a kind, with its data read."""
        while True:
            event = await asyncio.wait_for(self.events.get(), 5)
            if event["event"] == name:
                return event | {"data": json.loads(event["data"])}


def later(test):
    """Run a test that waits for things."""

    def run(world, words):
        asyncio.run(test(world, words))

    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run


def link(html):
    """Where the file in a message is."""
    return unescape(html.partition('href="')[2].partition('"')[0])
