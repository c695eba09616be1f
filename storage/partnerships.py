"""A partnership as it stands now: its settings, its catalogue and the figures approved for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from storage import releases
from storage.catalogue import Catalogue
from storage.measures import Measure
from storage.partnership import PartnershipSettings
from storage.people import Place
from storage.releases import Shelf


@dataclass(slots=True)
class Partnership:
    """``shelf`` is replaced whole when a release is approved or withdrawn; nothing else changes."""

    settings: PartnershipSettings
    catalogue: Catalogue
    shelf: Shelf = field(default_factory=Shelf)

    @property
    def id(self) -> str:
        return self.settings.id

    @property
    def name(self) -> str:
        return self.settings.name

    @property
    def zone(self) -> ZoneInfo:
        return self.settings.timezone

    def reload(self, db: Session) -> None:
        """Take in what has been approved or withdrawn, here or in another process."""
        self.shelf = releases.load_shelf(db, self.id, self.shelf)

    def named(self, role: str) -> list[str]:
        return [person.name for person in self.settings.people if role in person.roles]

    def contact(self, role: str) -> str:
        """The name of somebody to talk to: the first with this role, else the first lead, else anybody."""
        everyone = [person.name for person in self.settings.people]
        return (self.named(role) + self.named("lead") + everyone + ["whoever runs Parley"])[0]

    def organisation_name(self, identity: str | None) -> str:
        names = {organisation.id: organisation.name for organisation in self.settings.organisations}
        return names.get(identity or "", "")

    def may_show(self, measure: Measure, place: Place | None) -> bool:
        """Whether figures may be shown in a place; those limited to some places are not for private chats."""
        if measure.places == "all":
            return True
        if place is None:
            return False
        names = {each.name for each in self.settings.places if each.address == place.address}
        return bool(({place.address} | names) & set(measure.places))

    def measure(self, identity: str) -> Measure | None:
        """The definition people see: that of the approved release, else the catalogue's."""
        release = self.shelf.releases.get(identity)
        return release.measure if release is not None else self.catalogue.measures.get(identity)
