"""The way in: the Web API over HTTP, with tokens, argument forms and faults as Slack has them."""

import asyncio
import json
from typing import Any

from aiohttp import web

from .faults import Fault, Faults
from .methods import METHODS, Call, Method
from .model import Refused
from .workspace import Workspace

# Arguments that are JSON text when they come in a form.
STRUCTURED = frozenset({"attachments", "metadata", "view"})
LOGIN_PAGE = "<!DOCTYPE html><html><title>Slack</title><body>Sign in to Example</body></html>"
OUTAGE_PAGE = "<!DOCTYPE html><html><title>Server Error | Slack</title></html>"


class Door:
    """Answers every HTTP request that the bot makes."""

    def __init__(self, world: Workspace, faults: Faults) -> None:
        self.world, self.faults = world, faults

    async def api(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        args, body_was_ignored = await arguments(request)
        fault = self.faults.take(name, args.get("channel"))
        early = await self.before(request, fault)
        if early is not None:
            return early
        answer = self.answer(name, args, token_of(request, args), body_was_ignored)
        warn_of_charset(request, answer)
        if fault and fault.mode in ("reset_after", "strike_after"):
            return self.hang_up(request, fault)
        if fault and fault.mode == "hang_after":
            return await hang(request, fault)
        if fault and fault.mode == "html_500_after":
            return web.Response(status=500, text=OUTAGE_PAGE, content_type="text/html")
        headers = {
            "X-Slack-Req-Id": self.world.new_id("req"),
            "X-OAuth-Scopes": ",".join(sorted(self.world.scopes)),
        }
        response = web.json_response(answer, headers=headers)
        if fault and fault.mode == "strike_answered":
            await response.prepare(request)
            await response.write_eof()
            self.faults.strike()
        return response

    def hang_up(self, request: web.Request, fault: Fault) -> web.Response:
        """Drops the connection; a test may first have done something of its own."""
        if fault.mode.startswith("strike"):
            self.faults.strike()
        return hang_up(request)

    async def before(self, request: web.Request, fault: Fault | None) -> web.StreamResponse | None:
        """What goes wrong before the call takes effect."""
        if fault is None:
            return None
        if fault.mode == "limit":
            headers = {"Retry-After": str(int(fault.seconds))}
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
        if fault.mode in ("html_500", "html_503"):
            return web.Response(status=int(fault.mode[-3:]), text=OUTAGE_PAGE, content_type="text/html")
        if fault.mode in ("reset", "reset_before", "strike_before"):
            await request.read()
            return self.hang_up(request, fault)
        if fault.mode == "hang_before":
            return await hang(request, fault)
        if fault.mode == "refuse":
            return web.json_response({"ok": False, "error": fault.error})
        if fault.mode == "delay":
            await asyncio.sleep(fault.seconds)
        return None

    def answer(self, name: str, args: dict, token: str | None, form_only: bool) -> dict:
        """Runs the method under the workspace's lock; the answer says ok or why not."""
        with self.world.changed:
            self.world.calls.append((name, args))
            try:
                method = METHODS.get(name)
                if method is None:
                    raise Refused("unknown_method", req_method=name)
                check_token(self.world, method, token)
                args = {} if form_only and method.form_only else args
                return {"ok": True, **method(Call(self.world, args))}
            except Refused as refused:
                self.world.refuse(name, refused, args)
                return refused.answer()
            finally:
                self.world.changed.notify_all()

    async def file(self, request: web.Request) -> web.StreamResponse:
        """A file's private address: without the token there is a login page, with status 200."""
        self.world.fetched.append(request.match_info["id"])
        if request.headers.get("Authorization") != f"Bearer {self.world.bot_token}":
            return web.Response(text=LOGIN_PAGE, content_type="text/html")
        for file in self.world.files:
            if file.id == request.match_info["id"] and file.data is not None:
                return web.Response(body=file.data, content_type=file.mimetype or "application/octet-stream")
        raise web.HTTPNotFound


def hang_up(request: web.Request) -> web.Response:
    """Drops the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def hang(request: web.Request, fault: Fault) -> web.Response:
    """Gives no answer for a while, and then none at all."""
    await asyncio.sleep(fault.seconds)
    return hang_up(request)


def token_of(request: web.Request, args: dict) -> str | None:
    header = request.headers.get("Authorization", "")
    return header.removeprefix("Bearer ") if header.startswith("Bearer ") else args.get("token")


def check_token(world: Workspace, method: Method, token: str | None) -> None:
    if not token:
        raise Refused("not_authed")
    if token not in (world.bot_token, world.app_token):
        raise Refused("invalid_auth")
    if world.revoked:
        raise Refused("token_revoked")
    if method.app_token != (token == world.app_token):
        raise Refused("not_allowed_token_type")
    if method.app_token and not world.scopes.intersection(method.scopes):
        raise Refused("missing_scope", needed=",".join(method.scopes), provided="")


async def arguments(request: web.Request) -> tuple[dict[str, Any], bool]:
    """The arguments from query, form or JSON, and whether they came in a JSON body."""
    args: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        body = await json_body(request)
        return args | body, bool(body)
    args |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    return {name: decoded(name, value) for name, value in args.items()}, False


async def json_body(request: web.Request) -> dict:
    try:
        body = json.loads(await request.text() or "{}")
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def decoded(name: str, value: str) -> Any:
    if name not in STRUCTURED or not value:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def warn_of_charset(request: web.Request, answer: dict) -> None:
    if request.content_type == "application/json" and (request.charset or "").lower() != "utf-8":
        answer["warning"] = "missing_charset"
