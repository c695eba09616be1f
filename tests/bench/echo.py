"""Echo bots: the least that answers ``/ask`` with each library, in its fast form or as it comes.

``python -m tests.bench.echo KIND PORT`` runs one. Addresses and tokens come from the environment.

The fast form of bolt is ``process_before_response=True`` on asyncio with one shared session: without it the
acknowledgement waits for a poll every ten milliseconds. That of python-telegram-bot is its own updater, one update
after the other, or for webhooks the library fed by starlette and uvicorn as its documentation shows.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from typing import Any

ANSWER = "Highgate had about 15 food bank referrals in the week of Monday 9 November."

COUNTED = "Counted. Demo Pantry has answered sounding 1."


def _bolt(fast: bool) -> Any:
    import aiohttp
    from slack_bolt.async_app import AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient
    from slack_sdk.webhook.async_client import AsyncWebhookClient

    words: set[asyncio.Task[Any]] = set()  # on their way
    client = AsyncWebClient(
        os.environ["SLACK_BOT_TOKEN"], os.environ["SLACK_API_URL"], session=aiohttp.ClientSession()
    )
    app = AsyncApp(
        client=client,
        signing_secret=os.environ["SLACK_SIGNING_SECRET"],
        process_before_response=fast,
    )

    @app.command("/ask")
    async def ask(ack: Any) -> None:
        await ack(ANSWER)

    @app.action("a")
    async def press(ack: Any, body: Any) -> None:
        """What any bot says that keeps nothing: yes at once, and a private word right after."""
        await ack()
        word = AsyncWebhookClient(body["response_url"], session=client.session)
        saying = asyncio.create_task(
            word.send(text=COUNTED, response_type="ephemeral", replace_original=False)
        )
        words.add(saying)
        saying.add_done_callback(words.discard)

    return app


async def socket(port: int, fast: bool = True) -> None:
    from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler

    await AsyncSocketModeHandler(_bolt(fast), os.environ["SLACK_APP_TOKEN"]).start_async()


async def socket_stock(port: int) -> None:
    await socket(port, fast=False)


async def http(port: int, fast: bool = True) -> None:
    from aiohttp import web

    runner = web.AppRunner(_bolt(fast).web_app("/slack/events"), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


async def http_stock(port: int) -> None:
    await http(port, fast=False)


async def all_imported(port: int) -> None:
    """The echo over Socket Mode in a process that has also imported what Parley cannot do without."""
    import sqlalchemy.orm  # noqa: F401  # importing is all it is for
    import telegram.ext  # noqa: F401

    await socket(port)


def _telegram(updater: bool) -> Any:
    from telegram.ext import ApplicationBuilder, CommandHandler

    builder = ApplicationBuilder().token(os.environ["TELEGRAM_BOT_TOKEN"])
    builder = builder.base_url(f"{os.environ['TELEGRAM_API_URL']}/bot").job_queue(None)
    app = (builder if updater else builder.updater(None)).build()

    async def ask(update: Any, context: Any) -> None:
        await update.message.reply_text(ANSWER)

    app.add_handler(CommandHandler("ask", ask))
    return app


async def polling(port: int) -> None:
    app = _telegram(updater=True)
    async with app:
        await app.start()
        await app.updater.start_polling()
        await asyncio.Event().wait()


async def webhook(port: int) -> None:
    import uvicorn
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route
    from telegram import Update

    app = _telegram(updater=False)

    async def take(request: Request) -> Response:
        await app.update_queue.put(Update.de_json(await request.json(), app.bot))
        return Response()

    site = Starlette(routes=[Route("/hook", take, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(site, "127.0.0.1", port, log_config=None, access_log=False))
    async with app:
        await app.start()
        serving = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110  # uvicorn has no event for it
            await asyncio.sleep(0.01)
        await app.bot.set_webhook(f"http://127.0.0.1:{port}/hook", secret_token="bench")
        await serving


KINDS: dict[str, Callable[[int], Awaitable[None]]] = {
    each.__name__: each for each in (socket, socket_stock, http, http_stock, all_imported, polling, webhook)
}

if __name__ == "__main__":
    asyncio.run(KINDS[sys.argv[1]](int(sys.argv[2])))
