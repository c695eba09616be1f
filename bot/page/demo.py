"""The demonstration: a complete partnership in a folder, and the local page to try it on."""

from __future__ import annotations

import asyncio
import json
import shutil
import webbrowser
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from bot import assemble, config, log
from bot.app import App
from bot.charts.pool import ChartPool
from bot.cli.loading import tell_stewards
from bot.page.server import MovableClock, Page, Persona
from bot.run import Parley, until_told
from bot.settings import HttpSettings, Settings
from storage import database, migrate, people, releases, seeding
from storage.demo import agreed
from storage.demo.figures import figures_of, fingerprint, names

CHANNEL, MADE = "demo", "made.json"
FRESH = timedelta(days=14)  # an older demo is made anew, so that its newest week is a recent one


class Clock:
    """The demonstration's clock: the real time, moved by whoever tries it."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def move_to(self, moment: datetime) -> None:
        self._ahead = moment - datetime.now(UTC)

    def move_by(self, span: timedelta) -> None:
        self._ahead += span


def prepare(folder: Path, now: datetime, chosen: Sequence[str] = ()) -> Path:
    """Write partnerships that are ready to run into a folder: configuration, catalogues, sources, one database."""
    from storage.demo import partnership as demo  # it brings pandas, which a second start can do without

    chosen = tuple(chosen) or names()[:1]
    path = demo.write_files(folder, now.date(), chosen)
    built = [demo.build(demo.home_of(folder, name, chosen), name=name) for name in chosen]
    settings = config.load(path, {})
    engine = database.connect(settings.database_url)
    migrate.upgrade(engine, now)
    with database.writing(engine) as db, db.begin():
        for partnership, bundles, name in zip(settings.partnerships, built, chosen, strict=True):
            seeding.seed(db, partnership)
            demo.approve(db, partnership.id, bundles, now)
            agreed.note(db, partnership, now, name)
    engine.dispose()
    (folder / MADE).write_text(json.dumps({"made": now.isoformat(), "of": _version(chosen)}))
    return path


def _version(chosen: Sequence[str]) -> list[str]:
    return [migrate.newest(), *(fingerprint(name) for name in chosen)]


def up_to_date(folder: Path, now: datetime, name: str = "") -> bool:
    """Whether a folder holds this demo in this version, recent enough to use again."""
    try:
        made = json.loads((folder / MADE).read_text())
        age = now - datetime.fromisoformat(made["made"])
        return bool(made["of"] == _version([name])) and timedelta() <= age < FRESH
    except (OSError, ValueError, KeyError):
        return False


def settings_for(path: Path, port: int) -> Settings:
    """The demo's settings with both platforms off: the page takes their place.

    Each start works on a copy of the prepared database: the clock is back at today, and what was posted
    ahead of it is gone.
    """
    today = path.parent / "today.db"
    for old in path.parent.glob("today.db*"):
        old.unlink()
    migrate.copy_sqlite(path.parent / "parley.db", today)
    http = HttpSettings(host="127.0.0.1", port=port)
    settings = config.load(path, {"PARLEY_DATABASE_URL": f"sqlite:///{today.resolve()}"})
    return settings.model_copy(update={"slack": None, "telegram": None, "http": http})


def personas(name: str = "") -> tuple[Persona, ...]:
    """Who one can be on the page of a demonstration partnership."""
    return tuple(Persona(each.account, each.name, each.about) for each in figures_of(name).personas)


def open_app(path: Path, clock: Clock, port: int, name: str = "") -> App:
    """The app of a prepared demo, with the page's channel and the personas' accounts."""
    app = assemble.open_app(settings_for(path, port), clock)
    app.writer.run_now(lambda db: _seed(db, next(iter(app.partnerships)), clock(), name))
    return app


def _seed(db: Session, identity: str, now: datetime, name: str = "") -> None:
    seeding.seed_place(db, identity, "web", CHANNEL)
    for persona in personas(name):
        people.know_as(db, identity, persona.name, "web", persona.account)
    seeding.switch(db, identity, {"web"})
    for release in releases.pending(db, identity):
        tell_stewards(db, release, now)


def page(
    app: App, charts: ChartPool, clock: MovableClock, tick: Callable[[], Awaitable[None]], name: str = ""
) -> Page:
    return Page(app, charts, personas(name), clock, tick)


def assembled(path: Path, clock: Clock, port: int, name: str = "") -> Parley:
    """Everything of the demo, ready to start."""
    app = open_app(path, clock, port, name)
    charts = ChartPool()
    parley = Parley(app, charts, {"web": page(app, charts, clock, lambda: parley.scheduler.tick(), name)})
    return parley


def run(folder: Path, port: int, open_browser: bool, name: str = "") -> None:
    """Prepare the demo where needed, serve it, and open it in a browser."""
    log.start("WARNING", as_json=False)
    now = datetime.now(UTC)
    if not up_to_date(folder, now, name):
        print("Making the demonstration partnership. This takes a few seconds, once.", flush=True)  # noqa: T201 - this is the command line
        shutil.rmtree(folder, ignore_errors=True)
        prepare(folder, now, [name] if name else ())
    parley = assembled(folder / "config.yaml", Clock(), port, name)
    asyncio.run(until_told(parley, lambda: _say_where(port, open_browser)))


async def _say_where(port: int, open_browser: bool) -> None:
    address = f"http://127.0.0.1:{port}/"
    print(f"Parley is ready. Open {address} in a browser. Ctrl-C stops it.", flush=True)  # noqa: T201 - this is the command line
    if open_browser:
        await asyncio.to_thread(webbrowser.open, address)
