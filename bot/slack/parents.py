"""The message above a thread, which "make that an action" means there; read only with the right to read."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.log import log
from bot.slack.hear import Team, as_written, written_by
from commands.actions import that

Payload = Mapping[str, Any]
NameOf = Callable[[str], Awaitable[str]]
PATIENCE = 5.0  # seconds; without it, the person is asked


def is_meant(payload: Payload) -> bool:
    """Whether words in a thread of a channel make "that" an action."""
    elsewhere = not payload["thread"] or payload["direct"] or payload.get("values")
    return not elsewhere and that.read(payload["line"]) is not None


async def values(
    client: AsyncWebClient, team: Team, payload: Payload, name_of: NameOf, may_read: bool
) -> dict[str, str]:
    """What the command learns of the message above: its words and author, or that nobody could read it."""
    channel, thread = payload["channel"], payload["thread"]
    parent = await _read(client, channel, thread) if may_read else None
    author = written_by(parent, team) if parent else ""
    return {
        "words": as_written((parent or {}).get("text") or ""),
        "author": author,
        "author_name": await name_of(parent["user"]) if parent and author else "",
        "said": payload["line"],
        "address": channel,
        "message": thread,
        "link": team.link(channel, thread),
        **({} if parent else {"unread": "yes"}),
    }


async def _read(client: AsyncWebClient, channel: str, thread: str) -> dict[str, Any] | None:
    """The message above; ``None`` where Slack does not show it."""
    ask = client.conversations_replies(channel=channel, ts=thread, limit=1)
    try:
        found = (await asyncio.wait_for(ask, PATIENCE))["messages"]
    except (SlackApiError, aiohttp.ClientError, TimeoutError, OSError) as error:
        log.warning("the message above a thread could not be read", error=type(error).__name__)
        return None
    return next((each for each in found if each.get("ts") == thread), None)
