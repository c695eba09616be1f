"""What people do in chats: they write, press buttons, edit and send files."""

from collections.abc import Callable

from . import shapes
from .entities import cut
from .membership import publish
from .pictures import dimensions
from .service import Service
from .text import person
from .world import ANONYMOUS, BOT_ID, CHANNEL_POSTS, Button, Chat, Message, Press, World


class People:
    """The part of the fake which stands for human fingers."""

    service: Service
    world: World
    wait_answer: Callable[[Press, float], Press]

    def start(self, user: int, payload: str = "") -> int | None:
        """Presses Start in the private chat; from then on the bot may write to that person."""
        return self.says(user, None, f"/start {payload}".strip())

    def says(
        self,
        user: int,
        chat: int | None,
        text: str,
        reply_to: Message | int | None = None,
        thread: int | None = None,
    ) -> int | None:
        """Writes text; the update_id, or None when privacy mode keeps it from the bot."""
        made = person(text)
        parts = {"text": made.text, "entities": made.entities}
        return self._post(user, chat, reply_to=_number(reply_to), thread=thread, **parts)

    def send_document(
        self,
        user: int,
        chat: int | None,
        name: str,
        data: bytes,
        mime: str = "",
        caption: str = "",
        album: str | None = None,
        reply_to: Message | int | None = None,
    ) -> int | None:
        """Sends a file; several with the same `album` are shown, and come to the bot, as one group of messages."""
        made = person(caption)
        with self.world.changed:
            file = self.world.keep(data, name=name, mime=mime or "application/octet-stream")
        parts = {"caption": made.text, "entities": made.entities, "album": album}
        return self._post(user, chat, file=file, reply_to=_number(reply_to), **parts)

    def send_photo(self, user: int, chat: int | None, data: bytes, caption: str = "") -> int | None:
        made = person(caption)
        with self.world.changed:
            picture = self.world.keep(data, mime="image/png", size=dimensions(data), kind="Photo")
        return self._post(user, chat, picture=picture, caption=made.text, entities=made.entities)

    def anonymous_admin(self, chat: int, text: str, reply_to: Message | int | None = None) -> int | None:
        """Writes as the group: the sender is GroupAnonymousBot, so there is nobody to authorise."""
        made = person(text)
        return self._post(ANONYMOUS, chat, text=made.text, entities=made.entities, reply_to=_number(reply_to))

    def linked_post(self, chat: int, text: str) -> int | None:
        """A post which Telegram forwards from the channel linked with the group."""
        made = person(text)
        return self._post(CHANNEL_POSTS, chat, text=made.text, entities=made.entities)

    def edit(self, user: int, message: Message | int, text: str) -> int | None:
        """Edits one's own message, given as a Message or as the update_id which says() returned."""
        made = person(text)
        with self.world.changed:
            target = message if isinstance(message, Message) else self.message_of(message)
            assert target.sender == user, "People edit only their own messages."
            target.text, target.entities, target.edited = made.text, made.entities, self.world.now()
            target.edits.append(target.visible_text)
            return self._deliver(target, "edited_message")

    def press(
        self, user: int, message: Message, label: str | None = None, *, data: str | None = None
    ) -> Press:
        """Presses the button with that label; `data` instead is what a modified client may send."""
        with self.world.changed:
            if data is None:
                data = _button(message, label).data
            assert data is not None, f"The button {label!r} opens a link; the bot hears nothing of it."
            press = Press(
                str(4_000_000_000_000 + self.world.serial()), user, message, data, waiter=self.wait_answer
            )
            self.world.presses[press.id] = press
            press.update_id = self._publish_press(press)
        return press

    def message_of(self, update_id: int) -> Message:
        """The message of which an update told."""
        body = self.service.queue.history[update_id].body
        found = self.world.find(body["chat"]["id"], body["message_id"])
        assert found, "That message was deleted."
        return found

    def _publish_press(self, press: Press) -> int | None:
        message = press.message
        shown = shapes.message(self.world, message)
        if message.deleted:
            # The bot gets an InaccessibleMessage, known by its date.
            shown = {"chat": shown["chat"], "message_id": message.message_id, "date": 0}
        body = {"id": press.id, "from": shapes.user(self.world.users[press.user]), "message": shown}
        body |= {"chat_instance": f"ci{message.chat}", "data": press.data}
        return self.service.publish("callback_query", body, message.chat)

    def _post(self, user: int, chat: int | None, **parts) -> int | None:
        with self.world.changed:
            where = self._where(user, chat)
            message = self.world.add(where, user, **parts)
            return self._deliver(message, "message")

    def _where(self, user: int, chat: int | None) -> Chat:
        where = self.world.chats[user if chat is None else chat]
        assert where.moved_to is None, f"This group has moved to {where.moved_to}."
        if where.private:
            person = self.world.users[user]
            assert not person.blocked, "Somebody who has blocked the bot cannot write to it."
            person.started = True
            return where
        assert user in where.members | {ANONYMOUS, CHANNEL_POSTS}, f"{user} is no member of {where.title}."
        return where

    def _deliver(self, message: Message, kind: str) -> int | None:
        where = self.world.chats[message.chat]
        if where.bot in ("kicked", "left") or not heard(self.world, where, message):
            return None
        return publish(self.service, message, kind)


def heard(world: World, where: Chat, message: Message) -> bool:
    """Whether privacy mode lets the bot see this message; administrators see everything."""
    if where.private or not world.privacy or where.bot == "administrator":
        return True
    original = world.find(where.id, message.reply_to) if message.reply_to else None
    if original and original.sender == BOT_ID:
        return True
    return any(_for_us(world, message, entity) for entity in message.entities)


def _for_us(world: World, message: Message, entity) -> bool:
    """A command which names no bot or this one; a plain @mention does not count."""
    if entity.type != "bot_command" or entity.offset:
        return False
    _, _, name = cut(message.text or message.caption, entity.offset, entity.length).partition("@")
    return name.lower() in ("", world.username.lower())


def _button(message: Message, label: str | None) -> Button:
    found = next((button for button in message.buttons if button.text == label), None)
    assert found, f"There is no button {label!r}, only {message.labels}."
    return found


def _number(message: Message | int | None) -> int | None:
    return message.message_id if isinstance(message, Message) else message
