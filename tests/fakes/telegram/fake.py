"""The fake itself: a server in a thread, with a face which tests can use from anywhere."""

import asyncio
import socket
import threading
from collections.abc import Callable
from time import time

from aiohttp import ClientSession, web

# These modules register the methods which they answer.
from . import callbacks, chats, editing, hooking, media, sending, settings, topics, upkeep  # noqa: F401
from .faults import Fault, Kind
from .groups import Groups
from .people import People
from .server import Server
from .service import Call, Refusal, Service
from .watching import Watching
from .webhook import post
from .world import Message, World


class FakeTelegram(People, Groups, Watching):
    """A strict Telegram on 127.0.0.1, for as long as its `with` block lasts."""

    token = "123456:parley-test-token-of-the-fake-AA"
    bot_username = "parley_test_bot"

    def __init__(
        self,
        privacy: bool = True,
        loopback_webhooks: bool = False,
        webhook_waits: tuple[float, ...] = (0.0, 0.05, 0.1, 0.2, 0.4),
        clock: Callable[[], float] = time,
    ):
        self.world = World(self.bot_username, privacy, clock)
        self.service = Service(self.world, self.token)
        self.service.loopback_webhooks = loopback_webhooks
        self._waits = webhook_waits
        self._ready = threading.Event()
        self.port = 0

    def __enter__(self) -> "FakeTelegram":
        self._ready.clear()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._thread.start()
        assert self._ready.wait(10), "The fake did not start."
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(10)

    async def _serve(self) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        server = Server(self.service, self._waits)
        runner = web.AppRunner(server.app, shutdown_timeout=0.2, access_log=None)
        await runner.setup()
        await web.SockSite(runner, self._listen()).start()
        self.service.wake = lambda: self._loop.call_soon_threadsafe(server.stir)
        rounds = asyncio.create_task(server.postman.run())
        self._ready.set()
        await self._over.wait()
        await self._close(server, runner, rounds)

    def _listen(self) -> socket.socket:
        """A free port, which the fake keeps when it is started again."""
        listener = socket.create_server(("127.0.0.1", self.port))
        self.port = listener.getsockname()[1]
        return listener

    async def _close(self, server: Server, runner: web.AppRunner, rounds: asyncio.Task) -> None:
        self.service.wake = lambda: None
        server.polling.stop()
        server.postman.stop()
        rounds.cancel()
        await asyncio.gather(rounds, return_exceptions=True)
        await runner.cleanup()

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def allow_loopback_webhooks(self) -> None:
        """Takes webhooks on http://127.0.0.1, which the real service refuses."""
        self.service.loopback_webhooks = True

    @property
    def webhook_url(self) -> str:
        """Where the bot asked to have its updates; empty while it polls."""
        return self.service.hook.url

    @property
    def webhook_secret(self) -> str:
        """The secret_token which the bot gave to setWebhook."""
        return self.service.hook.secret

    @property
    def webhook_error(self) -> str:
        return self.service.hook.last_error

    @property
    def offset(self) -> int:
        """The first update_id which the bot has not confirmed by getUpdates; 0 before the first."""
        return self.service.queue.offset

    @property
    def pending(self) -> list[int]:
        """The ids of updates which wait for the bot, or for its confirmation."""
        with self.world.changed:
            return [update.update_id for update in self.service.queue.pending]

    @property
    def commands(self) -> dict[tuple, list[tuple[str, str]]]:
        """Lists of (command, description) under (scope type, ids…, language)."""
        return self.world.commands

    @property
    def calls(self) -> list[Call]:
        """Every request but getUpdates, as (method, args)."""
        return list(self.service.calls)

    @property
    def polls(self) -> list[dict]:
        """The arguments of every getUpdates."""
        return list(self.service.polls)

    @property
    def refusals(self) -> list[Refusal]:
        """Requests refused for their form: a bot without bugs has none."""
        return list(self.service.refusals)

    @property
    def failures(self) -> list[Refusal]:
        """Requests refused for any reason, including 403, 409 and 429."""
        return list(self.service.failures)

    @property
    def actions(self) -> list[tuple[int, str]]:
        """What sendChatAction showed: (chat, action)."""
        return list(self.service.actions)

    @property
    def answers(self) -> list[dict]:
        """The arguments of every accepted answerCallbackQuery."""
        return [answer for press in self.world.presses.values() for answer in press.answers]

    def limit(self, method: str, retry_after: int = 1, times: int = 1, chat: int | None = None) -> None:
        """Answers the next calls with 429; for one chat only if named."""
        self._order(Fault(method, "429", times, retry_after, chat))

    def fault(
        self, method: str, kind: Kind, times: int = 1, seconds: float = 0.2, chat: int | None = None
    ) -> None:
        """Orders trouble: "500", "502" (HTML), "reset_before", "reset_after" (done, unheard), "delay", "hang_…".

        What hangs is not answered for so many seconds, and then cut off: before it was done, or after.
        """
        self._order(Fault(method, kind, times, seconds, chat))

    def _order(self, fault: Fault) -> None:
        with self.world.changed:
            self.service.faults.order(fault)

    def clear_faults(self) -> None:
        with self.world.changed:
            self.service.faults.clear()

    def delete(self, message: Message) -> None:
        """Somebody deletes a message."""
        with self.world.changed:
            message.deleted = True

    def redeliver(self, update_id: int) -> None:
        """Sends an update again, although the bot may have confirmed it."""
        with self.world.changed:
            self.service.queue.repeat(update_id)
            self.service.stir()

    def expire(self, press) -> None:
        """Makes a press too old to be answered."""
        press.expired = True

    def forge(self, update: dict, secret: str | None = None) -> int:
        """Posts a body of one's own making to the webhook, as an attacker might; the HTTP status."""

        async def send() -> int:
            async with ClientSession() as session, post(session, self.webhook_url, update, secret) as answer:
                return answer.status

        return asyncio.run_coroutine_threadsafe(send(), self._loop).result(10)
