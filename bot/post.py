"""The post office: sends what the outbox owes, in order for each address, and says what it could not send."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from bot import metrics, notices
from bot.app import App
from bot.log import frames, log
from bot.rewriting import Rewriter
from bot.transport import CannotLook, Impossible, Moved, NotSent, Transport, Unknown
from bot.weather import Weather
from commands.reply import Attachment, Note, Reply, from_json
from jobs.due import is_late
from storage import database, place_changes, posts
from storage.post import Post
from storage.posts import MISSED
from storage.times import say_moment

REWRITE_EVERY = 3.0  # seconds between two edits of one live message; both platforms count edits
LATE_ANSWERS = 15.0  # seconds after a silence in which a message may still come to stand
LAST_MOMENT = 0.5  # seconds for what is on its way when Parley stops
LEASE = timedelta(seconds=60)  # after so long without a sign of life a post counts as left behind
RENEW = timedelta(seconds=15)  # how often a sign of life is given
LOOKS = 8  # how often a post is looked for before a person is asked
LATE = "This is late"
NO_PARTNERSHIP = "Its partnership is no longer in the configuration."


class PostOffice:
    """Runs beside the transports; several may run on one PostgreSQL, each post is claimed once."""

    def __init__(
        self,
        app: App,
        transports: Mapping[str, Transport],
        rewrite_every: float = REWRITE_EVERY,
        late_answers: float = LATE_ANSWERS,
    ) -> None:
        self._app, self._transports, self._late_answers = app, transports, late_answers
        self.weather = Weather(app, transports)
        self._rewriter = Rewriter(app, transports, rewrite_every)
        self._sending: dict[int, asyncio.Task[None]] = {}
        self._looked_at: datetime | None = None
        self._closing = asyncio.Event()

    async def run(self) -> None:
        """Send until cancelled. Wakes when something changed, and every second for what waits."""
        while not self._closing.is_set():
            self._app.changed.clear()
            try:
                await self._look_after()
                busy = await self.send_due() + await self.rewrite_stale()
                metrics.outbox_read.set(self._app.clock().timestamp())
            except Exception as error:  # the database is away: what is owed stays owed
                log.error("the outbox cannot be read", error=type(error).__name__, at=frames(error))
                busy = 0
                await asyncio.sleep(1)
            if not busy:
                await self._wait()

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(1.0):  # wait_for of Python 3.11 can swallow being cancelled
                await self._app.changed.wait()
        except TimeoutError:
            return

    async def close(self) -> None:
        """Begin nothing new, and let what is on its way finish, for a moment."""
        self._closing.set()
        self._rewriter.close()
        self.weather.close()
        self._app.changed.set()
        tasks = [*self._sending.values(), *self._rewriter.tasks.values()]
        if tasks:
            await asyncio.wait(tasks, timeout=LAST_MOMENT)

    async def drain(self) -> None:
        """Send until nothing is ready; for the demo and the tests of one post."""
        await self.weather.look()
        await self.weather.answered()
        while await self.send_due() + await self.rewrite_stale():
            await asyncio.gather(*self._sending.values(), *self._rewriter.tasks.values())

    async def send_due(self) -> int:
        """Claim and send the next message of every address; returns how many were claimed."""
        now, there = self._app.clock(), self.weather.open()
        if not self._app.glance(lambda db: posts.any_due(db, now)):
            return 0
        due = await self._app.write(lambda db: posts.claim(db, there, now))
        for post in due:
            self._begin(post, self._send(post))
        return len(due)

    async def rewrite_stale(self) -> int:
        """Write live messages again, each at most every few seconds; returns how many were begun."""
        return await self._rewriter.begin(self.weather.open())

    def _begin(self, post: Post, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._safely(post, work))
        self._sending[post.id] = task
        task.add_done_callback(lambda _task: self._forget(post.id, task))

    def _forget(self, number: int, task: asyncio.Task[None]) -> None:
        """A post may be begun again before the end of its first task is noticed: that one stays."""
        if self._sending.get(number) is task:
            del self._sending[number]

    async def _safely(self, post: Post, work: Coroutine[Any, Any, None]) -> None:
        """What cannot even be written down is settled later, like what a dead process left."""
        try:
            await work
        except Exception as error:
            log.error("a post is in doubt", post=post.id, error=type(error).__name__, at=frames(error))
        finally:
            self._app.changed.set()  # the next one for this address may go

    async def _send(self, post: Post) -> None:
        if post.partnership not in self._app.partnerships:
            await self._app.write(lambda db: posts.note_ended(db, post.id, "failed", NO_PARTNERSHIP))
            return
        try:
            reference = await self._transports[post.platform].send(
                post.address, self._worded(post), self._mark(post), post.under
            )
        except NotSent as problem:
            await self._later(post, problem)
        except Moved as moved:
            await self._move(post, moved.address)
        except Impossible as problem:
            await self._refused(post, problem)
        except Unknown as doubt:
            await self.weather.reaches(post.platform)  # before the next one is risked
            await self._settle(post, doubt.slow)
        except Exception as error:
            log.error("a post failed", post=post.id, error=type(error).__name__, at=frames(error))
            await self._fail(post, Impossible("Parley made a mistake in writing it."))
        else:
            self.weather.note_well(post.platform)
            await self._sent(post, reference)

    def _worded(self, post: Post) -> Reply:
        """What is sent: the words as they are for the reader, and that they are late."""
        reply, now = from_json(post.reply), self._app.clock()
        zone = self._app.partnerships[post.partnership].zone
        said = any(isinstance(block, Note) and block.text.startswith(LATE) for block in reply.blocks)
        if post.place is not None and post.kind != MISSED and is_late(post.due, now) and not said:
            due = say_moment(post.due, zone, now.astimezone(zone).date())
            reply = replace(reply, blocks=(*reply.blocks, Note(f"{LATE}: it was due at {due}.")))
        return self._app.several.to(post.platform, post.address, post.partnership, reply)

    @staticmethod
    def _mark(post: Post) -> str:
        return f"post-{post.id}"

    async def _sent(self, post: Post, reference: str) -> None:
        """Its words stand; it counts as sent, and the next may go, once its pictures and files stand too."""
        if len(from_json(post.reply).attachments()) > post.pictures:
            await self._app.write(lambda db: posts.note_standing(db, post.id, reference))
            await self._attach_all(post, reference)
        await self._app.write(lambda db: notices.sent(db, self._app, post, reference))
        metrics.posted(post.platform, "sent")

    async def _attach_all(self, post: Post, reference: str) -> None:
        """The words are there already; what cannot be attached is said and logged, not retried."""
        for number, attachment in enumerate(
            from_json(post.reply).attachments()[post.pictures :], post.pictures + 1
        ):
            await self._app.write(partial(posts.note_picture, number=post.id, shown=number))
            try:
                await self._attach(post, reference, attachment)
            except Unknown:
                await self._app.write(partial(notices.is_the_rest_there, app=self._app, post=post))
            except Exception as error:
                kind = attachment.kind
                log.error(
                    "not attached", kind=kind, post=post.id, error=type(error).__name__, at=frames(error)
                )
                tell = partial(notices.no_rest, app=self._app, post=post, attachment=attachment)
                await self._app.write(tell)

    async def _attach(self, post: Post, reference: str, attachment: Attachment) -> None:
        attached = await self._transports[post.platform].attach(post.address, reference, attachment)
        if attached:
            await self._app.write(partial(posts.note_attached, number=post.id, reference=attached))

    async def _later(self, post: Post, problem: NotSent) -> None:
        """Put it back. Only what goes wrong while the platform is there counts against the post itself."""
        wait, counted = problem.wait, False
        if wait is None:
            wait, counted = 0.0, await self.weather.reaches(post.platform)
        if counted:
            pause = posts.pause_after(post.attempts)
            if pause is None:
                await self._fail(post, Impossible(problem.reason))
                return
            wait = pause.total_seconds()
        at = self._app.clock() + timedelta(seconds=wait)
        await self._app.write(lambda db: posts.note_later(db, post.id, problem.reason, at, counted=counted))

    async def _refused(self, post: Post, problem: Impossible) -> None:
        """A refusal of one place or message; where the platform refuses us altogether, it waits for better days."""
        if problem.closed or await self.weather.reaches(post.platform):
            await self._fail(post, problem)
            return
        now = self._app.clock()
        await self._app.write(lambda db: posts.note_later(db, post.id, problem.reason, now, counted=False))

    async def _move(self, post: Post, address: str) -> None:
        """The place has a new address; what waits behind this one follows in the same order."""
        now = self._app.clock()

        def move(db: Session) -> None:
            place_changes.move(db, post.platform, post.address, address)
            if post.place is not None:
                posts.follow_place(db, post.place, address)
            posts.note_moved(db, post.id, address, now)

        await self._app.write(move)

    async def _fail(self, post: Post, problem: Impossible) -> None:
        await self._app.write(lambda db: notices.failed(db, self._app, post, problem))
        metrics.posted(post.platform, "failed")

    async def _look_after(self) -> None:
        """Now and then: see who is there, renew our hold on what is being sent, settle what nobody holds."""
        await self.weather.look()
        now = self._app.clock()
        first, last = self._looked_at is None, self._looked_at or now
        if not first and now - last < RENEW:
            return
        await self.settle_left_behind(first)
        if first:
            await self._rewriter.mark_outdated()
        self._looked_at = now

    async def settle_left_behind(self, first: bool = True) -> None:
        """Decide about posts that were being sent when a process died, or that could not be looked for."""
        now, there = self._app.clock(), self.weather.open()
        alone = first and database.is_sqlite(self._app.engine)
        before = now + timedelta(seconds=1) if alone else now - LEASE
        ours = list(self._sending)
        for post in await self._app.write(lambda db: posts.take_over(db, ours, there, before, now)):
            self._begin(post, self._settle(post))

    async def _settle(self, post: Post, slow: bool = False) -> None:
        """Look whether an ambiguous post is there; where nobody can look, a person is asked."""
        if post.reference is not None:  # its words are known to stand, only what goes with them was cut off
            if post.pictures:
                await self._app.write(lambda db: notices.is_the_rest_there(db, self._app, post))
            await self._sent(post, post.reference)
            return
        if slow and await self._is_closing():
            return
        try:
            reference = await self._transports[post.platform].find(post.address, self._mark(post), post.under)
        except CannotLook:
            await self._ask(post)
        except (NotSent, Unknown):
            await self._look_later(post)
        except Exception as error:
            log.error("cannot look for a post", post=post.id, error=type(error).__name__, at=frames(error))
            await self._look_later(post)
        else:
            await self._found(post, reference)

    async def _is_closing(self) -> bool:
        """Give a slow answer its time; whether Parley stops meanwhile, and leaves this to its next start."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._closing.wait(), self._late_answers)
        return self._closing.is_set()

    async def _look_later(self, post: Post) -> None:
        """It stays as it is and is looked for again within a minute, but not for ever."""
        await self.weather.reaches(post.platform)
        if post.attempts >= LOOKS:
            await self._ask(post)

    async def _found(self, post: Post, reference: str | None) -> None:
        if reference is not None:
            await self._sent(post, reference)
            return
        if post.attempts > 1:  # one that breaks the connection each time is not tried for ever
            await self._later(post, NotSent("It was not there."))
            return
        now = self._app.clock()
        await self._app.write(lambda db: posts.note_later(db, post.id, "It was not there.", now))

    async def _ask(self, post: Post) -> None:
        await self._app.write(lambda db: notices.is_it_there(db, self._app, post))
        metrics.posted(post.platform, "unknown")
