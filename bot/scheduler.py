"""The alarm clock: one APScheduler tick that writes due times down and does what is due, each once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import metrics
from bot.app import App
from bot.doing import Doing
from bot.log import frames, log
from bot.publish.publisher import Publisher
from bot.upcoming import Upcoming
from storage import database, events, noise, occurrences, retention
from storage.soundings import scrubbing

EVERY = 10  # seconds between ticks
KEEP_EVENTS = timedelta(days=3)  # longer than any platform goes on delivering an event again


class Scheduler:
    """APScheduler only rings; the occurrence table is the truth."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._clock = AsyncIOScheduler()
        self._doing = Doing(app)
        self._publisher = Publisher(app)
        self._upcoming = Upcoming(app.partnerships, self._doing)
        self._tidied: date | None = None

    def start(self) -> None:
        self._clock.add_job(
            self.tick, "interval", seconds=EVERY, max_instances=1, coalesce=True, misfire_grace_time=None
        )
        self._clock.start()

    def stop(self) -> None:
        if self._clock.running:
            self._clock.shutdown(wait=False)

    async def tick(self) -> None:
        """Write down what has become due, then do it. A fault leaves what it met for the next tick, and only that."""
        now = self._app.clock()
        work = (
            self.write_down,
            self.do_what_is_due,
            self._publisher.publish,
            self._tend_what_waits,
            self._scrub,
        )
        parts = (self._take_in, *work, self._take_in)  # a standing approval may have let figures out
        went_well = [await self._safely(part, now) for part in parts]
        if all(went_well):
            metrics.last_tick.set(now.timestamp())
        await self._tidy_once_a_day(now)

    async def _safely(self, part: Callable[[datetime], Awaitable[None]], now: datetime) -> bool:
        try:
            await part(now)
        except Exception as error:
            log.error("the clock could not do its work", error=type(error).__name__, at=frames(error))
            return False
        return True

    async def _take_in(self, _now: datetime) -> None:
        self._app.reload()

    async def write_down(self, now: datetime) -> None:
        """Make a row of every due time that has come."""
        with database.reading(self._app.engine) as db:
            come = self._upcoming.come(db, now)
        while come:
            written = await self._app.write(lambda db: self._upcoming.write_down(db, come, now))  # noqa: B023 awaited at once
            self._upcoming.note(written)
            come = {key: job for key, job in come.items() if key not in written}
        if self._upcoming.is_behind(now):
            await self._app.write(lambda db: self._upcoming.store(db, now))

    async def do_what_is_due(self, now: datetime) -> None:
        """A few at a time, so that people's answers find their turn between them."""
        while self._is_anything_due(now):
            if await self._app.write(lambda db: self._doing.some(db, now)) == 0:
                return  # another process is at the rest
            self._app.changed.set()
            self._app.acted += 1

    def _is_anything_due(self, now: datetime) -> bool:
        with database.reading(self._app.engine) as db:
            return occurrences.any_due(db, now)

    async def _tend_what_waits(self, now: datetime) -> None:
        """What the limits on noise have put off goes when its time has come."""
        with database.reading(self._app.engine) as db:
            some = noise.is_any(db, now)
        if some:
            everywhere = [partnership.settings for partnership in self._app.partnerships.values()]
            await self._app.write(lambda db: noise.tend(db, everywhere, now))
            self._app.changed.set()

    async def _scrub(self, _now: datetime) -> None:
        """After a close, take what was overwritten out of the files; tried at each tick until it went well."""
        with database.reading(self._app.engine) as db:
            ever = scrubbing.owed(db)
        if ever and await asyncio.to_thread(scrubbing.scrub, self._app.engine):
            await self._app.write(lambda db: scrubbing.note_done(db, ever))

    async def _tidy_once_a_day(self, now: datetime) -> None:
        """Apart from what is due: a fault here must not keep a post from going out."""
        if self._tidied == now.date():
            return
        self._tidied = now.date()
        try:
            await self._tidy(now)
        except Exception as error:
            log.error("old records could not be deleted", error=type(error).__name__, at=frames(error))

    async def _tidy(self, now: datetime) -> None:
        """One partnership after the other, so that people's answers find their turn between them."""
        settings = [partnership.settings for partnership in self._app.partnerships.values()]
        for each in settings:
            await self._app.write(partial(retention.tidy, settings=each, now=now))
        await self._app.write(lambda db: retention.tidy_shared(db, settings, now))
        await self._app.write(lambda db: events.forget_before(db, now.date() - KEEP_EVENTS))
