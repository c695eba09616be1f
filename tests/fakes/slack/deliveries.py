"""Deliveries to the bot: each sent once, and events again when they were not acked."""

import asyncio
import time
from typing import Any

from .links import Ack, Links
from .model import Event, Refused
from .request_url import RequestURL
from .workspace import Workspace

EVENT_SCOPES = {
    "app_mention": "app_mentions:read",
    "message.channel": "channels:history",
    "message.group": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "member_joined_channel": "channels:read",
}


class Deliveries:
    def __init__(self, world: Workspace) -> None:
        self.world = world
        self.links = Links(world)
        self.request_url = RequestURL(world)
        self.ack_seconds = 3.0
        self.retry_waits: tuple[float, ...] = (0.0, 60.0, 300.0)
        self.subscriptions: set[str] | None = None
        self.hurried = asyncio.Event()
        self.retries_waiting = 0
        self._tasks: set[asyncio.Task[Any]] = set()

    async def send(self, kind: str, payload: dict, accepts: bool = False, retry: dict | None = None) -> Ack:
        door = self.request_url if self.request_url.url else self.links
        ack = await door.send(kind, payload, accepts, self.ack_seconds, retry)
        if ack.ok and ack.payload and not accepts and payload.get("type") != "url_verification":
            self.world.refuse("ack", Refused("payload_not_accepted"), {"payload": ack.payload})
        return ack

    def wants(self, event_type: str) -> bool:
        """Whether the app gets such events: subscribed to, and the scope is there."""
        name = {"message.channel": "message.channels", "message.group": "message.groups"}.get(
            event_type, event_type
        )
        scope = EVENT_SCOPES.get(event_type)
        subscribed = self.subscriptions is None or name in self.subscriptions
        return subscribed and (scope is None or scope in self.world.scopes)

    def event(self, body: dict) -> Event:
        """A new event in Slack's wrapper."""
        event = Event(self.world.new_id("Ev"), body["type"], {})
        who = {"team_id": self.world.team_id, "user_id": self.world.bot_user}
        event.payload = {
            "type": "event_callback",
            "token": "ignored",
            "team_id": self.world.team_id,
            "api_app_id": self.world.app_id,
            "event": {"event_ts": self.world.new_ts(), **body},
            "event_id": event.id,
            "event_time": int(time.time()),
            "authorizations": [
                {**who, "enterprise_id": None, "is_bot": True, "is_enterprise_install": False}
            ],
            "is_ext_shared_channel": False,
            "event_context": f"ctx-{event.id}",
        }
        self.world.events.append(event)
        return event

    async def deliver(self, event: Event) -> Ack:
        """The first attempt; later ones follow by themselves."""
        ack = await self.attempt(
            event, {"retry_attempt": 0, "retry_reason": ""} if self.socket_mode else None
        )
        if not ack.ok and ack.reason != "no_retry":
            self.spawn(self.retry(event, str(ack.reason)))
        return ack

    @property
    def socket_mode(self) -> bool:
        return not self.request_url.url

    async def attempt(self, event: Event, retry: dict | None) -> Ack:
        event.attempts += 1
        ack = await self.send("events_api", event.payload, retry=retry)
        with self.world.changed:
            event.acked = event.acked or ack.ok
            self.world.changed.notify_all()
        return ack

    async def retry(self, event: Event, reason: str) -> None:
        for number, seconds in enumerate(self.retry_waits, start=1):
            await self.wait(seconds)
            ack = await self.attempt(event, {"retry_attempt": number, "retry_reason": reason})
            if ack.ok or ack.reason == "no_retry":
                return
            reason = str(ack.reason)

    async def wait(self, seconds: float) -> None:
        if seconds <= 0:
            return
        self.note_waiting(+1)
        try:
            await asyncio.wait_for(self.hurried.wait(), seconds)
        except TimeoutError:
            return
        finally:
            self.note_waiting(-1)
        self.hurried.clear()

    def note_waiting(self, change: int) -> None:
        with self.world.changed:
            self.retries_waiting += change
            self.world.changed.notify_all()

    def spawn(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        for task in [*self._tasks]:
            task.cancel()
        await self.links.close()
        await self.request_url.close()
