"""A partnership through weeks, months and years: a clock moved by hand from due time to due time, restarts and outages."""

from __future__ import annotations

import asyncio
import random
import shutil
from collections.abc import Coroutine
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from time import time
from typing import Any

from sqlalchemy import select

from bot import assemble, config
from bot.post import PostOffice
from bot.scheduler import Scheduler
from bot.slack.transport import Slack
from bot.telegram.transport import Telegram
from storage import database
from storage.demo import partnership as demo
from storage.tables import PostRow
from tests.crash.forked import Pictures
from tests.fakes.slack import FakeSlack
from tests.fakes.telegram import FakeTelegram
from tests.process import CHANNEL, GROUP, environment
from tests.rhythm.calendar import PAUSES, RULES, schedule
from tests.rhythm.hurry import Hurried
from tests.rhythm.weather import Weather
from tests.world import Hand

IDENTITY = "demo-food"
TIMES = 40  # as fast as real time
PATIENCE = timedelta(hours=2)  # for how long what is owed is waited for
STEP = timedelta(seconds=11)
OUTAGE, RESTART, DEATH = 0.03, 0.06, 0.10  # how often, at a due time: up to the first an outage, and so on


def configuration(folder: Path) -> Path:
    """The demonstration's, with the schedule and the pauses that the calendar of these tests knows."""
    path = folder / "config.yaml"
    lines = []
    for line in path.read_text().splitlines():
        words = line.strip()
        if words.startswith(tuple(f"{each}:" for each in CHANGED)):
            lines += CHANGED[words.partition(":")[0]].splitlines()
        elif not words.startswith(DROPPED):
            lines.append(line)
    path.write_text("\n".join(lines))
    return path


PAUSED = ", ".join(f"{{from: {first}, to: {last}, reason: {why}}}" for why, (first, last) in PAUSES.items())
CHANGED = {
    "slack": "slack: {mode: http, read_history: true}",
    "telegram": "telegram: {mode: webhook}",
    "http": "http: {public_url: https://parley.example}",
    "schedule": "    schedule:\n" + "\n".join(f"      {rule.line()}" for rule in RULES),
    "pauses": f"    pauses: [{PAUSED}]",
    "quiet_hours": "    quiet_hours: null",
    "retention": "    retention: {posts: 5 years}",
}
DROPPED = (
    *("weekly_chart:", "weeknote_", "action_", "figures_review:", "request_review:", "digest_"),
    *("meetings:", "- {title:"),
)


class Life:
    """One Parley after the other on one database, and everything that stands on both platforms."""

    def __init__(
        self, folder: Path, slack: FakeSlack, telegram: FakeTelegram, seed: str, now: datetime
    ) -> None:
        self.slack, self.telegram, self.rng = slack, telegram, random.Random(seed)
        env = {**environment(slack, telegram), "PARLEY_DATABASE_URL": f"sqlite:///{folder / 'parley.db'}"}
        self.settings = config.load(configuration(folder), env)
        self.clock, self.loop = Hand(now), Hurried(TIMES)
        self.weather = Weather(slack, telegram, self.rng)
        self.ticks: list[datetime] = []
        self.begun = now
        self.starts = self.deaths = 0

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)

    def go_to(self, moment: datetime) -> None:
        self.clock.move_to(max(moment, self.clock.now))
        self.slack.world.ahead = self.clock.now.timestamp() - time()

    def start(self) -> None:
        """Parley begins, and looks at once what is due."""
        self.starts += 1
        self.app = assemble.open_app(self.settings, self.clock)
        self.run(self._start())
        self.tick()

    async def _start(self) -> None:
        charts = Pictures()
        self.platforms = {"slack": Slack(self.app, charts, pace=0.0), "telegram": Telegram(self.app, charts)}
        for each in self.platforms.values():
            await each.start()
        self.office = PostOffice(self.app, self.platforms)
        self.scheduler = Scheduler(self.app)
        self.sending = asyncio.create_task(self.office.run())

    def tick(self) -> None:
        self.ticks.append(self.clock.now)
        self.run(self.scheduler.tick())

    def stop(self) -> None:
        """In order, as when it is told to."""
        self.run(self._stop())

    async def _stop(self) -> None:
        await self.office.close()
        self.sending.cancel()
        await asyncio.gather(self.sending, return_exceptions=True)
        await self._leave()

    async def _leave(self) -> None:
        for each in self.platforms.values():
            await each.stop()
        self.app.writer.close()
        self.app.engine.dispose()

    def die(self) -> None:
        """At whatever await it is, without a word to the database."""
        self.deaths += 1
        self.run(self._die())

    async def _die(self) -> None:
        self.app.writer.close()  # what would be noted from now on is lost
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        await asyncio.sleep(0)
        for each in self.platforms.values():
            with suppress(Exception):
                await each.stop()
        self.app.engine.dispose()

    def lives_until(self, end: datetime) -> None:
        """From due time to due time; what happens at each is chance."""
        for moment in sorted({each.instant for each in schedule(self.clock.now, end)}):
            if moment > self.clock.now:
                self.comes(moment)
        self.weather.clear()
        self.settles(timedelta(days=1))

    def comes(self, moment: datetime) -> None:
        """One due time: it is met, or slept through."""
        self.weather.brew()
        chance = self.rng.random()
        if chance < OUTAGE:
            self.stop()
            self.go_to(moment + timedelta(hours=self.rng.uniform(0.5, 100)))
            self.start()
        elif chance < RESTART:
            self.stop()
            self.go_to(moment - timedelta(minutes=self.rng.uniform(-5, 5)))
            self.start()
        self.go_to(moment + timedelta(seconds=self.rng.uniform(0, 10)))
        self.tick()
        if RESTART <= chance < DEATH:
            self.run(asyncio.sleep(self.rng.uniform(0, 2)))
            self.die()
            self.go_to(self.clock.now + timedelta(seconds=30))
            self.start()
        self.settles(PATIENCE)

    def settles(self, patience: timedelta) -> None:
        """Until nothing waits, or for so long."""
        end = self.clock.now + patience
        while self.waits() and self.clock.now < end:
            self.go_to(self.clock.now + STEP)
            self.run(asyncio.sleep(0.5))

    def waits(self) -> bool:
        with database.reading(self.app.engine) as db:
            waiting = select(PostRow.id).where(PostRow.state.in_(("due", "sending"))).limit(1)
            return db.scalar(waiting) is not None

    def close(self) -> None:
        self.stop()
        self.loop.close()


def lives(folder: Path, made: Path, bundles: demo.Built, seed: str, now: datetime, end: datetime) -> Life:
    """A whole life, from one instant to another, on a copy of the demonstration's files; closed when it is over."""
    shutil.copytree(made, folder)
    hand = Hand(now)
    with FakeSlack() as slack, FakeTelegram(clock=lambda: hand.now.timestamp()) as telegram:
        gather(slack, telegram)
        life = Life(folder, slack, telegram, seed, now)
        life.clock = hand
        life.go_to(now)
        life.start()
        life.app.writer.run_now(lambda db: demo.approve(db, IDENTITY, bundles, now))
        try:
            life.lives_until(end)
        finally:
            life.close()
        return life


def gather(slack: FakeSlack, telegram: FakeTelegram) -> None:
    """The demonstration's people, in its channel and its group."""
    numbers = range(1, 9)
    for number in numbers:
        slack.add_user(f"U0{number}", f"person {number}")
        telegram.add_user(100 + number, f"Person {number}")
    slack.add_channel(CHANNEL, members=[f"U0{number}" for number in numbers])
    telegram.add_group(GROUP, members=[100 + number for number in numbers])
