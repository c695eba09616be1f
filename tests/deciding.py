"""What tests of decisions share: a release loaded as an analyst would, and what is in the audit log."""

from __future__ import annotations

from sqlalchemy import select

from bot.cli import loading
from storage import database, releases
from storage.bundle import Bundle
from storage.tables import AuditRow
from tests.world import World

HELPLINE = "helpline-calls"


def waiting(chat: World) -> int:
    """The number of the one release that waits for a decision."""
    with database.reading(chat.app.engine) as db:
        (release,) = releases.pending(db, "demo-food")
    return release.id


def approved(chat: World, measure: str) -> int:
    return chat.app.partnerships["demo-food"].shelf.releases[measure].id


def loads(chat: World, made: Bundle) -> str:
    """Import a release as the command line does, at the world's own time; what it prints."""
    settings = chat.app.settings.partnerships[0]
    said = loading.take_in(chat.app.engine, settings, made, chat.clock).sentence
    chat.run(chat.office.drain())
    return said


def again(chat: World, made: Bundle) -> int:
    """Decline what waits and load it once more, so that it comes in while the world is watching."""
    chat.says("steward", f"data decline {waiting(chat)} Once more")
    loads(chat, made)
    return waiting(chat)


def audited(chat: World, what: str) -> list[str]:
    """The details of the rows of one kind in the audit log, oldest first."""
    rows = select(AuditRow.detail).filter_by(what=what).order_by(AuditRow.id)
    with database.reading(chat.app.engine) as db:
        return list(db.scalars(rows))
