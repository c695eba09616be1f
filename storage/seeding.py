"""The people, organisations and places of the configuration, brought into the database."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storage import people
from storage.partnership import OrganisationSettings, PartnershipSettings, PersonSettings
from storage.tables import IdentityRow, OrganisationRow, PersonRow, PlaceRow


def seed(db: Session, settings: PartnershipSettings) -> None:
    """Bring the configuration's people, organisations and places into the database."""
    for organisation in settings.organisations:
        _seed_organisation(db, settings.id, organisation)
    for person in settings.people:
        _seed_person(db, settings.id, person)
    _drop_roles(db, settings)
    for place in settings.places:
        seed_place(db, settings.id, place.platform, place.address)


def _seed_organisation(db: Session, partnership: str, organisation: OrganisationSettings) -> None:
    db.merge(
        OrganisationRow(
            partnership=partnership, id=organisation.id, name=organisation.name, side=organisation.side
        )
    )


def _seed_person(db: Session, partnership: str, settings: PersonSettings) -> None:
    row = _find_seeded(db, partnership, settings) or people.new_person(db, partnership, settings.name)
    row.name, row.seeded = settings.name, True
    row.organisation = settings.organisation
    row.roles = sorted({"member", *settings.roles})
    for platform, account in _accounts(settings):
        db.execute(
            delete(IdentityRow).where(
                IdentityRow.person == row.id, IdentityRow.platform == platform, IdentityRow.account != account
            )
        )  # an account that was taken out of the configuration is nobody's any more
        if db.get(IdentityRow, (partnership, platform, account)) is None:
            db.add(people.new_identity(partnership, platform, account, row.id))
    db.flush()


def _accounts(settings: PersonSettings) -> list[tuple[str, str]]:
    pairs = [("slack", settings.slack), ("telegram", settings.telegram)]
    return [(platform, str(account)) for platform, account in pairs if account is not None]


def _find_seeded(db: Session, partnership: str, settings: PersonSettings) -> PersonRow | None:
    for platform, account in _accounts(settings):
        identity = db.get(IdentityRow, (partnership, platform, account))
        if identity is not None:
            return db.get(PersonRow, identity.person)
    return db.scalar(
        select(PersonRow).filter_by(partnership=partnership, name=settings.name, seeded=True)
    )  # a newcomer who calls themselves so is somebody else


def _drop_roles(db: Session, settings: PartnershipSettings) -> None:
    """Roles come from the configuration alone: who is no longer named there is a member."""
    named = {person.name for person in settings.people}
    for row in db.scalars(select(PersonRow).filter_by(partnership=settings.id)):
        if not row.seeded or row.name not in named:
            row.roles, row.seeded = ["member"], False


def seed_place(db: Session, partnership: str, platform: str, address: str) -> None:
    """Make a place known. One that has moved since keeps its new address."""
    known = db.scalar(select(PlaceRow).filter_by(platform=platform, configured_as=address))
    if known is None:
        known = PlaceRow(platform=platform, address=address, configured_as=address)
        db.add(known)
    known.partnership = partnership
    db.flush()


def switch(db: Session, partnership: str, platforms: set[str]) -> None:
    """Note which platforms run here: nothing is owed to a place or an account on any other."""
    for identity in db.scalars(select(IdentityRow).filter_by(partnership=partnership)):
        identity.switched_on = identity.platform in platforms
    for row in db.scalars(select(PlaceRow).filter_by(partnership=partnership)):
        if row.platform not in platforms:
            row.closed = people.OFF
        elif row.closed == people.OFF:
            row.closed = None
    db.flush()
