"""What is deleted when its time is over; `/parley about` shows the same periods."""

from __future__ import annotations

from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from storage import away, blindspots, demands, doubts, explanations, offers, stories
from storage.actions.action import OPEN
from storage.actions.making import erase
from storage.meetings.forgetting import forget_before as forget_meetings_before
from storage.partnership import PartnershipSettings
from storage.requests.finding import forget_before as forget_requests_before
from storage.settings_values import Span
from storage.tables import (
    ActionRow,
    CitationRow,
    DigestRow,
    FormSessionRow,
    PollBallotRow,
    PollCountRow,
    PollQuestionRow,
    PollRollRow,
    PollRow,
    PollWordsRow,
    PostRow,
    StoredLineRow,
    WeeknoteRow,
)

UNFINISHED = Span(7, "days")  # a form nobody went on with


def cutoff(now: datetime, span: Span) -> datetime:
    """The moment before which a record is older than a span; working days count as days."""
    match span.unit:
        case "hours":
            return now - relativedelta(hours=span.amount)
        case "weeks":
            return now - relativedelta(weeks=span.amount)
        case "months":
            return now - relativedelta(months=span.amount)
        case "years":
            return now - relativedelta(years=span.amount)
        case _:
            return now - relativedelta(days=span.amount)


def tidy(db: Session, settings: PartnershipSettings, now: datetime) -> None:
    """Delete a partnership's records that have been kept for as long as its configuration says."""
    kept = settings.retention
    _weeknotes(db, settings.id, cutoff(now, kept.weeknotes))
    offers.let_go(db, settings.id, now - offers.KEPT)
    away.forget_before(db, settings.id, now.date() - timedelta(days=1))
    _polls(db, settings.id, cutoff(now, kept.polls))
    demands.forget_before(db, settings.id, cutoff(now, kept.questions))
    for told in (explanations, stories, doubts, blindspots):
        told.forget_before(db, settings.id, cutoff(now, kept.stories))
    _actions(db, settings.id, cutoff(now, kept.actions))
    forget_meetings_before(db, settings.id, cutoff(now, kept.meetings))
    forget_requests_before(db, settings.id, cutoff(now, kept.requests))
    _posts(db, settings.id, cutoff(now, kept.posts))


def tidy_shared(db: Session, settings: list[PartnershipSettings], now: datetime) -> None:
    """Delete what belongs to no partnership: lines of buttons whose messages are gone, forgotten forms."""
    longest = min((cutoff(now, each.retention.posts) for each in settings), default=now)
    db.execute(delete(StoredLineRow).where(StoredLineRow.kept_since < longest))
    db.execute(delete(FormSessionRow).where(FormSessionRow.asked_at < cutoff(now, UNFINISHED)))


def _actions(db: Session, partnership: str, before: datetime) -> None:
    """Those of an earlier log say not when they were closed, so for them it is when they were taken in."""
    closed_at = func.coalesce(ActionRow.done_at, ActionRow.changed_at)
    closed = (ActionRow.partnership == partnership, ActionRow.state.not_in(OPEN), closed_at < before)
    old = select(ActionRow.id).where(*closed)
    erase(db, list(db.scalars(old)))


def _weeknotes(db: Session, partnership: str, before: datetime) -> None:
    db.execute(
        delete(WeeknoteRow).where(WeeknoteRow.partnership == partnership, WeeknoteRow.written_at < before)
    )
    still = select(WeeknoteRow.digest).where(WeeknoteRow.digest.is_not(None))
    db.execute(
        delete(DigestRow).where(
            DigestRow.partnership == partnership, DigestRow.made_at < before, DigestRow.id.not_in(still)
        )
    )


def _posts(db: Session, partnership: str, before: datetime) -> None:
    old = (
        PostRow.partnership == partnership,
        PostRow.state.in_(("sent", "unknown", "failed", "dropped")),
        PostRow.not_before < before,
    )
    db.execute(delete(CitationRow).where(CitationRow.post.in_(select(PostRow.id).where(*old))))
    db.execute(delete(PostRow).where(*old))


def _polls(db: Session, partnership: str, before: datetime) -> None:
    old = select(PollRow.id).where(
        PollRow.partnership == partnership, PollRow.state != "open", PollRow.closes_at < before
    )
    numbers = list(db.scalars(old))
    for table in (PollRollRow, PollCountRow, PollBallotRow, PollWordsRow, PollQuestionRow):
        db.execute(delete(table).where(table.poll.in_(numbers)))
    db.execute(delete(PollRow).where(PollRow.id.in_(numbers)))
