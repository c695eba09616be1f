"""The JSON objects of the Bot API, built from the fake's own records."""

from typing import Any

from .entities import Entity
from .words import words
from .world import ANONYMOUS, BOT_ID, Button, Chat, File, Message, User, World

_RIGHTS = words(
    "can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats "
    "can_restrict_members can_promote_members can_change_info can_invite_users can_post_stories "
    "can_edit_stories can_delete_stories can_pin_messages can_manage_topics"
)


def _present(**fields: Any) -> dict:
    return {name: value for name, value in fields.items() if value not in (None, [], "", False)}


def user(person: User) -> dict:
    names = {"id": person.id, "is_bot": person.is_bot, "first_name": person.name}
    spoken = None if person.is_bot else person.language
    return names | _present(username=person.username, language_code=spoken)


def me(world: World) -> dict:
    return user(world.users[BOT_ID]) | {
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def chat(world: World, where: Chat) -> dict:
    named = where.title
    if where.private:
        person = world.users[where.id]
        return {"id": where.id, "type": "private"} | _present(
            first_name=person.name, username=person.username
        )
    return {"id": where.id, "type": where.type, "title": named} | _present(
        username=where.username, is_forum=where.topics is not None
    )


def full_chat(world: World, where: Chat) -> dict:
    gifts = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    extra = {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }
    pinned = world.find(where.id, where.pinned[-1]) if where.pinned else None
    return chat(world, where) | extra | _present(pinned_message=pinned and message(world, pinned))


def member(world: World, where: Chat, person: User) -> dict:
    """A ChatMember; the first administrator of a group is its creator."""
    status = _status(where, person.id)
    base = {"user": user(person), "status": status}
    match status:
        case "creator":
            return base | {"is_anonymous": False}
        case "administrator":
            return base | dict.fromkeys(_RIGHTS, person.id == BOT_ID) | {"is_anonymous": False}
        case "kicked":
            return base | {"until_date": 0}
    return base


def _status(where: Chat, person: int) -> str:
    if person == BOT_ID:
        return where.bot
    if person in where.admins:
        return "creator" if where.admins[0] == person else "administrator"
    return "member" if person in where.members else "left"


def entity(world: World, item: Entity) -> dict:
    known = world.users.get(item.user or 0)
    language = item.language if item.type == "pre" else None
    return {"type": item.type, "offset": item.offset, "length": item.length} | _present(
        url=item.url, user=known and user(known), language=language, custom_emoji_id=item.custom_emoji_id
    )


def button(item: Button) -> dict:
    return {"text": item.text} | _present(callback_data=item.data, url=item.url) | dict(item.other)


def _document(file: File) -> dict:
    ids = {"file_id": file.id, "file_unique_id": f"U{file.id[4:10]}", "file_size": len(file.data)}
    return ids | {"file_name": file.name, "mime_type": file.mime}


def _photo(file: File) -> list[dict]:
    ids = {"file_id": file.id, "file_unique_id": f"U{file.id[4:10]}", "file_size": len(file.data)}
    return [ids | {"width": file.size[0], "height": file.size[1]}]


def message(world: World, item: Message, replies: bool = True) -> dict:
    """A Message object; replies are shown one deep, as the service does."""
    where = world.chats[item.chat]
    made = {"message_id": item.message_id, "date": item.date, "chat": chat(world, where)}
    made["from"] = user(world.users[item.sender])
    if item.sender == ANONYMOUS:
        made["sender_chat"] = chat(world, where)
    made |= _place(world, item, replies) | _content(world, item) | item.service
    keyboard = [[button(cell) for cell in row] for row in item.keyboard]
    markup = {"inline_keyboard": keyboard} if keyboard else None
    return made | _present(reply_markup=markup, edit_date=item.edited, has_protected_content=item.protected)


def _place(world: World, item: Message, replies: bool) -> dict:
    forum = world.chats[item.chat].topics is not None
    original = world.find(item.chat, item.reply_to) if item.reply_to and replies else None
    return _present(
        message_thread_id=item.thread,
        is_topic_message=bool(forum and item.thread),
        reply_to_message=original and message(world, original, replies=False),
    )


def _content(world: World, item: Message) -> dict:
    marks = [entity(world, mark) for mark in item.entities]
    if item.text:
        return {"text": item.text} | _present(entities=marks)
    return _present(
        photo=item.picture and _photo(item.picture),
        document=item.file and _document(item.file),
        caption=item.caption,
        caption_entities=marks,
        media_group_id=item.album,
    )
