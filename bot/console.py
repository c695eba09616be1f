"""A chat in the terminal, through the same door as every platform; no token and no network."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.app import App
from bot.assemble import platforms
from bot.cli.lines import CANCEL, Lines, choose, question
from bot.heard import Answer, Heard
from bot.post import PostOffice
from bot.text import buttons, file_bytes, file_name, plain
from bot.transport import CannotLook
from commands import Refusal
from commands.reply import Attachment, Buttons, Field, File, Form, Reply
from storage import database, people, seeding
from storage.partnerships import Partnership
from storage.people import slug
from storage.tables import PostRow

PLATFORM = "console"
HERE = Path()  # the folder Parley was started in
PATIENCE = 2.0  # seconds to wait for messages that an answer has set off
SYNTHETIC = "Synthetic demonstration figures"
COPIES = 100
SAVED = "Saved as {}"
NOT_SAVED = (
    "The file could not be saved in {}. Start Parley in a folder you may write to, and ask for it again."
)
NO_APPROVAL = (
    "A release is approved in Slack or Telegram, where Parley knows who presses the button, not at a terminal. So is "
    "whose key may sign one."
)
STILL = "decline|withdraw|withdraw all|withdraw everything|loader remove|stop|stop all|standing end|question|answer|note"
STOPPING = frozenset(f"data {name}" for name in STILL.split("|"))  # lets nothing out


@dataclass(frozen=True, slots=True)
class Seat:
    """Who speaks at the terminal, and whether in the partnership's place or in private."""

    partnership: Partnership
    name: str
    in_place: bool

    @property
    def account(self) -> str:
        return slug(self.name)

    @property
    def place(self) -> str:
        return self.partnership.id


class Console:
    """The transport. What is shown last owns the numbers that press its buttons."""

    platform = PLATFORM

    def __init__(self, app: App, seat: Seat, show: Callable[[str], None], folder: Path) -> None:
        self._app, self._seat, self._show, self._folder = app, seat, show, folder
        self._references = count(1)
        self._shown: Reply | None = None

    async def send(self, address: str, reply: Reply, mark: str, under: str = "") -> str:
        where = "In the place" if address == self._seat.place else f"To {self._seat.name}, in private"
        self._present(f"[{where}]\n", reply)
        return str(next(self._references))

    async def attach(self, address: str, reference: str, attachment: Attachment) -> str:
        """Save a file and say where. A terminal has no pictures: the words and the table are there."""
        if isinstance(attachment, File):
            self._show(f"{saved(attachment, self._folder)}\n")
        return ""

    async def take_back(self, address: str, attached: str, words: str) -> None:
        """A saved file is its reader's own; nothing of it stands here."""

    async def edit(self, address: str, reference: str, reply: Reply) -> None:
        self._present("[Written again]\n", reply)

    async def find(self, address: str, mark: str, under: str = "") -> str | None:
        raise CannotLook

    async def reach(self) -> None:
        """It is always there."""

    def _present(self, heading: str, reply: Reply) -> None:
        self._show(f"{heading}{plain(reply)}\n")
        if buttons(reply):
            self._shown = reply

    async def say(self, line: str, lines: Lines) -> bool:
        """Take one line, show the answer and fill in the form it may hold; ``False`` for a refusal."""
        answer = await self._hear(self._pressed(line))
        form = answer.reply.form() if answer.reply else None
        while form is not None and answer.reply is not None and lines.can_ask:
            self._present_around(answer.reply)
            answer = await self._fill_in(form, lines)
            form = answer.reply.form() if answer.reply else None
        if answer.reply is not None:
            await self._answer(answer.reply)
        await self._settle()
        return not answer.refused

    async def _answer(self, reply: Reply) -> None:
        self._present("", reply)
        for attachment in reply.attachments():
            await self.attach("", "", attachment)

    def _present_around(self, reply: Reply) -> None:
        rest = tuple(block for block in reply.blocks if not isinstance(block, Form | Buttons))
        if rest:
            self._present("", replace(reply, blocks=rest))

    def _pressed(self, line: str) -> str:
        """A number alone presses a button of what was shown last."""
        if not line.isdigit() or self._shown is None:
            return line
        offered = buttons(self._shown)
        return offered[int(line) - 1].line if 0 < int(line) <= len(offered) else line

    async def _hear(self, line: str, values: dict[str, str] | None = None) -> Answer:
        if self._would_approve(line):
            return Answer(Refusal(NO_APPROVAL).reply(), refused=True)
        seat = self._seat
        address = seat.place if seat.in_place else ""
        about = "" if address else seat.partnership.id
        heard = Heard(PLATFORM, seat.account, seat.name, address, line, values, partnership=about)
        return await self._app.hear(heard)

    def _would_approve(self, line: str) -> bool:
        """Whether a line could let figures out that are not declared to be made up."""
        measures = self._seat.partnership.catalogue.measures.values()
        if all(measure.what.startswith(SYNTHETIC) for measure in measures):
            return False
        named = self._app.named(line)
        if named is None or not named.writes or named.name in STOPPING:
            return False
        return named.name.startswith("data ")

    async def _fill_in(self, form: Form, lines: Lines) -> Answer:
        """Ask one field after the other, and a refused one again."""
        self._show(f"{form.title}. Write {CANCEL} to stop.")
        values: dict[str, str] = {}
        wanted = list(form.fields)
        while True:
            for field in wanted:
                given = await self._ask(field, lines)
                if given is None:
                    return Answer(Refusal("Nothing was sent.").reply(), refused=True)
                values[field.name] = given
            answer = await self._hear(form.command, values)
            wanted = [field for field in form.fields if field.name == answer.field]
            if not wanted:
                return answer
            if answer.reply is not None:
                self._show(plain(answer.reply))

    async def _ask(self, field: Field, lines: Lines) -> str | None:
        """One answer; ``None`` when the person stops or there is no more input."""
        self._show("\n".join(question(field)))
        while True:
            given = await (lines.paragraph() if field.shape == "long" else lines.next(": "))
            if given is None or given.strip().lower() == CANCEL:
                return None
            chosen = choose(field, given.strip() or field.value)
            if chosen or field.optional:
                return chosen
            self._show(
                f"Enter one of the numbers, or {CANCEL}."
                if field.options
                else f"Enter an answer, or {CANCEL}."
            )

    async def _settle(self) -> None:
        """Let the messages this answer has set off appear before the next line is read."""
        self._app.changed.set()
        for _ in range(int(PATIENCE / 0.01)):
            if not self._owed():
                return
            await asyncio.sleep(0.01)

    def _owed(self) -> int:
        query = select(func.count()).select_from(PostRow).filter_by(platform=PLATFORM)
        with database.reading(self._app.engine) as db:
            return db.scalar(query.where(PostRow.state.in_(("due", "sending")))) or 0


