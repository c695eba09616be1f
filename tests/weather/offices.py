"""A post office on each platform, over the real SDK and its strict pretend server, with a clock to move."""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import select

from bot.heard import Heard
from bot.post import PostOffice
from commands.reply import Reply, Text, to_json
from storage import database, people, posts, seeding
from storage.tables import PostRow
from tests.slack.world import HERE, THERE
from tests.slack.world import Parley as SlackParley
from tests.telegram.world import GROUP
from tests.telegram.world import World as TelegramWorld
from tests.world import Hand

AFTERNOON = -4001  # a basic group, which may move


class Office:
    """Owes words to places and sends them, whatever the weather; time passes when it is let."""

    pause = 1  # seconds that a platform asks for, when it does

    def __init__(self, home, transport, here, there):
        self.home, self.transport = home, transport
        self.here, self.there = str(here), str(there)
        self.clock = Hand()
        home.app.clock = self.clock
        self.app = home.app
        for address in (self.here, self.there):
            self.write(
                lambda db, address=address: seeding.seed_place(db, "demo-food", self.platform, address)
            )
        self.open()

    @property
    def platform(self):
        return self.transport.platform

    def open(self):
        """A new process, as far as the outbox can tell."""
        self.office = PostOffice(self.app, {self.platform: self.transport}, rewrite_every=0, late_answers=0.2)

    def write(self, change):
        return self.app.writer.run_now(change)

    def owe(self, *words, to=None, live="", reply=None):
        def owe(db):
            place = people.place_at(db, self.platform, to or self.here)
            for each in words:
                said = reply or Reply((Text(each),))
                posts.owe_place(db, place, to_json(said), live, self.clock())

        self.write(owe)

    def owe_under(self, number, words):
        self.write(lambda db: posts.owe_under(db, number, to_json(Reply((Text(words),))), self.clock()))

    def passes(self, **span):
        self.clock.move_by(timedelta(**span))
        self.home.run(self.drained())

    async def drained(self):
        await self.office._look_after()
        await self.office.drain()

    def settles(self, rounds=40):
        """Until nothing is owed any more; a minute and a half passes between two looks."""
        for _ in range(rounds):
            self.passes(seconds=90)
            if not [row for row in self.rows() if row.state in ("due", "sending")]:
                return
        raise AssertionError([(row.id, row.state, row.error) for row in self.rows()])

    def rows(self):
        """What the outbox holds for this platform."""
        with database.reading(self.app.engine) as db:
            return list(db.scalars(select(PostRow).filter_by(platform=self.platform).order_by(PostRow.id)))

    def states(self, kind=""):
        return [row.state for row in self.rows() if row.kind == kind]


class InSlack(Office):
    def __init__(self, slack, folder, charts, read_history=True, **more):
        self.slack = slack
        parley = SlackParley(
            slack, folder, charts, read_history=read_history, **{"patience": 0.2, **more}
        ).start()
        super().__init__(parley, parley.transport, HERE, THERE)

    def calm(self):
        self.slack.faults.clear()

    def texts(self, address=None):
        here = self.slack.messages(address or self.here)
        return [each.text for each in here if each.bot and not each.deleted]

    def lead(self):
        return "\n".join(each.text for each in self.slack.directs("U02") if each.bot)

    def fault(self, mode, times=1, seconds=0.35, method="chat.postMessage", address=None):
        """The next posts in a place go wrong."""
        if mode == "limit":
            self.slack.limit(method, retry_after=self.pause, times=times, channel=address)
        else:
            self.slack.fault(method, mode, times, seconds, channel=address)

    def close(self):
        self.home.stop()


class InTelegram(Office):
    def __init__(self, fake, folder):
        self.fake = fake
        world = TelegramWorld(folder, fake, pace=0.0)
        world.start(listen=False)
        world.run(world.telegram._application.initialize())
        super().__init__(world, world.telegram, GROUP, AFTERNOON)

    def calm(self):
        self.fake.clear_faults()

    def texts(self, address=None):
        return [each.text for each in self.fake.messages(int(address or self.here))]

    def lead(self):
        return "\n".join(each.visible_text for each in self.fake.messages(102))

    def fault(self, mode, times=1, seconds=0.35, method="sendMessage", address=None):
        chat = int(address) if address else None
        if mode == "limit":
            self.fake.limit(method, retry_after=self.pause, times=times, chat=chat)
        else:
            self.fake.fault(method, mode, times, seconds, chat=chat)

    def reach(self, account):
        self.write(lambda db: people.note_reachable(db, "telegram", account, True))

    def says(self, line):
        """The lead writes in private."""
        heard = Heard("telegram", "102", "Demo Lead", "", line, key=uuid4().hex)
        return self.home.run(self.app.hear(heard)).reply

    def close(self):
        self.home.close()
