"""What python-telegram-bot hands us: words and presses, and people and groups that come and go."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session
from telegram import ChatMember, ChatMemberUpdated, Update, User
from telegram import Message as TelegramMessage
from telegram.ext import Application, CallbackQueryHandler, ChatMemberHandler, ContextTypes, MessageHandler
from telegram.ext.filters import AUDIO, PHOTO, TEXT, VIDEO, ChatType, Document, StatusUpdate, UpdateType

from bot import notices
from bot.app import App
from bot.heard import Heard
from bot.log import frames, log, short_code
from bot.telegram.answers import Answers
from bot.telegram.hear import Said, is_faceless, key_of, read, topic
from bot.telegram.html import Message
from bot.telegram.send import Speaker
from bot.telegram.talk import Talk
from bot.transport import Impossible, Unknown
from commands.reply import say
from storage import people

AS_YOURSELF = "I cannot tell who you are while you write as the group: write as yourself and I will answer."
ONLY_WORDS = (
    "I can only read words, so I have not kept what you sent. To share figures, talk to your partnership's "
    "data people; to see what I can do, write help."
)
REMOVED = "Parley was removed from this Telegram group."
FILE = Document.ALL | PHOTO | VIDEO | AUDIO
GONE = (ChatMember.LEFT, ChatMember.BANNED)
Context = ContextTypes.DEFAULT_TYPE


class Listener:
    """Tells what an update is about, and passes it on."""

    def __init__(self, app: App, speaker: Speaker, talk: Talk, answers: Answers) -> None:
        self._app, self._speaker, self._talk, self._answers = app, speaker, talk, answers
        self._albums: dict[int, str] = {}

    def listen(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Register with python-telegram-bot; of edited messages those count that are weeknotes."""
        new = UpdateType.MESSAGE
        application.add_handlers(
            [
                CallbackQueryHandler(self._hear),
                ChatMemberHandler(self._note_standing, ChatMemberHandler.MY_CHAT_MEMBER),
                MessageHandler(new & StatusUpdate.MIGRATE, self._follow),
                MessageHandler(new & StatusUpdate.NEW_CHAT_MEMBERS, self._meet),
                MessageHandler(new & (TEXT | FILE), self._hear),
                MessageHandler(UpdateType.EDITED_MESSAGE & TEXT, self._hear),
                MessageHandler(new & ChatType.PRIVATE & ~StatusUpdate.ALL, self._explain),
            ]
        )
        application.add_error_handler(self._apologise)

    async def _hear(self, update: Update, context: Context) -> None:
        said = read(update, context.bot.bot)
        if said is not None and self._goes_on(update.message):
            return
        if said is not None:
            await self._talk.converse(said)
        elif update.message is not None and is_faceless(update.message, context.bot.bot):
            here, number = update.message.chat.id, update.message.message_id
            await self._speaker.answer(here, (Message(AS_YOURSELF),), number, topic(update.message))

    def _goes_on(self, message: TelegramMessage | None) -> bool:
        """Whether this is a further file of several sent at once: they are refused together."""
        album = message.media_group_id if message is not None else None
        if message is None or album is None:
            return False
        before, self._albums[message.chat.id] = self._albums.get(message.chat.id), album
        return before == album

    async def _explain(self, update: Update, context: Context) -> None:
        """A sticker, a voice message or the like, in private."""
        if update.message is not None:
            await self._speaker.answer(update.message.chat.id, (Message(ONLY_WORDS),))

    async def _follow(self, update: Update, context: Context) -> None:
        message = update.message
        if message is None:
            return
        here = str(message.chat.id)
        if message.migrate_to_chat_id is not None:
            await self._answers.follow(here, str(message.migrate_to_chat_id))
        if message.migrate_from_chat_id is not None:
            await self._answers.follow(str(message.migrate_from_chat_id), here)

    async def _meet(self, update: Update, context: Context) -> None:
        """People who join a configured group are known from then on, also in a private chat."""
        if update.message is None:
            return
        address, newcomers = str(update.message.chat.id), update.message.new_chat_members
        await self._app.write(lambda db: meet(db, address, newcomers))

    async def _note_standing(self, update: Update, context: Context) -> None:
        changed = update.my_chat_member
        if changed is None:
            return
        gone = changed.new_chat_member.status in GONE
        if changed.chat.type == "private":
            await self._note_person(str(changed.chat.id), gone)
        elif gone:
            await self._app.write(lambda db: note_left(db, self._app, str(changed.chat.id)))
            self._app.changed.set()
        elif changed.old_chat_member.status in GONE:
            await self._arrive(update.update_id, changed)

    async def _note_person(self, account: str, gone: bool) -> None:
        if gone:
            await self._answers.note_lost(account)
            return
        await self._answers.note_reached(account)

    async def _arrive(self, number: int, changed: ChatMemberUpdated) -> None:
        """We were added to a group: it can be posted to, and it is greeted."""
        address, person = str(changed.chat.id), changed.from_user
        await self._app.write(lambda db: note_back(db, self._app, address))
        self._app.changed.set()
        if person.is_bot:
            return
        said = Said(key_of(number), str(person.id), person.full_name, changed.chat.id, address, "welcome")
        answer = await self._app.hear(
            Heard("telegram", said.account, said.name, address, said.line, None, said.key, True)
        )
        if answer.reply is not None:
            await self._answers.say_in_group(said, answer.reply)

    async def _apologise(self, update: object, context: Context) -> None:
        """The last resort for a mistake of our own; a chat that cannot be written to needs none."""
        error = context.error or Exception()
        code = short_code()
        log.error("an answer could not be given", code=code, error=type(error).__name__, at=frames(error))
        said = read(update, context.bot.bot) if isinstance(update, Update) else None
        if said is None or isinstance(error, Impossible | Unknown):
            return
        sorry = say(
            f"Sorry, there is a problem with Parley. Tell the person who looks after it the code {code}."
        )
        await self._speaker.answer(said.chat, await self._speaker.draw(sorry), said.message, said.thread)


def meet(db: Session, address: str, newcomers: tuple[User, ...]) -> None:
    """Make newcomers known where the group is one of ours."""
    place = people.place_at(db, "telegram", address)
    for person in newcomers:
        if place is not None and not person.is_bot:
            people.meet(db, place.partnership, "telegram", str(person.id), person.full_name)


def note_left(db: Session, app: App, address: str) -> None:
    """We were removed from a group."""
    place = people.place_at(db, "telegram", address)
    if place is not None:
        notices.closed(db, app, place.id, REMOVED)


def note_back(db: Session, app: App, address: str) -> None:
    """We were brought into a group again."""
    place = people.place_at(db, "telegram", address)
    if place is not None:
        notices.returned(db, app, place.id)
