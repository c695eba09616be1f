"""files.*: the three steps of an upload, and reading back."""

import json
import mimetypes
import secrets
from typing import Any

from ..compose import check_body, named
from ..model import Channel, File, Message, Refused
from ..workspace import Workspace
from .chat import check_may_post, check_thread
from .registry import Call, method

LONGEST_NAME = 255  # not documented; no system keeps a longer one
PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}


@method("files.getUploadURLExternal", "filename* length* alt_txt snippet_type", "files:write", form_only=True)
def upload_url(call: Call) -> dict:
    if call.number("length", 0) <= 0:
        raise Refused("invalid_arguments", ["must be greater than 0 [json-pointer:/length]"])
    if not 0 < len(call.text("filename")) <= LONGEST_NAME:
        raise Refused("invalid_arguments", ["must be a file name [json-pointer:/filename]"])
    if len(call.text("alt_txt")) > 1000:
        raise Refused("alt_txt_too_large")
    file = File(call.world.new_id("F"), call.text("filename"), call.number("length", 0), call.get("alt_txt"))
    file.snippet_type = call.get("snippet_type")
    call.world.files.append(file)
    return {
        "upload_url": f"{call.world.base_url}/upload/{file.id}/{secrets.token_hex(6)}",
        "file_id": file.id,
    }


def receive(world: Workspace, name: str, data: bytes) -> str:
    """Takes the bytes of an announced file; they must be as many as announced."""
    file = find(world, name)
    if len(data) != file.length:
        raise Refused("length_mismatch")
    file.data = data
    return f"OK - {len(data)}"


def find(world: Workspace, name: Any) -> File:
    for file in world.files:
        if file.id == name:
            return file
    raise Refused("file_not_found")


def mimetype(file: File) -> str:
    for start, kind in PICTURES.items():
        if (file.data or b"").startswith(start):
            return kind
    guess = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return "application/octet-stream" if guess in PICTURES.values() else guess


@method(
    "files.completeUploadExternal",
    "files* channel_id channels thread_ts initial_comment blocks",
    "files:write",
)
def complete(call: Call) -> dict:
    world, wanted = call.world, listed(call)
    files = [find(world, item["id"]) for item in wanted]
    if any(file.data is None or file.completed for file in files):
        raise Refused("file_not_found")
    text, blocks = check_body(world, {"text": call.get("initial_comment"), "blocks": call.get("blocks")})
    channels = [place(call, name) for name in names(call)]
    for file, item in zip(files, wanted, strict=True):
        file.title, file.completed, file.mimetype = item.get("title", file.name), True, mimetype(file)
        file.ready_at = world.now() + world.image_seconds
    for channel in channels:
        share(call, channel, files, text, blocks)
    return {"files": [{"id": file.id, "title": file.title} for file in files]}


def listed(call: Call) -> list[dict]:
    value = call.get("files")
    try:
        value = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        value = None
    known = {"id", "title", "highlight_type"}
    if (
        not isinstance(value, list)
        or not value
        or not all("id" in item and item.keys() <= known for item in value)
    ):
        raise Refused("invalid_arguments", ["must be a list of {id, title} [json-pointer:/files]"])
    return value


def names(call: Call) -> list[str]:
    one, many = call.get("channel_id"), call.text("channels")
    return [one] if one else [name for name in many.split(",") if name]


def place(call: Call, name: str) -> Channel:
    channel = call.world.channel(name)
    check_may_post(call.world, channel)
    check_thread(call.world, channel, call.get("thread_ts"))
    return channel


def share(call: Call, channel: Channel, files: list[File], text: str, blocks: list[dict] | None) -> None:
    world, thread = call.world, call.get("thread_ts")
    for file in files:
        file.channel, file.thread_ts = channel.id, thread
    message = Message(
        world.new_ts(), channel.id, world.bot_user, text, named(world, blocks), thread, bot=True
    )
    message.files = files
    world.post(message)


@method("files.info", "file* cursor limit page count", "files:read", form_only=True)
def info(call: Call) -> dict:
    file = find(call.world, call.text("file"))
    if not file.completed:
        raise Refused("file_not_found")
    ready = call.world.now() >= file.ready_at
    body = {
        "id": file.id,
        "name": file.name,
        "title": file.title,
        "size": file.length,
        "mimetype": file.mimetype if ready else "",
        "user": call.world.bot_user,
        "url_private": f"{call.world.base_url}/files/{file.id}",
    }
    return {"file": body}


@method("files.delete", "file*", "files:write")
def delete(call: Call) -> dict:
    file = find(call.world, call.text("file"))
    call.world.files.remove(file)
    for message in call.world.messages:
        message.files = [kept for kept in message.files if kept is not file]
    return {}
