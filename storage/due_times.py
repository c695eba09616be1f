"""When a rule is due: its days moved past bank holidays, or left out, and the reason in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from storage.bank_holidays import is_bank_holiday
from storage.open_days import has_bank_holiday, open_for, pause_over
from storage.partnership import PartnershipSettings
from storage.schedule_settings import Job
from storage.times import LocalDue, at_utc, due_between

LOOK_BACK = timedelta(days=10)  # further than any run of bank holidays can push a due time
FAR = timedelta(days=400)  # how far ahead the next dates are looked for
BANK_HOLIDAY = "a bank holiday"
ACROSS = "it would be open on a bank holiday"


@dataclass(frozen=True, slots=True)
class Planned:
    """One due time; ``meant`` is the day the rule names, ``left_out`` why nothing comes, else empty.

    ``meets`` is what that day has to do with a bank holiday, where it comes on a later one.
    """

    due: LocalDue
    meant: date
    left_out: str = ""
    meets: str = "is a bank holiday"

    @property
    def slid(self) -> bool:
        """Whether it comes on a later day than the rule names, because of a bank holiday."""
        return self.due.local.date() != self.meant


def times(settings: PartnershipSettings, wanted: Job, after: datetime, until: datetime) -> list[LocalDue]:
    """Every due time after one instant and up to another, moved past bank holidays where the job slides."""
    return [each.due for each in planned(settings, wanted, after, until) if not each.left_out]


def planned(settings: PartnershipSettings, wanted: Job, after: datetime, until: datetime) -> list[Planned]:
    """The same with what a bank holiday leaves out; oldest first."""
    zone = settings.timezone
    found = due_between(wanted.posts_at, zone, after - LOOK_BACK, until)
    near = [due for due in found if _may_be_within(due, zone, after, until)]
    moved = [_moved(settings, wanted, due) for due in near]
    within = [each for each in moved if after < each.due.utc <= until]
    return _once_each(within)


def _once_each(found: list[Planned]) -> list[Planned]:
    """What comes daily slides onto a day that has its own: that day's own is kept."""
    kept: dict[datetime, Planned] = {}
    for each in sorted(found, key=lambda each: (each.due.utc, each.slid)):
        kept.setdefault(each.due.utc, each)
    return list(kept.values())


def calendar(
    settings: PartnershipSettings,
    wanted: Job,
    after: datetime,
    until: datetime,
    skipped: Mapping[datetime, str],
) -> list[Planned]:
    """What people can expect: pauses and skipped times are in it too. ``skipped`` has local times and reasons."""
    return [_held(settings, wanted, each, skipped) for each in planned(settings, wanted, after, until)]


def next_dates(
    settings: PartnershipSettings,
    wanted: Job,
    now: datetime,
    skipped: Mapping[datetime, str],
    count: int = 3,
) -> list[Planned]:
    """The next few that come, and on the way what does not."""
    found: list[Planned] = []
    for each in calendar(settings, wanted, now, now + FAR, skipped):
        found.append(each)
        count -= not each.left_out
        if count == 0:
            break
    return found


def _held(
    settings: PartnershipSettings, wanted: Job, each: Planned, skipped: Mapping[datetime, str]
) -> Planned:
    if each.left_out:
        return each
    if each.due.local in skipped:
        return replace(each, left_out=skipped[each.due.local])
    pause = pause_over(settings, wanted, each.due.local)
    return replace(each, left_out=f"paused, {pause.reason}" if pause else "")


def _may_be_within(due: LocalDue, zone: ZoneInfo, after: datetime, until: datetime) -> bool:
    """Whether it is due then, or would be some days later; for what is not, no calendar has to be loaded."""
    days = (due.local + timedelta(days=number) for number in range(LOOK_BACK.days + 1))
    return any(after < at_utc(day, zone) <= until for day in days)


def _moved(settings: PartnershipSettings, wanted: Job, due: LocalDue) -> Planned:
    local, meant = due.local, due.local.date()
    if open_for(settings, wanted):
        return _fitted(settings, wanted, due)
    if wanted.bank_holidays == "post" or not is_bank_holiday(meant, settings.nation):
        return Planned(due, meant)
    if wanted.bank_holidays == "skip":
        return Planned(due, meant, BANK_HOLIDAY)
    while is_bank_holiday(local.date(), settings.nation) or local.weekday() > 4:
        local += timedelta(days=1)
    return Planned(LocalDue(local, at_utc(local, settings.timezone)), meant)


def _fitted(settings: PartnershipSettings, wanted: Job, due: LocalDue) -> Planned:
    """A run that is never open on a bank holiday: on the first working day from which on it is not, or left out."""
    local, meant = due.local, due.local.date()
    if not has_bank_holiday(settings, wanted, local):
        return Planned(due, meant)
    for _ in range(LOOK_BACK.days if wanted.bank_holidays == "slide" else 0):
        local += timedelta(days=1)
        if local.weekday() < 5 and not has_bank_holiday(settings, wanted, local):
            moved = LocalDue(local, at_utc(local, settings.timezone))
            return Planned(moved, meant, meets="runs into a bank holiday")
    return Planned(due, meant, ACROSS)
