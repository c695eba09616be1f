"""A release on its way into the store: who loaded it, and who is told that it waits for a decision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bot import outgoing
from bot.assemble import wall_clock
from bot.cli.base import stop
from commands.data import STEWARDS
from commands.reply import Button, Buttons, Reply, Send, Text, ToPerson
from storage import audit, database, migrate, people, releases
from storage.bundle import Bundle
from storage.catalogue import load_catalogue
from storage.partnership import PartnershipSettings
from storage.people import Person
from storage.releases import Release


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of an import, and what whoever ran it should know besides."""

    sentence: str
    notes: tuple[str, ...] = ()


def take_in(engine: Engine, settings: PartnershipSettings, made: Bundle) -> Taken:
    """Load a checked release as pending and tell its stewards, in one transaction."""
    declared = load_catalogue(settings.catalogue).measures.get(made.measure.id)
    if declared is None:
        stop(f"The catalogue of {settings.name} does not declare {made.measure.id}, so nothing was loaded.")
    notes = []
    if declared != made.measure:
        notes.append(
            "The catalogue declares this measure differently from the release. Answers follow the release."
        )
    now = wall_clock()
    migrate.upgrade(engine, now)
    with database.writing(engine) as db, db.begin():
        people.seed(db, settings)
        taken = _load(db, settings, made, now)
    return Taken(taken.sentence, (*notes, *taken.notes))


def _load(db: Session, settings: PartnershipSettings, made: Bundle, now: datetime) -> Taken:
    loader = _loader(db, settings, made.built_by)
    release = releases.load_bundle(db, settings.id, made, loader.name, now)
    if release.loaded_at != now:
        return Taken(f"This release is there already: number {release.id}, {release.state}.")
    detail = f"{release.id} {release.table_hash[:12]}"
    audit.record(db, audit.Entry(settings.id, now, loader.key, "command line", "data import", detail))
    told = tell_stewards(db, release, loader.name, now)
    deciders = " or ".join(dict.fromkeys(filter(None, (release.measure.steward, release.measure.deputy))))
    sentence = f"Release {release.id} of {release.measure.title} waits for the decision of {deciders}."
    if told:
        return Taken(f"{sentence} Parley tells {' and '.join(told)} in the chat.")
    note = f"Parley cannot reach a steward of this measure. Ask them to write: data show {release.id}"
    return Taken(sentence, (note,))


def _loader(db: Session, settings: PartnershipSettings, name: str) -> Person:
    """The person who built it, whom the rule of two people must be able to tell from the steward."""
    named = [
        known for known in people.everybody(db, settings.id) if people.slug(known.name) == people.slug(name)
    ]
    if len(named) != 1:
        everyone = ", ".join(person.name for person in settings.people)
        stop(
            f"This release was built by {name}, who is not one person of {settings.name}, so nothing was "
            f"loaded. Build it with --by and one of: {everyone}."
        )
    return named[0]


def tell_stewards(db: Session, release: Release, loader: str, now: datetime) -> list[str]:
    """Owe each steward a private message with the way to the release; returns the names of those reached."""
    return [
        person.name
        for person in _stewards(db, release)
        if person.name != loader
        and outgoing.owe(db, release.partnership, Send(ToPerson(person.id), _news(release)), now)
    ]


def _stewards(db: Session, release: Release) -> Iterator[Person]:
    named = (release.measure.steward, release.measure.deputy)
    for person in people.everybody(db, release.partnership):
        if person.name in named and person.roles & set(STEWARDS):
            yield person


def _news(release: Release) -> Reply:
    words = (
        f"{release.loaded_by} has loaded a release of {release.measure.title}. It is shown to nobody until "
        "you have looked at it and approved it."
    )
    look = Button(f"Look at release {release.id}", f"data show {release.id}", "primary")
    return Reply((Text(words), Buttons((look,))), private=True)
