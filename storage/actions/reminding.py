"""When an owner is reminded: once before a date, once after it, when a snooze ends, and asked when nothing happens."""

from __future__ import annotations

from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from sqlalchemy.orm import Session

from storage import occurrences
from storage.actions.action import Action
from storage.bank_holidays import add_working_days
from storage.partnership import PartnershipSettings
from storage.settings_values import Span
from storage.tables import ActionRow

JOB = "action_reminders"


def reasons(settings: PartnershipSettings, action: Action, today: date) -> list[str]:
    """Why its owner should hear of it today, such as ``after/2026-11-20``; none while it is snoozed."""
    if not action.is_open or is_snoozed(action, today):
        return []
    found = [f"snoozed/{action.quiet_until}"] if action.quiet_until else []
    if action.due is None:
        return found
    if action.due < today:
        return [*found, f"after/{action.due}"]
    begins = days_before(settings, settings.actions.remind_before, action.due)
    made = action.made_at.astimezone(settings.timezone).date()
    return [*found, f"before/{action.due}"] if made < begins <= today else found


def is_snoozed(action: Action, today: date) -> bool:
    return action.quiet_until is not None and action.quiet_until > today


def first_time(db: Session, action: Action, why: list[str], now: datetime) -> bool:
    """Note the reasons for good; whether one of them is new."""
    subjects = [f"{action.label}/{each}" for each in why]
    new = [occurrences.once(db, action.partnership, JOB, subject, now) for subject in subjects]
    return any(new)


def is_stale(settings: PartnershipSettings, action: Action, today: date) -> bool:
    """Whether to ask if it is still needed: its date is not ahead, and nothing was done or asked for a long time."""
    if not action.is_open or is_snoozed(action, today) or (action.due is not None and action.due >= today):
        return False
    last = max(action.changed_at, action.asked_at or action.changed_at)
    touched = last.astimezone(settings.timezone).date()
    return touched <= days_before(settings, settings.actions.stale_after, today)


def note_asked(db: Session, action: Action, now: datetime) -> None:
    """Its owner is asked whether it is still needed, which is no change to it."""
    db.get_one(ActionRow, action.id).asked_at = now
    db.flush()


def days_before(settings: PartnershipSettings, span: Span, day: date) -> date:
    """The day so long before another; hours are the same day."""
    if span.unit == "hours":
        return day
    if span.unit == "working days":
        return add_working_days(day, -span.amount, settings.nation)
    return day - relativedelta(**{span.unit: span.amount})  # type: ignore[arg-type]  # days, weeks, months or years
