"""The HTTP side: platform requests, health, metrics, and in the demo the page."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator, Sequence

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot import metrics
from bot.health import Health


def site(health: Health, routes: Sequence[BaseRoute]) -> Starlette:
    """Every address Parley answers at."""

    async def show_metrics(request: Request) -> Response:
        with contextlib.suppress(Exception):  # the database is away, which is a reason to look at the others
            health.measure()
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

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
