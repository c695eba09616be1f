"""Run everything on one loop, and stop it in order within two seconds."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol

from starlette.routing import BaseRoute

from bot import metrics, web
from bot.app import App
from bot.charts.pool import ChartPool
from bot.log import log
from bot.post import PostOffice
from bot.scheduler import Scheduler
from bot.transport import Transport


class Platform(Transport, Protocol):
    """A transport that is started and stopped."""

    @property
    def healthy(self) -> bool: ...

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    def routes(self) -> Sequence[BaseRoute]: ...


def platforms(app: App, charts: ChartPool) -> dict[str, Platform]:
    """The platforms the configuration switches on."""
    found: dict[str, Platform] = {}
    if app.settings.slack is not None:
        from bot.slack.transport import (
            Slack,  # imported only where it is used: the SDKs cost start-up time and memory
        )

        found["slack"] = Slack(app, charts)
    if app.settings.telegram is not None:
        from bot.telegram.transport import Telegram

        found["telegram"] = Telegram(app, charts)
    return found


class Parley:
    """One running Parley: transports, post office, clock and HTTP."""

    def __init__(self, app: App, charts: ChartPool, running: Mapping[str, Platform]) -> None:
        self.app = app
        self.charts = charts
        self.platforms = running
        self.office = PostOffice(app, running)
        self.scheduler = Scheduler(app)
        health = web.Health(app, lambda: {name: each.healthy for name, each in running.items()})
        routes = [route for each in running.values() for route in each.routes()]
        http = app.settings.http
        self.server = web.server(web.site(health, routes), http.host, http.port)
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Listen first, so that nothing that arrives early is refused; then send and keep time."""
        metrics.last_tick.set(self.app.clock().timestamp())
        self._tasks.append(asyncio.create_task(self.server.serve()))
        listening = asyncio.create_task(self.server.listening.wait())
        await asyncio.wait([listening, self._tasks[0]], return_when=asyncio.FIRST_COMPLETED)
        for platform in self.platforms.values():
            await platform.start()
        self._tasks.append(asyncio.create_task(self.office.run()))
        self.scheduler.start()
        await self.scheduler.tick()

    async def stop(self) -> None:
        """Take nothing new, let what runs finish for a moment, then close."""
        self.scheduler.stop()
        self.server.should_exit = True
        await self.office.close()  # before its transports go
        await asyncio.gather(*(each.stop() for each in self.platforms.values()), return_exceptions=True)
        for task in self._tasks[1:]:
            task.cancel()
        await asyncio.wait(self._tasks, timeout=1.0)
        self.charts.close()
        self.app.writer.close()
        self.app.engine.dispose()


async def until_told(parley: Parley, started: Callable[[], Awaitable[None]] | None = None) -> None:
    """Run until SIGTERM or Ctrl-C."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    try:
        await parley.start()
        log.info("started", platforms=sorted(parley.platforms))
        if started is not None:
            await started()
        await told.wait()
        log.info("stopping")
    finally:
        await parley.stop()
