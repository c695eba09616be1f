"""response_url and upload addresses: the requests a bot makes without a token."""

import json
from typing import Any

from aiohttp import web

from .compose import as_json, check_body, metadata_of, named
from .faults import Faults
from .methods.chat import edit
from .methods.files import receive
from .model import Message, Refused
from .web import OUTAGE_PAGE, hang_up
from .workspace import Reply, Workspace

USES, MINUTES = 5, 30
FIELDS = frozenset(
    [
        "text",
        "blocks",
        "attachments",
        "response_type",
        "replace_original",
        "delete_original",
        "thread_ts",
        "mrkdwn",
        "unfurl_links",
        "unfurl_media",
        "metadata",
        "link_names",
    ]
)


class SideDoor:
    """Answers where the address itself is the permission."""

    def __init__(self, world: Workspace, faults: Faults) -> None:
        self.world, self.faults = world, faults

    async def upload(self, request: web.Request) -> web.StreamResponse:
        data = await request.read()
        if request.content_type.startswith("multipart/"):
            data = await first_part(request)
        if (fault := self.faults.take("upload")) is not None:
            return hang_up(request) if "reset" in fault.mode else web.Response(status=500, text=OUTAGE_PAGE)
        with self.world.changed:
            try:
                answer = receive(self.world, request.match_info["id"], data)
            except Refused as refused:
                return web.Response(status=400, text=refused.error)
            self.world.changed.notify_all()
        return web.Response(text=answer)

    async def response(self, request: web.Request) -> web.StreamResponse:
        body = await parsed(request)
        fault = self.faults.take("response_url")
        if fault and fault.mode in ("reset", "reset_before"):
            return hang_up(request)
        if fault and fault.mode.startswith("html_500"):
            return web.Response(status=500, text=OUTAGE_PAGE, content_type="text/html")
        status, answer = self.answer(request.match_info["id"], body)
        if fault and fault.mode == "reset_after":
            return hang_up(request)
        if status == 200:
            return web.Response(text="ok")
        return web.json_response(answer, status=status)

    def answer(self, name: str, body: Any) -> tuple[int, dict]:
        with self.world.changed:
            self.world.calls.append(("response_url", body))
            try:
                reply = usable(self.world, name)
                respond(self.world, reply, body)
            except Refused as refused:
                self.world.refuse("response_url", refused, body)
                return 404 if refused.error in ("used_url", "expired_url") else 400, refused.answer()
            finally:
                self.world.changed.notify_all()
        return 200, {"ok": True}


async def first_part(request: web.Request) -> bytes:
    for value in (await request.post()).values():
        return value.encode() if isinstance(value, str) else value.file.read()
    return b""


async def parsed(request: web.Request) -> Any:
    try:
        return json.loads(await request.text())
    except ValueError:
        return None


def usable(world: Workspace, name: str) -> Reply:
    reply = world.replies.get(name)
    if reply is None or world.now() - reply.born > MINUTES * 60:
        raise Refused("expired_url")
    if reply.uses >= USES:
        raise Refused("used_url")
    return reply


def respond(world: Workspace, reply: Reply, body: Any) -> Message | None:
    """Does what the body asks: a new message, or the old one replaced or removed."""
    if not isinstance(body, dict):
        raise Refused("invalid_payload")
    check_fields(body)
    text, blocks = check_body(world, body)
    empty = not (text or blocks or body.get("attachments"))
    if empty and not body.get("delete_original"):
        raise Refused("no_text")
    metadata = metadata_of(body.get("metadata"))
    reply.uses += 1
    original = reply.message if reply.message and not reply.message.deleted else None
    if body.get("delete_original"):
        if original:
            original.deleted = True
        return None
    if body.get("replace_original") and original:
        edit(world, original, text, blocks or [])
        return original
    return world.post(fresh(world, reply, body, (text, blocks, metadata)))


def check_fields(body: dict) -> None:
    problems = [f"invalid additional property: {name}" for name in sorted(body.keys() - FIELDS)]
    if body.get("response_type", "ephemeral") not in ("ephemeral", "in_channel", None):
        problems.append("must be a valid enum value [json-pointer:/response_type]")
    for name in ("replace_original", "delete_original"):
        if not isinstance(body.get(name, False), bool | None):
            problems.append(f"must be a boolean [json-pointer:/{name}]")
    if problems:
        raise Refused("invalid_payload", problems)


def fresh(world: Workspace, reply: Reply, body: dict, parts: tuple) -> Message:
    text, blocks, metadata = parts
    message = Message(world.new_ts(), reply.channel, world.bot_user, text, named(world, blocks), bot=True)
    message.thread_ts, message.metadata = body.get("thread_ts"), metadata
    message.link_names = bool(body.get("link_names"))
    if body.get("response_type") != "in_channel":
        message.is_ephemeral, message.to = True, reply.user
    return message


def original_json(world: Workspace, message: Message) -> dict | None:
    """An ephemeral's contents do not come with the click on it."""
    return None if message.is_ephemeral else as_json(world, message)
