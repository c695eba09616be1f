"""The sending side of Telegram: paced, in order for each chat, and exact about what went wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeVar, assert_never

from telegram import Bot, InputMediaPhoto, LinkPreviewOptions, ReplyParameters
from telegram import Message as TelegramMessage
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.app import App
from bot.charts.pool import ChartPool
from bot.log import log
from bot.telegram.blank import BLANK
from bot.telegram.errors import FORBIDDEN, NEVER_LEFT, Unparsed, refusal, seconds, why
from bot.telegram.html import Message, messages, quiet
from bot.telegram.keyboard import keyboard
from bot.telegram.pace import Governor
from bot.telegram.pieces import CAPTION, caption, fitted, unmarked
from bot.telegram.references import first, read_reference
from bot.text import cut, file_bytes, file_name
from bot.transport import CannotLook, Impossible, Moved, NotSent, Unknown
from commands.reply import Attachment, Chart, File, Reply
from storage import lines, people

T = TypeVar("T")
DATA_BYTES, PRESS_TEXT = 64, 200
LARGEST = 50_000_000  # bytes; what a bot may upload
TOO_LARGE = "It is larger than Telegram takes. Ask for fewer areas or a shorter time."
PATIENCE = 2.0  # seconds an outbox post may wait here; a longer wait goes back to the outbox
PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
REFUSED_BOT = "Telegram does not accept the token of this bot."


class Speaker:
    """Writes to Telegram; what the outbox and the answers to people have in common."""

    def __init__(self, app: App, bot: Bot, charts: ChartPool, pace: float = 1.0) -> None:
        self._app, self._bot, self._charts = app, bot, charts
        self._governor = Governor(pace)
        self._kept = lines.Kept()

    async def send(self, address: str, reply: Reply, under: str = "") -> str:
        """Post a reply from the outbox, as an answer to an earlier post, and return ``CHAT:ID[,ID…]``."""
        chat = int(address)
        pause = self._governor.pause(chat)
        if pause > PATIENCE:
            raise NotSent("Telegram asks Parley to wait.", pause)
        numbers = await self.post(chat, await self.draw(reply), first(under, chat))
        return f"{chat}:{','.join(map(str, numbers))}"

    async def attach(self, address: str, reference: str, attachment: Attachment) -> str:
        """Show a chart, or give a file, under the post it belongs to; returns ``CHAT:ID``."""
        chat = int(address)
        return await self.show(chat, attachment, reply_to=first(reference, chat))

    async def take_back(self, attached: str, words: str) -> None:
        """Put an empty picture with these words under it in its place: after two days nobody can delete it."""
        chat, numbers = read_reference(attached)
        empty = InputMediaPhoto(BLANK, caption=cut(quiet(words), CAPTION))
        async with self._governor.turn(chat):
            await self._governor.wait(chat)
            await self._call(chat, self._replace(chat, numbers[0], empty))

    async def _replace(self, chat: int, number: int, media: InputMediaPhoto) -> None:
        try:
            await self._bot.edit_message_media(media, chat, number)
        except BadRequest as same:
            if "message is not modified" not in str(same).lower():
                raise

    async def edit(self, address: str, reference: str, reply: Reply) -> None:
        """Write the messages of a post again, with their buttons."""
        chat, numbers = read_reference(reference)
        drawn = fitted(await self.draw(reply), len(numbers))
        async with self._governor.turn(chat):
            for number, message in zip(numbers, drawn, strict=True):
                await self._governor.wait(chat)
                await self._rewrite(chat, number, message)

    async def find(self, address: str, mark: str) -> str | None:
        raise CannotLook

    async def reach(self) -> None:
        """Ask Telegram who we are."""
        try:
            await self._bot.get_me()
        except RetryAfter:
            return
        except InvalidToken as unknown:
            raise NotSent(REFUSED_BOT) from unknown
        except TelegramError as broken:
            raise NotSent("Telegram cannot be reached.") from broken

    async def draw(self, reply: Reply) -> tuple[Message, ...]:
        """A reply as messages; lines too long for a button are stored before anybody can press one."""
        kept: list[str] = []
        drawn = messages(reply, lambda line: _shorten(line, kept))
        now = self._app.clock()
        if new := self._kept.missing(kept, now.date()):
            await self._app.write(lambda db: [lines.keep(db, line, now) for line in new])
            self._kept.note(new)
        return drawn

    async def answer(
        self, chat: int, drawn: tuple[Message, ...], reply_to: int | None = None, thread: int | None = None
    ) -> list[int]:
        """Post an answer somebody waits for: as often as it takes, and twice only where nobody can know."""
        doubts = 0
        for tries in range(10_000):
            wait = PAUSES[min(tries, len(PAUSES) - 1)]
            try:
                return await self.post(chat, drawn, reply_to, thread)
            except NotSent as problem:
                wait = problem.wait or wait
            except Unknown:
                doubts += 1
                if doubts > 1:
                    raise
            await asyncio.sleep(wait)
        raise NotSent("Telegram cannot be reached.")

    async def post(
        self, chat: int, drawn: tuple[Message, ...], reply_to: int | None = None, thread: int | None = None
    ) -> list[int]:
        """Post messages in order; returns their numbers."""
        async with self._governor.turn(chat):
            numbers = [await self._post(chat, drawn[0], reply_to, thread)]
            for message in drawn[1:]:
                numbers.append(await self._post_rest(chat, message, thread))
        return numbers

    async def show(
        self, chat: int, attachment: Attachment, reply_to: int | None = None, thread: int | None = None
    ) -> str:
        """Upload a chart or a file; wishes to wait are honoured, anything else is the caller's to tell.

        Returns where it stands as ``CHAT:ID``.
        """
        upload = await self._upload(attachment)
        where: dict[str, Any] = {"message_thread_id": thread, "reply_parameters": _reply_to(reply_to)}
        async with self._governor.turn(chat):
            for _ in range(3):
                await self._governor.wait(chat)
                try:
                    sent = await self._call(chat, upload(chat, caption=caption(attachment), **where))
                    return f"{chat}:{sent.message_id}"
                except NotSent as problem:
                    await asyncio.sleep(problem.wait or 1.0)
        raise NotSent("Telegram did not take the upload.")

    async def _upload(self, attachment: Attachment) -> Callable[..., Awaitable[TelegramMessage]]:
        """How a chart or a file is sent: all but where to, and what stands under it."""
        match attachment:
            case Chart():
                return partial(self._bot.send_photo, photo=await self._charts.png(attachment))
            case File():
                data = file_bytes(attachment)
                if len(data) > LARGEST:
                    raise Impossible(TOO_LARGE)
                return partial(self._bot.send_document, document=data, filename=file_name(attachment))
            case _:
                assert_never(attachment)

    async def answer_press(self, press: str, text: str = "", alert: bool = False, url: str = "") -> bool:
        """Stop the button's spinner, perhaps with words only the presser sees; ``False`` when it is too late."""
        try:
            await self._bot.answer_callback_query(press, text or None, alert or None, url or None)
        except RetryAfter as busy:
            await asyncio.sleep(min(seconds(busy), 10.0))
            return await self._answer_late(press, text, alert, url)
        except BadRequest as late:
            log.info("a press was answered too late", reason=str(late)[:40])
            return False
        except TelegramError:
            return await self._answer_late(press, text, alert, url)
        return True

    async def _answer_late(self, press: str, text: str, alert: bool, url: str) -> bool:
        try:
            return await self._bot.answer_callback_query(press, text or None, alert or None, url or None)
        except TelegramError as error:
            log.info("a press could not be answered", error=type(error).__name__)
            return False

    async def _post_rest(self, chat: int, message: Message, thread: int | None) -> int:
        """Finish a post already begun: sending it from the start again would double it."""
        for _ in range(5):
            try:
                return await self._post(chat, message, None, thread)
            except NotSent as problem:
                await asyncio.sleep(problem.wait or 1.0)
            except (Impossible, Moved) as problem:
                raise Unknown from problem
        raise Unknown

    async def _post(self, chat: int, message: Message, reply_to: int | None, thread: int | None) -> int:
        await self._governor.wait(chat)
        try:
            return await self._call(chat, self._text(chat, message, reply_to, thread))
        except Unparsed:
            log.error("Telegram could not read our markup", chat=chat)
            return await self._call(chat, self._text(chat, unmarked(message), reply_to, thread, mode=None))

    async def _text(
        self,
        chat: int,
        message: Message,
        reply_to: int | None,
        thread: int | None,
        mode: str | None = ParseMode.HTML,
    ) -> int:
        sent = await self._bot.send_message(
            chat,
            message.html,
            parse_mode=mode,
            link_preview_options=NO_PREVIEW,
            reply_markup=keyboard(message),
            message_thread_id=thread,
            reply_parameters=_reply_to(reply_to),
        )
        return sent.message_id

    async def _rewrite(self, chat: int, number: int, message: Message) -> None:
        try:
            await self._call(chat, self._edit(chat, number, message))
        except Unparsed:
            log.error("Telegram could not read our markup", chat=chat)
            await self._call(chat, self._edit(chat, number, unmarked(message), mode=None))

    async def _edit(
        self, chat: int, number: int, message: Message, mode: str | None = ParseMode.HTML
    ) -> None:
        try:
            await self._bot.edit_message_text(
                message.html,
                chat,
                number,
                parse_mode=mode,
                link_preview_options=NO_PREVIEW,
                reply_markup=keyboard(message),
            )
        except BadRequest as same:
            if "message is not modified" not in str(same).lower():
                raise

    async def _call(self, chat: int, request: Awaitable[T]) -> T:
        """Make a request and say in our own words how it failed."""
        try:
            return await request
        except RetryAfter as busy:
            self._governor.rest(chat, seconds(busy))
            raise NotSent("Telegram asks Parley to wait.", seconds(busy)) from busy
        except ChatMigrated as moved:
            raise Moved(str(moved.new_chat_id)) from moved
        except Forbidden as barred:
            await self._note_barred(chat)
            raise Impossible(why(str(barred), FORBIDDEN), closed=chat < 0) from barred
        except BadRequest as refused:  # before NetworkError, of which it is a subclass
            if "can't parse entities" in str(refused).lower():
                raise Unparsed from refused
            log.warning("Telegram refused a message", chat=chat, reason=str(refused)[:80])
            raise refusal(str(refused), chat) from refused
        except InvalidToken as unknown:
            raise NotSent(REFUSED_BOT) from unknown
        except TelegramError as broken:
            if isinstance(broken.__cause__, NEVER_LEFT):
                raise NotSent("Telegram cannot be reached.") from broken
            raise Unknown from broken

    async def _note_barred(self, chat: int) -> None:
        if chat > 0:
            await self._app.write(lambda db: people.note_reachable(db, "telegram", str(chat), False))


def _shorten(line: str, kept: list[str]) -> str:
    if len(line.encode()) <= DATA_BYTES:
        return line or "help"
    kept.append(line)
    return f"~{lines.token(line)}"


def _reply_to(number: int | None) -> ReplyParameters | None:
    return None if number is None else ReplyParameters(number, allow_sending_without_reply=True)
