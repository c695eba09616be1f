"""What those who decide are told when a release comes in: that it waits for them, or that it goes out by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from commands.reply import Button, Buttons, Reply, Text
from storage import review, standing_approvals
from storage.measures import Measure
from storage.partnership import PartnershipSettings
from storage.releases import Release
from storage.times import say_moment


@dataclass(frozen=True, slots=True)
class Arrival:
    """What becomes of a new release: when it goes out by itself, or why a standing approval does not let it."""

    release: Release
    goes_at: str = ""
    given_by: str = ""
    objection: str = ""

    def news(self) -> Reply:
        """The private message for those who decide."""
        release = self.release
        look = Button(f"Look at release {release.id}", f"data show {release.id}", "primary")
        loaded = f"{release.loaded_by} has loaded a release of {release.measure.title}."
        if self.goes_at:
            words = (
                f"{loaded} It goes out by itself at {self.goes_at}, on the standing approval of {self.given_by}, unless "
                "somebody stops it."
            )
            stop = Button(f"Stop release {release.id}", f"data stop {release.id}", "danger")
            return Reply((Text(words), Buttons((stop, look))), private=True)
        but = f" The standing approval does not cover it. {self.objection}" if self.objection else ""
        waits = "It is shown to nobody until you have looked at it and approved it."
        return Reply((Text(f"{loaded}{but} {waits}"), Buttons((look,))), private=True)


def arrived(
    db: Session,
    settings: PartnershipSettings,
    measures: Mapping[str, Measure],
    release: Release,
    now: datetime,
) -> Arrival:
    """See whether a standing approval covers a new release, and if so write down when it goes out."""
    standing = standing_approvals.of(db, settings.id, release.measure.id)
    if standing is None:
        return Arrival(release)
    today = now.astimezone(settings.timezone).date()
    seen = review.of(db, release)
    if why := standing_approvals.objection(db, release, seen, standing, measures, today):
        return Arrival(release, objection=why)
    out_at = standing_approvals.begin(db, settings, release, standing, now)
    return Arrival(release, say_moment(out_at, settings.timezone, today), standing.given_by)
