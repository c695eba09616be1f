"""getUpdates: long polling with its conflicts."""

import asyncio
from typing import TYPE_CHECKING

from .errors import Refused, conflict

if TYPE_CHECKING:
    from .service import Service

_RIVAL = "terminated by other getUpdates request; make sure that only one bot instance is running"
_HOOKED = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
_REPLACED = "terminated by setWebhook request"


class _Poll:
    """One open call; `reason` says why it must end early."""

    def __init__(self) -> None:
        self.stirred = asyncio.Event()
        self.reason: Refused | None = None
        self.over = False


class Polling:
    """At most one call at a time waits for updates; a newer one ends the older."""

    def __init__(self, service: "Service"):
        self.service = service
        self._open: _Poll | None = None

    def stir(self) -> None:
        """Lets the waiting call look again."""
        if self._open is None:
            return
        if self.service.hook.url:
            self._open.reason = conflict(_REPLACED)
        self._open.stirred.set()

    def stop(self) -> None:
        if self._open:
            self._open.over = True
            self._open.stirred.set()

    async def answer(self, args: dict) -> list[dict]:
        if self.service.hook.url:
            raise conflict(_HOOKED)
        poll = self._replace()
        with self.service.world.changed:
            self.service.queue.allow(args.get("allowed_updates"))
            self.service.queue.confirm(args.get("offset", 0))
            self.service.world.changed.notify_all()
        try:
            return await self._wait(poll, args)
        finally:
            if self._open is poll:
                self._open = None

    def _replace(self) -> _Poll:
        if self._open:
            self._open.reason = conflict(_RIVAL)
            self._open.stirred.set()
        self._open = _Poll()
        return self._open

    async def _wait(self, poll: _Poll, args: dict) -> list[dict]:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + min(max(args.get("timeout", 0), 0), 50)
        while True:
            if poll.reason:
                raise poll.reason
            poll.stirred.clear()
            batch = self._batch(args)
            if batch or poll.over or not await _stirred(poll, deadline - loop.time()):
                return batch

    def _batch(self, args: dict) -> list[dict]:
        with self.service.world.changed:
            return self.service.queue.batch(min(max(args.get("limit", 100), 1), 100))


async def _stirred(poll: _Poll, seconds: float) -> bool:
    if seconds <= 0:
        return False
    try:
        await asyncio.wait_for(poll.stirred.wait(), seconds)
    except TimeoutError:
        return False
    return True
