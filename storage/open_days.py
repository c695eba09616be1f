"""The days a run of a series is open: from its opening to its close, which must be free of bank holidays and pauses."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from storage.bank_holidays import add_working_days, is_bank_holiday
from storage.partnership import PartnershipSettings, Pause
from storage.schedule_settings import Job, SoundingJob
from storage.settings_values import Span

CLOSES = time(17)  # on its last day, where that was not given in hours


def open_for(settings: PartnershipSettings, wanted: Job | None) -> Span | None:
    """How long a run stays open; ``None`` for what is only posted."""
    if not isinstance(wanted, SoundingJob):
        return None
    return wanted.closes_after or settings.polls.closes_after


def closing(settings: PartnershipSettings, span: Span, opened: datetime) -> datetime:
    """The wall-clock time at which something opened at a wall-clock time closes."""
    if span.unit == "hours":
        return opened + timedelta(hours=span.amount)
    if span.unit == "working days":
        day = add_working_days(opened.date(), span.amount, settings.nation)
    else:
        day = opened.date() + relativedelta(**{span.unit: span.amount})  # type: ignore[arg-type]  # days, weeks, months or years
    return datetime.combine(day, CLOSES)


def last_day(settings: PartnershipSettings, wanted: Job | None, local: datetime) -> date:
    """The last day of what begins at a wall-clock time; what is only posted has one day."""
    span = open_for(settings, wanted)
    return local.date() if span is None else closing(settings, span, local).date()


def has_bank_holiday(settings: PartnershipSettings, wanted: Job, local: datetime) -> bool:
    """Whether one of the days from the first to the last is a bank holiday."""
    days = (last_day(settings, wanted, local) - local.date()).days
    return any(
        is_bank_holiday(local.date() + timedelta(days=each), settings.nation) for each in range(days + 1)
    )


def pause_over(settings: PartnershipSettings, wanted: Job | None, local: datetime) -> Pause | None:
    """A pause of posts on one of the days of what begins at a wall-clock time."""
    held = [pause for pause in settings.pauses if pause.holds == "posts"]
    if not held:
        return None
    last = last_day(settings, wanted, local)
    return next((each for each in held if each.first <= last and each.last >= local.date()), None)
