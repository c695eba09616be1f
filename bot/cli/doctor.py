"""parley doctor: is everything Parley depends on really there? One line a check, with what to do."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Literal

import aiohttp
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import SQLAlchemyError

import jobs
from bot.cli.jobs import timetable
from bot.settings import Settings
from storage import database, migrate, schedule_changes
from storage.partnership import PartnershipSettings
from storage.tables import OccurrenceRow, PostRow

SECONDS = 10.0
SKEW = 60.0  # seconds; Slack refuses signed requests that are five minutes out
LITTLE, SCARCE = 1_000_000_000, 200_000_000  # bytes of free disk
OVERDUE = timedelta(minutes=10)
REMEMBERED = timedelta(days=14)

State = Literal["ok", "warning", "problem"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One check. ``text`` says how it is and, unless it is ok, what to do."""

    state: State
    what: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a platform said. ``trouble`` is a sentence when it said nothing; it never holds a token."""

    body: Mapping[str, Any]
    headers: Mapping[str, str]
    trouble: str = ""

    def moment(self) -> datetime | None:
        try:
            return parsedate_to_datetime(self.headers["Date"])
        except (KeyError, ValueError):
            return None


class Line:
    """The way to one platform: asks once and waits politely."""

    def __init__(self, session: aiohttp.ClientSession, platform: str, clock: Callable[[], datetime]) -> None:
        self._session, self._platform, self._clock = session, platform, clock
        self.skew: float | None = None  # seconds by which our clock is ahead of the platform's

    async def ask(self, url: str, data: Mapping[str, str], token: str = "") -> Answer:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            async with self._session.post(url, data=data, headers=headers) as response:
                body = await response.json(content_type=None)
                answer = Answer(body if isinstance(body, dict) else {}, dict(response.headers))
        except TimeoutError:
            return Answer(
                {}, {}, f"{self._platform} did not answer in {SECONDS:.0f} seconds. Try again later."
            )
        except aiohttp.ClientError:
            return Answer({}, {}, f"{self._platform} cannot be reached. Check the network and api_url.")
        except ValueError:
            return Answer({}, {}, f"{self._platform} is in trouble at present. Try again later.")
        if (there := answer.moment()) is not None and self.skew is None:
            self.skew = (self._clock() - there).total_seconds()
        return answer


@asynccontextmanager
async def line(platform: str, clock: Callable[[], datetime]) -> AsyncIterator[Line]:
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    async with aiohttp.ClientSession(timeout=timeout, trust_env=True) as session:
        yield Line(session, platform, clock)


async def examine(settings: Settings, clock: Callable[[], datetime]) -> list[Finding]:
    """Every check, platforms first."""
    from bot.slack import doctor as doctor_slack
    from bot.telegram import doctor as doctor_telegram

    slack, telegram = await asyncio.gather(
        doctor_slack.examine(settings, clock), doctor_telegram.examine(settings, clock)
    )
    here = await asyncio.to_thread(lambda: list(_here(settings, clock())))
    return [*slack, *telegram, *here]


def clock_check(platform: str, skew: float | None) -> Iterator[Finding]:
    if skew is None:
        return
    if abs(skew) <= SKEW:
        yield Finding("ok", "Clock", f"It agrees with {platform}'s.")
        return
    way = "ahead of" if skew > 0 else "behind"
    sentence = f"This computer's clock is {abs(skew):.0f} seconds {way} {platform}'s. Switch on time synchronisation."
    yield Finding("problem", "Clock", sentence)


def _here(settings: Settings, now: datetime) -> Iterator[Finding]:
    engine = database.connect(settings.database_url)
    file = migrate.sqlite_file(engine)
    yield _disk(file.parent if file else settings.folder)
    if file is not None and not file.exists():
        yield Finding("warning", "Database", "There is none yet. It is made when Parley first runs.")
        held = settings.partnerships
    else:
        yield from _database(engine, settings, now)
        held = tuple(_with_changes(engine, each) for each in settings.partnerships)
    for partnership in held:
        yield _next(partnership, now)
    engine.dispose()


def _with_changes(engine: Engine, partnership: PartnershipSettings) -> PartnershipSettings:
    """With what its leads changed in the schedule; as configured where the database cannot say."""
    try:
        if migrate.version(engine) != migrate.newest():
            return partnership
        with database.reading(engine) as db:
            return schedule_changes.as_changed(db, partnership)
    except SQLAlchemyError:  # said above
        return partnership


def _disk(folder: Path) -> Finding:
    there = next(each for each in (folder, *folder.parents) if each.exists())
    free = shutil.disk_usage(there).free
    said = f"{free / 1e9:,.1f} GB are free in {there}."
    if free < SCARCE:
        return Finding("problem", "Disk", f"Only {said} Make room: without it nothing can be stored.")
    return (
        Finding("warning", "Disk", f"Only {said} Make room.")
        if free < LITTLE
        else Finding("ok", "Disk", said)
    )


def _database(engine: Engine, settings: Settings, now: datetime) -> Iterator[Finding]:
    try:
        at = migrate.version(engine)
        if at != migrate.newest():
            yield _old(at)
            return
        _try_writing(engine)
        yield Finding("ok", "Database", f"It can be written and is at version {at}.")
        yield from _waiting(engine, now)
        yield from _overdue(engine, now)
    except SQLAlchemyError as error:
        yield Finding("problem", "Database", _why(error))


def _old(at: str | None) -> Finding:
    if at is None:
        return Finding("warning", "Database", "It is empty. It is set up when Parley first runs.")
    words = f"It is at version {at}, and this Parley needs {migrate.newest()}. Run parley db upgrade."
    return Finding("warning", "Database", words)


def _try_writing(engine: Engine) -> None:
    """A change that changes nothing still needs the right and the lock to write."""
    with database.writing(engine) as db:
        db.execute(text("UPDATE watermarks SET job = job WHERE 1 = 0"))
        db.rollback()


def _why(error: SQLAlchemyError) -> str:
    said = str(getattr(error, "orig", "")).lower()
    if "readonly" in said or "read-only" in said or "permission" in said:
        return "It cannot be written. Check the rights of its file and folder."
    if "locked" in said:
        return "Another process has kept it locked for 5 seconds. Look for a second Parley or a stuck backup."
    return "It cannot be used. Check database_url and that the database is running."


def _waiting(engine: Engine, now: datetime) -> Iterator[Finding]:
    with database.reading(engine) as db:
        recent = select(PostRow.state, func.count()).where(PostRow.not_before >= now - REMEMBERED)
        counts = {str(state): int(n) for state, n in db.execute(recent.group_by(PostRow.state))}
        late = db.scalar(
            select(func.count())
            .select_from(PostRow)
            .where(PostRow.state.in_(("due", "sending")), PostRow.not_before < now - OVERDUE)
        )
    waiting = counts.get("due", 0) + counts.get("sending", 0)
    said = f"Waiting: {waiting}. Not known to be there: {counts.get('unknown', 0)}. Failed: {counts.get('failed', 0)}."
    if late:
        yield Finding(
            "warning", "Posts", f"{said} Some have waited for long. Look whether Parley is running."
        )
    elif counts.get("unknown") or counts.get("failed"):
        yield Finding("warning", "Posts", f"{said} The leads were told of each of the last 14 days.")
    else:
        yield Finding("ok", "Posts", said)


def _overdue(engine: Engine, now: datetime) -> Iterator[Finding]:
    with database.reading(engine) as db:
        late = db.scalars(
            select(OccurrenceRow.job).where(OccurrenceRow.state == "due", OccurrenceRow.due < now - OVERDUE)
        ).all()
    if late:
        names = ", ".join(sorted({name.replace("_", " ") for name in late}))
        yield Finding("warning", "Jobs", f"Overdue: {names}. Look whether Parley is running.")


def _next(partnership: PartnershipSettings, now: datetime) -> Finding:
    jobs.discover()
    rows = timetable(partnership, now)
    if not rows:
        return Finding(
            "warning", "Jobs", f"{partnership.name} has no schedule, so Parley posts nothing by itself."
        )
    said = "; ".join(f"{name.replace('_', ' ')} at {when}" for name, _, when in rows)
    return Finding("ok", "Jobs", f"Next for {partnership.name}: {said}.")


def wall_clock() -> datetime:
    return datetime.now(UTC)
