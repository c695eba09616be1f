"""What an update from Telegram says: whether it is for us, who speaks, and where."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from telegram import CallbackQuery, Message, Update, User

from bot import replies
from commands.no_files import FILE_SENT

ANONYMOUS = 1087968824  # GroupAnonymousBot: an administrator who writes as the group
CHANNEL_POSTS = 777000  # Telegram itself, forwarding from a channel linked with the group
KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
COMMAND = re.compile(r"/\w+(?:@(\w+))?")
FILES = ("document", "photo", "video", "audio")
WHERE = ("chat", "from", "sender_chat", "message_thread_id", "is_topic_message")
STORED = ("message_id", "date", "media_group_id", *WHERE)
BEFORE = (*STORED, "forum_topic_created")
NO_FILE = {"file_id": "", "file_unique_id": ""}
OTHERS = ("reply_to_message", "quote", "external_reply")  # what a message carries of another one
PROPOSES = re.compile(r"/weeknote(?:@\w+)?\s*", re.IGNORECASE)  # as a reply to somebody's message


@dataclass(frozen=True, slots=True)
class Quoted:
    """The message that somebody replied to. ``account`` is empty where no person wrote it."""

    account: str
    name: str
    words: str
    message: int
    link: str


@dataclass(frozen=True, slots=True)
class Said:
    """Something a person said to us. ``place`` is the group it belongs to, empty if none.

    ``message`` and ``thread`` are where an answer in a group belongs; ``press`` is the button press
    that waits for an answer. ``answers`` is our message that it replies to, ``quoted`` somebody else's that it
    is about, ``edited`` that it was said before in other words, ``link`` where it can be looked at.
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
    answers: int | None = None
    quoted: Quoted | None = None
    edited: bool = False
    link: str = ""

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
    message = update.message or update.edited_message
    if message is None or not _is_by_person(message) or message.from_user is None:
        return None
    if update.edited_message is not None:
        said = _written(update.update_id, message, message.from_user, _without_name(message.text or "", me))
        return replace(said, edited=True)
    line = line_for_us(message, me)
    if line is None:
        return None
    said = _written(update.update_id, message, message.from_user, line)
    before = message.reply_to_message
    if before is None or before.forum_topic_created is not None:
        return said
    if _answers_us(message, me):
        return replace(said, answers=before.message_id)
    return replace(said, quoted=_quoted(before) if _is_about(message, line) else None)


def _is_about(message: Message, line: str) -> bool:
    """Whether a reply proposes the message above for the weeknotes, or makes an action of it."""
    if PROPOSES.fullmatch(line):
        return True
    return message.chat.type != "private" and replies.makes_action(line)


def _is_by_person(message: Message) -> bool:
    """Not by a bot, not in the name of a group and not forwarded from a linked channel."""
    person = message.from_user
    return person is not None and not person.is_bot and not message.sender_chat and person.id != CHANNEL_POSTS


def _quoted(message: Message) -> Quoted:
    words, number = message.text or message.caption or "", message.message_id
    if not _is_by_person(message) or message.from_user is None:
        return Quoted("", "", words, number, link(message))
    person = message.from_user
    return Quoted(str(person.id), person.full_name, words, number, link(message))


def link(message: Message) -> str:
    """Where a message can be looked at; only those of supergroups can."""
    number = str(message.chat.id)
    if message.chat.username:
        return f"https://t.me/{message.chat.username}/{message.message_id}"
    return f"https://t.me/c/{number[4:]}/{message.message_id}" if number.startswith("-100") else ""


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
    said = Said(key_of(number), account, person.full_name, chat, place, line, message.message_id, thread)
    return replace(said, link=link(message))


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
    """An update as it may be stored: of a file nothing, neither its name nor a caption nor a way to fetch it.

    Of another message that it replies to, only which one that is, unless what it says is about that one.
    """
    message = update.message
    if message is None:
        return payload
    if not sends_file(message):
        is_about = _is_about(message, line_for_us(message, me) or "")
        return payload if is_about else {**payload, "message": _without_others(payload["message"])}
    kept = {key: value for key, value in payload["message"].items() if key in STORED}
    caption = "" if line_for_us(message, me) is None else f"@{me.username}"
    return {"update_id": update.update_id, "message": {**kept, "document": NO_FILE, "caption": caption}}


def _without_others(message: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in message.items() if key not in OTHERS}
    before = message.get("reply_to_message")
    if before is None:
        return kept
    return {**kept, "reply_to_message": {key: value for key, value in before.items() if key in BEFORE}}


def _addressed(message: Message, text: str | None, me: User) -> str | None:
    """What somebody wrote to us, if it was to us."""
    if text is None or message.chat.type == "private":
        return text
    command = COMMAND.match(text)
    if command:
        ours = command[1] is None or command[1].lower() == str(me.username).lower()
        return text if ours else None
    without = _without_name(text, me)
    if without != text or _answers_us(message, me):
        return without.strip()
    return None


def _without_name(text: str, me: User) -> str:
    return re.sub(rf"@{me.username}\b[,:]?\s*", "", text, count=1, flags=re.IGNORECASE)


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
