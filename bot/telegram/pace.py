"""How fast Telegram may be written to, and in which order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.pace import Window


class Lane:
    """One chat: its order, its pace, and until when Telegram wants silence."""

    def __init__(self, group: bool, pace: float) -> None:
        self.turn = asyncio.Lock()
        chat, more = Window(8, 8.0 * pace), Window(20, 60.0 * pace)
        self.windows = [chat, more] if group else [chat]
        self.silent_until = 0.0


class Governor:
    """About one message a second for each chat, 20 a minute for each group, 30 a second in all.

    ``pace`` makes all of these longer or shorter.
    """

    def __init__(self, pace: float = 1.0) -> None:
        self._pace = pace
        self._all = Window(30, pace)
        self._lanes: dict[int, Lane] = {}

    def pause(self, chat: int) -> float:
        """Seconds until a message may go to a chat."""
        lane, now = self._lane(chat), asyncio.get_running_loop().time()
        pauses = [window.pause(now) for window in (self._all, *lane.windows)]
        return max([0.0, lane.silent_until - now, *pauses])

    def rest(self, chat: int, seconds: float) -> None:
        """Telegram has asked for silence in this chat."""
        self._lane(chat).silent_until = asyncio.get_running_loop().time() + seconds

    async def wait(self, chat: int) -> None:
        """Wait for room for one message, and take it."""
        while (pause := self.pause(chat)) > 0:  # noqa: ASYNC110 a time, not an event, is waited for
            await asyncio.sleep(pause)
        now = asyncio.get_running_loop().time()
        for window in (self._all, *self._lane(chat).windows):
            window.note(now)

    @asynccontextmanager
    async def turn(self, chat: int) -> AsyncIterator[None]:
        """One reply at a time in each chat, so that the parts of two never mix."""
        async with self._lane(chat).turn:
            yield

    def _lane(self, chat: int) -> Lane:
        return self._lanes.setdefault(chat, Lane(chat < 0, self._pace))
