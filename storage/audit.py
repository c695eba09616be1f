"""The audit log: append-only, each row bound to the one before by its hash. Never a sealed choice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.orm import Session

from storage.tables import AuditRow, ReleaseRow

CHAINS = "audit chains"  # where a transaction keeps what it has read of them
COLUMNS = ("partnership", "at", "person", "place", "what", "detail", "releases", "before", "hash")
APPEND = insert(AuditRow.__table__)  # type: ignore[arg-type]  # a declared class always has a Table here
LAST = (
    select(AuditRow.hash)
    .where(AuditRow.partnership == bindparam("partnership"))
    .order_by(AuditRow.id.desc())
    .limit(1)
)

ASK = "ask"  # what an answered question about figures is called
LOOKED_AT = 1000  # rows: more than one partnership writes while a question can still be followed up


def record(
    db: Session,
    partnership: str,
    at: datetime,
    person: str,
    place: str,
    what: str,
    detail: str = "",
    releases: Sequence[int] = (),
) -> bool:
    """Write one row; ``False`` and nothing written when a release named is no longer approved."""
    chain = _chain(db, partnership)
    if not _approved(db, chain, releases):
        return False
    row = AuditRow(
        partnership=partnership,
        at=at,
        person=person,
        place=place,
        what=what,
        detail=detail,
        releases=list(releases),
        before=chain.last,
        hash="",
    )
    row.hash = digest(row)
    db.execute(APPEND, {column: getattr(row, column) for column in COLUMNS})
    chain.last = row.hash
    return True


@dataclass(slots=True)
class _Chain:
    """The end of a partnership's chain and the releases found approved, as this transaction sees them."""

    last: str
    approved: set[int] = field(default_factory=set)


def _chain(db: Session, partnership: str) -> _Chain:
    """Read once for each transaction: a batch of answers then costs one look at the end of the chain."""
    chains: dict[str, _Chain] = db.info.setdefault(CHAINS, {})
    if partnership not in chains:
        _take_turn(db, partnership)
        chains[partnership] = _Chain(db.scalar(LAST, {"partnership": partnership}) or "")
    return chains[partnership]


def forget_chains(db: Session) -> None:
    """After a savepoint was taken back, or a release decided about: look again."""
    db.info.pop(CHAINS, None)


def last_question(db: Session, partnership: str, person: str, place: str, since: datetime) -> str:
    """What this person last asked in this place and was answered, as it was recorded; "" where that is too long ago."""
    newest = (
        select(AuditRow).filter_by(partnership=partnership).order_by(AuditRow.id.desc()).limit(LOOKED_AT)
    ).subquery()
    mine = select(newest.c.detail).where(newest.c.person == person, newest.c.place == place)
    asked = mine.where(newest.c.what == ASK, newest.c.at >= since)
    return db.scalar(asked.order_by(newest.c.id.desc()).limit(1)) or ""


def _take_turn(db: Session, partnership: str) -> None:
    """Two processes on one PostgreSQL append one after the other, or the chain would fork."""
    if db.get_bind().dialect.name == "postgresql":
        turn = int.from_bytes(hashlib.sha256(partnership.encode()).digest()[:8], signed=True)
        db.execute(select(func.pg_advisory_xact_lock(turn)))


def _approved(db: Session, chain: _Chain, releases: Sequence[int]) -> bool:
    """Whether all are still approved; the rows stay locked, so that what was found holds to the end."""
    unsure = set(releases) - chain.approved
    if unsure:
        rows = select(ReleaseRow.id).where(ReleaseRow.id.in_(unsure), ReleaseRow.state == "approved")
        chain.approved.update(db.scalars(rows.with_for_update(read=True)))
    return chain.approved >= set(releases)


def digest(row: AuditRow) -> str:
    """The hash of one row and of the hash before it."""
    parts = [row.before, row.partnership, row.at.isoformat(), row.person, row.place, row.what, row.detail]
    return hashlib.sha256(json.dumps([*parts, row.releases]).encode()).hexdigest()


def broken_at(db: Session, partnership: str) -> int | None:
    """The first row whose hash does not follow from the one before, or ``None`` if the chain holds."""
    before = ""
    for row in db.scalars(select(AuditRow).filter_by(partnership=partnership).order_by(AuditRow.id)):
        if row.before != before or row.hash != digest(row):
            return row.id
        before = row.hash
    return None
