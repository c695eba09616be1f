"""The demonstration page over HTTP: for this computer's own browser, and for no other page in it."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as Event

import commands
from bot.page import downloads
from commands.examples import example
from storage import database, people, times

if TYPE_CHECKING:
    from bot.page.server import Message, Page, Persona

FILES = Path(__file__).parent / "files"
BODY_LIMIT = 64 * 1024
HEARTBEAT = 15.0  # seconds; shows the time passing and finds out who has gone
FURTHEST = timedelta(days=92)
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
FIRST = (
    "ask",
    "poll",
    "action",
    "meeting",
    "weeknote",
    "catalogue",
    "help",
)  # examples to begin with; the rest follow
STEPS = {
    "monday": times.Weekly(0, time(9, 30)),
    "friday": times.Weekly(4, time(11)),
    "friday-afternoon": times.Weekly(4, time(15, 30)),
}

NOT_HERE = "This page answers only on the computer it runs on, at the address that Parley printed."
NOT_FROM_HERE = "This did not come from the page as it is now. Load the page again, then send it again."
NOT_READ = "Parley could not read what the page sent. Load the page again."
TOO_LONG = "This is too long to send. Write it in 10,000 characters or less."
NO_MOMENT = "Enter a date and a time"
ONLY_FORWARD = "Date and time must be after {}. The demonstration does not go back."
NOT_SO_FAR = "Date and time must be within 3 months. Go further in several steps."


class Said(BaseModel):
    """A line, a press or a filled-in form; ``id`` names the event, ``form`` the message that held the form."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: UUID
    persona: str
    where: Literal["channel", "private"]
    line: str
    values: dict[str, str] | None = None
    form: str = ""


class Moved(BaseModel):
    """Where the clock is to go: a step, or a moment on the partnership's wall clock."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    step: Literal["monday", "friday", "friday-afternoon", "day"] | None = None
    moment: str = ""


def routes(page: Page) -> list[Route]:
    """Every address of the page, each behind the guard."""
    guard = [Middleware(Guard)]
    templates = Environment(
        loader=FileSystemLoader(FILES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    asked = {
        "/": partial(_index, page, templates),
        "/events": partial(_events, page, templates),
        "/chart/{name}.png": partial(downloads.chart, page),
        "/file/{key}": partial(downloads.file, page),
        **{f"/{name}": partial(downloads.own, FILES / name) for name in ("page.css", "page.js", "icon.svg")},
    }
    told = {"/say": partial(_say, page), "/clock": partial(_clock, page, asyncio.Lock())}
    return [
        *(Route(path, view, methods=["GET"], middleware=guard) for path, view in asked.items()),
        *(Route(path, view, methods=["POST"], middleware=guard) for path, view in told.items()),
    ]


class Guard:
    """Refuses any Host but this computer's own (DNS rebinding), and adds the security headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_guarded(event: Event) -> None:
            if event["type"] == "http.response.start":
                MutableHeaders(scope=event).update(HEADERS)
            await send(event)

        app = self._app if _at_home(Request(scope)) else PlainTextResponse(NOT_HERE, 403)
        await app(scope, receive, send_guarded)


def _at_home(request: Request) -> bool:
    server = request.scope.get("server") or ("", 0)
    return request.headers.get("host", "") in {f"{name}:{server[1]}" for name in ("127.0.0.1", "localhost")}


async def _index(page: Page, templates: Environment, request: Request) -> Response:
    persona = page.personas.get(request.query_params.get("persona", "")) or next(iter(page.personas.values()))
    await page.welcome(persona)
    html = templates.get_template("index.html").render(
        page=page,
        persona=persona,
        partnership=page.partnership.name,
        examples=_examples(page, persona),
        **_time(page),
    )
    return HTMLResponse(html, headers={"Cache-Control": "no-store"})


def _examples(page: Page, persona: Persona) -> list[commands.Command]:
    """One thing of each kind that this persona may write, the usual ones first; what else there is, help says."""
    with database.reading(page.app.engine) as db:
        known = people.person_at(db, page.partnership.id, page.platform, persona.account)
    visible = commands.visible(known or people.Person(0, "", persona.name, None, frozenset()))
    one_each = (each for each in visible if " " not in each.name)
    here = [replace(each, example=example(page.partnership, each)) for each in one_each]
    return sorted(here, key=lambda each: FIRST.index(each.name) if each.name in FIRST else len(FIRST))


def _time(page: Page) -> dict[str, str]:
    now = page.clock().astimezone(page.partnership.zone)
    return {"words": _said(now), "local": now.strftime("%Y-%m-%dT%H:%M")}


def _said(local: datetime) -> str:
    return f"{times.say_date(local.date())}, {times.say_time(local.time())}"


