"""Standing approvals: a steward's leave for new periods of an unchanged declaration to go out by themselves.

Everything that is not plainly the same again waits for a person: `objection` says why.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage import differences, loaders, occurrences, people, review
from storage.measures import Measure
from storage.partnership import PartnershipSettings
from storage.protection.verdict import Verdict
from storage.quiet_hours import awake
from storage.releases import Release
from storage.review import Review
from storage.tables import ReleaseRow, StandingApprovalRow
from storage.times import say_day

JOB = "letting_out"  # what lets a release out when its time has come
MOST_HOURS = 168


@dataclass(frozen=True, slots=True)
class StandingApproval:
    """Who gave it, for what, until when, and how many hours a release waits so that somebody can stop it."""

    id: int
    partnership: str
    measure: str
    declaration: str
    hours: int
    until: date
    giver: int
    given_by: str
    given_at: datetime


def give(
    db: Session, release: Release, declaration: str, hours: int, until: date, by: int, now: datetime
) -> None:
    """Give one for the declaration of a release; it takes the place of an earlier one of the measure."""
    before = of(db, release.partnership, release.measure.id)
    if before is not None:
        end(db, before, by, now)
    row = StandingApprovalRow(
        partnership=release.partnership,
        measure=release.measure.id,
        declaration_hash=declaration,
        hours=hours,
        until=until,
        given_by=by,
        given_at=now,
    )
    db.add(row)
    db.flush()


def all_of(db: Session, partnership: str) -> list[StandingApproval]:
    """Those that nobody has ended, the oldest first; one whose day is over is among them."""
    rows = (
        select(StandingApprovalRow)
        .filter_by(partnership=partnership, ended_at=None)
        .order_by(StandingApprovalRow.id)
    )
    return [
        StandingApproval(
            row.id,
            row.partnership,
            row.measure,
            row.declaration_hash,
            row.hours,
            row.until,
            row.given_by,
            people.person(db, row.given_by).name,
            row.given_at,
        )
        for row in db.scalars(rows)
    ]


def of(db: Session, partnership: str, measure: str) -> StandingApproval | None:
    """The one of a measure, if nobody has ended it."""
    return next((each for each in all_of(db, partnership) if each.measure == measure), None)


def end(db: Session, standing: StandingApproval, by: int, now: datetime) -> None:
    """From now on nothing goes out under it, and what waits to does not."""
    db.execute(
        update(StandingApprovalRow)
        .where(StandingApprovalRow.id == standing.id, StandingApprovalRow.ended_at.is_(None))
        .values(ended_by=by, ended_at=now)
    )
    for number in on_their_way(db, standing.partnership, standing.measure):
        stop(db, number)


def on_their_way(db: Session, partnership: str, measure: str = "") -> list[int]:
    """The numbers of the releases that go out by themselves unless somebody stops them."""
    query = select(ReleaseRow.id).filter_by(partnership=partnership, state="pending")
    query = query.where(ReleaseRow.out_at.is_not(None)).order_by(ReleaseRow.id)
    return list(db.scalars(query.filter_by(measure=measure) if measure else query))


def stop(db: Session, release: int) -> bool:
    """A release waits for a person again; ``False`` if it was not on its way out."""
    row = db.scalar(select(ReleaseRow).filter_by(id=release, state="pending").with_for_update())
    if row is None or row.out_at is None:
        return False
    row.out_at = None
    db.flush()
    return True


def begin(
    db: Session, settings: PartnershipSettings, release: Release, standing: StandingApproval, now: datetime
) -> datetime:
    """Write down when a release goes out, outside quiet hours; it is looked at again then."""
    out_at = awake(settings, now + timedelta(hours=standing.hours))
    db.get_one(ReleaseRow, release.id).out_at = out_at
    local = out_at.astimezone(settings.timezone).replace(tzinfo=None)
    occurrences.write_down(db, settings.id, JOB, local, out_at, f"release/{release.id}")
    db.flush()
    return out_at


def objection(
    db: Session,
    release: Release,
    seen: Review,
    standing: StandingApproval,
    measures: Mapping[str, Measure],
    today: date,
) -> str:
    """Why a release must wait for a person after all, in a sentence; empty where it may go out by itself."""
    return (
        _of_the_approval(db, release, standing, today)
        or _of_the_loader(db, release, standing)
        or _of_the_figures(db, release, seen, standing)
        or _of_the_attack(db, release, seen, measures)
    )


def _of_the_approval(db: Session, release: Release, standing: StandingApproval, today: date) -> str:
    measure = release.measure
    if today > standing.until:
        return f"The standing approval ended on {say_day(standing.until)}."
    if today > measure.review_by:
        return f"{measure.title} had to be reviewed by {say_day(measure.review_by)}."
    giver = people.person(db, standing.giver)
    if not giver.roles & {"steward", "deputy"} or giver.name not in (measure.steward, measure.deputy):
        return f"{standing.given_by}, who gave the standing approval, no longer decides about these figures."
    return ""


def _of_the_loader(db: Session, release: Release, standing: StandingApproval) -> str:
    key = (
        None if release.loader_key is None else loaders.numbered(db, release.partnership, release.loader_key)
    )
    if key is None or key.removed_at is not None:
        return "It is not signed with a key that is registered now."
    if key.person == standing.giver:
        return f"{standing.given_by} loaded it and gave the standing approval; two people are needed."
    return ""


def _of_the_figures(db: Session, release: Release, seen: Review, standing: StandingApproval) -> str:
    before = review.approved(db, release.partnership, release.measure.id)
    if before is None:
        return "No earlier release is approved that it could continue."
    if seen.declaration != standing.declaration:
        return "What is declared has changed since the standing approval was given."
    found = differences.between(db, before, release)
    if found.revised or found.months or found.gone:
        return "It changes figures that were published before."
    return "" if found.only_adds else "It adds no new period."


def _of_the_attack(db: Session, release: Release, seen: Review, measures: Mapping[str, Measure]) -> str:
    if seen.verdict is None or not seen.verdict.releasable:
        return "Parley has not found it safe."
    before = review.approved(db, release.partnership, release.measure.id)
    known = None if before is None else review.of(db, before).verdict
    if new_warnings(seen.verdict, known):
        return "Parley warns of something that it did not warn of before."
    if later := review.published_since(db, release, seen, measures):
        return f"{' and '.join(later)} came out after it was examined, so it was not examined together with that."
    return ""


def new_warnings(verdict: Verdict, before: Verdict | None) -> list[str]:
    """The warnings of a kind that the release before, which somebody has approved, did not have.

    A warning is of one kind with another where they differ in nothing but numbers and examples.
    """
    known = set() if before is None else {_kind(each) for each in before.warnings}
    return [each for each in verdict.warnings if _kind(each) not in known]


def _kind(warning: str) -> str:
    without_examples = re.sub(r"(?:such as|for instance in) [^.]*(?=\.)", "", warning)
    return re.sub(r"\d[\d,.]*%?", "0", without_examples)
