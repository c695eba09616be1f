"""The inbox: events are durable before they are acknowledged, and answered in order for each chat."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from bot.app import App
from bot.log import frames, log
from storage import database, events

Work = Callable[[str, dict[str, Any]], Awaitable[None]]


class Inbox:
    """Takes events in for one platform and works them off, one at a time for each chat.

    ``work(key, payload)`` answers one event; it is called again after a restart for what was left.
    """

    def __init__(self, app: App, platform: str, work: Work) -> None:
        self._app = app
        self._platform = platform
        self._work = work
        self._chats: dict[str, asyncio.Queue[tuple[str, dict[str, Any]]]] = {}
        self._workers: dict[str, asyncio.Task[None]] = {}

    async def take(self, key: str, payload: dict[str, Any], chat: str) -> bool:
        """Store an event; it may be acknowledged when this returns. ``False`` if it has been seen before."""
        today = self._app.clock().date()
        new = await self._app.write(lambda db: events.take_in(db, key, self._platform, payload, today))
        if new:
            self._queue(key, payload, chat)
        return new

    def resume(self, chat_of: Callable[[dict[str, Any]], str]) -> None:
        """Take up again what a stopped process left."""
        with database.reading(self._app.engine) as db:
            left = events.waiting(db, self._platform)
        for event in left:
            self._queue(event.key, event.payload, chat_of(event.payload))

    def _queue(self, key: str, payload: dict[str, Any], chat: str) -> None:
        self._chats.setdefault(chat, asyncio.Queue()).put_nowait((key, payload))
        if chat not in self._workers:
            self._workers[chat] = asyncio.create_task(self._answer_all(chat))

    async def _answer_all(self, chat: str) -> None:
        waiting = self._chats[chat]
        while not waiting.empty():
            key, payload = waiting.get_nowait()
            await self._answer(key, payload)
        del self._chats[chat], self._workers[chat]

    async def _answer(self, key: str, payload: dict[str, Any]) -> None:
        try:
            await self._work(key, payload)
        except Exception as error:  # one event that cannot be answered must not hold up the chat for ever
            log.error(
                "an event could not be answered",
                platform=self._platform,
                error=type(error).__name__,
                at=frames(error),
            )
        self._app.writer.soon(lambda db: events.settle(db, key))

    async def close(self) -> None:
        """Let running answers finish for a moment; the rest stays in the inbox for the next start."""
        if self._workers:
            await asyncio.wait(list(self._workers.values()), timeout=1.0)
        left = list(self._workers.values())
        for worker in left:
            worker.cancel()
        await asyncio.gather(*left, return_exceptions=True)
