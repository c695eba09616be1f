"""Two partnerships in one Parley: both demonstrations behind one door, with some people in both."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from bot import assemble, config
from bot.app import App
from bot.heard import Heard
from bot.page import demo
from bot.text import buttons
from commands.reply import Reply
from storage import database, people, seeding
from storage.demo import partnership
from storage.demo.figures import names
from tests.world import KEY, NOW, PLACE, Hand, World, begun, read

FOOD, RURAL = "Demo food insight partnership", "Demo rural support partnership"
RURAL_PLACE = "rural"


class Pair(World):
    """Say something in private, or in the place of either partnership, on any platform."""

    def hears(
        self,
        who: str,
        line: str,
        *,
        address: str = "",
        values: dict[str, str] | None = None,
        platform: str = "web",
    ) -> str:
        """What somebody sees; without an address they write in private."""
        heard = Heard(platform, who, who.title(), address, line, values, uuid4().hex)
        self.last = self.run(self.app.hear(heard)).reply
        self.run(self.office.drain())
        assert self.last is not None
        return read(self.last)

    def chooses(self, who: str, label: str, **how: Any) -> str:
        """Press a button of the last answer in private."""
        return self.hears(who, self.line_of(label), **how)

    def line_of(self, label: str) -> str:
        """The line behind a button of the last answer."""
        return next(button.line for button in buttons(self.last or Reply(())) if button.label == label)

    def rows(self, table: Any) -> list[Any]:
        """What stands in one table."""
        with database.reading(self.app.engine) as db:
            return list(db.scalars(select(table)))


def open_app(folder: Path, built: list[partnership.Built], url: str, clock: Hand) -> App:
    """Both partnerships on one empty database, with the figures of each approved and a place on the page."""
    settings = config.load(folder / "config.yaml", {"PARLEY_DATABASE_URL": url})
    app = assemble.open_app(settings.model_copy(update={"slack": None, "telegram": None}), clock)
    with database.writing(app.engine) as db, db.begin():
        for each, bundles, name, place in zip(
            settings.partnerships, built, names(), (PLACE, RURAL_PLACE), strict=True
        ):
            partnership.approve(db, each.id, bundles, clock())
            seeding.seed_place(db, each.id, "web", place)
            for persona in demo.personas(name):
                people.know_as(db, each.id, persona.name, "web", persona.account)
            seeding.switch(db, each.id, {"web"})
    return begun(app)


def files(folder: Path) -> partnership.Built:
    """Both demonstrations' files in a folder, and the protected bundles of the second."""
    partnership.write_files(folder, NOW.date(), names())
    return partnership.build(folder / names()[1], KEY, names()[1])
