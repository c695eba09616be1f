"""Forms on Telegram: one question at a time in a private chat, taken up again after a restart."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from bot.app import App
from bot.heard import Answer, Heard
from bot.picking import SEVERAL, pick
from bot.telegram.hear import Said
from bot.telegram.html import Message, question
from bot.telegram.send import Speaker
from bot.transport import Impossible
from commands import personal
from commands.reply import Field, Form, Reply, say
from storage import database, events, form_sessions
from storage.form_sessions import FormSession

PREFIX = "~f:"
NOTHING_SAVED = "The form is cancelled. Nothing was saved."
ALREADY_ANSWERED = "This question has been answered already."
CHOOSE = "Choose one of the answers shown."
EMPTY = "Write an answer, or press Cancel."
CUT_OFF = (
    "Parley has restarted since it asked you this, and kept nothing of your answer. Press the button again."
)
_forms: TypeAdapter[Form] = TypeAdapter(Form)


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody answered; empty for a question passed over."""

    value: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an answer cannot be taken; the question is asked again."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The form is given up."""


class Forms:
    """Who is being asked what. A form whose answers are sealed is held in memory only: stored is that it is open."""

    def __init__(self, app: App, speaker: Speaker) -> None:
        self._app, self._speaker = app, speaker
        self._sealed: dict[str, FormSession] = {}
        self._cut_off: set[str] = set()  # those whose sealed form an earlier process took with it

    def resume(self) -> None:
        """Remember whose next words belong to a sealed form that is gone."""
        with database.reading(self._app.engine) as db:
            self._cut_off = form_sessions.sealed(db, "telegram")

    def open_for(self, account: str) -> FormSession | None:
        if account in self._sealed:
            return self._sealed[account]
        with database.reading(self._app.engine) as db:
            return form_sessions.find(db, "telegram", account)

    def is_sealed(self, account: str) -> bool:
        """Whether what this person says next is a sealed answer, which must be kept nowhere."""
        return account in self._sealed or account in self._cut_off

    async def was_cut_off(self, account: str) -> bool:
        """Whether somebody answers a sealed form that is gone; the next thing they say is said anew."""
        if account not in self._cut_off:
            return False
        await self._close(account)
        return True

    async def begin(self, said: Said, form: Form) -> None:
        """Open a form in the private chat and ask its first question; an older form gives way."""
        session = FormSession(
            said.account, said.place, _forms.dump_json(form).decode(), secrets.token_hex(3), {}, said.key
        )
        await self._close(said.account)
        await self._keep(session)
        try:
            await self.ask(session)
        except Impossible:
            await self._close(said.account)
            raise

    async def ask(self, session: FormSession, told: str = "") -> None:
        """Ask the first question that has no answer yet."""
        chat, form = int(session.account), read_form(session)
        if told:
            await self._speaker.answer(chat, await self._speaker.draw(say(told)))
        await self._speaker.answer(chat, (asked(form, session),))

    async def repeat(self, session: FormSession) -> None:
        """Ask again what a command in between left unanswered, unless that command ended the form."""
        if self.open_for(session.account) == session:
            await self.ask(session)

    async def take(self, said: Said, session: FormSession, owed: bool) -> Answer | None:
        """Take an answer; returns what to say once the form is over, and ``None`` while it goes on."""
        form = read_form(session)
        if said.key == session.last:  # taken before the process stopped: only the next question is owed
            await self.ask(session)
            return None
        field = form.fields[current(form, session)]
        match understand(said.line, session, form):
            case Cancelled():
                await self._close(said.account)
                return Answer(say(NOTHING_SAVED))
            case Problem(sentence=sentence):
                await self.ask(session, sentence)
                return None
            case Given(value=value) if personal.kinds(value):
                await self.ask(session, personal.sentence(value))
                return None
            case Given(value=value):
                given = {**session.given, field.name: value}
                return await self._go_on(said, replace(session, given=given, last=said.key), form, owed)

    async def _go_on(self, said: Said, session: FormSession, form: Form, owed: bool) -> Answer | None:
        if len(session.given) < len(form.fields):
            await self._keep(session)
            await self.ask(session)
            return None
        answer = await self._app.hear(heard_form(said, session, form, owed))
        wrong = [field.name for field in form.fields if answer.refused and field.name == answer.field]
        if not wrong:
            await self._close(said.account)
            return answer
        left = {name: value for name, value in session.given.items() if name != wrong[0]}
        again = replace(session, given=left)
        await self._keep(again)
        await self._ask_again(again, answer)
        return None

    async def _ask_again(self, session: FormSession, answer: Answer) -> None:
        refusal = answer.reply or Reply(())
        await self._speaker.answer(int(session.account), await self._speaker.draw(refusal))
        await self.ask(session)

    async def first_time(self, said: Said) -> bool:
        """Whether an answer to a sealed form is new; its key is all that is remembered of it."""
        today = self._app.clock().date()
        return await self._app.write(lambda db: events.first_time(db, said.key, today))

    async def _keep(self, session: FormSession) -> None:
        account, now = session.account, self._app.clock()
        if self._app.is_sealed(read_form(session).command):
            self._sealed[account] = session
            await self._app.write(lambda db: form_sessions.keep_sealed(db, "telegram", account, now))
            return
        await self._app.write(lambda db: form_sessions.keep(db, "telegram", session, now))

    async def _close(self, account: str) -> None:
        self._sealed.pop(account, None)
        self._cut_off.discard(account)
        await self._app.write(lambda db: form_sessions.close(db, "telegram", account))


