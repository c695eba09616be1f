"""Parley as it runs behind every surface, on a copy of the demonstration."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from bot import assemble, config
from bot.app import App
from bot.charts.pool import ChartPool
from bot.run import Parley, Platform
from storage.demo import partnership
from tests import process
from tests.loops import end_rest
from tests.pictures import DrawnHere
from tests.world import Hand

T = TypeVar("T")
WAIT = 8.0


def until(found: Callable[[], T], what: str, wait: float = WAIT) -> T:
    """Wait until something is there."""
    return process.until(found, what, wait)


class Running:
    """Parley in a thread of its own, as `parley run` would run it."""

    def __init__(
        self,
        make: Callable[[Hand], App],
        clock: Hand,
        chosen: Callable[[App, ChartPool], dict[str, Platform]],
    ) -> None:
        self.clock = clock
        self.loop = asyncio.new_event_loop()
        self._make, self._chosen = make, chosen
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(20)

    def begin(self, stack: ExitStack) -> None:
        self._thread.start()
        stack.callback(self._end)
        self.do(self._start())

    async def _start(self) -> None:
        app = self._make(self.clock)
        charts = DrawnHere()
        self.parley = Parley(app, charts, self._chosen(app, charts))
        self.parley.office._rewrite_every = 1.0
        await self.parley.start()

    def _end(self) -> None:
        self.do(self.parley.stop())
        self.do(end_rest())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(5)
        self.loop.close()

    def reaches(self, moment: datetime) -> None:
        """Let the clock reach a moment, and do what is due."""
        self.clock.move_to(moment)
        self.do(self.parley.scheduler.tick())
        self.loop.call_soon_threadsafe(self.parley.app.changed.set)


def settle(made: Path, target: Path) -> Path:
    """A folder of its own with the demonstration's configuration, and its database where it has one."""
    shutil.copytree(made / "catalogue", target / "catalogue")
    for name in ("config.yaml", "parley.db"):
        if (made / name).exists():
            shutil.copyfile(made / name, target / name)
    return target / "config.yaml"


def approve(path: Path, bundles: partnership.Built) -> None:
    """Make the database beside a configuration, with the demonstration's figures approved."""
    clock = Hand()
    app = app_on(path, {}, clock, slack=None, telegram=None)
    app.writer.run_now(lambda db: partnership.approve(db, "demo-food", bundles, clock()))
    app.writer.close()
    app.engine.dispose()


def app_on(path: Path, env: dict[str, str], clock: Hand, **off: None) -> App:
    """An app ready to be run."""
    settings = config.load(path, env)
    http = settings.http.model_copy(update={"port": 0})
    return assemble.open_app(settings.model_copy(update={"http": http, **off}), clock)
