"""The post office: sends what the outbox owes, keeps live messages true, and says what it could not send."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot import metrics, notices
from bot.app import App
from bot.log import frames, log
from bot.transport import CannotLook, Impossible, Moved, NotSent, Transport, Unknown
from commands.reply import Reply, Text, from_json, to_json
from storage import citations, database, people, posts
from storage.posts import Post

REWRITE_EVERY = 3.0  # seconds between two edits of one live message; both platforms count edits
LAST_MOMENT = 0.5  # seconds for what is on its way when Parley stops
LEASE = timedelta(seconds=60)  # after so long without a sign of life a post counts as left behind
RENEW = timedelta(seconds=15)  # how often a sign of life is given
FRESH = timedelta(days=14)  # live messages this old are not looked through after a restart


class PostOffice:
    """Runs beside the transports; several may run on one PostgreSQL, each post is claimed once."""

    def __init__(
        self, app: App, transports: Mapping[str, Transport], rewrite_every: float = REWRITE_EVERY
    ) -> None:
        self._app = app
        self._rewrite_every = rewrite_every
        self._transports = transports
        self._sending: dict[int, asyncio.Task[None]] = {}
        self._looked_at: datetime | None = None
        self._closing = asyncio.Event()
        self._rewriting: dict[int, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Send until cancelled. Wakes when something changed, and every second for what waits."""
        while not self._closing.is_set():
            self._app.changed.clear()
            try:
                await self._look_after()
                busy = await self.send_due() + await self.rewrite_stale()
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
        self._app.changed.set()
        tasks = [*self._sending.values(), *self._rewriting.values()]
        if tasks:
            await asyncio.wait(tasks, timeout=LAST_MOMENT)

    async def drain(self) -> None:
        """Send until nothing is ready; for the demo and the tests of one post."""
        while await self.send_due() + await self.rewrite_stale():
            await asyncio.gather(*self._sending.values(), *self._rewriting.values())

    async def send_due(self) -> int:
        """Claim and send the next message of every address; returns how many were claimed."""
        now = self._app.clock()
        due = await self._app.write(lambda db: posts.claim(db, list(self._transports), now))
        for post in due:
            self._begin(post, self._deliver(post))
        with database.reading(self._app.engine) as db:
            metrics.waiting.set(posts.count_waiting(db))
        return len(due)

    def _begin(self, post: Post, work: Coroutine[Any, Any, None]) -> None:
        self._sending[post.id] = asyncio.create_task(work)
        self._sending[post.id].add_done_callback(lambda _task: self._sending.pop(post.id))

    async def _deliver(self, post: Post) -> None:
        try:
            await self._send(post)
        finally:
            self._app.changed.set()  # the next one for this address may go

    async def _send(self, post: Post) -> None:
        transport = self._transports[post.platform]
        reply = self._app.several.to(post.platform, post.address, post.partnership, from_json(post.reply))
        try:
            reference = await transport.send(post.address, reply, self._mark(post), post.under)
        except NotSent as problem:
            await self._later(post, problem)
        except Moved as moved:
            await self._move(post, moved.address)
        except Impossible as problem:
            await self._fail(post, problem)
        except Unknown:
            await self._settle(post)
        except Exception as error:
            log.error("a post failed", post=post.id, error=type(error).__name__, at=frames(error))
            await self._fail(post, Impossible("Parley made a mistake in writing it."))
        else:
            await self._sent(post, reference)

    @staticmethod
    def _mark(post: Post) -> str:
        return f"post-{post.id}"

    async def _sent(self, post: Post, reference: str) -> None:
        """Its words stand; it counts as sent, and the next may go, once its pictures and files stand too."""
        if len(from_json(post.reply).attachments()) > post.pictures:
            await self._app.write(lambda db: posts.note_standing(db, post.id, reference))
            await self._attach_all(post, reference)
        now = self._app.clock()
        await self._app.write(lambda db: posts.note_sent(db, post.id, reference, now))
        metrics.posted(post.platform, "sent")

    async def _attach_all(self, post: Post, reference: str) -> None:
        """The words are there already; what cannot be attached is said and logged, not retried."""
        transport, begun = self._transports[post.platform], post.pictures
        for number, attachment in enumerate(from_json(post.reply).attachments()[begun:], begun + 1):
            await self._app.write(partial(posts.note_picture, number=post.id, shown=number))
            try:
                attached = await transport.attach(post.address, reference, attachment)
                if attached:
                    await self._app.write(partial(posts.note_attached, number=post.id, reference=attached))
            except Exception as error:
                kind = attachment.kind
                log.error(
                    "not attached", kind=kind, post=post.id, error=type(error).__name__, at=frames(error)
                )
                tell = partial(notices.no_rest, app=self._app, post=post, attachment=attachment)
                await self._app.write(tell)

    async def _later(self, post: Post, problem: NotSent) -> None:
        pause = posts.pause_after(post.attempts)
        if pause is None and problem.wait is None:
            await self._fail(post, Impossible(problem.reason))
            return
        wait = timedelta(seconds=problem.wait) if problem.wait is not None else pause or timedelta()
        at, asked = self._app.clock() + wait, problem.wait is not None
        await self._app.write(lambda db: posts.note_later(db, post.id, problem.reason, at, counted=not asked))

    async def _move(self, post: Post, address: str) -> None:
        now = self._app.clock()
        await self._app.write(lambda db: people.move_place(db, post.platform, post.address, address))
        await self._app.write(lambda db: posts.note_moved(db, post.id, address, now))

    async def _fail(self, post: Post, problem: Impossible) -> None:
        await self._app.write(lambda db: notices.failed(db, self._app, post, problem))
        metrics.posted(post.platform, "failed")

    async def _look_after(self) -> None:
        """At the start, and now and then: renew our hold on what is being sent, settle what nobody holds."""
        now = self._app.clock()
        first, last = self._looked_at is None, self._looked_at or now
        if not first and now - last < RENEW:
            return
        await self.settle_left_behind(first)
        if first:
            await self._mark_outdated()
        self._looked_at = now

    async def settle_left_behind(self, first: bool = True) -> None:
        """Decide about posts that were being sent when a process died."""
        now = self._app.clock()
        alone = first and database.is_sqlite(self._app.engine)
        before = now + timedelta(seconds=1) if alone else now - LEASE
        ours = list(self._sending)
        for post in await self._app.write(lambda db: posts.take_over(db, ours, before, now)):
            if post.platform in self._transports:
                self._begin(post, self._settle_quietly(post))

    async def _mark_outdated(self) -> None:
        """Live messages whose rewriting was cut off, when a process died, are written again."""
        with database.reading(self._app.engine) as db:
            live = posts.live_since(db, list(self._transports), self._app.clock() - FRESH)
        for post in live:
            if to_json(self._app.write_again(post.partnership, post.live)) != post.reply:
                await self._app.write(partial(posts.note_stale, number=post.id))

    async def _settle_quietly(self, post: Post) -> None:
        try:
            await self._settle(post)
        finally:
            self._app.changed.set()  # the next one for this address may go

    async def _settle(self, post: Post) -> None:
        """Look whether an ambiguous post is there; where nobody can look, a person is asked."""
        if post.reference is not None:  # its words are known to stand, only what goes with them was cut off
            if post.pictures:
                await self._app.write(lambda db: notices.is_the_rest_there(db, self._app, post))
            await self._sent(post, post.reference)
            return
        try:
            reference = await self._look(post)
        except Exception as error:
            if not isinstance(error, CannotLook):
                log.error(
                    "cannot look for a post", post=post.id, error=type(error).__name__, at=frames(error)
                )
            await self._app.write(lambda db: notices.is_it_there(db, self._app, post))
            metrics.posted(post.platform, "unknown")
            return
        if reference is not None:
            await self._sent(post, reference)
            return
        now = self._app.clock()
        await self._app.write(lambda db: posts.note_later(db, post.id, "it was not there", now))

    async def _look(self, post: Post) -> str | None:
        """The reference of a post that may be there; while the platform is away it is asked again."""
        for pause in posts.PAUSES:
            try:
                return await self._transports[post.platform].find(post.address, self._mark(post))
            except NotSent as away:
                await asyncio.sleep(away.wait if away.wait is not None else pause)
        return await self._transports[post.platform].find(post.address, self._mark(post))

    async def rewrite_stale(self) -> int:
        """Write live messages again, each at most every few seconds; returns how many were begun."""
        stale = await self._app.write(lambda db: posts.claim_stale(db, list(self._transports)))
        begun = 0
        for post in stale:
            if post.id in self._rewriting:
                await self._app.write(partial(posts.note_stale, number=post.id))
                continue
            self._rewriting[post.id] = asyncio.create_task(self._rewrite(post))
            begun += 1
        return begun

    async def _rewrite(self, post: Post) -> None:
        try:
            reply = self._app.write_again(post.partnership, post.live)
            seen = self._app.several.to(post.platform, post.address, post.partnership, reply)
            await self._take_back(post, reply)
            await self._transports[post.platform].edit(post.address, post.reference or "", seen)
            await self._app.write(lambda db: posts.note_rewritten(db, post.id, to_json(reply)))
            await self._rest()
        except (NotSent, Unknown):
            await self._rest()
            await self._app.write(lambda db: posts.note_stale(db, post.id))
        except Exception as error:
            log.error("a post could not be written again", post=post.id, error=type(error).__name__)
        finally:
            del self._rewriting[post.id]
            self._app.changed.set()

    async def _take_back(self, post: Post, reply: Reply) -> None:
        """The charts and files of figures that were withdrawn go, or say so; the post's first words say why."""
        first = reply.blocks[0] if reply.blocks else None
        if not (post.attached and isinstance(first, Text) and post.live.startswith(citations.CITING)):
            return
        for attached in post.attached:
            try:
                await self._transports[post.platform].take_back(post.address, attached, first.text)
            except Impossible as gone:
                log.warning("a chart or file could not be taken back", post=post.id, reason=gone.reason)
        await self._app.write(partial(posts.note_taken_back, number=post.id))

    async def _rest(self) -> None:
        """The pause after an edit; over at once when Parley stops."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._closing.wait(), self._rewrite_every)
