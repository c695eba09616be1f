"""A page on a real app and database, with people who are known there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import starlette.applications

from bot.app import App
from bot.config import load
from bot.page.server import Page, Persona
from storage import database, people, seeding
from storage.catalogue import Catalogue
from storage.partnerships import Partnership
from storage.tables import Base, IdentityRow
from tests.pictures import DrawnHere
from tests.world import Hand

HOST = "http://127.0.0.1:8123"
CONFIG = """
partnerships:
  - id: demo-food
    name: Demo food insight partnership
    timezone: Europe/London
    nation: England
    catalogue: catalogue/
    places: []
    organisations:
      - {id: council, name: Demo Borough Council, side: council}
      - {id: food-hub, name: Demo Food Hub, side: vcs}
    people:
      - {name: Demo Frontline, organisation: food-hub}
      - {name: Demo Analyst, organisation: council}
      - {name: Demo Steward, organisation: council, roles: [steward]}
      - {name: Demo Lead, organisation: food-hub, roles: [lead, editor]}
"""
PERSONAS = (
    Persona("frontline", "Demo Frontline", "Runs a food bank from a church hall, mostly on a phone"),
    Persona("analyst", "Demo Analyst", "Council data expert who knows where the numbers come from"),
    Persona("steward", "Demo Steward", "Approves each figure before anybody can ask for it"),
    Persona("lead", "Demo Lead", "Keeps the partnership's actions and weeknotes moving"),
)
MORNING = datetime(2026, 11, 19, 10, 15, tzinfo=UTC)


@dataclass
class World:
    """A page on a real App and database, with how often the scheduler was asked to look."""

    page: Page
    app: App
    clock: Hand
    web: starlette.applications.Starlette
    ticks: list = field(default_factory=list)


@contextmanager
def opened(tmp_path: Path) -> Iterator[World]:
    """A partnership with one channel on the page and four people who are known there."""
    (tmp_path / "config.yaml").write_text(CONFIG, encoding="utf-8")
    settings = load(tmp_path / "config.yaml", {})
    engine = database.connect(settings.database_url)
    Base.metadata.create_all(engine)
    with database.writing(engine) as db, db.begin():
        seeding.seed(db, settings.partnerships[0])
        seeding.seed_place(db, "demo-food", "web", "demo")
        for known, persona in zip(
            people.everybody(db, "demo-food"), sorted(PERSONAS, key=lambda p: p.name), strict=True
        ):
            db.add(
                IdentityRow(partnership="demo-food", platform="web", account=persona.account, person=known.id)
            )
    clock, ticks = Hand(MORNING), []

    async def tick():
        ticks.append(clock())

    catalogue = Catalogue({}, {})
    app = App(settings, engine, {"demo-food": Partnership(settings.partnerships[0], catalogue)}, clock)
    page = Page(app, DrawnHere(), PERSONAS, clock, tick)
    yield World(page, app, clock, starlette.applications.Starlette(routes=page.routes()), ticks)
    page.charts.close()
    app.writer.close()
    app.engine.dispose()
