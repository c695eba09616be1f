"""Finds the chat, thread, reply and message which a request names, or refuses."""

from typing import Any

from .errors import Refused, forbidden, impossible, malformed
from .words import words
from .world import BOT_ID, Chat, Message, World

_REPLY_FIELDS = words(
    "message_id chat_id allow_sending_without_reply quote quote_parse_mode quote_entities quote_position"
)


def chat(world: World, args: dict) -> Chat:
    """The chat of chat_id (number or @name), also one where the bot may not write."""
    raw = str(args.get("chat_id") or "").strip()
    if not raw:
        raise malformed("chat_id is empty")
    if raw.startswith("@"):
        found = (each for each in world.chats.values() if not each.private and _named(each, raw[1:]))
    else:
        found = (each for each in world.chats.values() if str(each.id) == raw)
    where = next(found, None)
    if where is None:
        raise impossible("chat not found")
    return where


def _named(where: Chat, name: str) -> bool:
    return (where.username or "").lower() == name.lower()


def present(world: World, args: dict) -> Chat:
    """A chat where the bot is, and which has not moved elsewhere."""
    where = chat(world, args)
    if where.moved_to:
        raise Refused(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            {"migrate_to_chat_id": where.moved_to},
        )
    noun = "supergroup" if where.type == "supergroup" else "group"
    if where.bot == "kicked":
        raise forbidden(f"bot was kicked from the {noun} chat")
    if where.bot == "left":
        raise forbidden(f"bot is not a member of the {noun} chat")
    return where


def writable(world: World, args: dict) -> Chat:
    """A chat where the bot may write: people must have pressed Start and not blocked it."""
    where = present(world, args)
    person = world.users.get(where.id)
    if not (where.private and person):
        return where
    if person.blocked:
        raise forbidden("bot was blocked by the user")
    if not person.started:
        raise forbidden("bot can't initiate conversation with a user")
    return where


def thread(world: World, where: Chat, args: dict) -> int | None:
    """The topic (in forums) or reply thread (in supergroups) to write to."""
    wanted = args.get("message_thread_id")
    if not wanted:
        return None
    if where.topics is None:
        if where.type == "supergroup" and world.find(where.id, wanted):
            return wanted
        raise impossible("message thread not found")
    if wanted not in where.topics:
        raise impossible("message thread not found")
    if wanted in where.closed_topics and where.bot != "administrator":
        raise impossible("TOPIC_CLOSED")
    return wanted


def reply(world: World, where: Chat, args: dict) -> int | None:
    """The message to answer; None when it is gone and the bot said that this is all right."""
    wanted: Any = args.get("reply_parameters")
    if not wanted:
        return None
    if not isinstance(wanted, dict) or "message_id" not in wanted or wanted.keys() - _REPLY_FIELDS:
        raise malformed("can't parse reply parameters JSON object")
    if world.find(where.id, int(wanted["message_id"])):
        return int(wanted["message_id"])
    if wanted.get("allow_sending_without_reply"):
        return None
    raise impossible("message to be replied not found")


def editable(world: World, args: dict) -> Message:
    """The bot's own message of chat_id and message_id."""
    if not args.get("message_id"):
        raise malformed("message identifier is not specified")
    where = present(world, args)
    message = world.find(where.id, args["message_id"])
    if message is None:
        raise impossible("message to edit not found")
    if message.sender != BOT_ID or message.other_markup or message.service:
        raise impossible("message can't be edited")
    return message
