"""HTTP mode: signed requests to the bot's own address."""

import asyncio
import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

import aiohttp

from .links import Ack
from .workspace import Workspace

JSON, FORM = "application/json", "application/x-www-form-urlencoded"


class RequestURL:
    def __init__(self, world: Workspace) -> None:
        self.world = world
        self.url = ""
        self.session: aiohttp.ClientSession | None = None

    def signed(self, body: bytes, content_type: str) -> dict[str, str]:
        stamp = str(int(time.time()))
        base = b"v0:" + stamp.encode() + b":" + body
        digest = hmac.new(self.world.signing_secret.encode(), base, hashlib.sha256).hexdigest()
        return {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={digest}",
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        }

    async def send(
        self, kind: str, payload: dict, accepts: bool, seconds: float, retry: dict | None = None
    ) -> Ack:
        body, content_type = packed(kind, payload)
        headers = self.signed(body, content_type)
        if retry:
            headers["X-Slack-Retry-Num"] = str(retry["retry_attempt"])
            headers["X-Slack-Retry-Reason"] = str(retry["retry_reason"])
        try:
            return await asyncio.wait_for(self.post(body, headers), seconds)
        except TimeoutError:
            return Ack(False, error="operation_timeout", reason="http_timeout")
        except aiohttp.ClientError:
            return Ack(False, error="dispatch_failed", reason="connection_failed")

    async def post(self, body: bytes, headers: dict[str, str]) -> Ack:
        self.session = self.session or aiohttp.ClientSession()
        async with self.session.post(self.url, data=body, headers=headers, allow_redirects=False) as answer:
            text = await answer.text()
            if answer.status == 200:
                return Ack(True, unpacked(answer.content_type, text))
            no_retry = answer.headers.get("X-Slack-No-Retry") == "1"
            return Ack(False, text, "http_service_error", "no_retry" if no_retry else "http_error")

    async def reachable(self) -> bool:
        """Whether anything listens at the bot's address."""
        try:
            address = aiohttp.client.URL(self.url)
            _, writer = await asyncio.open_connection(address.host, address.port)
        except OSError:
            return False
        writer.close()
        return True

    async def close(self) -> None:
        if self.session is not None:
            await self.session.close()


def packed(kind: str, payload: dict) -> tuple[bytes, str]:
    """Events are JSON, commands a form, interactions a form with JSON inside."""
    if kind == "events_api":
        return json.dumps(payload).encode(), JSON
    if kind == "slash_commands":
        return urlencode(payload).encode(), FORM
    return urlencode({"payload": json.dumps(payload)}).encode(), FORM


def unpacked(content_type: str, text: str) -> Any:
    if not text:
        return None
    if content_type == JSON:
        return json.loads(text)
    return {"text": text}
