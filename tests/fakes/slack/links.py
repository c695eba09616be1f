"""Socket Mode: the connections the bot holds open, what goes out over them, and the acks that come back."""

import asyncio
import json
import uuid
from dataclasses import dataclass
from typing import Any

from aiohttp import WSMsgType, web

from .workspace import Workspace

TICKET_SECONDS = 30


@dataclass
class Ack:
    """What came back for one delivery; `error` is what the person is told when nothing good did."""

    ok: bool
    payload: Any = None
    error: str | None = None
    reason: str | None = None


class Links:
    def __init__(self, world: Workspace) -> None:
        self.world = world
        self.open: list[web.WebSocketResponse] = []
        self.leaving: list[web.WebSocketResponse] = []
        self.waiting: dict[str, asyncio.Future[Any]] = {}
        self.transports: dict[web.WebSocketResponse, asyncio.Transport] = {}
        self.late: list[dict] = []
        self.silent: list[web.WebSocketResponse] = []
        self._turn = 0

    async def accept(self, request: web.Request) -> web.StreamResponse:
        """A new connection, if its ticket was never used and is fresh."""
        with self.world.changed:
            born = self.world.tickets.pop(request.query.get("ticket", ""), None)
        if born is None or self.world.now() - born > TICKET_SECONDS:
            raise web.HTTPForbidden
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        assert request.transport is not None
        self.transports[socket] = request.transport
        self.add(socket)
        await socket.send_json(self.hello())
        try:
            await self.listen(socket)
        finally:
            self.remove(socket)
        return socket

    def add(self, socket: web.WebSocketResponse) -> None:
        with self.world.changed:
            self.open = [*(other for other in self.open if other not in self.silent), socket]
            self.world.changed.notify_all()

    def remove(self, socket: web.WebSocketResponse) -> None:
        with self.world.changed:
            self.open = [other for other in self.open if other is not socket]
            self.leaving = [other for other in self.leaving if other is not socket]
            self.world.changed.notify_all()

    def hello(self) -> dict:
        return {
            "type": "hello",
            "num_connections": len(self.open),
            "connection_info": {"app_id": self.world.app_id},
            "debug_info": {"host": "applink-1", "build_number": 1, "approximate_connection_time": 18060},
        }

    async def listen(self, socket: web.WebSocketResponse) -> None:
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                self.acknowledge(json.loads(frame.data))

    def acknowledge(self, body: dict) -> None:
        """Takes an ack; it may come over any connection, but only once."""
        future = self.waiting.pop(body.get("envelope_id", ""), None)
        if future is None or future.done():
            self.late.append(body)
            return
        future.set_result(body.get("payload"))

    async def send(
        self, kind: str, payload: dict, accepts: bool, seconds: float, retry: dict | None = None
    ) -> Ack:
        """One delivery over one of the connections, and the wait for its ack."""
        socket = self.choose()
        if socket is None:
            return Ack(False, error="dispatch_failed", reason="connection_failed")
        envelope = str(uuid.uuid4())
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.waiting[envelope] = future
        body = {
            "envelope_id": envelope,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": accepts,
        }
        try:
            if socket not in self.silent:
                await socket.send_json({**body, **(retry or {})})
            return Ack(True, await asyncio.wait_for(future, seconds))
        except TimeoutError:
            return Ack(False, error="operation_timeout", reason="timeout")
        except ConnectionError:
            return Ack(False, error="dispatch_failed", reason="connection_failed")
        finally:
            self.waiting.pop(envelope, None)

    def choose(self) -> web.WebSocketResponse | None:
        live = [socket for socket in self.open if not socket.closed]
        self._turn += 1
        return live[self._turn % len(live)] if live else None

    async def disconnect(self, reason: str) -> None:
        """Asks the bot to open a new connection; this one takes no more deliveries."""
        with self.world.changed:
            going, self.open = self.open, []
            self.leaving += going
        for socket in going:
            await socket.send_json(
                {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-1"}}
            )

    async def cut(self) -> None:
        """Loses every connection without a word."""
        for socket in [*self.open, *self.leaving]:
            self.transports[socket].abort()
        with self.world.changed:
            self.open, self.leaving = [], []

    async def silence(self) -> None:
        """Every connection stays open and is dead: nobody reads it, nothing is written to it."""
        for socket in self.open:
            self.transports[socket].pause_reading()
        self.silent += self.open

    async def close(self) -> None:
        for socket in self.silent:
            self.transports[socket].abort()
        for socket in [*self.open, *self.leaving]:
            await socket.close()
