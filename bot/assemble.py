"""Put Parley together from its settings: database, people, catalogues, figures, the door."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.orm import Session

import commands
import jobs
from bot.app import App, Clock
from bot.settings import Settings
from storage import database, migrate, seeding
from storage.catalogue import load_catalogue
from storage.partnerships import Partnership


def wall_clock() -> datetime:
    """The real time, in UTC."""
    return datetime.now(UTC)


def open_app(settings: Settings, clock: Clock = wall_clock) -> App:
    """An app on a database brought up to date. Raises ``CatalogueError`` for measure files that cannot be used."""
    commands.discover()
    jobs.discover()
    catalogues = [(each, load_catalogue(each.catalogue)) for each in settings.partnerships]
    partnerships = {each.id: Partnership(each, catalogue) for each, catalogue in catalogues}
    engine = database.connect(settings.database_url)
    migrate.upgrade(engine, clock())
    app = App(settings, engine, partnerships, clock)
    app.writer.run_now(lambda db: _seed(db, partnerships, platforms(settings)))
    app.reload()
    return app


def platforms(settings: Settings) -> set[str]:
    """The platforms the configuration switches on."""
    sections = {"slack": settings.slack, "telegram": settings.telegram}
    return {name for name, section in sections.items() if section is not None}


def _seed(db: Session, partnerships: dict[str, Partnership], switched_on: set[str]) -> None:
    for partnership in partnerships.values():
        seeding.seed(db, partnership.settings)
        seeding.switch(db, partnership.id, switched_on)
