"""Methods for messages which stand already: delete, pin, react."""

from . import shapes, targets
from .errors import impossible, malformed
from .service import Service, method
from .words import words
from .world import BOT_ID, Chat, Message

REACTIONS = words(
    "👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 "
    "🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ "
    "🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡 "
)


@method("deleteMessage")
def delete_message(service: Service, args: dict) -> bool:
    where = targets.present(service.world, args)
    message = service.world.find(where.id, args.get("message_id", 0))
    if message is None:
        raise impossible("message to delete not found")
    if not _may_delete(where, message):
        raise impossible("message can't be deleted")
    message.deleted = True
    return True


@method("deleteMessages")
def delete_messages(service: Service, args: dict) -> bool:
    """Deletes what can be deleted; missing messages are passed over."""
    where = targets.present(service.world, args)
    ids = args.get("message_ids")
    if not isinstance(ids, list) or not 1 <= len(ids) <= 100:
        raise malformed("message identifiers are not specified")
    found = [service.world.find(where.id, int(each)) for each in ids]
    for message in found:
        if message and _may_delete(where, message):
            message.deleted = True
    return True


def _may_delete(where: Chat, message: Message) -> bool:
    return message.sender == BOT_ID or where.private or where.bot == "administrator"


@method("pinChatMessage")
def pin_message(service: Service, args: dict) -> bool:
    where = _pinning(service, args)
    message = service.world.find(where.id, args.get("message_id", 0))
    if message is None:
        raise impossible("message to pin not found")
    if message.message_id in where.pinned:
        return True
    where.pinned.append(message.message_id)
    shown = shapes.message(service.world, message)
    note = service.world.add(where, BOT_ID, service={"pinned_message": shown})
    service.publish("message", shapes.message(service.world, note), where.id)
    return True


@method("unpinChatMessage")
def unpin_message(service: Service, args: dict) -> bool:
    where = _pinning(service, args)
    wanted = args.get("message_id") or (where.pinned[-1] if where.pinned else 0)
    if wanted not in where.pinned:
        raise impossible("message to unpin not found")
    where.pinned.remove(wanted)
    return True


@method("unpinAllChatMessages")
def unpin_all(service: Service, args: dict) -> bool:
    _pinning(service, args).pinned.clear()
    return True


def _pinning(service: Service, args: dict) -> Chat:
    where = targets.present(service.world, args)
    if not (where.private or where.bot == "administrator"):
        raise impossible("not enough rights to manage pinned messages in the chat")
    return where


@method("setMessageReaction")
def set_reaction(service: Service, args: dict) -> bool:
    where = targets.present(service.world, args)
    message = service.world.find(where.id, args.get("message_id", 0))
    if message is None:
        raise impossible("message to react not found")
    wanted = args.get("reaction") or []
    if len(wanted) > 1:
        raise malformed("REACTIONS_TOO_MANY")
    emoji = [str(item.get("emoji", "")).replace("\ufe0f", "") for item in wanted]
    if set(emoji) - REACTIONS:
        raise malformed("REACTION_INVALID")
    message.reactions = emoji
    return True
