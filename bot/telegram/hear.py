"""What an update from Telegram says: whether it is for us, who speaks, and where."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from telegram import CallbackQuery, Message, Update, User

from commands.no_files import FILE_SENT

ANONYMOUS = 1087968824  # GroupAnonymousBot: an administrator who writes as the group
CHANNEL_POSTS = 777000  # Telegram itself, forwarding from a channel linked with the group
KINDS = ("message", "callback_query", "my_chat_member")
COMMAND = re.compile(r"/\w+(?:@(\w+))?")
FILES = ("document", "photo", "video", "audio")
WHERE = ("chat", "from", "sender_chat", "message_thread_id", "is_topic_message")
STORED = ("message_id", "date", "media_group_id", *WHERE)
NO_FILE = {"file_id": "", "file_unique_id": ""}


@dataclass(frozen=True, slots=True)
class Said:
    """Something a person said to us. ``place`` is the group it belongs to, empty if none.

    ``message`` and ``thread`` are where an answer in a group belongs; ``press`` is the button press
    that waits for an answer.
    """

    key: str
    account: str
    name: str
    chat: int
    place: str
    line: str
    message: int | None = None
    thread: int | None = None
    press: str = ""

    @property
    def private(self) -> bool:
        return str(self.chat) == self.account

    @property
    def typed_command(self) -> bool:
        return not self.press and self.line.startswith("/")


def key_of(update_id: int) -> str:
    return f"telegram:{update_id}"


def chat_of(payload: dict[str, Any]) -> str:
    """The queue an update belongs to: its chat, and for a press in a group its person there."""
    if "callback_query" in payload:
        query = payload["callback_query"]
        chat, person = query.get("message", {}).get("chat", {}).get("id", ""), query["from"]["id"]
        return str(chat) if chat == person else f"{chat}:{person}"
    return next((str(payload[kind]["chat"]["id"]) for kind in KINDS if kind in payload), "")


def read(update: Update, me: User) -> Said | None:
    """What was said to us, or ``None`` when nobody said anything to us."""
    if update.callback_query is not None:
        return _pressed(update.update_id, update.callback_query)
    message = update.message
    if message is None or message.from_user is None or message.sender_chat:
        return None
    if message.from_user.is_bot or message.from_user.id == CHANNEL_POSTS:
        return None
    line = line_for_us(message, me)
    return None if line is None else _written(update.update_id, message, message.from_user, line)


def _pressed(number: int, query: CallbackQuery) -> Said | None:
    if query.message is None or not query.data:
        return None
    chat = query.message.chat.id
    return Said(
        key_of(number),
        str(query.from_user.id),
        query.from_user.full_name,
        chat,
        "" if chat == query.from_user.id else str(chat),
        query.data,
        query.message.message_id,
        topic(query.message) if isinstance(query.message, Message) else None,
        query.id,
    )


def _written(number: int, message: Message, person: User, line: str) -> Said:
    chat = message.chat.id
    place = "" if chat == person.id else str(chat)
    account, thread = str(person.id), topic(message)
    return Said(key_of(number), account, person.full_name, chat, place, line, message.message_id, thread)


def topic(message: Message) -> int | None:
    """The forum topic of a message; elsewhere a thread number only says what it replies to."""
    return message.message_thread_id if message.is_topic_message else None


def line_for_us(message: Message, me: User) -> str | None:
    """The text of a message, if it is meant for us; in a group without our name at its head or inside.

    For a file it is the line that refuses it, a command so that no open form takes it for an answer.
    """
    if not sends_file(message):
        return _addressed(message, message.text, me)
    return None if _addressed(message, message.caption or "", me) is None else f"/{FILE_SENT}"


def sends_file(message: Message) -> bool:
    return any(getattr(message, kind) for kind in FILES)


def without_file(payload: dict[str, Any], update: Update, me: User) -> dict[str, Any]:
    """An update as it may be stored: of a file nothing, neither its name nor a caption nor a way to fetch it."""
    message = update.message
    if message is None or not sends_file(message):
        return payload
    kept = {key: value for key, value in payload["message"].items() if key in STORED}
    caption = "" if line_for_us(message, me) is None else f"@{me.username}"
    return {"update_id": update.update_id, "message": {**kept, "document": NO_FILE, "caption": caption}}


def _addressed(message: Message, text: str | None, me: User) -> str | None:
    """What somebody wrote to us, if it was to us."""
    if text is None or message.chat.type == "private":
        return text
    command = COMMAND.match(text)
    if command:
        ours = command[1] is None or command[1].lower() == str(me.username).lower()
        return text if ours else None
    without = re.sub(rf"@{me.username}\b[,:]?\s*", "", text, count=1, flags=re.IGNORECASE)
    if without != text or _answers_us(message, me):
        return without.strip()
    return None


def _answers_us(message: Message, me: User) -> bool:
    before = message.reply_to_message
    if before is None or before.from_user is None or before.forum_topic_created is not None:
        return False
    return before.from_user.id == me.id


def is_faceless(message: Message, me: User) -> bool:
    """Whether an administrator speaks to us as the group, so that there is nobody to answer to."""
    as_group = message.sender_chat is not None and message.sender_chat.id == message.chat.id
    person = message.from_user
    faceless = as_group or (person is not None and person.id == ANONYMOUS)
    return faceless and line_for_us(message, me) is not None
