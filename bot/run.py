"""Run everything on one loop, and stop it in order within two seconds."""

from __future__ import annotations

import asyncio
import importlib
import signal
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Protocol

from starlette.routing import BaseRoute

from bot import metrics
from bot.app import App
from bot.charts.pool import ChartPool
from bot.log import log
from bot.post import PostOffice
from bot.scheduler import Scheduler
from bot.transport import Transport

if TYPE_CHECKING:
    from bot.web import Server

QUIET = 1.0  # seconds after the start, in which nothing but questions is worked on
LATER = ("phonenumbers", "stdnum.gb.nhs")  # modules that look for personal details where there are digits


class Platform(Transport, Protocol):
    """A transport that is started and stopped."""

    @property
    def healthy(self) -> bool: ...

    @property
    def problem(self) -> str: ...

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    def routes(self) -> Sequence[BaseRoute]: ...


async def platforms(app: App, charts: ChartPool) -> AsyncIterator[Platform]:
    """The platforms the configuration switches on, one at a time: loading a library takes a quarter of the start.

    The second library is loaded while the first platform is already heard.
    """
    if app.settings.slack is not None:
        from bot.slack.transport import Slack

        yield Slack(app, charts)
    if app.settings.telegram is not None:
        loaded = await _loaded("bot.telegram.transport")
        yield loaded.Telegram(app, charts)


async def _loaded(module: str) -> ModuleType:
    """Import it, and answer meanwhile."""
    return await asyncio.to_thread(importlib.import_module, module)


async def _there(made: Mapping[str, Platform]) -> AsyncIterator[Platform]:
    for platform in made.values():
        yield platform


class Parley:
    """One running Parley: transports, post office, clock and HTTP. Its platforms are there, or come one by one."""

    def __init__(
        self, app: App, charts: ChartPool, coming: Mapping[str, Platform] | AsyncIterable[Platform]
    ) -> None:
        self.app = app
        self.charts = charts
        self.platforms: dict[str, Platform] = {}
        self.office = PostOffice(app, self.platforms)
        self.scheduler = Scheduler(app)
        self._coming = _there(coming) if isinstance(coming, Mapping) else coming
        self.server: Server | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._complete = False

    async def start(self) -> None:
        """Begin with each platform as soon as it can be; then send and keep time."""
        metrics.last_tick.set(self.app.clock().timestamp())
        async for platform in self._coming:
            await self._begin(platform)
        await self._listen([])
        self._complete = True
        self._tasks.append(asyncio.create_task(self.office.run()))
        self.scheduler.start()
        await self.scheduler.tick()
        self._tasks.append(asyncio.create_task(self._prepare()))

    async def _begin(self, platform: Platform) -> None:
        """Listen first where a platform delivers by HTTP, so that nothing that arrives early is refused."""
        self.platforms[platform.platform] = platform
        if routes := platform.routes():
            await self._listen(routes)
        await platform.start()

    async def _listen(self, routes: Sequence[BaseRoute]) -> None:
        """Serve HTTP, these addresses as well."""
        if self.server is None:
            web = await _loaded("bot.web")
            health = web.Health(self.app, self._connections, self._problems)
            http = self.app.settings.http
            self.server = web.server(web.site(health, []), http.host, http.port)
        await self.server.open(routes)

    async def _prepare(self) -> None:
        """Load now what a later question would otherwise wait for; until then it is loaded when it is asked for."""
        await asyncio.sleep(QUIET)
        for module in LATER:
            await _loaded(module)
        self.charts.warm()

    def _connections(self) -> dict[str, bool]:
        starting = {} if self._complete else {"start": False}
        return starting | {name: each.healthy for name, each in self.platforms.items()}

    def _problems(self) -> list[str]:
        """A sentence for each thing that is wrong with a platform, and not only for a moment."""
        unheard = [each.problem for each in self.platforms.values() if each.problem]
        return [*unheard, *self.office.weather.long_away()]

    async def stop(self) -> None:
        """Take nothing new, let what runs finish for a moment, then close."""
        self.scheduler.stop()
        if self.server is not None:
            self.server.should_exit = True
        await self.office.close()  # before its transports go
        await asyncio.gather(*(each.stop() for each in self.platforms.values()), return_exceptions=True)
        for task in self._tasks:
            task.cancel()
        serving = self.server.serving if self.server is not None else None
        if ending := [*self._tasks, *filter(None, [serving])]:
            await asyncio.wait(ending, timeout=1.0)
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
