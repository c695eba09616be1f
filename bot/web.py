"""The HTTP side: platform requests, health, metrics, and in the demo the page."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator, Sequence

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot import metrics
from bot.app import App
from bot.scheduler import EVERY
from storage import database

STOPPED = 6 * EVERY  # seconds without a tick after which the clock counts as stopped


class Health:
    """Whether Parley is alive, and whether it can do its work just now."""

    def __init__(self, app: App, connections: Callable[[], dict[str, bool]]) -> None:
        self._app = app
        self._connections = connections

    async def alive(self, request: Request) -> Response:
        """200 while the process answers and its clock ticks."""
        ticked = metrics.last_tick._value.get()
        late = ticked and self._app.clock().timestamp() - ticked > STOPPED
        return PlainTextResponse("The clock has stopped.\n" if late else "ok\n", 503 if late else 200)

    async def ready(self, request: Request) -> Response:
        """200 when the database answers and every platform is connected."""
        lines = [("database", self._database_answers()), *self._connections().items()]
        body = "".join(f"{name}: {'ok' if fine else 'not connected'}\n" for name, fine in lines)
        return PlainTextResponse(body, 200 if all(fine for _, fine in lines) else 503)

    def _database_answers(self) -> bool:
        try:
            with database.reading(self._app.engine) as db:
                return db.execute(text("select 1")).scalar() == 1
        except Exception:  # whatever is wrong with it, the answer is no
            return False


async def show_metrics(request: Request) -> Response:
    return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)


def site(health: Health, routes: Sequence[BaseRoute]) -> Starlette:
    """Every address Parley answers at."""
    own = [
        Route("/healthz", health.alive),
        Route("/readyz", health.ready),
        Route("/metrics", show_metrics),
    ]
    return Starlette(routes=[*own, *routes])


class Server(uvicorn.Server):
    """uvicorn as one task of our loop; signals are ours, so that everything stops in order."""

    def __init__(self, site: Starlette, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._site = site
        self._listening = asyncio.Event()
        self.serving: asyncio.Task[None] | None = None

    async def open(self, routes: Sequence[BaseRoute]) -> None:
        """Answer at these addresses as well; returns when it listens, or has failed to."""
        self._site.routes.extend(routes)
        if self.serving is None:
            self.serving = asyncio.create_task(self.serve())
            listening = asyncio.create_task(self._listening.wait())
            await asyncio.wait([listening, self.serving], return_when=asyncio.FIRST_COMPLETED)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._listening.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def server(site: Starlette, host: str, port: int) -> Server:
    config = uvicorn.Config(site, host, port, log_config=None, access_log=False, timeout_graceful_shutdown=1)
    return Server(site, config)
