"""The conversation on Telegram: which of several things somebody's words are, and what follows."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

from bot import replies
from bot.app import App
from bot.heard import Answer, Heard
from bot.log import frames, log
from bot.telegram.answers import Answers
from bot.telegram.forms import ALREADY_ANSWERED, CUT_OFF, PREFIX, Forms, is_current
from bot.telegram.hear import Said
from bot.telegram.send import Speaker
from commands.reply import from_json, say
from storage import database, events
from storage.form_sessions import FormSession

START = re.compile(r"/start(?:@\w+)?(?:\s+(\S+))?", re.IGNORECASE)
AT_MOST = 5.0  # seconds for which a sealed answer may hold up the others


class Talk:
    """Takes what was said to a form, a start link or a command, and gives the answer."""

    def __init__(self, app: App, speaker: Speaker, forms: Forms, answers: Answers) -> None:
        self._app, self._speaker, self._forms, self._answers = app, speaker, forms, answers
        self._going_on: set[asyncio.Task[None]] = set()
        self._turns: dict[str, asyncio.Lock] = {}

    async def converse(self, said: Said, owed: bool = True) -> None:
        """Answer one thing that was said."""
        if said.edited:
            await self._follow(said, owed)
            return
        session = self._forms.open_for(said.account) if said.private else None
        if said.private and answers_form(said) and await self._forms.was_cut_off(said.account):
            await self._answers.give(said, Answer(say(CUT_OFF)))
        elif said.line.startswith(PREFIX):
            await self._press(said, session, owed)
        elif session is not None and answers_form(said):
            await self._fill_in(said, session, owed)
        elif start := START.fullmatch(said.line.strip()):
            await self._start(said, start[1] or "", owed)
        else:
            await self._answer(said, owed)
        if session is not None and said.typed_command and not answers_form(said):
            await self._forms.repeat(session)

    def is_sealed(self, said: Said) -> bool:
        """Whether this is a sealed answer, which must not enter the inbox."""
        if said.private and self._forms.is_sealed(said.account) and answers_form(said):
            return True
        words = (said.line, said.quoted.words if said.quoted else "")
        return any(self._app.keeps_out(each) for each in words if each)

    async def take_sealed(self, said: Said) -> None:
        """Count a sealed answer; it is counted when this returns, and its reply follows by itself."""
        if said.edited or not self._app.is_sealed(said.line):
            await self._take_sealed_form(said)
            return
        answer = await self._app.hear(heard(said, owed=False))
        self._carry_on(asyncio.create_task(self._answers.give(said, answer)))

    async def close(self) -> None:
        """Let replies to sealed answers finish for a moment."""
        if self._going_on:
            await asyncio.wait(self._going_on, timeout=0.2)
        for task in self._going_on:
            task.cancel()

    async def _take_sealed_form(self, said: Said) -> None:
        task = asyncio.create_task(self._fill_in_sealed(said))
        self._carry_on(task)
        await asyncio.wait({task}, timeout=AT_MOST)

    async def _fill_in_sealed(self, said: Said) -> None:
        async with self._turns.setdefault(said.account, asyncio.Lock()):
            if await self._forms.first_time(said):
                await self.converse(said, owed=False)

    def _carry_on(self, task: asyncio.Task[None]) -> None:
        self._going_on.add(task)
        task.add_done_callback(self._end)

    def _end(self, task: asyncio.Task[None]) -> None:
        self._going_on.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            log.error("a reply could not be given", error=type(error).__name__, at=frames(error))

    async def _press(self, said: Said, session: FormSession | None, owed: bool) -> None:
        if session is None or not is_current(said.line, session):
            await self._speaker.answer_press(said.press, ALREADY_ANSWERED)
            return
        await self._speaker.answer_press(said.press)
        await self._fill_in(replace(said, press=""), session, owed)

    async def _fill_in(self, said: Said, session: FormSession, owed: bool) -> None:
        answer = await self._forms.take(said, session, owed)
        if answer is not None:
            await self._answers.give(said, answer)

    async def _start(self, said: Said, payload: str, owed: bool) -> None:
        redeemed = None
        if said.private:
            await self._answers.note_reached(said.account)
            redeemed = await self._answers.redeem(said, payload)
        if redeemed is None:
            await self._answer(replace(said, line="welcome"), owed)
            return
        meant = replace(said, line=redeemed.line, place=redeemed.place)
        if redeemed.reply is not None:
            await self._answers.give(meant, Answer(redeemed.reply))
            return
        await self._answer(meant, owed)

    async def _answer(self, said: Said, owed: bool) -> None:
        answer = self._owed(said) if owed else None
        await self._answers.give(said, answer or await self._app.hear(self._meant(spoken(said, owed), said)))

    def _meant(self, plain: Heard, said: Said) -> Heard:
        """A note by what it answers, or what it says of another message, with where the words stand."""
        where, message = str(said.chat), str(said.message or "")
        if said.quoted is not None:
            quoted = said.quoted
            standing = replies.standing(where, str(quoted.message), quoted.link, quoted.words)
            author = {"author": quoted.account, "author_name": quoted.name, "said": said.line}
            line = replies.OF_MESSAGE if replies.makes_action(said.line) else replies.OFFER
            return replace(plain, line=line, values={**standing, **author})
        reference = f"{where}:{said.answers}" if said.answers is not None else ""
        if meant := replies.answers(self._app, "telegram", where, reference, said.line):
            values = replies.standing(where, message, said.link, said.line, "edits", meant.about)
            return replace(plain, line=meant.line, values=values)
        if said.press or not replies.is_note(self._app, said.line):
            return plain
        return replace(plain, values=replies.standing(where, message, said.link, follows="edits"))

    async def _follow(self, said: Said, owed: bool) -> None:
        """Somebody edited a message; it matters where that is a note, or waits to become one."""
        where, message = str(said.chat), str(said.message)
        if not replies.is_followed(self._app, "telegram", where, message):
            return
        values = replies.standing(where, message, words=replies.without_command(said.line))
        answer = await self._app.hear(replace(spoken(said, owed), line=replies.EDITED, values=values))
        if answer.reply is not None and answer.reply.blocks:
            await self._answers.give(said, answer)

    def _owed(self, said: Said) -> Answer | None:
        """The answer already made when the process stopped, such as that of a form since closed."""
        with database.reading(self._app.engine) as db:
            kept = events.answer_owed(db, said.key)
        return Answer(from_json(kept)) if kept else None


def heard(said: Said, owed: bool) -> Heard:
    return Heard("telegram", said.account, said.name, said.place, said.line, None, said.key, owed)


def spoken(said: Said, owed: bool) -> Heard:
    """What did not wait in the inbox was found to be new already: that used its key up."""
    return heard(said if owed else replace(said, key=f"{said.key}:said"), owed)


def answers_form(said: Said) -> bool:
    """Whether words in a private chat are meant for the open form: anything but another command."""
    if said.line.startswith(PREFIX):
        return True
    return not said.press and (not said.line.startswith("/") or said.line.lower() in ("/cancel", "/skip"))
