"""What a message may be made of: checked the same way for calls, acks and response_urls."""

import copy
import json
from typing import Any

from .blocks import check_message
from .blocks.rules import length
from .model import File, Message, Refused
from .workspace import Workspace

METADATA_BYTES = 2048


def blocks_of(value: Any) -> list[dict] | None:
    """Blocks as objects, whether they came as JSON text or not; None when not given."""
    if isinstance(value, str):
        try:
            value = json.loads(value) if value else None
        except ValueError:
            raise Refused("invalid_blocks_format") from None
    if value is not None and not isinstance(value, list):
        raise Refused("invalid_blocks_format")
    return value


def check_body(world: Workspace, body: dict, most: int = 40_000) -> tuple[str, list[dict] | None]:
    """The text and blocks of a message, or the refusal they deserve."""
    text, blocks = body.get("text") or "", blocks_of(body.get("blocks"))
    if not isinstance(text, str):
        raise Refused("invalid_arguments", ["must be a string [json-pointer:/text]"])
    if length(text) > most:
        raise Refused("msg_too_long")
    check_attachments(body.get("attachments"))
    if blocks:
        check_message(blocks, world.file_is_ready)
    return text, blocks


def check_attachments(value: Any) -> None:
    attachments = blocks_of(value) or []
    if len(attachments) > 100:
        raise Refused("too_many_attachments")
    for index, attachment in enumerate(attachments):
        if not isinstance(attachment, dict):
            raise Refused("invalid_arguments", [f"must be an object [json-pointer:/attachments/{index}]"])


def markdown(body: dict) -> list[dict] | None:
    """`markdown_text` is a markdown block by another name."""
    words = body.get("markdown_text")
    if not words:
        return None
    if body.get("text") or body.get("blocks"):
        raise Refused("markdown_text_conflict")
    if length(words) > 12_000:
        raise Refused("msg_too_long")
    return [{"type": "markdown", "text": words}]


def metadata_of(value: Any) -> dict | None:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise Refused("invalid_metadata_format") from None
    if value is None:
        return None
    good = isinstance(value, dict) and value.keys() == {"event_type", "event_payload"}
    if not good or not isinstance(value["event_type"], str) or not isinstance(value["event_payload"], dict):
        raise Refused("invalid_metadata_format")
    if not value["event_type"]:
        raise Refused("invalid_metadata_format")
    if len(json.dumps(value).encode()) > METADATA_BYTES:
        raise Refused("metadata_too_large")
    return value


def named(world: Workspace, blocks: list[dict] | None) -> list[dict]:
    """Blocks as Slack stores them: every block_id and action_id there, made up where not given."""
    kept = copy.deepcopy(blocks or [])
    for block in kept:
        block.setdefault("block_id", world.new_id("b"))
        inside = block.get("elements", []) if block["type"] == "actions" else []
        for element in [*inside, block.get("accessory"), block.get("element")]:
            if element and element["type"] != "image":
                element.setdefault("action_id", world.new_id("a"))
    return kept


def file_json(world: Workspace, file: File) -> dict:
    """A file as events and history show it; its address needs the token."""
    kind, address = file.mimetype, f"{world.base_url}/files/{file.id}"
    named = {"id": file.id, "name": file.name, "title": file.title, "mimetype": kind, "size": file.length}
    return named | {"mode": "hosted", "url_private": address, "url_private_download": address}


def as_json(world: Workspace, message: Message, with_metadata: bool = False) -> dict:
    """The message as history, events and interactions show it."""
    body: dict[str, Any] = {"type": "message", "ts": message.ts, "user": message.user, "team": world.team_id}
    body |= {"text": message.text, "blocks": copy.deepcopy(message.blocks)}
    if message.bot:
        body |= {"bot_id": world.bot_id, "app_id": world.app_id}
    if message.thread_ts:
        body["thread_ts"] = message.thread_ts
    if message.edits:
        body["edited"] = {"user": message.user, "ts": message.ts}
    if message.files:
        body["files"] = [file_json(world, file) for file in message.files]
    if with_metadata and message.metadata:
        body["metadata"] = message.metadata
    return body
