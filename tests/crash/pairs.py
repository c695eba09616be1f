"""Two processes on one PostgreSQL, one of which is killed: what it leaves the other finishes, and nothing comes twice."""

from __future__ import annotations

import random
import time
from collections import Counter
from pathlib import Path

from bot.post import LEASE
from tests.crash.forked import Forked
from tests.crash.points import Fridays, fridays
from tests.crash.sent import at_rest, calls, check_outbox, closings
from tests.process import Life, until


def kill_one_of_two(
    folder: Path, url: str, count: int, rng: random.Random, history: bool = False
) -> Counter[str]:
    """So many soundings close at once while two processes run and one is killed; how their posts ended."""
    with fridays(folder, url, history, telegram_mode="webhook") as here:
        other = here.bot.beside()
        whole = Life(here.slack, here.telegram, here.bot, url, 2)  # type: ignore[arg-type]  # a bot of another kind
        try:
            _run_both(here, other, whole, count, rng)
            return Counter(check_outbox(whole))
        finally:
            other.end()
            whole.engine.dispose()


def _run_both(here: Fridays, other: Forked, whole: Life, count: int, rng: random.Random) -> None:
    here.comes()
    whole.change(closings(count, here.friday))
    for fake, method in ((here.slack, "chat.postMessage"), (here.telegram, "sendMessage")):
        fake.fault(method, "delay", times=1000, seconds=0.05)  # so that some are on their way
    here.bot.start()
    other.start()
    until(lambda: calls(whole) > 0, "Sending")
    time.sleep(rng.uniform(0, 0.3))
    whole.kills = 1
    rng.choice([here.bot, other]).strike()
    until(lambda: _is_over(here, whole), lambda: f"Rest. There are {whole.waiting()}. {other.said()[-2000:]}")


def _is_over(here: Fridays, whole: Life) -> bool:
    """Nothing is waiting, and the time after which what is left behind is taken over is past."""
    here.bot.ahead.value += 3.0
    past = here.bot.now() - here.friday > 2 * LEASE
    return past and here.state() == "done" and at_rest(whole)
