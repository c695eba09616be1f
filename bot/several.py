"""Several partnerships behind one door: which one a line in private is about, asked once and kept.

A place belongs to one partnership. A private chat may belong to several, and there a line can say which:
``in demo-food: ask parcels``. Parley writes its own buttons so for people in several, and an old button never acts
in another partnership than its own. ``partnership demo-food: ask parcels`` does the same and keeps the choice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from bot.known import Known
from commands import Refusal, words
from commands.partnership import AGAIN, ASKED, which
from commands.partnership import chosen as has_chosen
from commands.reply import Block, Buttons, Form, Note, Reply
from storage import chosen, database, lines
from storage.geography import normalise
from storage.partnerships import Partnership

if TYPE_CHECKING:
    from bot.app import App
from bot.heard import Answer, Heard

SAYS_WHICH = re.compile(r"(in|partnership)\s+([a-z0-9][a-z0-9-]*):\s*", re.IGNORECASE)
CHOOSES = re.compile(r"partnership\s+(.+)", re.IGNORECASE)
COMMAND = "partnership"
LONG = 1000  # characters; a longer line is kept in the database while its question waits


@dataclass(frozen=True, slots=True)
class Meant:
    """What is left of a line, the partnership it names, and whether that one is chosen from now on."""

    line: str
    partnership: str = ""
    keep: bool = False


def read(line: str) -> Meant:
    """Take what a plain line says about its partnership off its front."""
    if found := SAYS_WHICH.match(line):
        rest = line[found.end() :]
        keep = found[1].lower() == "partnership"
        return Meant(rest or COMMAND, found[2].lower(), keep)
    if found := CHOOSES.fullmatch(line):
        return Meant(COMMAND, found[1].strip(), keep=True)
    return Meant(line)


def choose(known: Sequence[Partnership], meant: Meant, before: str | None) -> Partnership | None:
    """The partnership a private line is about; ``None`` where that is not certain."""
    found = _called(known, meant.partnership) if meant.partnership else list(known)
    if len(found) > 1 and not meant.partnership:
        found = [each for each in known if each.id == before]
    return found[0] if len(found) == 1 else None


def _called(known: Sequence[Partnership], words: str) -> list[Partnership]:
    """By id, by name, or by a part of a name that only one of them has."""
    wanted = normalise(words)
    exact = [each for each in known if wanted in (normalise(each.id), normalise(each.name))]
    return exact or [each for each in known if f" {wanted} " in f" {normalise(each.name)} "]


def bound(reply: Reply, partnership: str) -> Reply:
    """A reply whose buttons and form say which partnership they belong to."""
    return replace(reply, blocks=tuple(_bound(block, partnership) for block in reply.blocks))


def _bound(block: Block, partnership: str) -> Block:
    match block:
        case Buttons(buttons=each):
            return Buttons(tuple(replace(one, line=_line(one.line, partnership)) for one in each))
        case Form(command=line):
            return replace(block, command=_line(line, partnership))
        case _:
            return block


def _line(line: str, partnership: str) -> str:
    return line if read(line).partnership or line.startswith("~") else f"in {partnership}: {line}"


class Several:
    """Finds out what a line is about before it is answered, and binds what is answered to it."""

    def __init__(self, app: App, places: Known) -> None:
        self._app, self._places = app, places

    async def settle(self, heard: Heard) -> Heard:
        """The same line with its partnership known, if it needs one; raises the question which one is meant."""
        app = self._app
        line = app.find_line(heard.line.strip())
        meant = read(words.plain(line))
        rest = app.find_line(meant.line) if meant.partnership else line
        if heard.partnership:
            return replace(heard, line=rest)
        if meant.partnership and heard.address:
            return replace(heard, line=self._in_its_place(heard, meant))
        if heard.address or (len(app.partnerships) == 1 and not meant.partnership):
            return heard if line == heard.line else replace(heard, line=line)
        with database.reading(app.engine) as db:
            known = self.known_in(db, heard.platform, heard.account)
            before = chosen.find(db, heard.platform, heard.account)
        if not known:
            return replace(heard, line=rest)
        about = choose(known, meant, before)
        if about is None:
            raise await self._question(known, meant, may_wait=not app.keeps_out(line))
        if meant.keep and about.id != before:
            await app.write(lambda db: chosen.keep(db, heard.platform, heard.account, about.id))
        return replace(
            heard,
            line=rest,
            partnership=about.id,
            known_in=tuple(each.id for each in known) if len(known) > 1 else (),
            told=has_chosen(about.name) if meant.keep and meant.line != COMMAND else "",
        )

    async def _question(self, known: Sequence[Partnership], meant: Meant, *, may_wait: bool) -> Refusal:
        """Ask which one is meant. The line waits in the buttons, unless it is one that may be kept nowhere."""
        can_wait = may_wait and meant.line != COMMAND and len(meant.line) <= words.LONGEST
        line = meant.line if can_wait else ""
        if len(line) > LONG:
            now, whole = self._app.clock(), line
            line = "~" + await self._app.write(lambda db: lines.keep(db, whole, now))
        if meant.partnership:
            return which(known, f"You are in no partnership called “{meant.partnership[:60]}”.", line)
        return which(known, ASKED if may_wait else f"{ASKED} {AGAIN}", line)

    def _in_its_place(self, heard: Heard, meant: Meant) -> str:
        """A place answers for its own partnership alone."""
        with database.reading(self._app.engine) as db:
            place = self._places.place(db, heard.platform, heard.address)
        if place is None or meant.line == COMMAND or place.partnership == meant.partnership:
            return meant.line
        raise Refusal("This channel belongs to another partnership. Ask Parley in a private message.")

    def bind(self, heard: Heard, answer: Answer) -> Answer:
        """An answer whose buttons can be pressed in private, if its reader is in several partnerships."""
        reply = answer.reply
        if reply is None or len(self._app.partnerships) == 1:
            return answer
        if not heard.address:
            told = (Note(heard.told),) if heard.told else ()
            own = bound(replace(reply, blocks=(*reply.blocks, *told)), heard.partnership)
            return replace(answer, reply=own) if heard.known_in else answer
        with database.reading(self._app.engine) as db:
            place = self._places.place(db, heard.platform, heard.address)
        if place is None or not (reply.private or reply.quiet):
            return answer
        return replace(answer, reply=self.to(heard.platform, heard.account, place.partnership, reply))

    def to(self, platform: str, account: str, partnership: str, reply: Reply) -> Reply:
        """A reply that one person reads in private, bound if they are in several partnerships."""
        if len(self._app.partnerships) == 1:
            return reply
        with database.reading(self._app.engine) as db:
            known = self.known_in(db, platform, account)
        return bound(reply, partnership) if len(known) > 1 else reply

    def known_in(self, db: Session, platform: str, account: str) -> tuple[Partnership, ...]:
        """The partnerships that run here and know this account."""
        ids = self._places.partnerships(db, platform, account)
        return tuple(self._app.partnerships[each] for each in ids if each in self._app.partnerships)
