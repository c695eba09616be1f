"""The bot's coming and going, as my_chat_member updates tell it."""

from . import shapes
from .service import Service
from .world import BOT_ID, Chat, Message


def move_bot(service: Service, where: Chat, by: int, status: str) -> int | None:
    """Changes the bot's standing in a group and tells it, as far as it listens."""
    bot = service.world.users[BOT_ID]
    before = shapes.member(service.world, where, bot)
    where.bot = status
    return tell(service, where, by, before, shapes.member(service.world, where, bot))


def tell(service: Service, where: Chat, by: int, before: dict, after: dict) -> int | None:
    body = {
        "chat": shapes.chat(service.world, where),
        "from": shapes.user(service.world.users[by]),
        "date": service.world.now(),
        "old_chat_member": before,
        "new_chat_member": after,
    }
    return service.publish("my_chat_member", body, where.id)


def change_block(service: Service, user: int, blocked: bool) -> int | None:
    """A person blocks or unblocks the bot; in private chats that is called kicked and member."""
    world = service.world
    world.users[user].blocked = blocked
    bot = shapes.user(world.users[BOT_ID])
    barred = {"user": bot, "status": "kicked", "until_date": 0}
    free = {"user": bot, "status": "member"}
    before, after = (free, barred) if blocked else (barred, free)
    return tell(service, world.chats[user], user, before, after)


def note(service: Service, where: Chat, by: int, **content) -> int | None:
    """A service message, which bots get whatever their privacy mode."""
    message = service.world.add(where, by, service=content)
    return publish(service, message)


def publish(service: Service, message: Message, kind: str = "message") -> int | None:
    return service.publish(kind, shapes.message(service.world, message), message.chat)
