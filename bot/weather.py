"""Which platforms can be reached: what is owed waits for one that is away, and the leads are told once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot import notices
from bot.app import App
from bot.log import frames, log
from bot.transport import Impossible, NotSent, Transport, Unknown
from commands.missed_words import platform_name
from commands.reply import Button
from storage import database, missed, outages, posts, waiting
from storage.outages import Outage
from storage.times import say_moment

WELL = timedelta(seconds=60)  # after so long without a sign of life a platform is asked for one
PAUSES = (5, 10, 20, 30)  # seconds between two questions to a platform that is away
LONG = timedelta(minutes=10)  # the leads are told after so long
TOO_LATE = timedelta(days=1)  # what a place has waited for longer than this is not posted any more
ANSWER = 15.0  # seconds
SEE = Button("What could not be posted", "post")


@dataclass
class Sky:
    """One platform as this process sees it; ``outage`` is why and since when it is away."""

    ask_at: datetime
    outage: Outage | None = None
    tries: int = 0
    asked_at: float = 0.0
    one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)
    asking: asyncio.Task[None] | None = None


class Weather:
    """Asks platforms something harmless, before posts are risked on them, and says how they are."""

    def __init__(self, app: App, transports: Mapping[str, Transport]) -> None:
        self._app, self._transports = app, transports
        self._skies: dict[str, Sky] = {}
        self._before: dict[str, Outage] | None = None

    def open(self) -> list[str]:
        """The platforms that can be posted to, as far as we know."""
        return [each for each in self._transports if self._sky(each).outage is None]

    def long_away(self) -> list[str]:
        """A sentence for each platform that has been away for long."""
        now, found = self._app.clock(), [sky.outage for sky in self._skies.values() if sky.outage]
        return [
            f"{platform_name(each.platform)} has been away since {each.since:%Y-%m-%d %H:%M} UTC. {each.reason}"
            for each in found
            if now - each.since >= LONG
        ]

    def note_well(self, platform: str) -> None:
        """A post has just come to stand there."""
        self._sky(platform).ask_at = self._app.clock() + WELL

    async def reaches(self, platform: str) -> bool:
        """Ask a platform now, because something went wrong; who asks at the same time shares the answer."""
        sky, came_at = self._sky(platform), asyncio.get_running_loop().time()
        async with sky.one_at_a_time:
            if sky.asked_at < came_at:
                await self._ask(platform, sky)
                sky.asked_at = asyncio.get_running_loop().time()
        return sky.outage is None

    async def look(self) -> None:
        """Ask those not heard of for a while, without waiting for an answer; tell the leads what lasts."""
        if self._before is None:
            with database.reading(self._app.engine) as db:
                self._before = outages.away(db)
        for platform in self._transports:
            sky, now = self._sky(platform), self._app.clock()
            if now >= sky.ask_at and (sky.asking is None or sky.asking.done()):
                sky.asking = asyncio.create_task(self._wonder(platform))
            if sky.outage and not sky.outage.told and now - sky.outage.since >= LONG:
                sky.outage = await self._say_away(sky.outage)

    async def answered(self) -> None:
        """Wait for what was asked."""
        await asyncio.gather(*(sky.asking for sky in self._skies.values() if sky.asking is not None))

    def close(self) -> None:
        for sky in self._skies.values():
            if sky.asking is not None:
                sky.asking.cancel()

    def _sky(self, platform: str) -> Sky:
        """A platform that was away when another process stopped is asked first."""
        if platform not in self._skies:
            now, outage = self._app.clock(), (self._before or {}).get(platform)
            self._skies[platform] = Sky(now if outage else now + WELL, outage)
        return self._skies[platform]

    async def _wonder(self, platform: str) -> None:
        try:
            await self.reaches(platform)
        except Exception as error:  # the database is away: it is asked again
            log.error("cannot note how a platform is", error=type(error).__name__, at=frames(error))

    async def _ask(self, platform: str, sky: Sky) -> None:
        try:
            async with asyncio.timeout(ANSWER):
                await self._transports[platform].reach()
        except (NotSent, Impossible) as problem:
            await self._note_away(platform, sky, problem.reason)
        except (Unknown, TimeoutError):
            await self._note_away(platform, sky, f"{platform_name(platform)} does not answer.")
        else:
            await self._note_back(platform, sky)

    async def _note_away(self, platform: str, sky: Sky, reason: str) -> None:
        now = self._app.clock()
        sky.ask_at = now + timedelta(seconds=PAUSES[min(sky.tries, len(PAUSES) - 1)])
        sky.tries += 1
        if sky.outage is None:
            sky.outage = await self._app.write(lambda db: _begin(db, platform, reason, now))
            log.warning("a platform is away", platform=platform, reason=reason)

    async def _note_back(self, platform: str, sky: Sky) -> None:
        sky.ask_at, sky.tries = self._app.clock() + WELL, 0
        if sky.outage is not None:
            await self._app.write(lambda db: self._end(db, platform))
            sky.outage = None
            self._app.changed.set()
            log.info("a platform is back", platform=platform)

    async def _say_away(self, outage: Outage) -> Outage:
        await self._app.write(lambda db: self._tell_away(db, outage))
        self._app.changed.set()
        return replace(outage, told=True)

    def _tell_away(self, db: Session, outage: Outage) -> None:
        now = self._app.clock()
        if not outages.note_told(db, outage.platform, now):
            return
        log.error("a platform has been away for long", platform=outage.platform, reason=outage.reason)
        for partnership in self._app.partnerships.values():
            count = waiting.count(db, outage.platform, partnership.id, now)
            since = say_moment(outage.since, partnership.zone, now.astimezone(partnership.zone).date())
            wait = f"{count} posts wait" if count != 1 else "1 post waits"
            notices.tell_leads(
                db,
                self._app,
                partnership.id,
                f"Parley has not been able to reach {platform_name(outage.platform)} since {since}. {outage.reason} "
                f"{wait} for it. What is due meanwhile goes out when it is back, marked as late, and Parley tells you.",
            )

    def _end(self, db: Session, platform: str) -> None:
        """Give up what is a day late, and say that a long outage is over."""
        now, over = self._app.clock(), outages.end(db, platform)
        if over is None:
            return
        reason = f"{platform_name(platform)} was away for more than a day."
        given_up = missed.give_up(db, platform, now - TOO_LATE, reason)
        for place in {each.place for each in given_up if each.place is not None}:
            notices.tell_place(db, self._app, place)
        for partnership in self._app.partnerships.values() if over.told else ():
            today = now.astimezone(partnership.zone).date()
            since = say_moment(over.since, partnership.zone, today)
            lost = [each for each in given_up if each.partnership == partnership.id]
            notices.tell_leads(
                db,
                self._app,
                partnership.id,
                f"Parley can reach {platform_name(platform)} again. It was away since {since}. "
                "What waited goes out now, marked as late."
                + (f" What was more than a day late is not posted any more: {len(lost)}." if lost else ""),
                [SEE] if lost else [],
            )


def _begin(db: Session, platform: str, reason: str, now: datetime) -> Outage:
    """Note an outage; notices to leads go round it."""
    outages.begin(db, platform, reason, now)
    away = outages.away(db)
    posts.divert_notices(db, platform, now, away)
    return away[platform]
