"""When the next meeting is, as the schedule has it: past bank holidays, and without what is left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from storage import occurrences
from storage.due_times import FAR, calendar
from storage.partnership import PartnershipSettings
from storage.schedule_changes import meeting_key
from storage.schedule_settings import MeetingJob
from storage.times import at_utc

AGENDA = "agenda"  # the kind of the living message before a meeting
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Coming:
    """A meeting to come: ``local`` is the wall-clock time it begins, ``at`` the same as an instant."""

    series: MeetingJob
    local: datetime
    at: datetime

    @property
    def key(self) -> str:
        """The name of the living message with its agenda."""
        return agenda_key(self.series.title, self.local.date())


def agenda_key(title: str, day: date) -> str:
    return f"{AGENDA}/{title}/{day.isoformat()}"


def series_named(settings: PartnershipSettings, title: str) -> MeetingJob | None:
    """A series of meetings of the configuration, in capitals or not."""
    wanted = " ".join(title.split()).casefold()
    return next((each for each in settings.schedule.meetings if each.title.casefold() == wanted), None)


def coming(
    db: Session,
    settings: PartnershipSettings,
    series: MeetingJob,
    now: datetime,
    until: datetime | None = None,
) -> list[Coming]:
    """The meetings of a series that begin after a moment, those left out not among them; a year ahead if not said."""
    since = now - A_DAY  # the agenda of the next one may be posted already
    skipped = occurrences.left_out(db, settings.id, meeting_key(series), since)
    planned = calendar(settings, series, since, until or now + FAR, skipped)
    locals_ = (series.begins(each.due.local) for each in planned if not each.left_out)
    found = (Coming(series, local, at_utc(local, settings.timezone)) for local in locals_)
    return [each for each in found if each.at > now]


def every(
    db: Session, settings: PartnershipSettings, now: datetime, until: datetime | None = None
) -> list[Coming]:
    """The same of all series together, the first first."""
    found = (
        each for series in settings.schedule.meetings for each in coming(db, settings, series, now, until)
    )
    return sorted(found, key=lambda each: (each.at, each.series.title))


def next_one(
    db: Session, settings: PartnershipSettings, now: datetime, series: str | None = None
) -> Coming | None:
    """The first meeting after a moment, of one series or of any; ``None`` where none is planned."""
    found = every(db, settings, now)
    return next((each for each in found if series in (None, each.series.title)), None)
