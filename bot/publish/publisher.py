"""Writes what may leave the channel into a folder, after the commit that says so: a kill in between loses nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from bot import outgoing
from bot.app import App
from bot.log import frames, log
from bot.publish.folder import write
from commands.reply import Button, Buttons, Reply, Send, Text, ToPerson
from storage import database, digests, occurrences, people, schedule_changes
from storage.digests import Digest
from storage.partnership import PartnershipSettings
from storage.partnerships import Partnership
from storage.times import say_day

AGAIN = timedelta(minutes=10)  # after a folder could not be written


class Publisher:
    """Looks at every tick for digests whose files are out of date, and for pauses that are over."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._not_before: dict[int, datetime] = {}

    async def publish(self, now: datetime) -> None:
        """Write every file that is due, and ask about what a pause held back."""
        with database.reading(self._app.engine) as db:
            due, held = digests.to_write(db), digests.held(db)
        for digest in due:
            if self._not_before.get(digest.id, now) <= now:
                await self._one(digest, now)
        for digest in held:
            await self._app.write(partial(self._ask, digest=digest, now=now))

    async def _one(self, digest: Digest, now: datetime) -> None:
        here = self._app.partnerships.get(digest.partnership)
        if here is None:
            return
        settings, digest = await self._app.write(lambda db: self._held_back(db, here, digest, now))
        wanted = settings.schedule.weeknote_digest
        shown = for_files(digest)
        if wanted is None or wanted.publish_dir is None or (digest.hold and digest.published_at is None):
            await self._app.write(lambda db: digests.note_nothing_to_write(db, digest))
            return
        with database.reading(self._app.engine) as db:
            others = [each for each in digests.published(db, here.id) if each.week != digest.week]
        try:
            await asyncio.to_thread(
                _write, wanted.publish_dir, here, shown, [for_files(each) for each in others]
            )
        except Exception as error:  # whatever it is, the clock goes on and a lead is told
            await self._failed(digest, wanted.publish_dir, error, now)
            return
        out = frozenset(line.number for line in shown.lines)
        await self._app.write(lambda db: digests.note_written(db, digest, out, now))

    async def _failed(self, digest: Digest, folder: Path, error: Exception, now: datetime) -> None:
        self._not_before[digest.id] = now + AGAIN
        log.error("a digest could not be published", error=type(error).__name__, at=frames(error))
        await self._app.write(lambda db: self._tell(db, digest, folder, error, now))

    def _held_back(
        self, db: Session, here: Partnership, digest: Digest, now: datetime
    ) -> tuple[PartnershipSettings, Digest]:
        """In a public pause, what is not out yet is kept back."""
        settings = schedule_changes.as_changed(db, here.settings)
        day = now.astimezone(here.zone).date()
        new = any(line.stands and line.scope == "public" and not line.out for line in digest.lines)
        if new and not digest.hold and settings.pause_on(day, "public"):
            digest = digests.set_hold(db, digest, "held")
        return settings, digest

    def _ask(self, db: Session, digest: Digest, now: datetime) -> None:
        """When the pause is over nothing goes out by itself: the lead is asked."""
        here = self._app.partnerships.get(digest.partnership)
        if here is None:
            return
        settings = schedule_changes.as_changed(db, here.settings)
        if settings.pause_on(now.astimezone(here.zone).date(), "public"):
            return
        if not digests.ask_about(db, digest):
            return
        words = (
            f"The pause is over. The digest of the week of {say_day(digest.week)} was not published, or not all of it. "
            "Should it be now?"
        )
        buttons = (
            Button("Publish now", f"digest publish {digest.week}", "primary"),
            Button("Leave it", f"digest leave {digest.week}"),
        )
        self._to_leads(db, digest, Reply((Text(words), Buttons(buttons)), private=True), now)

    def _tell(self, db: Session, digest: Digest, folder: Path, error: Exception, now: datetime) -> None:
        subject = f"{digest.key}/{digest.version}"
        if not occurrences.once(db, digest.partnership, "publish_failed", subject, now):
            return
        words = (
            f"The digest of the week of {say_day(digest.week)} could not be written to {folder.name}: "
            f"{_why(error)}. Parley tries again every 10 minutes. "
            "Ask the person who looks after Parley."
        )
        self._to_leads(db, digest, Reply((Text(words),), private=True), now)

    def _to_leads(self, db: Session, digest: Digest, reply: Reply, now: datetime) -> None:
        for lead in people.with_role(db, digest.partnership, "lead"):
            outgoing.owe(db, digest.partnership, Send(ToPerson(lead.id), reply), now)
        self._app.changed.set()


def _write(folder: Path, here: Partnership, digest: Digest, others: Sequence[Digest]) -> None:
    """The files of one week, and the list and the feed of all weeks."""
    from bot.publish.files_of import files_of  # brings the template library, which is not needed before

    weeks = sorted([digest, *others], key=lambda each: each.week, reverse=True)
    write(folder, files_of(here, digest, weeks))


def _why(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else "") or "there is a problem with Parley"


def for_files(digest: Digest) -> Digest:
    """A digest with the lines that files may say: while it is held, only those that they say already."""
    return replace(digest, lines=tuple(line for line in digest.lines if _may_stand(digest, line)))


def _may_stand(digest: Digest, line: digests.Line) -> bool:
    if line.scope != "public" or line.left_out:
        return line.out and bool(line.gone)
    return line.out if digest.hold or line.gone else True
