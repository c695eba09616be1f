"""Small real bots, to try the fake with."""

import asyncio
import re
import struct
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager

import pytest
from aiohttp import web
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest
from telegram.ext import Application, ApplicationBuilder, CallbackQueryHandler, CommandHandler
from telegram.request import HTTPXRequest

from .fake import FakeTelegram
from .webhook import SECRET_HEADER

SECRET = "s3cret"
YES = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="yes")]])


def png(width: int = 40, height: int = 30) -> bytes:
    """The least that passes for a picture of that size."""
    head = struct.pack(">I4sIIBBBBBI", 13, b"IHDR", width, height, 8, 2, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + head + b"\0\0\0\0IEND\xaeB`\x82"


def addresses(fake: FakeTelegram) -> dict:
    return {"base_url": f"{fake.api_url}/bot", "base_file_url": f"{fake.api_url}/file/bot"}


def refusal(error: str):
    """Expects a 400; the client changes the case of its words."""
    return pytest.raises(BadRequest, match=f"(?i){re.escape(error)}")


@contextmanager
def asking(fake: FakeTelegram) -> Iterator[Callable]:
    """A function which calls one method of a real Bot and returns its answer."""
    # Certificates are slow to load, and nothing here is encrypted.
    requests = [HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2)]
    bot = Bot(fake.token, **addresses(fake), request=requests[0], get_updates_request=requests[1])
    with asyncio.Runner() as runner:
        runner.run(bot.initialize())
        yield lambda method, *args, **kwargs: runner.run(getattr(bot, method)(*args, **kwargs))
        runner.run(bot.shutdown())


@contextmanager
def polling_bot(fake: FakeTelegram) -> Iterator[None]:
    with _in_background(_polling(fake)):
        yield


@contextmanager
def webhook_bot(fake: FakeTelegram, answers: list[int]) -> Iterator[list[tuple[str, int]]]:
    """A bot behind a webhook; it gives the statuses in `answers` first, and lists what it was sent."""
    with _in_background(_hooked(fake, answers)) as seen:
        yield seen


@contextmanager
def _in_background(bot: AbstractAsyncContextManager) -> Iterator:
    """Keeps the bot running on an event loop of its own until the block ends."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    def run(step: Coroutine):
        return asyncio.run_coroutine_threadsafe(step, loop).result(10)

    try:
        yield run(bot.__aenter__())
        run(bot.__aexit__(None, None, None))
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _hello(update: Update, _context) -> None:
    await update.effective_message.reply_text(f"Hello {update.effective_user.first_name}", reply_markup=YES)


async def _pressed(update: Update, _context) -> None:
    await update.callback_query.answer("Noted", show_alert=True)
    await update.callback_query.edit_message_text("Done")


def _application(fake: FakeTelegram) -> ApplicationBuilder:
    return Application.builder().token(fake.token).base_url(addresses(fake)["base_url"])


def _taught(app: Application) -> Application:
    app.add_handlers([CommandHandler("hello", _hello), CallbackQueryHandler(_pressed)])
    return app


@asynccontextmanager
async def _polling(fake: FakeTelegram) -> AsyncIterator[None]:
    async with _taught(_application(fake).build()) as app:
        await app.start()
        await app.updater.start_polling(allowed_updates=Update.ALL_TYPES)
        yield
        await app.updater.stop()
        await app.stop()


@asynccontextmanager
async def _hooked(fake: FakeTelegram, answers: list[int]) -> AsyncIterator[list[tuple[str, int]]]:
    seen: list[tuple[str, int]] = []
    async with _taught(_application(fake).updater(None).build()) as app:
        runner = await _receiver(app, answers, seen)
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
        await app.bot.set_webhook(url, secret_token=SECRET)
        yield seen
        await app.bot.delete_webhook()
        await runner.cleanup()


async def _receiver(app: Application, answers: list[int], seen: list[tuple[str, int]]) -> web.AppRunner:
    async def receive(request: web.Request) -> web.Response:
        if request.headers.get(SECRET_HEADER) != SECRET:
            return web.Response(status=403)
        body = await request.json()
        seen.append((request.headers["Content-Type"], body["update_id"]))
        if answers:
            return web.Response(status=answers.pop(0))
        await app.process_update(Update.de_json(body, app.bot))
        return web.Response()

    site = web.Application()
    site.router.add_post("/hook", receive)
    runner = web.AppRunner(site, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner
