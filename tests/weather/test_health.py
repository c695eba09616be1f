"""What whoever looks after Parley can see: /healthz and /metrics, in words and numbers."""

import asyncio
from datetime import timedelta

import pytest

from bot import metrics
from bot.health import Health
from bot.web import site
from tests.weather.world import owe, passes, under


class Watcher:
    """Whoever looks after Parley, with the addresses they look at."""

    def __init__(self, world):
        self.world, self.sky, self.problems = world, under(world), []
        health = Health(world.app, lambda: {"web": not self.sky.away}, self.wrong)
        self.pages = {route.path: route.endpoint for route in site(health, []).routes}

    def wrong(self):
        return [*self.problems, *self.world.office.weather.long_away()]

    def get(self, address):
        answer = self.world.run(self.pages[address](None))
        return answer.status_code, answer.body.decode()


@pytest.fixture
def seen(quick):
    """The clock ticks and the outbox is read."""
    for gauge in (metrics.last_tick, metrics.outbox_read):
        gauge.set(quick.clock().timestamp())
    yield Watcher(quick)
    for gauge in (metrics.last_tick, metrics.outbox_read):
        gauge.set(0)


def number(seen, name):
    line = next(line for line in seen.get("/metrics")[1].splitlines() if line.startswith(name))
    return float(line.rpartition(" ")[2])


def healthz(seen):
    return seen.get("/healthz")


def test_all_is_well(seen):
    assert healthz(seen) == (200, "ok\n")


def test_a_clock_that_has_stopped_is_seen(quick, seen):
    quick.run(quick.scheduler.tick())
    assert healthz(seen) == (200, "ok\n")
    quick.clock.move_by(timedelta(minutes=2))
    metrics.outbox_read.set(quick.clock().timestamp())
    assert healthz(seen) == (503, "The clock has stopped: nothing scheduled is posted.\n")
    assert number(seen, "parley_last_tick_seconds") < quick.clock().timestamp() - 60
    quick.run(quick.scheduler.tick())
    assert healthz(seen) == (200, "ok\n")


def test_an_outbox_that_is_not_read_is_seen(quick, seen):
    quick.clock.move_by(timedelta(minutes=2))
    metrics.last_tick.set(quick.clock().timestamp())
    assert healthz(seen) == (503, "The outbox is not read: nothing is posted.\n")


def test_the_post_office_says_that_it_reads(quick, seen):
    async def for_a_moment():
        task = asyncio.create_task(quick.office.run())
        await asyncio.sleep(0.2)
        await quick.office.close()
        task.cancel()

    quick.clock.move_by(timedelta(minutes=2))
    metrics.last_tick.set(quick.clock().timestamp())
    quick.run(for_a_moment())
    assert healthz(seen) == (200, "ok\n")


def test_a_platform_that_is_away_for_long_is_seen_and_what_waits_is_counted(quick, seen):
    seen.sky.away = "The page cannot be reached."
    owe(quick, "one", "two")
    passes(quick, minutes=1)
    assert healthz(seen)[0] == 200
    for _ in range(20):
        passes(quick, minutes=1)
        metrics.last_tick.set(quick.clock().timestamp())
        metrics.outbox_read.set(quick.clock().timestamp())
    assert healthz(seen) == (
        503,
        "the page has been away since 2026-11-18 10:01 UTC. The page cannot be reached.\n",
    )
    assert number(seen, 'parley_posts_waiting{platform="web"}') >= 2
    assert number(seen, 'parley_oldest_post_waiting_seconds{platform="web"}') == 21 * 60
    assert number(seen, 'parley_platform_up{platform="web"}') == 0
    seen.sky.away = ""
    passes(quick, minutes=1)
    assert number(seen, 'parley_posts_waiting{platform="web"}') == 0
    assert number(seen, 'parley_platform_up{platform="web"}') == 1
    assert healthz(seen) == (200, "ok\n")


def test_what_a_platform_says_of_itself_is_shown(seen):
    seen.problems.append("Another copy of Parley is using the same Telegram token.")
    assert healthz(seen) == (503, "Another copy of Parley is using the same Telegram token.\n")


def test_a_lead_nobody_can_reach_is_seen(quick, seen):
    seen.sky.closed = {"demo": "Archived.", "lead": "This person has left."}
    owe(quick, "one")
    passes(quick, seconds=1)
    assert healthz(seen) == (503, "No lead could be told what went wrong with posts: 1 of the last day.\n")
    assert number(seen, "parley_untold_notices") == 1


def test_a_database_that_is_away_is_said_and_the_numbers_still_come(quick, seen):
    quick.app.engine.dispose()
    broken = quick.app.engine
    quick.app.engine = None
    try:
        assert healthz(seen) == (503, "The database does not answer.\n")
        assert seen.get("/metrics")[0] == 200
    finally:
        quick.app.engine = broken
