"""The HTTP face of the fake: tokens, methods, arguments, faults and files."""

import asyncio
import re
import time
import traceback
from typing import Any

from aiohttp import web

from .errors import Refused, too_many
from .faults import Fault
from .parameters import METHODS, Upload
from .polling import Polling
from .service import Service
from .webhook import Postman

_LARGEST = 51 * 1024 * 1024
_TOKEN = re.compile(r"^\d+:[A-Za-z0-9_-]{3,}$")


class Server:
    """Answers HTTP requests on the event loop where it was made."""

    def __init__(self, service: Service, waits: tuple[float, ...]):
        self.service = service
        self.polling = Polling(service)
        self.postman = Postman(service, waits)
        self.app = web.Application(client_max_size=_LARGEST)
        self.app.router.add_get("/file/bot{token}/{path:.*}", self._download)
        self.app.router.add_route("*", "/bot{token}/{method}", self._answer)
        self.app.router.add_route("*", "/{rest:.*}", self._lost)

    def stir(self) -> None:
        self.polling.stir()
        self.postman.stirred.set()

    async def _lost(self, request: web.Request) -> web.StreamResponse:
        return _failure(Refused(404, "Not Found", form=True))

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        try:
            self._check_token(request)
            name = self._method(request)
            given, uploads = await _arguments(request)
        except Refused as refused:
            self.service.refuse(request.match_info["method"], {}, refused)
            return _failure(refused)
        except web.HTTPRequestEntityTooLarge:
            return _failure(Refused(413, "Request Entity Too Large"))
        return await self._counted(request, name, given, uploads)

    def _check_token(self, request: web.Request) -> None:
        token = request.match_info["token"]
        if not _TOKEN.match(token):
            raise Refused(404, "Not Found", form=True)
        if token != self.service.token:
            raise Refused(401, "Unauthorized", form=True)

    def _method(self, request: web.Request) -> str:
        name = METHODS.get(request.match_info["method"].lower())
        if name is None:
            raise Refused(404, "Not Found: method not found", form=True)
        return name

    async def _counted(
        self, request: web.Request, name: str, given: dict, uploads: dict[str, Upload]
    ) -> web.StreamResponse:
        """Counts the call as busy, so that tests can wait until the bot is idle."""
        weight = 0 if name == "getUpdates" else 1
        with self.service.world.changed:
            self.service.busy += weight
        try:
            return await self._faulty(request, name, given, uploads)
        finally:
            with self.service.world.changed:
                self.service.busy -= weight
                if weight:
                    self.service.last_activity = time.monotonic()
                self.service.world.changed.notify_all()

    async def _faulty(
        self, request: web.Request, name: str, given: dict, uploads: dict[str, Upload]
    ) -> web.StreamResponse:
        try:
            args = self.service.read(name, given, uploads)
        except Refused as refused:
            return _failure(refused)
        with self.service.world.changed:
            fault = self.service.faults.take(name, args.get("chat_id"))
        early = await self._before(request, name, args, fault) if fault else None
        if early:
            return early
        answer = await self._performed(name, args)
        if fault and fault.kind in ("reset_after", "strike_after"):
            return self._hang_up(request, fault)
        if fault and fault.kind == "hang_after":
            return await _hang(request, fault)
        if fault and fault.kind == "strike_answered":
            await answer.prepare(request)
            await answer.write_eof()
            self.service.faults.strike()
        return answer

    def _hang_up(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        """Cuts the connection; a test may first have done something of its own."""
        if fault.kind.startswith("strike"):
            self.service.faults.strike()
        return _broken(request)

    async def _before(
        self, request: web.Request, name: str, args: dict, fault: Fault
    ) -> web.StreamResponse | None:
        match fault.kind:
            case "429":
                refused = too_many(int(fault.seconds))
                self.service.refuse(name, args, refused)
                return _failure(refused)
            case "500":
                return _failure(Refused(500, "Internal Server Error"))
            case "502":
                page = "<html><body><h1>502 Bad Gateway</h1></body></html>"
                return web.Response(status=502, text=page, content_type="text/html")
            case "reset_before" | "strike_before":
                return self._hang_up(request, fault)
            case "hang_before":
                return await _hang(request, fault)
            case "delay":
                await asyncio.sleep(fault.seconds)
        return None

    async def _performed(self, name: str, args: dict) -> web.StreamResponse:
        try:
            if name == "getUpdates":
                return _success(await self._polled(args))
            return _success(self.service.perform(name, args))
        except Refused as refused:
            return _failure(refused)
        except Exception as bug:
            # A fault of the fake itself, most likely over a value of the wrong type: never silent.
            broken = Refused(500, f"The fake broke: {bug!r}", form=True)
            self.service.refuse(name, args, broken)
            traceback.print_exc()
            return _failure(broken)

    async def _polled(self, args: dict) -> list[dict]:
        try:
            return await self.polling.answer(args)
        except Refused as refused:
            self.service.refuse("getUpdates", args, refused)
            raise

    async def _download(self, request: web.Request) -> web.StreamResponse:
        try:
            self._check_token(request)
        except Refused as refused:
            return _failure(refused)
        file = self.service.world.files.get(request.match_info["path"].partition("/")[2].partition(".")[0])
        if file is None:
            return _failure(Refused(404, "Not Found"))
        return web.Response(body=file.data, content_type="application/octet-stream")


def _success(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _failure(refused: Refused) -> web.Response:
    body = {"ok": False, "error_code": refused.code, "description": refused.description}
    if refused.parameters:
        body["parameters"] = refused.parameters
    return web.json_response(body, status=refused.code)


def _broken(request: web.Request) -> web.Response:
    """Cuts the connection, as a network does; the answer is never sent."""
    if request.transport:
        request.transport.abort()
    return web.Response()


async def _hang(request: web.Request, fault: Fault) -> web.Response:
    """Gives no answer for a while, and then none at all."""
    await asyncio.sleep(fault.seconds)
    return _broken(request)


async def _arguments(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    """Arguments from the query and the body, whichever of the allowed forms it has."""
    given: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json":
        given |= await _json(request)
        return given, uploads
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            uploads[name] = Upload(value.filename, value.file.read(), value.content_type)
            continue
        given[name] = value
    return given, uploads


async def _json(request: web.Request) -> dict:
    try:
        body = await request.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Refused(400, "Bad Request: can't parse JSON object", form=True)
    return body
