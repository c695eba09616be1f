"""The pace at which Slack lets a bot write."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from bot.pace import Window
from bot.transport import NotSent

T = TypeVar("T")
TRIES, PAUSE, LONGEST_PAUSE = 4, 1.0, 60.0  # seconds
IN_A_MINUTE = 300  # posts in a whole workspace; Slack says "several hundred"
SHORT_WAIT = 5.0  # seconds; what can be put back does not wait longer than this for its turn


class Turns:
    """About one post a second for each channel, in the order in which they were asked for, and 300 a minute in all.

    ``pace`` is the seconds between two posts in a channel; it makes both longer or shorter.
    """

    def __init__(self, pace: float) -> None:
        self._pace = pace
        self._queues: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._free: dict[str, float] = {}
        self._all = Window(IN_A_MINUTE, 60.0 * pace)

    @asynccontextmanager
    async def take(self, channel: str, patient: bool) -> AsyncIterator[None]:
        """A turn. Who is not patient is told to come again when it would take long, with ``NotSent``."""
        clock = asyncio.get_running_loop().time
        async with self._queues[channel]:
            while (wait := max(self._free.get(channel, 0.0) - clock(), self._all.pause(clock()))) > 0:
                if wait > SHORT_WAIT and not patient:
                    raise NotSent("Slack asks Parley to write more slowly.", wait=wait)
                await asyncio.sleep(wait)
            self._all.note(clock())
            pause = self._pace
            try:
                yield
            except NotSent as problem:
                pause = max(pause, problem.wait or 0.0)
                raise
            finally:
                self._free[channel] = clock() + pause


async def patiently(attempt: Callable[[], Awaitable[T]], tries: int = TRIES) -> T:
    """Try again what has certainly not happened, after the pause Slack asks for."""
    for _ in range(tries - 1):
        try:
            return await attempt()
        except NotSent as problem:
            await asyncio.sleep(min(PAUSE if problem.wait is None else problem.wait, LONGEST_PAUSE))
    return await attempt()
