"""Bad weather for the small world: platforms that go away, places that close, accounts that cannot be reached."""

from __future__ import annotations

from datetime import timedelta

from bot import outgoing
from bot.post import PostOffice
from bot.transport import Impossible, NotSent
from commands.reply import Reply, Send, Text, ToEveryPlace
from storage import database, people
from tests.world import PLACE, Wall

ARCHIVED = "This channel is archived."


class Sky(Wall):
    """A wall that can be away, and on which single addresses can be closed."""

    def __init__(self, platform="web"):
        super().__init__()
        self.platform, self.away, self.closed, self.unshowable, self.asked = platform, "", {}, (), 0

    async def reach(self):
        self.asked += 1
        if self.away:
            raise NotSent(self.away)

    async def send(self, address, reply, mark, under=""):
        if self.away:
            raise NotSent(self.away)
        if address in self.closed:
            raise Impossible(self.closed[address], closed=address == PLACE)
        if mark in self.unshowable:
            raise Impossible("Slack could not show this message.")
        return await super().send(address, reply, mark, under)


def under(chat, *more):
    """The world with such a wall, and with further platforms."""
    chat.wall = Sky()
    walls = {each.platform: each for each in (chat.wall, *more)}
    chat.office = PostOffice(chat.app, walls, rewrite_every=0, late_answers=0)
    return chat.wall


def owe(chat, *words, to=None):
    with database.writing(chat.app.engine) as db, db.begin():
        for each in words:
            outgoing.owe(db, "demo-food", Send(to or ToEveryPlace(), Reply((Text(each),))), chat.clock())


def passes(chat, **span):
    """Let time pass, what nobody waits for be written, and what is ready be sent."""
    chat.clock.move_by(timedelta(**span))
    chat.app.writer.run_now(lambda db: None)
    chat.run(chat.office.drain())
    chat.run(chat.office.drain())


def also_on(chat, who, platform):
    """Somebody has an account on another platform too."""
    with database.writing(chat.app.engine) as db, db.begin():
        people.know_as(db, "demo-food", f"Demo {who.title()}", platform, f"{who}-elsewhere")
