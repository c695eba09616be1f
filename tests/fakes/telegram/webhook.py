"""Delivers updates to the bot's webhook: in order within a chat, again until it says 2xx."""

import asyncio
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp

from .errors import Refused
from .updates import Update

if TYPE_CHECKING:
    from .service import Service

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


@dataclass
class Hook:
    """What setWebhook set, and how the last delivery failed."""

    url: str = ""
    secret: str = ""
    max_connections: int = 40
    last_error: str = ""
    last_error_date: int = 0


class Postman:
    """Posts updates one by one; waits between repeats are short, since tests are impatient."""

    def __init__(self, service: "Service", waits: tuple[float, ...]):
        self.service = service
        self.waits = waits
        self.stirred = asyncio.Event()
        self._chats: set[int] = set()
        self._tasks: set[asyncio.Task] = set()

    async def run(self) -> None:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as self._session:
            while True:
                await self.stirred.wait()
                self.stirred.clear()
                self._start()

    def stop(self) -> None:
        for task in self._tasks:
            task.cancel()

    def _start(self) -> None:
        with self.service.world.changed:
            hook = self.service.hook
            for update in list(self.service.queue.pending) if hook.url else []:
                if update.chat not in self._chats and len(self._tasks) < hook.max_connections:
                    self._send(update, hook)

    def _send(self, update: Update, hook: Hook) -> None:
        self._chats.add(update.chat)
        task = asyncio.get_running_loop().create_task(self._deliver(update, hook))
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._finish(done, update))

    def _finish(self, task: asyncio.Task, update: Update) -> None:
        self._tasks.discard(task)
        self._chats.discard(update.chat)
        self.stirred.set()

    async def _deliver(self, update: Update, hook: Hook) -> None:
        attempt = 0
        while self.service.hook is hook and update in self.service.queue.pending:
            if await self._post(update, hook):
                return
            await asyncio.sleep(self.waits[min(attempt, len(self.waits) - 1)])
            attempt += 1

    async def _post(self, update: Update, hook: Hook) -> bool:
        try:
            async with post(self._session, hook.url, update.payload, hook.secret) as answer:
                body = await answer.read()
        except (aiohttp.ClientError, TimeoutError) as problem:
            return self._failed(hook, str(problem) or "Read timeout expired")
        if not 200 <= answer.status < 300:
            return self._failed(hook, f"Wrong response from the webhook: {answer.status} {answer.reason}")
        self._took(update, body)
        return True

    def _failed(self, hook: Hook, reason: str) -> bool:
        with self.service.world.changed:
            hook.last_error, hook.last_error_date = reason, self.service.world.now()
            self.service.world.changed.notify_all()
        return False

    def _took(self, update: Update, body: bytes) -> None:
        self._perform(body)
        with self.service.world.changed:
            self.service.queue.done(update)
            self.service.world.changed.notify_all()

    def _perform(self, body: bytes) -> None:
        """The answer may carry one method call, whose result nobody sees."""
        try:
            call = json.loads(body)
            name = call.pop("method")
            self.service.perform(name, self.service.read(name, call, {}))
        except (ValueError, AttributeError, KeyError, TypeError, Refused):
            return


def post(session: aiohttp.ClientSession, url: str, payload: dict, secret: str | None):
    """One POST as Telegram makes it; the content type carries no charset."""
    headers = {"Content-Type": "application/json"}
    if secret:
        headers[SECRET_HEADER] = secret
    return session.post(url, data=json.dumps(payload).encode(), headers=headers, allow_redirects=False)
