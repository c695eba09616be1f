"""The one door: whatever was typed, pressed or filled in comes in here, and a reply goes out."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

import commands
from bot import metrics, notices, outgoing, several
from bot.heard import Answer, Heard
from bot.known import Known
from bot.log import frames, log, short_code
from bot.settings import Settings
from commands import Call, Command, Refusal, Request, help, personal, words
from commands.reply import Reply, Send, ToPerson, from_json, say, to_json
from storage import audit, database, doubts, events, explanations, lines, people, releases, stories
from storage.partnerships import Partnership
from storage.writer import Writer

T = TypeVar("T")
Clock = Callable[[], datetime]


class Changing(Refusal):
    """A release was withdrawn between the look and the answer."""

    def __init__(self) -> None:
        super().__init__("These figures are changing just now. Try again in a minute.")


class App:
    """Everything a transport needs: hear a person, write a message again, make a change."""

    def __init__(
        self, settings: Settings, engine: Engine, partnerships: Mapping[str, Partnership], clock: Clock
    ) -> None:
        self.settings = settings
        self.engine = engine
        self.partnerships = partnerships
        self.clock = clock
        self.writer = Writer(engine)
        self._glance = database.for_glancing(engine)
        self.changed = asyncio.Event()  # something may be waiting in the outbox
        self.acted = 0  # what people and the clock have changed since the start; sealed answers do not count
        self._stamp: tuple[object, ...] = ()
        self._known = Known()
        self.several = several.Several(self, self._known)

    async def hear(self, heard: Heard) -> Answer:
        """Answer a person. Whatever changed is durable when this returns; it never raises."""
        started = time.perf_counter()
        name = "unknown"
        try:
            heard = await self.several.settle(heard)
            call = self._understand(heard)
            name = call.command.name
            answer = self.several.bind(heard, Answer(await self._answer(heard, call)))
            outcome = "answered" if answer.reply is not None else "repeated"
        except Refusal as refusal:
            refused = Answer(refusal.reply(), refusal.field, refused=True)
            answer, outcome = self.several.bind(heard, refused), "refused"
        except Exception as error:
            answer, outcome = Answer(self._apology(name, error)), "failed"
        metrics.heard(heard.platform, name, outcome, time.perf_counter() - started)
        return answer

    def is_sealed(self, line: str) -> bool:
        """Whether a line is a sealed answer, which is never kept anywhere but in its counter."""
        named = self.named(line)
        return named is not None and named.sealed

    def named(self, line: str) -> Command | None:
        """The command that a line or a button begins with, whichever partnership it is for."""
        try:
            meant = several.read(words.plain(self.find_line(line.strip())))
            return words.named(words.plain(self.find_line(meant.line)))
        except Refusal:  # a button too old to use
            return None

    def keeps_out(self, line: str) -> bool:
        """Whether a line must not wait in the inbox: a sealed answer, or words with personal details in them."""
        return self.is_sealed(line) or bool(personal.kinds(line))

    def find_line(self, line: str) -> str:
        """The command line a button stands for; ``~id`` is one too long for its platform."""
        if not line.startswith("~"):
            return line
        with database.reading(self.engine) as db:
            kept = lines.find(db, line[1:])
        if kept is None:
            raise Refusal("This button is too old to use. Type the command again, or write help.")
        return kept

    async def write(self, change: Callable[[Session], T]) -> T:
        """Make a change outside a command, such as noting that a post was sent."""
        return await self.writer.run(change)

    def glance(self, look: Callable[[Connection], T]) -> T:
        """Look something up in single statements, without a transaction."""
        with self._glance.connect() as db:
            return look(db)

    def write_again(self, partnership: str, live: str) -> Reply:
        """The present words of a message that stays true, such as ``poll/12``."""
        with database.reading(self.engine) as db:
            return commands.write_again(self._nobody(db, self.partnerships[partnership]), live)

    def _call(self, line: str) -> Call:
        line = self.find_line(line.strip())
        return words.understand(line) or Call(commands.REGISTRY[help.UNKNOWN], line)

    def _understand(self, heard: Heard) -> Call:
        call = self._call(heard.line)
        if heard.values is None:
            return call
        values = dict(heard.values)
        typed = values.pop("words", call.words)
        return replace(call, words=typed, keys={**call.keys, **values})

    async def _answer(self, heard: Heard, call: Call) -> Reply | None:
        if not call.command.writes:
            return await self._look_up(heard, call)
        if call.command.ballot is not None and (cast := await self._cast(heard, call)) is not None:
            return cast.reply
        try:
            done = await self.writer.run(lambda db: self._change(db, heard, call))
        except Changing:
            self.reload()
            raise
        if done is None:
            return None
        request, reply = done
        if reply.also or reply.touched:
            self.changed.set()
        self.acted += not call.command.sealed
        self._take_in_releases(call)
        await self._greet(heard, request, call)
        return reply

    async def _cast(self, heard: Heard, call: Call) -> Answer | None:
        """Put a tap into the ballot box; ``None`` when it has to be answered in the usual way.

        The outbox is not woken: in a burst it would look, and write, after every few taps.
        """
        if heard.owed or heard.values is not None or call.command.ballot is None:
            return None
        with database.reading(self._glance) as db:
            if self._is_new(db, heard):
                return None
            request = self._request(db, heard)
            tapped = call.command.ballot.of(request, call.words, heard.key) if request.person.id else None
            if tapped is None:
                return None
            db.close()  # nothing is held while it waits
            done = await self.writer.cast(tapped)
            if done == "seen before":
                return Answer(None)
            return Answer(call.command.ballot.said(request, tapped, done))

    def _take_in_releases(self, call: Call) -> None:
        if call.command.name.startswith(("data", "explain", "doubt", "story")):
            self.reload()

    def reload(self) -> None:
        """Take in approvals, withdrawals and explanations, made here or in another process."""
        with database.reading(self.engine) as db:
            stamp = tuple(each.stamp(db) for each in (releases, explanations, stories, doubts))
            if stamp == self._stamp:
                return
            for partnership in self.partnerships.values():
                partnership.reload(db)
        self._stamp = stamp
        self.acted += 1

    def _change(self, db: Session, heard: Heard, call: Call) -> tuple[Request, Reply] | None:
        """Do it and owe what follows, in one transaction; an event dealt with before changes nothing."""
        owed = events.owed(db, heard.key) if heard.owed else None
        if heard.owed and owed is None:
            return None
        if not heard.owed and not events.first_time(db, heard.key, self.clock().date()):
            return None
        request = self._request(db, heard, meeting=True, sealed=call.command.sealed)
        if owed is not None and owed.reply is not None:
            return request, from_json(owed.reply)
        reply = commands.answer(request, call)
        outgoing.write_down(db, request.partnership.settings, reply, self.clock())
        if not call.command.sealed and not audit.record(db, self._entry(request, call, reply)):
            raise Changing
        if heard.owed:
            events.owe(db, heard.key, to_json(reply))
        return request, reply

    async def _greet(self, heard: Heard, request: Request, call: Call) -> None:
        """Welcome somebody in private the first time; never beside a sealed answer, whose time it would tell."""
        person = request.person
        if not person.id or person.welcomed or call.command.sealed or call.command.name == "welcome":
            return
        if heard.platform == "console":  # a terminal says what it is when it opens
            return
        hello = Send(ToPerson(person.id), replace(help.greeting(request), private=True))
        if await self.writer.run(lambda db: self._welcome(db, request, hello)):
            self.changed.set()

    def _welcome(self, db: Session, request: Request, hello: Send) -> bool:
        if people.was_welcomed(db, request.person.id):  # by what they said elsewhere at the same moment
            return False
        if not outgoing.owe(db, request.partnership.id, hello, self.clock()):
            return False
        people.note_welcomed(db, request.person.id)
        return True

    async def _look_up(self, heard: Heard, call: Call) -> Reply:
        for _ in range(4):
            with database.reading(self.engine) as db:
                request = None if self._is_new(db, heard) else self._request(db, heard)
                reply = None if request is None else commands.answer(request, call)
            if request is None or reply is None:
                await self.writer.run(lambda db: self._request(db, heard, meeting=True))
                continue
            await self._greet(heard, request, call)
            if not reply.cites or await self.writer.note(self._entry(request, call, reply)):
                return reply
            self.reload()  # a release was withdrawn in between: answer again without it
        raise Changing

    def _entry(self, request: Request, call: Call, reply: Reply) -> audit.Entry:
        typed = " ".join([call.words, *(f"{k}={v}" for k, v in call.keys.items())])
        return audit.Entry(
            request.partnership.id,
            self.clock(),
            request.person.key,
            request.here,
            audit.ASK if reply.asked else call.command.name,
            reply.asked or reply.noted or ("" if call.command.free else typed.strip()[:500]),
            tuple(reply.cites),
        )

    def _is_new(self, db: Session, heard: Heard) -> bool:
        """Whether a newcomer must be made known before a question that itself writes nothing."""
        place = self._known.place(db, heard.platform, heard.address) if heard.address else None
        return place is not None and not self._known.person(
            db, place.partnership, heard.platform, heard.account
        )

    def _request(self, db: Session, heard: Heard, meeting: bool = False, sealed: bool = False) -> Request:
        """Who asks and where. A sealed answer leaves no mark on its speaker: the same transaction counts it."""
        look = people.place_at if meeting else self._known.place
        place = look(db, heard.platform, heard.address) if heard.address else None
        if heard.address and (place is None or place.partnership not in self.partnerships):
            raise Refusal(
                "Parley is not set up for this channel, so it cannot answer here. "
                "Ask the person who looks after Parley to add it."
            )
        if place is not None and place.closed is not None:
            self.writer.soon(lambda db: notices.contact(db, self, place.id))
        partnership = self.partnerships[place.partnership] if place else self._own(db, heard)
        if meeting:
            person = people.meet(db, partnership.id, heard.platform, heard.account, heard.name)
            if not sealed:
                people.note_seen(db, person.id, heard.platform)
        else:
            found = self._known.person(db, partnership.id, heard.platform, heard.account)
            person = found or people.Person(0, "", heard.name, None, frozenset())
        here = f"{heard.platform}:{heard.address or 'private'}"
        known = tuple(self.partnerships[each] for each in heard.known_in)
        return Request(person, place, partnership, self.clock(), db, here, known)

    def _own(self, db: Session, heard: Heard) -> Partnership:
        """The partnership of somebody who writes in private."""
        if heard.partnership:
            return self.partnerships[heard.partnership]
        if known := self.several.known_in(db, heard.platform, heard.account):
            return known[0]
        raise Refusal(
            "Parley does not know you yet. Say hello to it in your partnership's channel first, "
            "or ask the person who looks after Parley to add you."
        )

    def _nobody(self, db: Session, partnership: Partnership) -> Request:
        nobody = people.Person(0, "parley", "Parley", None, frozenset())
        return Request(nobody, None, partnership, self.clock(), db)

    def _apology(self, name: str, error: Exception) -> Reply:
        code = short_code()
        log.error("a command failed", command=name, code=code, error=type(error).__name__, at=frames(error))
        return say(
            f"Sorry, there is a problem with Parley and this did not work. Nothing was changed. Try again "
            f"later, or tell the person who looks after Parley the code {code}."
        )
