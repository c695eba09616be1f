"""When Parley keeps quiet: through the night, and with reminders on days on which nobody works."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from storage.bank_holidays import add_working_days, is_bank_holiday
from storage.partnership import PartnershipSettings
from storage.times import at_utc

MORNING = time(9)  # when a working day begins where the quiet hours do not say so


def are_on(settings: PartnershipSettings, clock: time) -> bool:
    """Whether a time of day is within the quiet hours."""
    if settings.quiet_hours is None:
        return False
    begins, ends = settings.quiet_hours
    if begins > ends:
        return clock >= begins or clock < ends
    return begins <= clock < ends


def awake(settings: PartnershipSettings, moment: datetime) -> datetime:
    """The moment itself, or the end of the quiet hours it falls into."""
    local = moment.astimezone(settings.timezone).replace(tzinfo=None)
    if settings.quiet_hours is None or not are_on(settings, local.time()):
        return moment.astimezone(UTC)
    _, ends = settings.quiet_hours
    day = local.date() + timedelta(days=ends <= local.time())
    return at_utc(datetime.combine(day, ends), settings.timezone)


def at_work(settings: PartnershipSettings, moment: datetime) -> datetime:
    """The moment itself, or the next one outside the quiet hours on a working day."""
    moment = awake(settings, moment)
    day = moment.astimezone(settings.timezone).date()
    if day.weekday() < 5 and not is_bank_holiday(day, settings.nation):
        return moment
    begins = datetime.combine(add_working_days(day, 1, settings.nation), _morning(settings))
    return awake(settings, at_utc(begins, settings.timezone))


def _morning(settings: PartnershipSettings) -> time:
    begins, ends = settings.quiet_hours or (MORNING, MORNING)
    return ends if begins > ends else MORNING
