"""People, organisations and places: who somebody is and where they are speaking."""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from storage.database import as_changed
from storage.prepared import Prepared
from storage.tables import IdentityRow, OrganisationRow, PersonRow, PlaceRow

SEEN = Prepared(
    update(PersonRow)
    .where(PersonRow.id == bindparam("person"))
    .where(or_(PersonRow.last_platform.is_(None), PersonRow.last_platform != bindparam("on")))
    .values(last_platform=bindparam("on"))
)
AT = Prepared(
    select(
        PersonRow.id,
        PersonRow.key,
        PersonRow.name,
        PersonRow.organisation,
        PersonRow.roles,
        PersonRow.welcomed,
    )
    .join(IdentityRow, IdentityRow.person == PersonRow.id)
    .where(IdentityRow.partnership == bindparam("here"), IdentityRow.platform == bindparam("on"))
    .where(IdentityRow.account == bindparam("as_"))
)

OFF = "This platform is switched off in the configuration."


@dataclass(frozen=True, slots=True)
class Person:
    """``organisation`` is its id and ``None`` until a newcomer has said where they are from."""

    id: int
    key: str
    name: str
    organisation: str | None
    roles: frozenset[str]
    welcomed: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A configured channel or group; ``closed`` says why nothing can be posted there."""

    id: int
    partnership: str
    platform: str
    address: str
    closed: str | None = None

    @property
    def runs(self) -> bool:
        """Whether it is on a platform that is switched on; posts for a closed place are tried, and told later."""
        return self.closed != OFF


def new_identity(partnership: str, platform: str, account: str, person: int) -> IdentityRow:
    """An account; Telegram lets nobody write to it before it has written."""
    return IdentityRow(
        partnership=partnership,
        platform=platform,
        account=account,
        person=person,
        reachable=platform != "telegram",
    )


def new_person(db: Session, partnership: str, name: str) -> PersonRow:
    row = PersonRow(partnership=partnership, key=secrets.token_hex(8), name=name, roles=["member"])
    db.add(row)
    db.flush()
    return row


def place_at(db: Session, platform: str, address: str) -> Place | None:
    row = db.scalar(select(PlaceRow).filter_by(platform=platform, address=address))
    return None if row is None else _place(row)


def place(db: Session, number: int) -> Place:
    row = db.get(PlaceRow, number)
    if row is None:
        raise LookupError(number)
    return _place(row)


def note_site(db: Session, platform: str, site: str) -> None:
    """Note where the places of a platform are on the web, for links to messages."""
    db.execute(update(PlaceRow).where(PlaceRow.platform == platform).values(site=site))


def places(db: Session, partnership: str) -> list[Place]:
    rows = db.scalars(select(PlaceRow).filter_by(partnership=partnership).order_by(PlaceRow.id))
    return [_place(row) for row in rows]


def _place(row: PlaceRow) -> Place:
    return Place(row.id, row.partnership, row.platform, row.address, row.closed)


def partnerships_of(db: Session, platform: str, account: str) -> list[str]:
    """The partnerships in which an account is known, for a question asked in private."""
    rows = db.scalars(select(IdentityRow.partnership).filter_by(platform=platform, account=account))
    return sorted(rows)


def person_at(db: Session, partnership: str, platform: str, account: str) -> Person | None:
    found: Any = AT.run(as_changed(db), here=partnership, on=platform, as_=account).first()
    if found is None:
        return None
    number, key, name, organisation, roles, welcomed = found
    held = json.loads(roles) if isinstance(roles, str) else roles
    return Person(number, key, name, organisation, frozenset(held), bool(welcomed))


def meet(db: Session, partnership: str, platform: str, account: str, name: str) -> Person:
    """The person behind an account seen in a configured place; a newcomer becomes a member."""
    known = person_at(db, partnership, platform, account)
    if known is not None:
        return known
    row = new_person(db, partnership, name or "Newcomer")
    db.add(new_identity(partnership, platform, account, row.id))
    db.flush()
    return _person(row)


def know_as(db: Session, partnership: str, name: str, platform: str, account: str) -> None:
    """Give a person of the configuration an account on another platform."""
    row = db.scalar(select(PersonRow).filter_by(partnership=partnership, name=name, seeded=True))
    if row is None:
        raise LookupError(name)
    db.merge(IdentityRow(partnership=partnership, platform=platform, account=account, person=row.id))
    db.flush()


def _person(row: PersonRow) -> Person:
    return Person(row.id, row.key, row.name, row.organisation, frozenset(row.roles), row.welcomed)


def person(db: Session, number: int) -> Person:
    row = db.get(PersonRow, number)
    if row is None:
        raise LookupError(number)
    return _person(row)


def everybody(db: Session, partnership: str) -> list[Person]:
    rows = db.scalars(select(PersonRow).filter_by(partnership=partnership).order_by(PersonRow.name))
    return [_person(row) for row in rows]


def configured(db: Session, partnership: str) -> dict[str, Person]:
    """The people the configuration names, by their names; a newcomer of the same name is somebody else."""
    rows = db.scalars(select(PersonRow).filter_by(partnership=partnership, seeded=True))
    return {row.name: _person(row) for row in rows}


def with_role(db: Session, partnership: str, role: str) -> list[Person]:
    return [known for known in everybody(db, partnership) if role in known.roles]


def note_seen(db: Session, number: int, platform: str) -> None:
    """Remember the platform somebody used last: direct messages go there."""
    SEEN.run(as_changed(db), person=number, on=platform)


def was_welcomed(db: Session, number: int) -> bool:
    """Whether somebody has been welcomed, asked with a lock: nobody is to be welcomed twice."""
    row = db.get(PersonRow, number, with_for_update=True)
    return row is not None and row.welcomed


def note_welcomed(db: Session, number: int) -> None:
    row = db.get(PersonRow, number)
    if row is not None:
        row.welcomed = True


def note_reachable(db: Session, platform: str, account: str, reachable: bool) -> None:
    """Telegram: whether somebody has pressed Start, or has blocked the bot since."""
    for row in db.scalars(select(IdentityRow).filter_by(platform=platform, account=account)):
        row.reachable = reachable


def introduce(db: Session, number: int, organisation: str) -> None:
    row = db.get(PersonRow, number)
    if row is not None:
        row.organisation = organisation


def address_of(db: Session, number: int) -> tuple[str, str] | None:
    """Platform and account for a direct message, the one last used first; ``None`` if there is no way."""
    return next(iter(addresses_of(db, number)), None)


def addresses_of(db: Session, number: int) -> list[tuple[str, str]]:
    """Every platform and account at which somebody can be reached, the one last used first."""
    row = db.get(PersonRow, number)
    if row is None:
        return []
    identities = db.scalars(select(IdentityRow).filter_by(person=number, reachable=True, switched_on=True))
    found = sorted(identities, key=lambda known: (known.platform != row.last_platform, known.platform))
    return [(known.platform, known.account) for known in found]


def organisations(db: Session, partnership: str) -> dict[str, OrganisationRow]:
    rows = db.scalars(
        select(OrganisationRow).filter_by(partnership=partnership).order_by(OrganisationRow.name)
    )
    return {row.id: row for row in rows}


def slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def called(db: Session, partnership: str, handle: str) -> list[Person]:
    """The people a handle such as ``@analyst``, ``@demo-analyst`` or a platform mention may mean."""
    mention = re.fullmatch(r"<@([A-Z0-9]+)(?:\|[^>]*)?>", handle.strip())
    if mention is not None:
        known = person_at(db, partnership, "slack", mention[1])
        return [] if known is None else [known]
    wanted = slug(handle)
    all_people = everybody(db, partnership)
    exact = [known for known in all_people if slug(known.name) == wanted]
    return exact or [known for known in all_people if slug(known.name).endswith("-" + wanted)]
