"""People who act at the same time while Parley is killed, and again when nothing came of it."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable

from tests.process import LONG, Life, until


class Crowd:
    """People who act a few at a time. An act says whether something came of it; if not it is done again."""

    def __init__(
        self, life: Life, acts: list[Callable[[], bool]], at_once: int = 6, wait: float = LONG
    ) -> None:
        self._life, self._acts, self._wait = life, list(reversed(acts)), wait
        self.done = self.again = 0
        self.faults: list[BaseException] = []
        self._lock, self._struck = threading.Lock(), threading.Event()
        self._moment, self._strike = 0, None
        self.size = len(acts)
        self._threads = [threading.Thread(target=self._act, daemon=True) for _ in range(at_once)]
        for thread in self._threads:
            thread.start()

    def _act(self) -> None:
        while self._acts and not self.faults:
            with self._lock:
                act = self._acts.pop() if self._acts else None
            try:
                while act is not None and not act():
                    self.again += 1
                    assert self._life.coming.wait(LONG), "the bot did not come back"
            except BaseException as fault:
                self.faults.append(fault)
                return
            if act is not None:
                self._count()

    def _count(self) -> None:
        with self._lock:
            self.done += 1
            struck, self._strike = self._strike, self._strike if self.done < self._moment else None
        if struck is not None and self._strike is None:
            struck()
            self._struck.set()

    def strike_at(self, moment: int, delay: float) -> None:
        """Let the one whose act is the next after a moment kill the bot, and wait for that."""

        def strike() -> None:
            time.sleep(delay)
            self._life.strike()

        self._struck.clear()
        with self._lock:
            over = self.done == self.size
            self._moment, self._strike = max(moment, self.done + 1), None if over else strike
        if over:
            strike()
            return
        until(lambda: self._struck.is_set() or self.faults, f"Act {moment} of {self.size}", self._wait)
        self.check()

    def reaches(self, number: int) -> None:
        until(lambda: self.done >= number or self.faults, f"Act {number} of {self.size}", self._wait)
        self.check()

    def finish(self) -> None:
        self.reaches(self.size)
        for thread in self._threads:
            thread.join(LONG)
        self.check()

    def check(self) -> None:
        if self.faults:
            raise self.faults[0]


def kill_at_random(
    life: Life, crowd: Crowd, kills: int, rng: random.Random, look: Callable[[], None]
) -> None:
    """Kill the bot at random moments of what a crowd does, look at what is left each time, start it again.

    Every second time that is the very moment at which somebody hears that something is done.
    """
    for number, moment in enumerate(sorted(rng.sample(range(1, crowd.size), kills))):
        crowd.strike_at(moment, 0.0 if number % 2 == 0 else rng.uniform(0, 0.03))
        life.kill()
        look()
        life.start()