def read_form(session: FormSession) -> Form:
    return _forms.validate_json(session.form)


def current(form: Form, session: FormSession) -> int:
    """The number of the question to ask: the first without an answer."""
    unanswered = [number for number, field in enumerate(form.fields) if field.name not in session.given]
    return unanswered[0]


def asked(form: Form, session: FormSession) -> Message:
    """The question with buttons that say which form, which question and which answer."""
    number = current(form, session)
    field = form.fields[number]
    options = [str(place) for place in range(len(offered(field)))]
    names = iter([*options, *(["skip"] if field.optional else []), "cancel"])
    return question(form, number, lambda _line: f"{_start(session, form)}{next(names)}")


def offered(field: Field) -> tuple[str, ...]:
    """The values of a choice that fit on one keyboard, beside Skip and Cancel."""
    return tuple(option.value for option in field.options[:98]) if field.shape == "choice" else ()


def is_current(line: str, session: FormSession | None) -> bool:
    """Whether a press belongs to the question that is being asked."""
    return session is not None and line.startswith(_start(session, read_form(session)))


def understand(line: str, session: FormSession, form: Form) -> Given | Problem | Cancelled:
    """The answer that a press or a text gives to the current question."""
    field = form.fields[current(form, session)]
    pressed = line.startswith(PREFIX)
    word = line.removeprefix(_start(session, form)) if pressed else line.strip()
    if word.lower().removeprefix("/") == "cancel":
        return Cancelled()
    if word.lower().removeprefix("/") == "skip" and field.optional:
        return Given(field.value)
    if field.shape in ("choice", "several"):
        return _chosen(word, field, pressed)
    return Given(word) if word else Problem(EMPTY)


def _start(session: FormSession, form: Form) -> str:
    return f"{PREFIX}{session.mark}:{current(form, session)}:"


def _chosen(word: str, field: Field, pressed: bool) -> Given | Problem:
    if pressed:
        values = offered(field)
        place = int(word) if word.isdecimal() else len(values)
        return Given(values[place]) if place < len(values) else Problem(CHOOSE)
    found = pick(field, word)
    return Given(found) if found else Problem(SEVERAL if field.shape == "several" else CHOOSE)


def heard_form(said: Said, session: FormSession, form: Form, owed: bool) -> Heard:
    """The finished form as one thing said, in the place where it began."""
    values = {name: value for name, value in session.given.items() if value}
    key = said.key if owed else f"{said.key}:form"
    return Heard("telegram", said.account, said.name, session.place, form.command, values, key, owed)