async def _events(page: Page, templates: Environment, request: Request) -> Response:
    persona = page.personas.get(request.query_params.get("persona", ""))
    if persona is None:
        raise HTTPException(404, "Nobody has this name here.")
    launch, _, number = request.headers.get("last-event-id", "").partition("-")
    seen = int(number) if launch == page.launch and number.isdecimal() else None
    stream = _stream(page, templates, persona.account, seen)
    return StreamingResponse(stream, media_type="text/event-stream", headers={"Cache-Control": "no-store"})


async def _stream(page: Page, templates: Environment, account: str, seen: int | None) -> AsyncIterator[str]:
    """What a browser has missed, then what is new. The id comes last, so that a broken batch is sent again."""
    if seen is None:
        yield _event("reset", {})
    number = seen or 0
    while not page.closed:
        news, latest = page.news, page.number
        for message in page.since(account, number):
            yield _event("message", _shown(page, templates, message, account))
        number = latest
        state = {"launch": page.launch, "direct": page.direct, **_time(page)}
        yield _event("state", state, f"{page.launch}-{number}")
        await _wait(news)


async def _wait(news: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(HEARTBEAT):
            await news.wait()
    except TimeoutError:
        return


def _event(name: str, data: object, identity: str = "") -> str:
    return f"event: {name}\n" + (f"id: {identity}\n" if identity else "") + f"data: {json.dumps(data)}\n\n"


def _shown(page: Page, templates: Environment, message: Message, account: str) -> dict[str, str]:
    """One message for one browser: where it goes, and its HTML."""
    local = message.at.astimezone(page.partnership.zone)
    html = templates.get_template("message.html").render(
        message=message,
        author=page.personas.get(message.author),
        faces=list(page.personas),
        body=page.drawn(message.reply, f"{message.id}-{message.number}", account) if message.reply else None,
        clock=times.say_time(local.time()),
        moment=local.isoformat(timespec="minutes"),
        only=message.place != account and message.only == account,
    )
    pane = "private" if message.place == account else "channel"
    return {"id": message.id, "pane": pane, "day": times.say_date(local.date()), "html": html}


async def _say(page: Page, request: Request) -> Response:
    try:
        said = Said.model_validate_json(await _body(page, request))
    except ValidationError:
        return _problem(NOT_READ, 400)
    except HTTPException as refused:
        return _problem(refused.detail, refused.status_code)
    if said.persona not in page.personas:
        return _problem(NOT_READ, 400)
    outcome = await page.say(said)
    return JSONResponse({"refused": outcome.refused, "field": outcome.field, "html": outcome.error})


async def _clock(page: Page, moving: asyncio.Lock, request: Request) -> Response:
    try:
        body = Moved.model_validate_json(await _body(page, request))
    except ValidationError:
        return _problem(NOT_READ, 400)
    except HTTPException as refused:
        return _problem(refused.detail, refused.status_code)
    async with moving:
        now, zone = page.clock(), page.partnership.zone
        try:
            moment = _next(body.step, now, zone) if body.step else _chosen(body.moment, now, zone)
        except ValueError as wrong:
            return _problem(str(wrong), 200, "moment")
        await page.move(moment)
    return JSONResponse(_time(page))


def _next(step: str, now: datetime, zone: ZoneInfo) -> datetime:
    if step in STEPS:
        return times.next_due(STEPS[step], zone, now, 1)[0].utc
    tomorrow = now.astimezone(zone).replace(tzinfo=None) + timedelta(days=1)
    return times.at_utc(tomorrow, zone)


def _chosen(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """A moment from the date-time field; raises ``ValueError`` with a sentence."""
    try:
        local = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise ValueError(NO_MOMENT) from None
    moment = times.at_utc(local, zone)
    if moment <= now:
        raise ValueError(ONLY_FORWARD.format(_said(now.astimezone(zone))))
    if moment > now + FURTHEST:
        raise ValueError(NOT_SO_FAR)
    return moment


async def _body(page: Page, request: Request) -> bytes:
    """What our own page sent; raises ``HTTPException`` for any other page's, and for too much."""
    if not _from_here(page, request):
        raise HTTPException(403, NOT_FROM_HERE)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > BODY_LIMIT:
            raise HTTPException(413, TOO_LONG)
    return bytes(body)


def _from_here(page: Page, request: Request) -> bool:
    """Three signs that no other page can give: our header, our token and our origin. There is no cookie to steal."""
    headers = request.headers
    return (
        headers.get("content-type", "").partition(";")[0].strip() == "application/json"
        and secrets.compare_digest(headers.get("x-parley-token", "").encode(), page.token.encode())
        and headers.get("origin", f"http://{headers['host']}") == f"http://{headers['host']}"
        and headers.get("sec-fetch-site", "same-origin") == "same-origin"
    )


def _problem(text: str, status: int, field: str = "") -> Response:
    return JSONResponse({"refused": True, "field": field, "text": text}, status)
