"""Keeping live messages true: each is written again after a change, at most every few seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from functools import partial

from bot import notices
from bot.app import App
from bot.log import log
from bot.transport import Gone, Impossible, Moved, NotSent, Transport, Unknown
from commands.reply import Reply, Text, to_json
from storage import citations, database, digests, live_posts, posts
from storage.post import Post

FRESH = timedelta(days=14)  # live messages this old are not looked through after a restart
FIGURED = (
    f"{citations.CITING}/",
    f"{digests.DIGEST}/",
)  # kinds of live messages whose charts may be withdrawn
MOVED = "The group has a new id, and what was posted before stays as it was."


class Rewriter:
    """Part of the post office."""

    def __init__(self, app: App, transports: Mapping[str, Transport], every: float) -> None:
        self._app, self._transports, self._every = app, transports, every
        self._closing = asyncio.Event()
        self.tasks: dict[int, asyncio.Task[None]] = {}

    def close(self) -> None:
        """The pauses after edits are over at once."""
        self._closing.set()

    async def mark_outdated(self) -> None:
        """Live messages whose rewriting was cut off, when a process died, are written again."""
        with database.reading(self._app.engine) as db:
            live = live_posts.live_since(db, list(self._transports), self._app.clock() - FRESH)
        for post in live:
            if to_json(self._app.write_again(post.partnership, post.live)) != post.reply:
                await self._app.write(partial(posts.note_stale, number=post.id))

    async def begin(self, platforms: list[str]) -> int:
        """Begin to write again what is out of date on these platforms; returns how many."""
        if not self._app.glance(live_posts.any_stale):
            return 0
        ours = list(self.tasks)
        stale = await self._app.write(lambda db: live_posts.claim_stale(db, platforms, ours))
        for post in stale:
            self.tasks[post.id] = asyncio.create_task(self._rewrite(post))
        return len(stale)

    async def _rewrite(self, post: Post) -> None:
        try:
            reply = self._app.write_again(post.partnership, post.live)
            seen = self._app.several.to(post.platform, post.address, post.partnership, reply)
            await self._take_back(post, reply)
            await self._transports[post.platform].edit(post.address, post.reference or "", seen)
            await self._app.write(lambda db: live_posts.note_rewritten(db, post.id, to_json(reply)))
            await self._rest()
        except (NotSent, Unknown):
            await self._rest()
            await self._app.write(lambda db: posts.note_stale(db, post.id))
        except Gone as gone:
            await self._app.write(partial(notices.is_gone, app=self._app, post=post, reason=gone.reason))
        except Moved:
            await self._app.write(partial(notices.is_gone, app=self._app, post=post, reason=MOVED))
        except Exception as error:
            log.error("a post could not be written again", post=post.id, error=type(error).__name__)
        finally:
            del self.tasks[post.id]
            self._app.changed.set()

    async def _take_back(self, post: Post, reply: Reply) -> None:
        """The charts and files of figures that were withdrawn go, or say so; the post's first words say why."""
        first = reply.blocks[0] if reply.blocks else None
        if not (post.attached and isinstance(first, Text) and post.live.startswith(FIGURED)):
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
            await asyncio.wait_for(self._closing.wait(), self._every)
