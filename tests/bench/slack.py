"""As little of Slack as a slash command needs, fast: deliveries by socket or by signed HTTP, and a yes to every call."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from itertools import count
from urllib.parse import urlencode

from aiohttp import WSMsgType, web

from tests.bench.wire import Wires

BOT_TOKEN, APP_TOKEN, SIGNING = "xoxb-bench", "xapp-bench", "bench-signing-secret"
TEAM, CHANNEL = "T0BENCH", "C0BENCH"


def account(person: int) -> str:
    return f"U0BENCH{person:03}"


class Slack:
    """The platform of one bot. ``ask`` sends a slash command and gives what the bot answers."""

    def __init__(self, by_socket: bool) -> None:
        self._by_socket, self._connected = by_socket, False
        self._numbers = count(1)
        self._asked: dict[str, asyncio.Future[str]] = {}
        self._wires: Wires | None = None
        self.told = 0  # private words that came by response_url

    async def open(self) -> None:
        site = web.Application()
        site.router.add_get("/socket", self._socket)
        site.router.add_post("/api/{method}", self._call)
        site.router.add_post("/response/{number}", self._respond)
        self._runner = web.AppRunner(site, access_log=None)
        await self._runner.setup()
        listening = web.TCPSite(self._runner, "127.0.0.1", 0)
        await listening.start()
        self._port = self._runner.addresses[0][1]

    async def close(self) -> None:
        if self._wires is not None:
            self._wires.close()
        await self._runner.cleanup()

    def environment(self) -> dict[str, str]:
        return {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_APP_TOKEN": APP_TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING,
            "SLACK_API_URL": f"http://127.0.0.1:{self._port}/api/",
        }

    def deliver_to(self, port: int) -> None:
        if not self._by_socket:
            self._wires = Wires(port)

    async def reached(self) -> bool:
        return self._connected if self._wires is None else await self._wires.reach()

    async def ask(self, line: str, person: int = 0) -> str:
        """The body of the answer to a slash command such as ``/ask …``, once the bot has acknowledged it."""
        name, _, text = line.partition(" ")
        payload = {**self._spot(person), "command": name, "text": text}
        return await self._deliver("slash_commands", payload, payload)

    async def press(self, line: str, person: int) -> str:
        """Press a button whose value is a command line."""
        spot = self._spot(person)
        payload = {
            "type": "block_actions",
            "team": {"id": TEAM},
            "user": {"id": spot["user_id"], "name": spot["user_name"], "team_id": TEAM},
            "channel": {"id": CHANNEL},
            "container": {"type": "message", "channel_id": CHANNEL, "message_ts": "1.0"},
            "message": {"ts": "1.0"},
            "trigger_id": spot["trigger_id"],
            "response_url": spot["response_url"],
            "actions": [{"type": "button", "action_id": "a", "block_id": "b", "value": line}],
        }
        return await self._deliver("interactive", payload, {"payload": json.dumps(payload)})

    def _spot(self, person: int) -> dict[str, str]:
        number = next(self._numbers)
        return {
            "token": "t",
            "team_id": TEAM,
            "team_domain": "bench",
            "channel_id": CHANNEL,
            "channel_name": "bench",
            "user_id": account(person),
            "user_name": f"person-{person}",
            "api_app_id": "A0BENCH",
            "is_enterprise_install": "false",
            "response_url": f"http://127.0.0.1:{self._port}/response/{number}",
            "trigger_id": f"{number}.1",
        }

    async def _deliver(self, kind: str, payload: dict[str, object], form: dict[str, str]) -> str:
        if self._wires is None:
            return await self._over_socket(kind, payload)
        return await self._over_http(urlencode(form).encode())

    async def _over_socket(self, kind: str, payload: dict[str, object]) -> str:
        envelope = f"e{next(self._numbers)}"
        self._asked[envelope] = answered = asyncio.get_running_loop().create_future()
        delivery = {
            "envelope_id": envelope,
            "type": kind,
            "accepts_response_payload": True,
            "payload": payload,
        }
        await self._link.send_str(json.dumps(delivery))
        return await answered

    async def _over_http(self, body: bytes) -> str:
        now = str(int(time.time()))
        signed = hmac.new(SIGNING.encode(), b"v0:" + now.encode() + b":" + body, hashlib.sha256).hexdigest()
        headers = (
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"X-Slack-Request-Timestamp: {now}\r\nX-Slack-Signature: v0={signed}\r\n"
        )
        assert self._wires is not None
        status, answer = await self._wires.post("/slack/events", body, headers)
        assert status == 200, (status, answer)
        return answer.decode()

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        self._link = web.WebSocketResponse()
        await self._link.prepare(request)
        await self._link.send_str('{"type":"hello","num_connections":1}')
        self._connected = True
        async for message in self._link:
            if message.type is WSMsgType.TEXT:
                self._take(message.data)
        return self._link

    def _take(self, text: str) -> None:
        envelope = json.loads(text).get("envelope_id")
        answered = self._asked.pop(envelope, None)
        if answered is not None and not answered.done():
            answered.set_result(text)

    async def _call(self, request: web.Request) -> web.Response:
        answer = {
            "ok": True,
            "team_id": TEAM,
            "user_id": "U0BOT",
            "bot_id": "B0BOT",
            "channel": {"id": "D0BENCH"} if "open" in request.match_info["method"] else CHANNEL,
            "ts": "1.0",
            "url": f"ws://127.0.0.1:{self._port}/socket",
            "user": {"id": "U0", "name": "person"},
            "messages": [],
        }
        return web.json_response(answer)

    async def has_told(self, many: int) -> None:
        """Wait until so many private words have come in all."""
        while self.told < many:  # noqa: ASYNC110  # cheaper than an event for each word
            await asyncio.sleep(0.001)

    async def _respond(self, request: web.Request) -> web.Response:
        self.told += 1
        return web.Response(text="ok")
