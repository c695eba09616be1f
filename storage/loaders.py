"""Who may load releases: the people whose signing keys a lead has registered. A key is removed, never forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.people import Person, everybody, slug
from storage.releases import Release
from storage.signing import PublicKey
from storage.tables import LoaderKeyRow, PersonRow, ReleaseRow


@dataclass(frozen=True, slots=True)
class Loader:
    """A key, and the person it was registered for; `removed_at` says since when it is of no use."""

    id: int
    person: int
    name: str
    key: PublicKey
    registered_at: datetime
    removed_at: datetime | None


def candidates(db: Session, partnership: str) -> list[Person]:
    """Whom a key can be registered for: the people of the configuration, because a name alone proves nothing."""
    seeded = set(db.scalars(select(PersonRow.id).filter_by(partnership=partnership, seeded=True)))
    return [person for person in everybody(db, partnership) if person.id in seeded]


def register(db: Session, partnership: str, key: PublicKey, person: Person, by: int, now: datetime) -> Loader:
    """Make a key known, once; see `find` for one that is known already."""
    row = LoaderKeyRow(
        partnership=partnership,
        person=person.id,
        public_key=key.text,
        registered_by=by,
        registered_at=now,
    )
    db.add(row)
    db.flush()
    return Loader(row.id, person.id, person.name, key, now, None)


def find(db: Session, partnership: str, key: PublicKey) -> Loader | None:
    """Whose key this is in a partnership, whether it has been removed since or not."""
    return next(_loaders(db, partnership, LoaderKeyRow.public_key == key.text), None)


def numbered(db: Session, partnership: str, number: int) -> Loader | None:
    """The key with this number."""
    return next(_loaders(db, partnership, LoaderKeyRow.id == number), None)


def registered(db: Session, partnership: str) -> list[Loader]:
    """Every key that can be used, the oldest first."""
    return list(_loaders(db, partnership, LoaderKeyRow.removed_at.is_(None)))


def _loaders(db: Session, partnership: str, *wanted: object) -> Iterator[Loader]:
    query = (
        select(LoaderKeyRow, PersonRow.name)
        .join(PersonRow, PersonRow.id == LoaderKeyRow.person)
        .where(LoaderKeyRow.partnership == partnership, *wanted)  # type: ignore[arg-type]  # conditions of SQLAlchemy
        .order_by(LoaderKeyRow.id)
    )
    for row, name in db.execute(query):
        key = PublicKey(row.public_key)
        yield Loader(row.id, row.person, name, key, row.registered_at, row.removed_at)


def remove(db: Session, loader: Loader, by: int, now: datetime) -> bool:
    """From now on nothing signed with this key is taken in; ``False`` if it was removed before."""
    row = db.scalar(select(LoaderKeyRow).filter_by(id=loader.id, removed_at=None).with_for_update())
    if row is None:
        return False
    row.removed_by, row.removed_at = by, now
    db.flush()
    return True


def undecided(db: Session, loader: Loader) -> list[int]:
    """The releases signed with a key that wait for a decision, by number."""
    return list(db.scalars(select(ReleaseRow.id).filter_by(loader_key=loader.id, state="pending")))


def loaded_by(db: Session, release: Release, person: Person) -> bool:
    """Whether this person loaded a release, whatever they are called by now.

    One from before releases were signed is known by a name alone.
    """
    if release.loader_key is None:
        return slug(release.loaded_by) == slug(person.name)
    loader = numbered(db, release.partnership, release.loader_key)
    return loader is None or loader.person == person.id
