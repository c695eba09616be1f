"""Finding a message of ours in a channel by what is written on its back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

MARK = "parley_post"
PAGE, PAGES = 200, 5  # messages; how far it is looked for


def on_the_back(mark: str) -> dict[str, Any]:
    """What is written on the back of a message, so that it can be found again."""
    return {"event_type": MARK, "event_payload": {"post": mark}}


async def look_back(read: Callable[..., Awaitable[Any]], metadata: dict[str, Any]) -> str:
    """The timestamp of the message with this metadata; empty where there is none among the newest."""
    cursor = None
    for _ in range(PAGES):
        page = await read(include_all_metadata=True, limit=PAGE, cursor=cursor)
        for message in page["messages"]:
            written = message.get("metadata") or {}
            if all(written.get(name) == value for name, value in metadata.items()):
                return str(message["ts"])
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            break
    return ""
