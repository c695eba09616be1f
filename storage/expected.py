"""Which periods of a measure should be there by now, and what the places have been shown and told of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import occurrences
from storage.belonging import day_after
from storage.lag import published_from
from storage.measures import Time
from storage.partnership import PartnershipSettings
from storage.quiet_hours import at_work
from storage.tables import OccurrenceRow
from storage.weeknotes import week_of

CHART = "weekly_chart"
SETTLED = timedelta(minutes=1)  # by then every process has taken in what was approved
LATE = "late"  # what a chart is for that comes when its figures have come: late/foodbank-referrals


def overdue(time: Time, newest: str, today: date) -> tuple[str, ...]:
    """The periods after the newest one that could have been published before today, oldest first."""
    found: list[str] = []
    after = following(time, newest)
    while after is not None and published_from(time, date.fromisoformat(after)) < today:
        found.append(after)
        after = following(time, after)
    return tuple(found)


def following(time: Time, period: str) -> str | None:
    """The period after another; ``None`` where nobody can tell."""
    match time.grain:
        case "week" | "month":
            return day_after(time, date.fromisoformat(period)).isoformat()
        case "term":
            return next((term.id for term in time.terms if term.id > period), None)
        case "once":
            return None


def show(db: Session, partnership: str, measure: str, newest: str, now: datetime) -> bool:
    """Note that a chart goes out that ends with this period; ``False`` if one did before."""
    return occurrences.once(db, partnership, CHART, f"shown/{measure}/{newest}", now)


def tell(db: Session, partnership: str, measure: str, what: str, now: datetime) -> bool:
    """Note that the places are told that something is missing; ``False`` if they were before."""
    return occurrences.once(db, partnership, CHART, f"missing/{measure}/{what}", now)


def wait_for(db: Session, partnership: str, measure: str, today: date, now: datetime) -> None:
    """This week's chart has to do without new figures: when they come, the places get them late."""
    occurrences.once(db, partnership, CHART, _awaited(measure, today), now)


def arrived(db: Session, settings: PartnershipSettings, measure: str, now: datetime) -> None:
    """New figures are approved: where the places were told this week that they are missing, a chart is due."""
    today = now.astimezone(settings.timezone).date()
    at = at_work(settings, now + SETTLED)
    local = at.astimezone(settings.timezone).replace(tzinfo=None)
    if _is_awaited(db, settings.id, measure, today) and week_of(local.date()) == week_of(today):
        occurrences.write_down(db, settings.id, CHART, local, at, f"{LATE}/{measure}")


def _is_awaited(db: Session, partnership: str, measure: str, today: date) -> bool:
    told = select(OccurrenceRow.id).filter_by(
        partnership=partnership, job=CHART, subject=_awaited(measure, today)
    )
    return db.scalar(told) is not None


def _awaited(measure: str, today: date) -> str:
    return f"awaited/{measure}/{week_of(today).isoformat()}"
