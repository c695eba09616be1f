"""The clock with many schedules: what a start and a quiet tick cost, thousands due at once, and Monday at half past nine."""

from __future__ import annotations

import asyncio
import sqlite3
import time
import tracemalloc
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

import commands
import jobs
from bot import config
from bot.app import App
from bot.post import PostOffice
from bot.scheduler import Scheduler
from bot.settings import Settings
from bot.slack.transport import Slack
from bot.telegram.transport import Telegram
from jobs import Outcome
from jobs.due import scheduled
from storage import database, migrate, occurrences, seeding
from storage.catalogue import Catalogue
from storage.demo import partnership as demo
from storage.partnership import PlaceSettings
from storage.partnerships import Partnership
from storage.tables import OccurrenceRow, PostRow
from tests.bench.lines import Line, ratio
from tests.crash.forked import Pictures
from tests.fakes.slack import FakeSlack
from tests.fakes.telegram import FakeTelegram
from tests.process import environment
from tests.world import Hand

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SLACK_A_SECOND, TELEGRAM_A_SECOND = (
    5.0,
    30.0,
)  # messages: "several hundred a minute" in a workspace, and 30 in all
BATCH = 200
SHARED = (
    "the writer thread shares one processor with the loop, and each occurrence is looked at, done and ended through "
    "SQLAlchemy"
)


def measure(folder: Path, sizes: tuple[int, int], due: int, partnerships: int, rounds: int) -> list[Line]:
    """Few rows and many; so many due in one second; so many partnerships that post at the same moment."""
    commands.discover()
    jobs.discover()
    settings = config.load(demo.write_files(folder / "schedules", MONDAY.date()), {})
    few, many = (_quiet(settings, folder, size, rounds) for size in sizes)
    beside = f"with {sizes[1]:,} scheduled occurrences, beside {sizes[0]:,}"
    return [
        _line(f"from a new clock to the end of its first tick {beside}", few.first, many.first),
        _line(f"a tick with nothing due {beside}", few.idle, many.idle),
        Line(f"memory that a clock takes for itself {beside}", few.memory, many.memory, "KiB", 1.2),
        _at_once(settings, folder, due),
        *_monday(folder, partnerships),
    ]


def _line(what: str, few: list[float], many: list[float]) -> Line:
    return Line(what, median(few), median(many), "ms", 1.2, ratio_of=ratio(many, few))


@dataclass(frozen=True, slots=True)
class Quiet:
    """Milliseconds of first ticks and of later ones, and the KiB a clock takes."""

    first: list[float]
    idle: list[float]
    memory: float


def _app(settings: Settings, folder: Path, name: str, count: int = 1) -> App:
    """An app of so many partnerships with the demonstration's schedule, on a database of its own."""
    engine = database.connect(f"sqlite:///{folder / name}.db")
    migrate.upgrade(engine, MONDAY)
    one = settings.partnerships[0]
    several = [
        one.model_copy(
            update={
                "id": f"p{number}",
                "places": (PlaceSettings(slack=_channel(number)), PlaceSettings(telegram=_group(number))),
            }
        )
        for number in range(count)
    ]
    settings = settings.model_copy(update={"partnerships": tuple(several)})
    app = App(
        settings, engine, {each.id: Partnership(each, Catalogue({}, {})) for each in several}, Hand(MONDAY)
    )
    for each in several:
        app.writer.run_now(lambda db, each=each: seeding.seed(db, each))  # type: ignore[misc]  # run at once
    return app


def _channel(number: int) -> str:
    return f"C{number:010}"


def _group(number: int) -> int:
    return -1_000_000_000_000 - number


def _close(app: App) -> None:
    app.writer.close()
    app.engine.dispose()


