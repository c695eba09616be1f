"""Giving an answer on Telegram: in the group, in private, on the button, or by a link that gives nothing away."""

from __future__ import annotations

import re
import secrets
from collections import OrderedDict
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session
from telegram import Bot

from bot.app import App
from bot.heard import Answer
from bot.log import frames, log
from bot.notices import not_attached
from bot.telegram.forms import Forms
from bot.telegram.hear import Said
from bot.telegram.html import Key, Message
from bot.telegram.keyboard import LINK
from bot.telegram.send import PRESS_TEXT, Speaker
from bot.text import clean, units
from bot.transport import Impossible, Moved
from commands import Call, Refusal, words
from commands.reply import Form, Reply, Text, say, to_json
from storage import database, form_sessions, lines, people, place_changes, posts

POINTER = "I have a private answer for you: tap to open a chat with me first."
OPEN = "Open a chat"
SENT_PRIVATELY = "Sent to you privately."
NOT_YOURS = "That button was for somebody else. Write to me here and I will answer you."
TOO_OLD = "That answer is no longer here. Ask again."
ALERT_FROM, HELD = 60, 1000
KEPT = re.compile(r"for (\d+) (-\d+) (.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Redeemed:
    """What a start link stands for: a line to answer now, or a reply already made."""

    place: str = ""
    line: str = ""
    reply: Reply | None = None


class Answers:
    """Gives people their answers. A private one never falls into a group."""

    def __init__(self, app: App, bot: Bot, speaker: Speaker, forms: Forms) -> None:
        self._app, self._bot, self._speaker, self._forms = app, bot, speaker, forms
        self._held: OrderedDict[str, tuple[Said, Reply]] = OrderedDict()  # by the token of a start link
        self._reached: set[str] = set()

    async def give(self, said: Said, answer: Answer) -> None:
        """Give an answer where it belongs; a press is answered once, whatever happens."""
        reply = answer.reply
        if reply is None or not reply.blocks:  # dealt with before, or there is nothing to say
            await self._release(said)
        elif said.private:
            await self._give_in_chat(said, reply)
        elif self._belongs_in_group(said, reply):
            await self._give_in_group(said, reply)
        else:
            await self._give_from_group(said, answer, reply)

    async def redeem(self, said: Said, payload: str) -> Redeemed | None:
        """What a start link stands for, for this person; ``None`` for a plain Start."""
        if payload.startswith("R"):
            return self._let_go(said, payload[1:])
        if not payload.startswith("L"):
            return None
        with database.reading(self._app.engine) as db:
            stored = lines.find(db, payload[1:])
            kept = KEPT.fullmatch(stored or "")
            if kept is None:
                return self._plain(stored)
            if kept[1] != said.account:
                return Redeemed(reply=say(NOT_YOURS))
            place = people.place_at(db, "telegram", kept[2])
            return Redeemed(kept[2] if place else "", kept[3])

    async def note_reached(self, account: str) -> None:
        """Remember that somebody can be written to, as soon as they are known at all."""
        if account in self._reached:
            return
        await self._app.write(lambda db: people.note_reachable(db, "telegram", account, True))
        with database.reading(self._app.engine) as db:
            if people.partnerships_of(db, "telegram", account):
                self._reached.add(account)

    async def note_lost(self, account: str) -> None:
        """Remember that somebody has blocked us."""
        self._reached.discard(account)
        await self._app.write(lambda db: people.note_reachable(db, "telegram", account, False))

    async def follow(self, old: str, new: str) -> None:
        """A group became a supergroup: its place, its forms and what is owed to it have a new address."""
        await self._app.write(lambda db: move(db, old, new))

    async def say_in_group(self, said: Said, reply: Reply) -> None:
        """Post in the group, as an answer to the message that asked, in its topic."""
        drawn = await self._speaker.draw(reply)
        try:
            chat = said.chat
            numbers = await self._speaker.answer(chat, drawn, said.message, said.thread)
            attached = await self._show(chat, reply, numbers[0], said.thread)
        except Moved as moved:
            chat = int(moved.address)
            await self.follow(str(said.chat), moved.address)
            numbers = await self._speaker.answer(chat, drawn)
            attached = await self._show(chat, reply, numbers[0])
        if reply.cites:
            self._remember(reply, chat, numbers, attached)

    def _remember(self, reply: Reply, chat: int, numbers: list[int], attached: list[str]) -> None:
        """Figures that everybody in a group can read are corrected when they are withdrawn."""
        reference, now = f"{chat}:{','.join(map(str, numbers))}", self._app.clock()

        def note(db: Session) -> None:
            place = people.place_at(db, "telegram", str(chat))
            if place is None:
                return
            post = posts.note_given(db, place, to_json(reply), reply.cites, reference, now)
            for each in attached:
                posts.note_attached(db, post, each)

        self._app.writer.soon(note)

    def _belongs_in_group(self, said: Said, reply: Reply) -> bool:
        """A group we are not set up for is only ever told that, so there is nothing private in it."""
        if reply.form() is None and not reply.private:  # private wins over quiet
            return True
        with database.reading(self._app.engine) as db:
            return people.place_at(db, "telegram", said.place) is None

    async def _give_in_chat(self, said: Said, reply: Reply) -> None:
        if not await self._on_the_button(said, reply):
            await self._release(said)
            await self._tell(said, reply)
        await self.note_reached(said.account)

    async def _give_in_group(self, said: Said, reply: Reply) -> None:
        await self._release(said)
        await self.say_in_group(said, reply)

    async def _give_from_group(self, said: Said, answer: Answer, reply: Reply) -> None:
        if await self._on_the_button(said, reply):
            return
        try:
            await self._tell(said, reply)
        except Impossible:
            self._reached.discard(said.account)
            await self._point(said, answer, reply)
            return
        await self._release(said, SENT_PRIVATELY)
        await self.note_reached(said.account)

    async def _on_the_button(self, said: Said, reply: Reply) -> bool:
        """Whether the whole answer fits on the button, for the presser's eyes only, and is there now."""
        text = short(reply)
        if not said.press or not text:
            return False
        return await self._speaker.answer_press(said.press, text, alert=len(text) > ALERT_FROM)

    async def _release(self, said: Said, text: str = "") -> None:
        if said.press:
            await self._speaker.answer_press(said.press, text)

    async def _tell(self, said: Said, reply: Reply) -> None:
        """Write to somebody in private; raises ``Impossible`` if they never pressed Start."""
        chat, form = int(said.account), reply.form()
        shown = replace(reply, blocks=tuple(block for block in reply.blocks if not isinstance(block, Form)))
        if shown.blocks or form is None:
            numbers = await self._speaker.answer(chat, await self._speaker.draw(shown))
            await self._show(chat, shown, numbers[0])
        if form is not None:
            await self._forms.begin(said, form)

    async def _show(self, chat: int, reply: Reply, under: int, thread: int | None = None) -> list[str]:
        """Show charts and files; returns where they stand."""
        shown = []
        for attachment in reply.attachments():
            try:
                shown.append(await self._speaker.show(chat, attachment, under, thread))
            except Exception as error:  # the words and the table are there already
                kind = attachment.kind
                log.error("not attached", kind=kind, error=type(error).__name__, at=frames(error))
                sentence = not_attached(attachment, error)
                await self._speaker.answer(chat, (Message(sentence),), under, thread)
        return shown

    async def _point(self, said: Said, answer: Answer, reply: Reply) -> None:
        """Say in the group that there is an answer, and nothing of what it is."""
        payload = (
            await self._keep_line(said) if self._may_run_again(said, answer) else self._hold(said, reply)
        )
        url = f"{LINK}{self._bot.username}?start={payload}"
        if said.press and await self._speaker.answer_press(said.press, url=url):
            return  # the press itself opens the chat, for its presser only
        pointer = Message(POINTER, ((Key(OPEN, url),),))
        await self._speaker.answer(said.chat, (pointer,), said.message, said.thread)

    def _may_run_again(self, said: Said, answer: Answer) -> bool:
        """Whether the line can be stored and answered on Start: it changed nothing and tells nothing."""
        call = _understood(self._line(said))
        if call is None or call.command.sealed or (call.command.free and call.words):
            return False
        opens_form = answer.reply is not None and answer.reply.form() is not None
        return answer.refused or opens_form or not call.command.writes

    async def _keep_line(self, said: Said) -> str:
        line, now = f"for {said.account} {said.place} {self._line(said)}", self._app.clock()
        return "L" + await self._app.write(lambda db: lines.keep(db, line, now))

    def _line(self, said: Said) -> str:
        try:
            return self._app.find_line(said.line)
        except Refusal:  # a button too old to use
            return said.line

    def _hold(self, said: Said, reply: Reply) -> str:
        """Keep a reply in memory until its person has pressed Start; it is never stored."""
        token = secrets.token_urlsafe(12)
        self._held[token] = (said, reply)
        while len(self._held) > HELD:
            self._held.popitem(last=False)
        return "R" + token

    def _let_go(self, said: Said, token: str) -> Redeemed:
        if token not in self._held:
            return Redeemed(reply=say(TOO_OLD))
        asked, reply = self._held[token]
        if asked.account != said.account:
            return Redeemed(reply=say(NOT_YOURS))
        del self._held[token]
        return Redeemed(asked.place, reply=reply)

    def _plain(self, stored: str | None) -> Redeemed | None:
        """A line in a link that anybody may follow is answered only if it changes nothing."""
        call = _understood(stored or "~")
        if stored is None or call is None or call.command.writes:
            return None
        return Redeemed(line=stored)


def short(reply: Reply) -> str:
    """The words of a reply that is no more than a short private sentence; empty for any other."""
    match reply.blocks:
        case (Text(text=text),) if reply.private and units(clean(text)) <= PRESS_TEXT:
            return clean(text)
    return ""


def move(db: Session, old: str, new: str) -> None:
    """Rewrite the address of a group wherever it is kept."""
    place = people.place_at(db, "telegram", old)
    if place is not None:
        place_changes.move(db, "telegram", old, new)
        posts.follow_place(db, place.id, new)
        form_sessions.follow(db, "telegram", old, new)


def _understood(line: str) -> Call | None:
    try:
        return words.understand(line)
    except Refusal:
        return None
