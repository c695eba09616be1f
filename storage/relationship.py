"""How the two sides of a partnership get on, in counts: of requests, soundings, actions and organisations, never of people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.actions import finding as actions_of
from storage.actions.action import Action
from storage.partnership import PartnershipSettings, Side
from storage.requests import finding as requests_of
from storage.requests.request import DataRequest
from storage.soundings import finding as soundings_of
from storage.soundings.sounding import Sounding
from storage.tables import AuditRow, PersonRow

FEWEST = 3  # replies from which on a median is told: of fewer it would tell of one person
DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Span:
    """Moments in UTC, the last one excluded."""

    begin: datetime
    end: datetime

    def has(self, moment: datetime | None) -> bool:
        return moment is not None and self.begin <= moment < self.end


@dataclass(frozen=True, slots=True)
class Relationship:
    """What happened in a span. ``reasons`` are those of turned down requests, the most frequent first.

    ``days_to_vcs`` is the median of days until a person replied to what the council asked, ``days_to_council`` to what
    the voluntary sector asked; ``None`` where fewer than three replies came.
    """

    raised: int
    talked: int
    answered: int
    differently: int
    turned_down: int
    reasons: tuple[tuple[str, int], ...]
    days_to_vcs: float | None
    days_to_council: float | None
    soundings: int
    with_outcome: int
    done: int
    not_needed: int
    heard_from: int
    organisations: int


def of(db: Session, settings: PartnershipSettings, span: Span) -> Relationship:
    """The measures of a partnership, from what it has kept."""
    known = {each.id for each in settings.organisations}
    return measured(
        requests_of.every(db, settings.id),
        soundings_of.closed_since(db, settings.id, span.begin),
        actions_of.every(db, settings.id),
        known & _heard(db, settings.id, span),
        len(known),
        span,
    )


def measured(
    requests: Sequence[DataRequest],
    soundings: Iterable[Sounding],
    actions: Sequence[Action],
    heard: Iterable[str],
    organisations: int,
    span: Span,
) -> Relationship:
    """The same from values alone."""
    settled = Counter(each.state for each in requests if span.has(each.settled_at))
    refused = [each for each in requests if span.has(each.settled_at) and each.state in ("later", "no")]
    reasons = Counter(each.reason.partition(". ")[0] for each in refused if each.reason)
    closed = [each for each in soundings if span.has(each.closes_at)]
    ended = Counter(each.state for each in actions if span.has(each.done_at))
    return Relationship(
        raised=sum(span.has(each.asked_at) for each in requests),
        talked=sum(span.has(each.replied_at) for each in requests),
        answered=settled["answered"],
        differently=settled["differently"],
        turned_down=len(refused),
        reasons=tuple(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))),
        days_to_vcs=_days(requests, "council", span),
        days_to_council=_days(requests, "vcs", span),
        soundings=len(closed),
        with_outcome=sum(bool(each.outcome) for each in closed),
        done=ended["done"],
        not_needed=ended["not needed"],
        heard_from=len(set(heard)),
        organisations=organisations,
    )


def _days(requests: Iterable[DataRequest], asked_by: Side, span: Span) -> float | None:
    waited = [
        (each.replied_at - each.waiting_since).total_seconds() / DAY
        for each in requests
        if each.side == asked_by and each.replied_at is not None and span.has(each.replied_at)
    ]
    return median(waited) if len(waited) >= FEWEST else None


def _heard(db: Session, partnership: str, span: Span) -> set[str]:
    """The organisations of those who said anything to Parley that is not sealed."""
    said = (
        select(PersonRow.organisation)
        .join(AuditRow, AuditRow.person == PersonRow.key)
        .where(PersonRow.partnership == partnership, AuditRow.partnership == partnership)
        .where(AuditRow.at >= span.begin, AuditRow.at < span.end, PersonRow.organisation.is_not(None))
    )
    return {each for each in db.scalars(said.distinct()) if each}
