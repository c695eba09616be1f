"""What the doctor asks Telegram: the token, privacy mode, how updates come, and each group."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from bot.cli.doctor import Answer, Finding, Line, clock_check, line
from bot.settings import Settings, TelegramSettings

MANY = 100  # updates that wait
ADD = "Open the group, choose Add members and add the bot."


async def examine(settings: Settings, clock: Callable[[], datetime]) -> list[Finding]:
    """Every check of Telegram; none when Telegram is off."""
    if settings.telegram is None:
        return [Finding("ok", "Telegram", "It is off: there is no telegram section.")]
    async with line("Telegram", clock) as telegram:
        return [finding async for finding in _examine(settings, settings.telegram, telegram)]


async def _examine(settings: Settings, telegram: TelegramSettings, to: Line) -> AsyncIterator[Finding]:
    token = settings.secrets.telegram_bot_token
    if token is None:
        yield Finding("problem", "Telegram token", "TELEGRAM_BOT_TOKEN is not set. @BotFather gives you one.")
        return
    base = f"{telegram.bot_url}{token.get_secret_value()}"
    me = await to.ask(f"{base}/getMe", {})
    yield _token(me)
    for finding in clock_check("Telegram", to.skew):
        yield finding
    bot = me.body.get("result")
    if not isinstance(bot, dict):
        return
    for finding in _privacy(bot):
        yield finding
    yield _updates(settings, telegram, await to.ask(f"{base}/getWebhookInfo", {}))
    for address in [
        place.telegram for each in settings.partnerships for place in each.places if place.telegram
    ]:
        yield await _group(to, base, address, int(bot["id"]))


def _token(me: Answer) -> Finding:
    what = "Telegram token"
    if me.trouble:
        return Finding("problem", what, me.trouble)
    if me.body.get("ok"):
        return Finding("ok", what, f"It works: Parley is @{me.body['result'].get('username')}.")
    if me.body.get("error_code") in (401, 404):
        words = "Telegram does not accept TELEGRAM_BOT_TOKEN. Ask @BotFather for the right one."
        return Finding("problem", what, words)
    return Finding("problem", what, f"Telegram answers: {_said(me)}. Try again later.")


def _said(answer: Answer) -> str:
    return str(answer.body.get("description") or "nothing that can be read")


def _privacy(bot: dict[str, Any]) -> list[Finding]:
    what = "Telegram privacy mode"
    joins = [] if bot.get("can_join_groups", True) else [Finding("problem", "Telegram groups", _NO_GROUPS)]
    if bot.get("can_read_all_group_messages"):
        return [*joins, Finding("warning", what, _READS_ALL)]
    words = (
        "It is on: in groups Parley gets commands such as /ask and replies to its own messages, nothing else."
    )
    return [*joins, Finding("ok", what, words)]


_NO_GROUPS = "The bot may not be added to groups. Write /setjoingroups to @BotFather and choose Enable."
_READS_ALL = (
    "It is off: Telegram sends Parley everything said in its groups, which it does not need. Write /setprivacy "
    "to @BotFather and choose Enable, then remove the bot from each group and add it again."
)


def _updates(settings: Settings, telegram: TelegramSettings, asked: Answer) -> Finding:
    """How updates reach us. The address of a webhook is never shown whole: its path is a secret."""
    info = asked.body.get("result")
    if not isinstance(info, dict):
        return Finding("problem", "Telegram updates", asked.trouble or f"Telegram answers: {_said(asked)}.")
    url, waiting = str(info.get("url") or ""), int(info.get("pending_update_count") or 0)
    if telegram.mode == "polling":
        return _polled(url, waiting)
    return _hooked(settings, url, waiting, str(info.get("last_error_message") or ""))


def _polled(url: str, waiting: int) -> Finding:
    what = "Telegram updates"
    if url:
        words = (
            f"A webhook at {urlsplit(url).hostname} takes them, and Parley is set to poll. If another program "
            "uses this bot, give Parley a bot of its own; if not, Parley removes the webhook when it starts."
        )
        return Finding("problem", what, words)
    if waiting > MANY:
        return Finding("warning", what, f"{waiting} wait. Look whether Parley is running.")
    return Finding("ok", what, f"Parley polls for them; {waiting} wait.")


def _hooked(settings: Settings, url: str, waiting: int, error: str) -> Finding:
    what, public = "Telegram updates", settings.http.public_url or ""
    if not url:
        return Finding("warning", what, f"No webhook is set; {waiting} wait. Parley sets it when it starts.")
    if urlsplit(url).hostname != urlsplit(public).hostname:
        words = f"The webhook is at {urlsplit(url).hostname}, not at http.public_url. Parley sets it when it starts."
        return Finding("problem", what, words)
    if error:
        words = (
            f"Telegram could not deliver: {error}. {waiting} wait. Check that it can reach http.public_url."
        )
        return Finding("problem" if waiting else "warning", what, words)
    return Finding("ok", what, f"They come to {urlsplit(url).hostname}; {waiting} wait.")


async def _group(to: Line, base: str, address: int, bot: int) -> Finding:
    what = f"Telegram group {address}"
    chat = await to.ask(f"{base}/getChat", {"chat_id": str(address)})
    if chat.trouble:
        return Finding("problem", what, chat.trouble)
    moved = (chat.body.get("parameters") or {}).get("migrate_to_chat_id")
    if moved:
        return Finding("warning", what, f"It has become the supergroup {moved}. Write that id in places.")
    if not chat.body.get("ok"):
        return _no_group(what, chat)
    title = f"“{chat.body['result'].get('title', address)}”"
    member = await to.ask(f"{base}/getChatMember", {"chat_id": str(address), "user_id": str(bot)})
    return _standing(what, title, member)


def _no_group(what: str, chat: Answer) -> Finding:
    if chat.body.get("error_code") == 403:
        return Finding("problem", what, f"Parley has been removed from this group. {ADD}")
    if "not found" in _said(chat).lower():
        return Finding("problem", what, f"Telegram shows Parley no such group. Check the id. {ADD}")
    return Finding("problem", what, f"Telegram answers: {_said(chat)}. Try again later.")


def _standing(what: str, title: str, member: Answer) -> Finding:
    found = member.body.get("result") or {}
    status = found.get("status")
    if status in ("left", "kicked"):
        return Finding("problem", what, f"Parley is not in {title}. {ADD}")
    if status == "restricted" and not found.get("can_send_messages"):
        return Finding("problem", what, f"Parley may not write in {title}. Give the bot that right there.")
    if status == "administrator":
        words = f"Parley is an administrator of {title}, so it gets every message there whatever privacy mode says."
        return Finding("ok", what, words)
    if status in ("member", "creator", "restricted"):
        return Finding("ok", what, f"Parley is in {title}.")
    return Finding("problem", what, member.trouble or f"Telegram answers: {_said(member)}. {ADD}")
