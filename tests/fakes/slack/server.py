"""Runs the pretend Slack on a port of its own, in a thread of its own."""

import asyncio
import threading
import time
from collections.abc import Coroutine
from typing import Any, Self

from aiohttp import web

from tests.loops import end_rest

from .deliveries import Deliveries
from .faults import Faults
from .links import Ack
from .model import Event, User
from .response_url import SideDoor
from .web import Door
from .workspace import SCOPES, Workspace


class Server:
    """The machinery under FakeSlack: thread, port, and the way between the test and the loop."""

    def __init__(self, scopes: set[str] | None = None, subscriptions: set[str] | None = None) -> None:
        self.world = Workspace(set(SCOPES if scopes is None else scopes))
        self.world.users[self.world.bot_user] = User(self.world.bot_user, "parley", is_bot=True)
        self.faults = Faults()
        self.commands: set[str] | None = None
        self._loop = asyncio.new_event_loop()
        self.deliveries = Deliveries(self.world)
        self.deliveries.subscriptions = subscriptions
        self._thread = threading.Thread(target=self._loop.run_forever, name="fake-slack", daemon=True)
        self._runner: web.AppRunner | None = None
        self.bot_user, self.team_id = self.world.bot_user, self.world.team_id
        self.bot_token, self.app_token = self.world.bot_token, self.world.app_token
        self.signing_secret = self.world.signing_secret
        self.api_url = ""

    def __enter__(self) -> Self:
        self._thread.start()
        self._run(self._open())
        return self

    def __exit__(self, *_: object) -> None:
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)
        self._loop.close()

    async def _open(self) -> None:
        self._runner = web.AppRunner(self._routes(), access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.world.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self.api_url = self.world.base_url + "/api/"

    def _routes(self) -> web.Application:
        door, side = Door(self.world, self.faults), SideDoor(self.world, self.faults)
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_post("/api/{method}", door.api)
        app.router.add_get("/api/{method}", door.api)
        app.router.add_get("/link", self.deliveries.links.accept)
        app.router.add_post("/response/{id}", side.response)
        app.router.add_post("/upload/{id}/{key}", side.upload)
        app.router.add_get("/files/{id}", door.file)
        return app

    async def _close(self) -> None:
        await self.deliveries.close()
        if self._runner is not None:
            await self._runner.cleanup()
        await end_rest()

    def _run(self, work: Coroutine[Any, Any, Any], seconds: float = 30) -> Any:
        """Does something on the server's loop and waits for it."""
        if threading.current_thread() is self._thread:
            raise AssertionError("call FakeSlack from the test's thread, not from its own")
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    async def _send(self, kind: str, payload: dict, accepts: bool = False) -> tuple[Ack, float]:
        start = time.monotonic()
        ack = await self.deliveries.send(kind, payload, accepts)
        return ack, time.monotonic() - start

    async def _deliver_all(self, events: list[Event]) -> list[Ack]:
        return list(await asyncio.gather(*(self.deliveries.deliver(event) for event in events)))
