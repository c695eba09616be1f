"""The pool: charts are drawn elsewhere, once, whatever happens to the worker; and never in the serving process."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from bot.charts.draw import draw
from bot.charts.pool import ChartPool, fingerprint
from commands.reply import Point, Series
from tests.pictures import CALLS, EXAMPLES, WEEKS, chart, opened

SOON = 5  # seconds: far more than it takes, and far less than waiting for a worker


@pytest.fixture(scope="module")
def pool():
    """One worker for all tests that do not end theirs."""
    pool = ChartPool()
    yield pool
    pool.close()


def titled(title):
    return replace(CALLS, title=title)


def test_thirty_who_ask_at_once_share_one_drawing_and_a_repeat_draws_nothing(pool):
    before = pool.renders

    async def ask():
        together = await asyncio.gather(*(pool.png(replace(CALLS)) for _ in range(30)))
        return [*together, await pool.png(replace(CALLS))]

    assert set(asyncio.run(ask())) == {draw(CALLS)}
    assert pool.renders == before + 1


def test_other_charts_are_drawn_for_themselves(pool):
    before = pool.renders

    async def ask():
        return await asyncio.gather(*(pool.png(one) for one in EXAMPLES.values()))

    assert len(set(asyncio.run(ask()))) == len(EXAMPLES)
    assert pool.renders == before + len(EXAMPLES)


def test_one_who_leaves_does_not_stop_the_drawing_for_the_others(pool):
    async def ask():
        leaving, staying = (asyncio.create_task(pool.png(titled("Leaving"))) for _ in range(2))
        await asyncio.sleep(0)
        leaving.cancel()
        return await staying

    assert opened(asyncio.run(ask())).width == 800


def test_a_chart_that_cannot_be_drawn_fails_alone(pool):
    wrong = chart(Series("A", (Point(WEEKS[0], 10**400),)))

    async def ask():
        bad, good = await asyncio.gather(pool.png(wrong), pool.png(titled("Good")), return_exceptions=True)
        with pytest.raises(OverflowError):
            await pool.png(wrong)
        return bad, good

    bad, good = asyncio.run(ask())
    assert isinstance(bad, OverflowError)
    assert opened(good).width == 800


def test_a_killed_worker_is_replaced(pool):
    async def ask():
        await pool.png(titled("Before"))
        for worker in list(pool._pool._processes):
            os.kill(worker, signal.SIGKILL)
        return await asyncio.gather(*(pool.png(titled(title)) for title in ("After", "And after that")))

    assert all(opened(picture).width == 800 for picture in asyncio.run(ask()))


def test_what_takes_too_long_is_given_up_and_only_so_many_bytes_are_kept():
    pool = ChartPool(kept=len(draw(titled("A"))) + 100, seconds=0.01)

    async def ask():
        with pytest.raises(TimeoutError):
            await pool.png(titled("A"))
        pool._seconds = 60
        before = pool.renders
        for title in "ABBA":
            await pool.png(titled(title))
        return pool.renders - before

    assert asyncio.run(ask()) == 3
    pool.close()


def test_the_pool_closes_at_once_and_stays_closed():
    async def ask():
        pool = ChartPool()
        pool.warm()
        waiting = asyncio.create_task(pool.png(CALLS))
        await asyncio.sleep(0.1)
        began = time.monotonic()
        pool.close()
        pool.close()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        with pytest.raises(RuntimeError, match="closed"):
            await pool.png(CALLS)
        return time.monotonic() - began

    assert asyncio.run(ask()) < SOON


def test_a_fingerprint_goes_by_content():
    other = [
        replace(CALLS, rounded_to=5),
        replace(CALLS, within=4),
        replace(EXAMPLES["map"], outlines=EXAMPLES["map"].outlines[:-1]),
        replace(EXAMPLES["line"], marks=()),
        chart(Series("Northfield", (Point(WEEKS[0], None),))),
        chart(Series("Northfield", (Point(WEEKS[0], None, withheld=True),))),
    ]
    assert fingerprint(CALLS) == fingerprint(replace(CALLS))
    assert len({fingerprint(one) for one in (CALLS, *EXAMPLES.values(), *other)}) == 6 + len(other)


SERVE = """
import asyncio, sys
from bot.charts.pool import ChartPool
from commands.reply import Chart, Point, Series

def main():
    pool = ChartPool()
    chart = Chart("Calls", "Calls rose.", (Series("A", (Point("x", 1), Point("y", 2))),), "calls")
    picture = asyncio.run(pool.png(chart))
    assert picture.startswith(b"\\x89PNG")
    loaded = {"matplotlib", "numpy", "PIL"} & set(sys.modules)
    assert not loaded, loaded
    pool.warm()  # still open and busy when the program ends

if __name__ == "__main__":
    main()
"""


def test_the_serving_process_never_loads_matplotlib_and_ends_without_hanging(tmp_path):
    program = tmp_path / "serve.py"
    program.write_text(SERVE)
    done = subprocess.run(
        [sys.executable, str(program)],
        env=os.environ | {"PYTHONPATH": os.getcwd()},
        capture_output=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr.decode()) == (0, "")
