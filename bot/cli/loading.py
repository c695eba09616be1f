"""A release on its way into the store: who loaded it, and who is told that it waits for a decision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bot import outgoing
from bot.assemble import wall_clock
from commands.arrival import Arrival, arrived
from commands.deciding import deciders, deciding
from commands.reply import Send, ToPerson
from storage import audit, database, loaders, migrate, people, receiving, seeding, standing_approvals
from storage.bundle import Bundle, BundleError
from storage.catalogue import load_catalogue
from storage.judging import Known
from storage.partnership import PartnershipSettings
from storage.receiving import Received
from storage.releases import Release

TRIES = 3


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of an import, and what whoever ran it should know besides."""

    sentence: str
    notes: tuple[str, ...] = ()


def take_in(
    engine: Engine, settings: PartnershipSettings, made: Bundle, clock: Callable[[], datetime] = wall_clock
) -> Taken:
    """Check and attack a release, load it as pending and tell its stewards; all of that or nothing.

    The attack takes its time, so it holds no lock; it is done again where something was published meanwhile.
    """
    known = Known(load_catalogue(settings.catalogue), settings.catalogue)
    now = clock()
    migrate.upgrade(engine, now)
    for _ in range(TRIES):
        with database.reading(engine) as db:
            found = receiving.examine(db, settings.id, known, made, now.date())
        with database.writing(engine) as db, db.begin():
            seeding.seed(db, settings)
            received = receiving.take_in(db, settings.id, made, found, now)
            if received is not None:
                return _told(db, settings, known, received, now)
    raise BundleError("Other releases are being decided about, so nothing was loaded. Try again in a minute.")


def _told(
    db: Session, settings: PartnershipSettings, known: Known, received: Received, now: datetime
) -> Taken:
    release, loader = received.release, received.loader
    if not received.new:
        return Taken(f"This release is there already: number {release.id}, {release.state}.")
    detail = f"{release.id} {release.table_hash[:12]}, key {loader.id}"
    who = people.person(db, loader.person).key
    audit.record(db, audit.Entry(release.partnership, now, who, "command line", "data import", detail))
    found = arrived(db, settings, known.catalogue.measures, release, now)
    told = tell_stewards(db, release, now, found)
    named = " or ".join(deciding(release.measure))
    sentence = f"Release {release.id} of {release.measure.title} waits for the decision of {named}."
    if told and found.goes_at:
        sentence = (
            f"Release {release.id} of {release.measure.title} goes out by itself at {found.goes_at}, on the standing "
            f"approval of {found.given_by}, unless somebody stops it."
        )
    if told:
        return Taken(f"{sentence} Parley tells {' and '.join(told)} in the chat.")
    standing_approvals.stop(db, release.id)  # nobody would know, so nobody could stop it
    note = f"Parley cannot reach a steward of this measure. Ask them to write: data show {release.id}"
    return Taken(sentence, (note,))


def tell_stewards(db: Session, release: Release, now: datetime, found: Arrival | None = None) -> list[str]:
    """Owe each steward a private message with the way to the release; returns the names of those reached."""
    news = (found or Arrival(release)).news()
    return [
        person.name
        for person in deciders(db, release)
        if not loaders.loaded_by(db, release, person)
        and outgoing.owe(db, release.partnership, Send(ToPerson(person.id), news), now)
    ]
