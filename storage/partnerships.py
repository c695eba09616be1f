"""A partnership as it stands now: its settings, its catalogue and the figures approved for it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from storage import doubts, explanations, releases, stories
from storage.catalogue import Catalogue
from storage.doubts import Doubt
from storage.explanations import Explained
from storage.measures import Measure
from storage.partnership import PartnershipSettings
from storage.people import Place
from storage.releases import Release, Shelf
from storage.soundings.sounding import Sounding
from storage.stories import Story


@dataclass(slots=True)
class Partnership:
    """``shelf``, ``explained``, ``stories`` and ``caveats`` are replaced whole when they change; nothing else does."""

    settings: PartnershipSettings
    catalogue: Catalogue
    shelf: Shelf = field(default_factory=Shelf)
    explained: Explained = field(default_factory=dict)
    stories: tuple[Story, ...] = ()  # those that may be shown
    caveats: tuple[Doubt, ...] = ()  # those that were approved, whether or not they hold today
    open_soundings: dict[int, Sounding] = field(
        default_factory=dict, init=False
    )  # what of them never changes
    _organisations: dict[str, str] = field(default_factory=dict, init=False)  # their names

    def __post_init__(self) -> None:
        self._organisations = {each.id: each.name for each in self.settings.organisations}

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
        """Take in what has been approved, withdrawn, explained or told, here or in another process."""
        self.explained = explanations.of_partnership(db, self.id)
        self.stories = tuple(stories.shown(db, self.id))
        self.caveats = tuple(doubts.approved(db, self.id))
        shelf = releases.load_shelf(db, self.id, self.shelf)
        named = {measure: self._with_names(release) for measure, release in shelf.releases.items()}
        self.shelf = replace(shelf, releases=named)

    def _with_names(self, release: Release) -> Release:
        """A release with the aliases and changes of the catalogue's code list, which are words, not figures."""
        declared = self.catalogue.measures.get(release.measure.id)
        if declared is None or declared.areas.vintage != release.measure.areas.vintage:
            return release
        known = self.catalogue.areas_of(declared)
        return replace(release, areas=known if release.areas == known else release.areas.learn(known))

    def named(self, role: str) -> list[str]:
        return [person.name for person in self.settings.people if role in person.roles]

    def contact(self, role: str) -> str:
        """The name of somebody to talk to: the first with this role, else the first lead, else anybody."""
        everyone = [person.name for person in self.settings.people]
        return (self.named(role) + self.named("lead") + everyone + ["whoever runs Parley"])[0]

    def organisation_name(self, identity: str | None) -> str:
        return self._organisations.get(identity or "", "")

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
