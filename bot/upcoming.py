"""Which due times have come: known in memory, so that a quiet tick writes nothing however long the schedule is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from time import monotonic

from sqlalchemy.orm import Session

from bot.doing import SHARE, Doing
from jobs import due
from storage import occurrences, schedule_changes
from storage.due_times import times
from storage.open_days import open_for
from storage.partnership import PartnershipSettings
from storage.partnerships import Partnership
from storage.schedule_settings import BegunSeries, Job
from storage.soundings import begun
from storage.times import LocalDue, Rule, next_at

BEHIND = timedelta(
    minutes=10
)  # by how much what is stored may lag; so much is looked through after a restart
MARGIN = timedelta(minutes=1)  # what another process may be changing at this moment is looked at once more

Key = tuple[str, str]  # partnership and job


@dataclass(frozen=True, slots=True)
class Known:
    """A job's rule, up to when its due times are written down, and when the next may come.

    A rule is due, or slides past a bank holiday, only at its own time of the day: that is when it is looked at.
    """

    rule: Rule
    until: datetime
    look: datetime


class Upcoming:
    """Writes each due time down as a row once it has come. What is then known is noted after the commit."""

    def __init__(self, partnerships: Mapping[str, Partnership], doing: Doing) -> None:
        self._partnerships, self._doing = partnerships, doing
        self._known: dict[Key, Known] | None = None
        self._stored: datetime | None = None

    def come(self, db: Session, now: datetime) -> dict[Key, Job]:
        """What has to be looked at: its time of the day has come, its rule was changed, or it is new here."""
        here = dict(self._here(schedule_changes.changed_everywhere(db), begun.everywhere(db)))
        if self._known is None:
            stored = occurrences.watermarks(db)
            self._known = {
                key: self._after(key, job.posts_at, stored[key]) for key, job in here.items() if key in stored
            }
        self._known = {
            key: known for key, known in self._known.items() if key in here
        }  # a series may be stopped
        return {key: job for key, job in here.items() if not self._is_quiet(key, job.posts_at, now)}

    def _here(
        self, changed: Mapping[str, Mapping[str, Rule]], series: Mapping[str, Sequence[BegunSeries]]
    ) -> Iterator[tuple[Key, Job]]:
        """Every job of every partnership, with the time that its lead may have chosen."""
        for identity, partnership in self._partnerships.items():
            rules = changed.get(identity, {})
            settings = schedule_changes.with_series(partnership.settings, series.get(identity, ()))
            for name, job in due.scheduled(settings):
                chosen = rules.get(name)
                yield (identity, name), job.model_copy(update={"at": chosen}) if chosen else job

    def _is_quiet(self, key: Key, rule: Rule, now: datetime) -> bool:
        known = (self._known or {}).get(key)
        return known is not None and now < known.look and known.rule == rule

    def _after(self, key: Key, rule: Rule, until: datetime) -> Known:
        return Known(rule, until, next_at(rule.time, self._partnerships[key[0]].zone, until))

    def write_down(self, db: Session, come: Mapping[Key, Job], now: datetime) -> dict[Key, Known]:
        """Write down what has come, whole partnerships, as far as there is time; what is known once it is stored."""
        begun, dates = monotonic(), Dates()
        known: dict[Key, Known] = {}
        for identity, keys in groupby(come, key=lambda key: key[0]):
            if known and monotonic() - begun > SHARE:
                break
            partnership, is_late = self._partnerships[identity], False
            for key in keys:
                until = self._until(db, key, come[key].posts_at, now)
                found = dates.times(partnership.settings, come[key], until, now)
                is_late |= _write(db, key, found, now)
                known[key] = self._after(key, come[key].posts_at, max(until, now))
            if is_late:
                self._doing.sift(db, partnership, now)
        return known

    def _until(self, db: Session, key: Key, rule: Rule, now: datetime) -> datetime:
        known = (self._known or {}).get(key)
        if known is None or known.rule != rule:
            return occurrences.begun_at(db, *key, now)
        return known.until

    def note(self, known: Mapping[Key, Known]) -> None:
        """What was written down is stored."""
        self._known = {**(self._known or {}), **known}

    def is_behind(self, now: datetime) -> bool:
        """Whether it is time to store how far everything is written down, for the next start."""
        return self._stored is None or now - self._stored >= BEHIND

    def store(self, db: Session, now: datetime) -> None:
        occurrences.note_all_written_until(db, self._known or (), now - MARGIN)
        self._stored = now


class Dates:
    """Due times, computed once for all partnerships that share a rule."""

    def __init__(self) -> None:
        self._found: dict[object, list[LocalDue]] = {}

    def times(
        self, settings: PartnershipSettings, job: Job, after: datetime, until: datetime
    ) -> list[LocalDue]:
        """Every due time after one instant and up to another."""
        days = (job.bank_holidays, open_for(settings, job))
        key = (job.posts_at, *days, settings.timezone, settings.nation, after, until)
        if key not in self._found:
            self._found[key] = times(settings, job, after, until)
        return self._found[key]


def _write(db: Session, key: Key, found: Sequence[LocalDue], now: datetime) -> bool:
    """Write due times down; says whether one of them is new and was due some time ago."""
    new = [each for each in found if occurrences.write_down(db, *key, each.local, each.utc)]
    if found:
        occurrences.note_written_until(db, *key, now)
    return any(due.is_late(each.utc, now) for each in new)