def _quiet(
    settings: Settings, folder: Path, size: int, rounds: int
) -> tuple[list[float], list[float], float]:
    """Milliseconds of a first tick and of a later one, and the KiB that stay."""
    app = _app(settings, folder, f"quiet-{size}")
    later = MONDAY + timedelta(days=30)
    _fill(app, size // 2, "weekly_chart", MONDAY - timedelta(days=30), "done")
    _fill(app, size - size // 2, "poll_close", later, "due")
    asyncio.run(Scheduler(app).tick())  # what is written down once only
    first, idle = [], []
    for _ in range(rounds):
        clock = Scheduler(app)
        first.append(_timed(clock))
        idle.append(_timed(clock))
    tracemalloc.start()
    clock = Scheduler(app)
    asyncio.run(clock.tick())
    kept = tracemalloc.get_traced_memory()[1] / 1024
    tracemalloc.stop()
    _close(app)
    return Quiet(first, idle, kept)


def _timed(clock: Scheduler) -> float:
    begun = time.perf_counter()
    asyncio.run(clock.tick())
    return (time.perf_counter() - begun) * 1e3


def _fill(app: App, count: int, job: str, due: datetime, state: str) -> None:
    base = {"partnership": "p0", "job": job, "local_due": "2026-11-23T09:30", "due": due, "state": state}
    rows = [{**base, "subject": f"{job}/{number}", "attempts": 0} for number in range(count)]
    if rows:
        app.writer.run_now(lambda db: db.execute(insert(OccurrenceRow), rows))


def _at_once(settings: Settings, folder: Path, due: int) -> Line:
    """So many due in one second, with a job that does nothing; the floor is the bare database doing the same."""
    app = _app(settings, folder, "at-once")
    _fill(app, due, "nothing", MONDAY, "due")
    jobs.JOBS["nothing"] = lambda request, occurrence: Outcome()
    begun = time.perf_counter()
    asyncio.run(Scheduler(app).do_what_is_due(MONDAY))
    ours = time.perf_counter() - begun
    del jobs.JOBS["nothing"]
    with database.reading(app.engine) as db:
        states = set(db.scalars(select(OccurrenceRow.state)))
    _close(app)
    if states != {"done"}:
        raise RuntimeError(f"not all are done: {states}")
    what = f"{due:,} occurrences due in one second: claimed, done and stored"
    return Line(what, _bare(folder, due), ours, "s", 1.0, absolute=True, why=SHARED)


def _bare(folder: Path, due: int) -> float:
    with closing(sqlite3.connect(folder / "bare.db", isolation_level=None)) as db:
        for word in ("pragma journal_mode=wal", "pragma synchronous=full"):
            db.execute(word)
        db.execute("create table o (id integer primary key, state text, due text)")
        db.execute("create index i on o (state, due)")
        db.executemany("insert into o values (?, 'due', '')", [(number,) for number in range(due)])
        begun = time.perf_counter()
        while found := db.execute(
            f"select id from o where state = 'due' order by due, id limit {BATCH}"
        ).fetchall():
            db.execute("begin immediate")
            db.executemany("update o set state = 'done' where id = ?", found)
            db.execute("commit")
        return time.perf_counter() - begun


def _monday(folder: Path, count: int) -> list[Line]:
    """So many partnerships have the message of the week posted in a channel and in a group each."""
    with FakeSlack() as slack, FakeTelegram() as telegram:
        for number in range(count):
            slack.add_channel(_channel(number), f"channel-{number}")
            telegram.add_group(_group(number))
        path = settings_file(folder)
        alone = config.load(path, environment(slack, telegram))
        app = _app(alone, folder, "monday", count)
        seconds = asyncio.run(_post_all(app, count))
        _close(app)
    what = f"{count} partnerships' Monday message in"
    limits = (("slack", "Slack, beside 300 a minute", SLACK_A_SECOND),)
    limits += (("telegram", "Telegram, beside 30 a second", TELEGRAM_A_SECOND),)
    return [Line(f"{what} {where}", count / most, seconds[name], "s", 1.2) for name, where, most in limits]


def settings_file(folder: Path) -> Path:
    """The demonstration's configuration, for platforms that deliver by HTTP: nobody speaks here."""
    path = demo.write_files(folder / "monday-files", MONDAY.date())
    text = path.read_text().replace("slack: {mode: socket}", "slack: {mode: http}")
    text = text.replace("telegram: {mode: polling}", "telegram: {mode: webhook}")
    path.write_text(text.replace("port: 8080}", "port: 8080, public_url: https://parley.example}"))
    return path


async def _post_all(app: App, count: int) -> dict[str, float]:
    """Seconds until the last message stands, for each platform."""
    platforms = {"slack": Slack(app, Pictures()), "telegram": Telegram(app, Pictures())}
    for each in platforms.values():
        await each.start()
    await app.write(lambda db: _almost(db, app))
    office = PostOffice(app, platforms)
    begun = time.perf_counter()
    await Scheduler(app).tick()
    sending = asyncio.create_task(office.run())
    ended: dict[str, float] = {}
    while len(ended) < len(platforms):
        await asyncio.sleep(0.02)
        for name in platforms.keys() - ended.keys():
            if _sent(app, name) >= count:
                ended[name] = time.perf_counter() - begun
    await office.close()
    sending.cancel()
    for each in platforms.values():
        await each.stop()
    return ended


def _almost(db: Session, app: App) -> None:
    """Everything up to a minute before is written down."""
    for each in app.partnerships.values():
        for name, _ in scheduled(each.settings):
            occurrences.note_written_until(db, each.id, name, MONDAY - timedelta(minutes=1))


def _sent(app: App, platform: str) -> int:
    with database.reading(app.engine) as db:
        places = select(func.count()).where(PostRow.state == "sent", PostRow.place.is_not(None))
        return db.scalar(places.where(PostRow.platform == platform)) or 0
