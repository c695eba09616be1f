"""Telegram: every update is stored before it is acknowledged, answered in order, and answered once."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import re
import ssl
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

import httpx
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import BotCommand, Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application, ApplicationBuilder
from telegram.request import HTTPXRequest

from bot.app import App
from bot.charts.pool import ChartPool
from bot.inbox import Inbox
from bot.log import frames, log
from bot.settings import TelegramSettings
from bot.telegram.answers import Answers
from bot.telegram.errors import seconds
from bot.telegram.forms import Forms
from bot.telegram.groups import Listener
from bot.telegram.hear import KINDS, chat_of, key_of, read, without_file
from bot.telegram.rivals import Rivals
from bot.telegram.send import Speaker
from bot.telegram.talk import Talk
from bot.text import cut
from commands import REGISTRY
from commands.reply import Attachment, Reply

LONG_POLL, LONGEST_PAUSE = 30, 30.0
CONNECTIONS = 32  # at once; the library looks at every idle one for each request
TURN = 30.0  # seconds that a request may wait for one
LARGEST = 1_000_000
PATIENCE = 60.0  # seconds of trouble that nobody needs to hear of


class Telegram:
    """The transport: its ears are here, its mouth is the ``Speaker``."""

    platform = "telegram"

    def __init__(self, app: App, charts: ChartPool, pace: float = 1.0) -> None:
        self._app = app
        self._settings = app.settings.telegram or TelegramSettings()
        token = app.settings.secrets.telegram_bot_token
        self._token = token.get_secret_value() if token else ""
        secure = httpx.create_ssl_context()
        self._polling = _requests(secure, 1)
        self._application = self._build(_requests(secure, CONNECTIONS))
        self._bot = self._application.bot
        self._speaker = Speaker(app, self._bot, charts, pace)
        self._forms = Forms(app, self._speaker)
        answers = Answers(app, self._bot, self._speaker, self._forms)
        self._talk = Talk(app, self._speaker, self._forms, answers)
        self._inbox = Inbox(app, self.platform, self._work)
        Listener(app, self._speaker, self._talk, answers).listen(self._application)
        self._connected = False
        self._running: asyncio.Task[None] | None = None
        self._listening, self._heard_at = False, time.monotonic()
        self._rivals = Rivals(app)
        self._trouble = "Telegram has not been reached yet."

    @property
    def problem(self) -> str:
        """What keeps us from hearing, in a sentence; empty while all is well, or trouble is young."""
        young = time.monotonic() - self._heard_at < PATIENCE
        return self._rivals.problem or ("" if young else self._trouble)

    @property
    def healthy(self) -> bool:
        late = self._settings.mode == "polling" and time.monotonic() - self._heard_at > 3 * LONG_POLL
        return self._listening and not self._rivals.problem and not self._trouble and not late

    async def start(self) -> None:
        """Begin to listen; an unreachable Telegram is waited for, and meanwhile ``healthy`` is false."""
        self._running = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop listening at once; what is stored and not yet answered waits for the next start."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
        await self._inbox.close()
        await self._talk.close()
        await self._polling.shutdown()
        await self._application.shutdown()

    async def send(self, address: str, reply: Reply, mark: str, under: str = "") -> str:
        return await self._speaker.send(address, reply, under)

    async def attach(self, address: str, reference: str, attachment: Attachment) -> str:
        return await self._speaker.attach(address, reference, attachment)

    async def take_back(self, address: str, attached: str, words: str) -> None:
        await self._speaker.take_back(attached, words)

    async def edit(self, address: str, reference: str, reply: Reply) -> None:
        await self._speaker.edit(address, reference, reply)

    async def find(self, address: str, mark: str, under: str = "") -> str | None:
        return await self._speaker.find(address, mark)

    async def reach(self) -> None:
        await self._speaker.reach()

    def routes(self) -> list[Route]:
        """Where Telegram delivers in webhook mode; its path cannot be guessed."""
        if self._settings.mode != "webhook":
            return []
        return [Route(self._path(), self._receive, methods=["POST"])]

    def _build(self, requests: HTTPXRequest) -> Application[Any, Any, Any, Any, Any, Any]:
        builder = ApplicationBuilder().token(self._token).updater(None).job_queue(None)
        builder = builder.request(requests).get_updates_request(self._polling)
        return builder.base_url(self._settings.bot_url).base_file_url(self._settings.file_url).build()

    async def _run(self) -> None:
        await self._persist(self._connect)
        await self._persist(self._resume)
        self._connected = True
        if self._settings.mode == "webhook":
            await self._persist(self._hook)
        self._listening, self._heard_at = True, time.monotonic()
        if self._settings.mode == "polling":
            await self._listen()

    async def _resume(self) -> None:
        self._forms.resume()
        self._inbox.resume(chat_of)

    async def _persist(self, attempt: Callable[[], Awaitable[None]]) -> None:
        """Try until it works, at growing intervals."""
        pause = 1.0
        while True:
            try:
                await attempt()
            except Exception as error:
                self._note_trouble(error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
                continue
            self._trouble = ""
            return

    async def _connect(self) -> None:
        await self._polling.initialize()
        await self._application.initialize()
        if self._settings.mode == "polling":
            await self._bot.delete_webhook()
        await self._show_menu()

    async def _hook(self) -> None:
        await self._bot.set_webhook(
            f"{self._app.settings.http.public_url}{self._path()}",
            allowed_updates=KINDS,
            secret_token=self._secret(),
        )

    def _secret(self) -> str:
        secret = self._app.settings.secrets.telegram_webhook_secret
        return secret.get_secret_value() if secret else ""

    def _path(self) -> str:
        return f"/telegram/{hashlib.sha256(f'path {self._token}'.encode()).hexdigest()[:24]}"

    async def _show_menu(self) -> None:
        wanted = menu()
        shown = await self._bot.get_my_commands()
        if [(each.command, each.description) for each in shown] != wanted:
            await self._bot.set_my_commands([BotCommand(*pair) for pair in wanted])

    async def _listen(self) -> None:
        offset, pause = 0, 1.0
        while True:
            try:
                offset = await self._take_batch(offset)
                self._heard_at, self._trouble, pause = time.monotonic(), "", 1.0
                continue
            except RetryAfter as busy:
                wait = seconds(busy)
            except Conflict as conflict:
                await self._give_way(str(conflict))
                wait = pause
            except Exception as error:  # Telegram or the database is away: nothing has been acknowledged
                self._note_trouble(error)
                wait = pause
            await asyncio.sleep(wait)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _give_way(self, said: str) -> None:
        """Somebody else listens: a webhook is taken away, of another poller the leads are told."""
        await self._rivals.note(said)
        if "webhook" in said.lower():
            with suppress(TelegramError):
                await self._bot.delete_webhook()

    async def _take_batch(self, offset: int) -> int:
        """Fetch updates and store them in one commit; returns the offset that acknowledges them."""
        asked = {"offset": offset, "timeout": LONG_POLL, "allowed_updates": json.dumps(KINDS)}
        url = f"{self._settings.bot_url}{self._token}/getUpdates?{urlencode(asked)}"
        batch = await self._polling.post(url, read_timeout=LONG_POLL + 10)
        if not isinstance(batch, list) or not batch:
            return offset
        await asyncio.gather(*(self._take(payload) for payload in batch))
        return int(max(payload["update_id"] for payload in batch)) + 1

    async def _take(self, payload: dict[str, Any]) -> None:
        """Make one update durable. A sealed answer takes effect at once and is kept nowhere."""
        try:
            update = Update.de_json(payload, self._bot)
            said = read(update, self._bot.bot)
            sealed = said is not None and self._talk.is_sealed(said)
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            log.error("an update could not be read", error=type(error).__name__, at=frames(error))
            return
        if said is not None and sealed:
            await self._talk.take_sealed(said)
            return
        stored = without_file(payload, update, self._bot.bot)
        await self._inbox.take(key_of(update.update_id), stored, chat_of(payload))

    async def _work(self, key: str, payload: dict[str, Any]) -> None:
        await self._application.process_update(Update.de_json(payload, self._bot))

    async def _receive(self, request: Request) -> Response:
        """The webhook: 200 says that the update is stored."""
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not self._secret() or not hmac.compare_digest(given.encode(), self._secret().encode()):
            return Response(status_code=403)
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            return Response(status_code=415)
        if not self._connected:
            return Response(status_code=503)
        body = await _read_body(request)
        if body is None:
            return Response(status_code=413)
        return await self._take_body(body)

    async def _take_body(self, body: bytes) -> Response:
        try:
            payload = json.loads(body)
        except ValueError:
            payload = None
        if not isinstance(payload, dict) or not isinstance(payload.get("update_id"), int):
            return Response(status_code=400)
        await self._take(payload)
        return Response(status_code=200)

    def _note_trouble(self, error: Exception) -> None:
        self._trouble = "Telegram cannot be reached."
        if isinstance(error, InvalidToken):
            self._trouble = "Telegram does not accept TELEGRAM_BOT_TOKEN. Ask @BotFather for the right one."
        elif not isinstance(error, TelegramError):
            self._trouble = "What people write on Telegram cannot be stored."
        log.warning("cannot listen to Telegram", error=type(error).__name__, at=frames(error))


def _requests(secure: ssl.SSLContext, connections: int) -> HTTPXRequest:
    """Requests with the certificates that others have loaded already."""
    return HTTPXRequest(connections, pool_timeout=TURN, httpx_kwargs={"verify": secure})


def menu() -> list[tuple[str, str]]:
    """The commands Telegram shows when somebody types a slash, with what each is for."""
    known = [each for name, each in sorted(REGISTRY.items()) if each.listed or name in ("help", "about")]
    fit = [each for each in known if re.fullmatch(r"[a-z0-9_]{1,32}", each.name)]
    return [(each.name, cut(each.summary or each.name, 256)) for each in fit[:100]]


async def _read_body(request: Request) -> bytes | None:
    """The body, or ``None`` as soon as it is larger than any update."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            return None
    return body
