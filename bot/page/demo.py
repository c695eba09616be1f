"""The demonstration: a complete partnership in a folder, and the local page to try it on."""

from __future__ import annotations

import asyncio
import json
import shutil
import webbrowser
from collections.abc import Awaitable, Callable
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
from storage import database, migrate, people, releases
from storage.demo import partnership as demo

CHANNEL = "demo"
FRESH = timedelta(days=14)  # an older demo is made anew, so that its newest week is a recent one
PERSONAS = (
    Persona("food-hub-lead", "Demo Food Hub Lead", "Frontline, runs a food bank"),
    Persona("pantry-lead", "Demo Pantry Lead", "Frontline, runs a pantry"),
    Persona("centre-manager", "Demo Centre Manager", "Frontline, runs a community centre"),
    Persona("analyst", "Demo Analyst", "Analyst at the council, loads figures"),
    Persona("steward", "Demo Steward", "Steward, approves the figures"),
    Persona("deputy", "Demo Deputy", "Deputy steward, at the schools team"),
    Persona("lead", "Demo Lead", "Lead of the partnership, at the forum"),
)


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


def prepare(folder: Path, now: datetime) -> Path:
    """Write a partnership that is ready to run into a folder: configuration, catalogue, sources, database."""
    path = demo.write_files(folder, now.date())
    bundles = demo.build(folder)
    settings = config.load(path, {})
    engine = database.connect(settings.database_url)
    migrate.upgrade(engine, now)
    with database.writing(engine) as db, db.begin():
        people.seed(db, settings.partnerships[0])
        demo.approve(db, settings.partnerships[0].id, bundles, now)
    engine.dispose()
    (folder / "made.json").write_text(json.dumps({"made": now.isoformat(), "schema": migrate.newest()}))
    return path


def up_to_date(folder: Path, now: datetime) -> bool:
    """Whether a folder holds a demo of this version that is recent enough to use again."""
    try:
        made = json.loads((folder / "made.json").read_text())
        age = now - datetime.fromisoformat(made["made"])
    except (OSError, ValueError, KeyError):
        return False
    return made["schema"] == migrate.newest() and timedelta() <= age < FRESH


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


def open_app(path: Path, clock: Clock, port: int) -> App:
    """The app of a prepared demo, with the page's channel and the personas' accounts."""
    app = assemble.open_app(settings_for(path, port), clock)
    app.writer.run_now(lambda db: _seed(db, next(iter(app.partnerships)), clock()))
    return app


def _seed(db: Session, identity: str, now: datetime) -> None:
    people.seed_place(db, identity, "web", CHANNEL)
    for persona in PERSONAS:
        people.know_as(db, identity, persona.name, "web", persona.account)
    people.switch(db, identity, {"web"})
    for release in releases.pending(db, identity):
        tell_stewards(db, release, release.loaded_by, now)


def page(app: App, charts: ChartPool, clock: MovableClock, tick: Callable[[], Awaitable[None]]) -> Page:
    return Page(app, charts, PERSONAS, clock, tick)


def assembled(path: Path, clock: Clock, port: int) -> Parley:
    """Everything of the demo, ready to start."""
    app = open_app(path, clock, port)
    charts = ChartPool()
    parley = Parley(app, charts, {"web": page(app, charts, clock, lambda: parley.scheduler.tick())})
    return parley


def run(folder: Path, port: int, open_browser: bool) -> None:
    """Prepare the demo where needed, serve it, and open it in a browser."""
    log.start("WARNING", as_json=False)
    now = datetime.now(UTC)
    if not up_to_date(folder, now):
        print("Making the demonstration partnership. This takes a few seconds, once.", flush=True)  # noqa: T201 - this is the command line
        shutil.rmtree(folder, ignore_errors=True)
        prepare(folder, now)
    parley = assembled(folder / "config.yaml", Clock(), port)
    asyncio.run(until_told(parley, lambda: _say_where(port, open_browser)))


async def _say_where(port: int, open_browser: bool) -> None:
    address = f"http://127.0.0.1:{port}/"
    print(f"Parley is ready. Open {address} in a browser. Ctrl-C stops it.", flush=True)  # noqa: T201 - this is the command line
    if open_browser:
        await asyncio.to_thread(webbrowser.open, address)
