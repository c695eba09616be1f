"""As little of the Bot API as an answer needs, fast: updates by long poll or webhook, and a yes to every call."""

from __future__ import annotations

import asyncio
import json
import re
import time
from itertools import count
from urllib.parse import urlsplit

from aiohttp import web

from tests.bench.wire import Wires

TOKEN = "123456789:AAbenchbenchbenchbenchbenchbenchbench"
SECRET = "bench-hook-secret"
CHAT = re.compile(rb"(?:^|&)chat_id=(\d+)")
OFFSET = re.compile(r"(?:^|&)offset=(\d+)")
LONG_POLL = 10.0  # seconds
TEXT = re.compile(rb"(?:^|&)text=([^&]*)")
ME = {"id": 1, "is_bot": True, "first_name": "Bot", "username": "bench_bot"}


def account(person: int) -> int:
    return 5_000 + person


class Telegram:
    """The platform of one bot. ``ask`` writes in a private chat and waits for the first message of the answer."""

    def __init__(self) -> None:
        self._connected = False
        self._numbers = count(1)
        self._asked: dict[int, asyncio.Future[str]] = {}
        self._pending: list[dict[str, object]] = []
        self._new = asyncio.Event()
        self._hook: tuple[str, str] | None = None  # path and secret
        self._wires: Wires | None = None

    async def open(self) -> None:
        site = web.Application()
        site.router.add_post("/{bot}/getUpdates", self._updates)
        site.router.add_post("/{bot}/setWebhook", self._set_hook)
        site.router.add_post("/{bot}/sendMessage", self._message)
        site.router.add_post("/{bot}/{method}", self._call)
        self._runner = web.AppRunner(site, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        listening = web.TCPSite(self._runner, "127.0.0.1", 0)
        await listening.start()
        self._port = self._runner.addresses[0][1]

    async def close(self) -> None:
        if self._wires is not None:
            self._wires.close()
        self._new.set()
        await self._runner.cleanup()

    def environment(self) -> dict[str, str]:
        return {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_WEBHOOK_SECRET": SECRET,
            "TELEGRAM_API_URL": f"http://127.0.0.1:{self._port}",
        }

    def deliver_to(self, port: int) -> None:
        """Nothing: the bot itself says where, if it wants a webhook."""

    async def reached(self) -> bool:
        return self._connected

    async def ask(self, line: str, person: int = 0) -> str:
        """The text of the first message of the answer."""
        chat = account(person)
        self._asked[chat] = answered = asyncio.get_running_loop().create_future()
        update = self._update(line, person)
        if self._hook is None:
            self._pending.append(update)
            self._new.set()
        else:
            await self._post(update)
        return await answered

    def _update(self, line: str, person: int) -> dict[str, object]:
        user = {"id": account(person), "is_bot": False, "first_name": f"Person {person}"}
        command = line.partition(" ")[0]
        message = {
            "message_id": 1,
            "date": int(time.time()),
            "chat": {"id": account(person), "type": "private", "first_name": user["first_name"]},
            "from": user,
            "text": line,
            "entities": [{"type": "bot_command", "offset": 0, "length": len(command)}],
        }
        return {"update_id": next(self._numbers), "message": message}

    async def _post(self, update: dict[str, object]) -> None:
        assert self._hook is not None
        assert self._wires is not None
        path, secret = self._hook
        headers = f"Content-Type: application/json\r\nX-Telegram-Bot-Api-Secret-Token: {secret}\r\n"
        status, answer = await self._wires.post(path, json.dumps(update).encode(), headers)
        assert status == 200, (status, answer)

    async def _updates(self, request: web.Request) -> web.Response:
        said = f"{request.query_string}&{await request.text()}"
        offset = OFFSET.search(said)
        if offset:
            known = int(offset[1])
            self._pending = [each for each in self._pending if each["update_id"] >= known]
        self._connected = True
        if not self._pending:
            self._new.clear()
            try:
                await asyncio.wait_for(self._new.wait(), LONG_POLL)
            except TimeoutError:
                return _yes([])
        return _yes(self._pending[:100])

    async def _set_hook(self, request: web.Request) -> web.Response:
        form = await request.post()
        address = urlsplit(str(form["url"]))
        self._hook = (address.path, str(form["secret_token"]))
        self._wires = Wires(address.port or 80)
        self._connected = True
        return _yes(True)

    async def _message(self, request: web.Request) -> web.Response:
        body = await request.read()
        found = CHAT.search(body)
        chat = int(found[1]) if found else 0
        answered = self._asked.pop(chat, None)
        text = TEXT.search(body)
        if answered is not None and not answered.done():
            answered.set_result(text[1].decode() if text else "")
        sent = {"message_id": next(self._numbers), "date": 1, "chat": {"id": chat, "type": "private"}}
        return _yes({**sent, "from": ME, "text": "sent"})

    async def _call(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        return _yes(ME if method == "getMe" else [] if method == "getMyCommands" else True)


def _yes(result: object) -> web.Response:
    return web.json_response({"ok": True, "result": result})
