"""What happens to groups: people join, the bot is removed, chats move house."""

from . import shapes
from .membership import change_block, move_bot, note, publish
from .service import Service
from .world import BOT_ID, Chat, User, World


class Groups:
    """The part of the fake which builds chats and changes who is in them."""

    service: Service
    world: World

    def add_user(
        self, user: int, name: str = "Ada", username: str | None = None, language: str = "en"
    ) -> int:
        """Makes a person whom the bot knows by sight; it may not write to them before start()."""
        with self.world.changed:
            self.world.users[user] = User(user, name, username, language)
            self.world.chats[user] = Chat(user, "private", members={user})
        return user

    def add_group(
        self,
        chat: int,
        title: str = "Group",
        members: list[int] | tuple[int, ...] = (),
        supergroup: bool = True,
        admins: list[int] | tuple[int, ...] = (),
        username: str | None = None,
        forum: bool = False,
    ) -> int:
        """Makes a group with the bot in it; the first of the admins is its creator."""
        assert supergroup == str(chat).startswith("-100"), (
            "Ids of supergroups, and only they, begin with -100."
        )
        with self.world.changed:
            made = Chat(chat, "supergroup" if supergroup else "group", title, username)
            made.members, made.admins = {*members, *admins}, list(admins)
            made.topics = {} if forum else None
            self.world.chats[chat] = made
        return chat

    def add_topic(self, chat: int, name: str) -> int:
        """Opens a topic in a forum; its message_thread_id."""
        with self.world.changed:
            where = self.world.chats[chat]
            assert where.topics is not None, "Only forums have topics."
            creator = (where.admins or sorted(where.members))[0]
            content = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
            message = self.world.add(where, creator, service=content)
            message.thread = message.message_id
            where.topics[message.message_id] = name
            publish(self.service, message)
        return message.message_id

    def block(self, user: int) -> int | None:
        with self.world.changed:
            return change_block(self.service, user, True)

    def unblock(self, user: int) -> int | None:
        with self.world.changed:
            return change_block(self.service, user, False)

    def kick(self, chat: int, by: int | None = None) -> int | None:
        """Removes the bot from a group."""
        return self._move(chat, by, "kicked")

    def promote(self, chat: int, by: int | None = None) -> int | None:
        """Makes the bot an administrator: it may pin and delete, and privacy mode no longer counts."""
        return self._move(chat, by, "administrator")

    def demote(self, chat: int, by: int | None = None) -> int | None:
        return self._move(chat, by, "member")

    def add_bot(self, chat: int, by: int | None = None) -> int | None:
        """Brings the bot (back) into a group, with both updates which tell of it."""
        with self.world.changed:
            where = self.world.chats[chat]
            where.bot = "left"
            self._move(chat, by, "member")
            bot = [shapes.user(self.world.users[BOT_ID])]
            return note(self.service, where, self._actor(where, by), new_chat_members=bot)

    def _move(self, chat: int, by: int | None, status: str) -> int | None:
        with self.world.changed:
            where = self.world.chats[chat]
            return move_bot(self.service, where, self._actor(where, by), status)

    def _actor(self, where: Chat, by: int | None) -> int:
        return by or next(iter(where.admins or sorted(where.members)), BOT_ID)

    def join(self, user: int, chat: int) -> int | None:
        with self.world.changed:
            where = self.world.chats[chat]
            where.members.add(user)
            return note(self.service, where, user, new_chat_members=[shapes.user(self.world.users[user])])

    def leave(self, user: int, chat: int) -> int | None:
        with self.world.changed:
            where = self.world.chats[chat]
            where.members.discard(user)
            return note(self.service, where, user, left_chat_member=shapes.user(self.world.users[user]))

    def migrate(self, old_chat: int, new_chat: int) -> tuple[int | None, int | None]:
        """Turns a basic group into a supergroup: a new id, message numbers from 1, two service messages."""
        with self.world.changed:
            old = self.world.chats[old_chat]
            people = {"members": old.members, "admins": old.admins}
            self.add_group(new_chat, old.title, **people)
            new = self.world.chats[new_chat]
            new.bot = old.bot
            by = self._actor(old, None)
            told = note(self.service, old, by, migrate_to_chat_id=new_chat)
            old.moved_to = new_chat
            return told, note(self.service, new, by, migrate_from_chat_id=old_chat)