def saved(file: File, folder: Path) -> str:
    """Keep a file in a folder, beside and never over what is there; returns the sentence that says where."""
    name = Path(file_name(file))
    names = [name.name, *(f"{name.stem}-{number}{name.suffix}" for number in range(2, COPIES))]
    for each in names:
        try:
            with (folder / each).open("xb") as out:
                out.write(file_bytes(file))
        except FileExistsError:
            continue
        except OSError:
            break
        return SAVED.format((folder / each).resolve())
    return NOT_SAVED.format(folder.resolve())


async def talk(
    app: App,
    seat: Seat,
    lines: Lines,
    show: Callable[[str], None],
    once: str = "",
    folder: Path = HERE,
) -> bool:
    """Chat until the input ends, or say one line; ``False`` when that line was refused.

    Files are saved in ``folder``, by default the one Parley was started in.
    """
    console = Console(app, seat, show, folder)
    await app.write(lambda db: _sit_down(db, app, seat))
    office = PostOffice(app, {PLATFORM: console})
    sending = asyncio.create_task(office.run())
    try:
        if once:
            return await console.say(once, lines)
        while (line := await lines.next()) is not None:
            if line.strip():
                await console.say(line.strip(), lines)
        return True
    finally:
        sending.cancel()
        await office.close()
        await app.write(lambda db: _get_up(db, app, seat))


def _sit_down(db: Session, app: App, seat: Seat) -> None:
    """Make the terminal a place of the partnership and an account of the person, while it is open."""
    partnership = seat.partnership.id
    seeding.seed_place(db, partnership, PLATFORM, seat.place)
    people.know_as(db, partnership, seat.name, PLATFORM, seat.account)
    seeding.switch(db, partnership, {*platforms(app.settings), PLATFORM})


def _get_up(db: Session, app: App, seat: Seat) -> None:
    """Nothing more is owed to a terminal that nobody sits at."""
    seeding.switch(db, seat.partnership.id, platforms(app.settings))
