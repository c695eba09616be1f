"""Slack: what people say there comes in by the one door, and the answer goes back to where it was asked."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from pydantic import SecretStr
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from starlette.routing import Route

from bot import notices
from bot.app import App
from bot.charts.pool import ChartPool
from bot.log import log
from bot.settings import SlackSettings
from bot.slack.errors import meaning
from bot.slack.hear import Team
from bot.slack.home import Homes
from bot.slack.listen import Listener
from bot.slack.long_lines import LongLines
from bot.slack.send import Sender
from bot.transport import Impossible, NotSent, Unknown
from commands.reply import Attachment, Reply
from storage import people

PACE = 1.0  # seconds between two posts in one channel
PING, AGAIN, SELDOM = 5.0, 2.0, 60.0
PATIENCE = 30.0  # seconds in which Slack must answer
CONNECTING, GOODBYE = 5.0, 0.3
LOST = timedelta(seconds=60)  # without a connection; nobody needs to hear of less
SILENT = "The connection over which Slack tells Parley what people do is lost. Parley keeps trying."
SWITCHED_OFF = (
    "Socket Mode has been switched off for Parley in Slack, so Parley hears nobody there. "
    "Ask whoever looks after the Slack app to switch it on again."
)


class Slack:
    """The Slack transport: ``start``, ``stop``, ``healthy``, and what the outbox asks of every platform."""

    platform = "slack"

    def __init__(
        self,
        app: App,
        charts: ChartPool,
        pace: float = PACE,
        ping: float = PING,
        patience: float = PATIENCE,
    ) -> None:
        settings = app.settings.slack or SlackSettings()
        self._app, self._ping, self._patience = app, ping, patience
        secrets = app.settings.secrets
        self._app_token = _open(secrets.slack_app_token)
        self._by_http = settings.mode == "http"
        self._client = AsyncWebClient(
            token=_open(secrets.slack_bot_token),
            base_url=settings.api_url,
            retry_handlers=[],  # a repeat after a lost answer would post twice
            logger=_quiet(),
        )
        self._sender = Sender(self._client, charts, LongLines(app), settings.read_history, pace)
        self.homes = Homes(app, self._client)
        self._listener = Listener(app, self._client, self._sender, self.homes, settings.command_prefix)
        self._bolt = self._listener.bolt(_open(secrets.slack_signing_secret))
        self._socket: Any = None  # the library leaves most of it untyped
        self._minding: asyncio.Task[None] | None = None
        self._keeping: asyncio.Task[None] | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._lost_at: datetime | None = None
        self._switched_off = False

    async def start(self) -> None:
        """Begin to listen. Raises ``Impossible`` if Slack refuses the tokens; keeps trying if it is away."""
        self._client.session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=self._patience, sock_connect=5)
        )
        try:
            await self._enter()
        except Impossible:
            await self.stop()
            raise
        except (NotSent, Unknown):
            log.warning("slack cannot be reached yet")
        self._minding = asyncio.create_task(self._mind())
        self._keeping = asyncio.create_task(self.homes.keep())

    async def _enter(self) -> None:
        try:
            me = await self._client.auth_test()
            url = "" if self._by_http else await self._find_socket()
        except (SlackApiError, aiohttp.ClientError, TimeoutError, OSError) as error:
            raise meaning(error) from None
        site = me.get("url") or ""
        self._listener.team = Team(me["team_id"], me["user_id"], me["bot_id"], site)
        await self._app.write(lambda db: people.note_site(db, self.platform, site))
        self._listener.resume()
        if url:
            await self._connect(url)

    async def _find_socket(self) -> str:
        """The address of a socket. Asked for here, because the library would ask a wrong token for ever."""
        opened = await self._client.apps_connections_open(app_token=self._app_token)
        return str(opened["url"])

    async def _connect(self, url: str) -> None:
        self._socket = AsyncSocketModeHandler(
            self._bolt, self._app_token, logger=_quiet(), ping_interval=self._ping
        )
        self._socket.client.on_message_listeners.append(self._note_goodbye)
        self._socket.client.wss_uri = url
        self._connecting = asyncio.create_task(self._socket.connect_async())
        await asyncio.wait([self._connecting], timeout=CONNECTING)

    async def _mind(self) -> None:
        """Get in if Slack was away at the start; then see to it that the socket comes back when it is lost."""
        while self._listener.team is None:
            await asyncio.sleep(AGAIN)
            with suppress(NotSent, Unknown, Impossible):
                await self._enter()
        while True:
            self._note_health()
            await asyncio.sleep(SELDOM if self._switched_off else AGAIN)
            if self._socket is not None and not self.healthy:
                self._reconnect(self._socket.client)

    def _note_health(self) -> None:
        if self.healthy == (self._lost_at is None):
            return
        self._lost_at = None if self.healthy else self._app.clock()
        self._switched_off = self._switched_off and not self.healthy
        log.warning("the connection to slack changed", connected=self.healthy)

    async def _note_goodbye(self, message: Any) -> None:
        """Slack says when it closes a connection because the app may have none any more: no use in hurrying back."""
        if '"link_disabled"' not in str(message.data) or self._switched_off:
            return
        self._switched_off = True
        log.error("socket mode has been switched off for the app")
        await self._app.write(lambda db: notices.tell_all_leads(db, self._app, SWITCHED_OFF))
        self._app.changed.set()

    def _reconnect(self, client: Any) -> None:
        """Sooner than the library would by itself, and never with an address already used."""
        client.wss_uri = None  # each is good once, and the library keeps trying the same
        if self._connecting is None or self._connecting.done():
            self._connecting = asyncio.create_task(_again(client))

    @property
    def healthy(self) -> bool:
        """Whether Slack can reach us now, as far as we can tell."""
        if self._by_http:
            return self._listener.team is not None
        if self._socket is None:
            return False
        client = self._socket.client
        session = client.current_session
        return session is not None and not (client.closed or client.stale or session.closed)

    @property
    def problem(self) -> str:
        """What keeps us from hearing, in a sentence; empty while all is well, or trouble is young."""
        if self._switched_off:
            return SWITCHED_OFF
        lost = self._lost_at is not None and self._app.clock() - self._lost_at > LOST
        return SILENT if lost else ""

    async def stop(self) -> None:
        """Leave within a second and a half; what is unanswered stays in the inbox."""
        for task in filter(None, (self._minding, self._keeping, self._connecting)):
            task.cancel()
        if self._socket is not None:
            closing = asyncio.create_task(self._socket.close_async())
            await asyncio.wait([closing], timeout=GOODBYE)
            await self._socket.client.aiohttp_client_session.close()  # if Slack did not say goodbye in time
            await asyncio.wait([closing], timeout=GOODBYE / 3)
        await self._listener.close()
        if self._client.session is not None:
            await self._client.session.close()

    def routes(self) -> list[Route]:
        """Where Slack delivers to in HTTP mode; in socket mode there is no such place."""
        if not self._by_http:
            return []
        return [Route("/slack/events", AsyncSlackRequestHandler(self._bolt).handle, methods=["POST"])]

    async def send(self, address: str, reply: Reply, mark: str, under: str = "") -> str:
        return await self._sender.send(address, reply, mark, under)

    async def attach(self, address: str, reference: str, attachment: Attachment) -> str:
        return await self._sender.attach(reference, attachment)

    async def take_back(self, address: str, attached: str, words: str) -> None:
        await self._sender.take_back(attached)

    async def edit(self, address: str, reference: str, reply: Reply) -> None:
        await self._sender.edit(reference, reply)

    async def find(self, address: str, mark: str, under: str = "") -> str | None:
        return await self._sender.find(address, mark, under)

    async def reach(self) -> None:
        await self._sender.reach()


async def _again(client: Any) -> None:
    with suppress(SlackApiError, aiohttp.ClientError, TimeoutError, OSError):
        await client.connect_to_new_endpoint()


def _open(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""


def _quiet() -> logging.Logger:
    """The libraries' own log: they write down what people said and the addresses of sockets."""
    logger = logging.getLogger("slack_sdk.parley")
    logger.setLevel(logging.CRITICAL)
    return logger
