"""The audit log: append-only, each row bound to the one before by its hash. Never a sealed choice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select
from sqlalchemy.orm import Session

from storage.prepared import Prepared
from storage.tables import AuditRow, ReleaseRow

CHAINS = "audit chains"  # where a transaction keeps what it has read of them
COLUMNS = ("partnership", "at", "person", "place", "what", "detail", "releases", "before", "hash")
APPEND = Prepared(insert(AuditRow).values({column: bindparam(column) for column in COLUMNS}))
LAST = Prepared(
    select(AuditRow.hash)
    .where(AuditRow.partnership == bindparam("partnership"))
    .order_by(AuditRow.id.desc())
    .limit(1)
)
APPROVED = Prepared(
    select(ReleaseRow.id)
    .where(ReleaseRow.id == bindparam("release"), ReleaseRow.state == "approved")
    .with_for_update(read=True)  # stays locked, so that what was found holds to the end
)

ASK = "ask"  # what an answered question about figures is called
LOOKED_AT = 1000  # rows at once; of one person more than they write while a question can still be followed up


@dataclass(frozen=True, slots=True)
class Entry:
    """What is written down about one event. A person is a key that can be erased, never a name."""

    partnership: str
    at: datetime
    person: str
    place: str
    what: str
    detail: str = ""
    releases: tuple[int, ...] = ()


@dataclass(slots=True)
class Chain:
    """The end of a partnership's chain and the releases found approved, as one transaction sees them."""

    last: str
    approved: set[int] = field(default_factory=set)


Chains = dict[str, Chain]


def record(db: Session, entry: Entry) -> bool:
    """Write one row; ``False`` and nothing written when a release named is no longer approved."""
    (written,) = append(db.connection(), [entry], chains_of(db))
    return written


def append(db: Connection, entries: Sequence[Entry], chains: Chains) -> list[bool]:
    """Write a row for each entry, in order; says of each whether the releases it names are still approved."""
    rows: list[dict[str, Any]] = []
    written = []
    for entry in entries:
        chain = _chain(db, chains, entry.partnership)
        written.append(all(_approved(db, chain, release) for release in entry.releases))
        if written[-1]:
            rows.append(_row(entry, chain.last))
            chain.last = rows[-1]["hash"]
    if rows:
        APPEND.run_each(db, rows)
    return written


def chains_of(db: Session) -> Chains:
    """What the present transaction has read of the chains."""
    chains: Chains = db.info.setdefault(CHAINS, {})
    return chains


def forget_chains(db: Session) -> None:
    """After a savepoint was taken back, or a release decided about: look again."""
    db.info.pop(CHAINS, None)


def _chain(db: Connection, chains: Chains, partnership: str) -> Chain:
    """Read once for each transaction: a batch of answers then costs one look at the end of the chain."""
    if partnership not in chains:
        _take_turn(db, partnership)
        chains[partnership] = Chain(LAST.run(db, partnership=partnership).scalar() or "")
    return chains[partnership]


def _approved(db: Connection, chain: Chain, release: int) -> bool:
    if release not in chain.approved:
        if APPROVED.run(db, release=release).first() is None:
            return False
        chain.approved.add(release)
    return True


def _take_turn(db: Connection, partnership: str) -> None:
    """Two processes on one PostgreSQL append one after the other, or the chain would fork."""
    if db.dialect.name == "postgresql":
        turn = int.from_bytes(hashlib.sha256(partnership.encode()).digest()[:8], signed=True)
        db.execute(select(func.pg_advisory_xact_lock(turn)))


def _row(entry: Entry, before: str) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(entry, name) for name in entry.__slots__}
    row |= {"releases": list(entry.releases), "before": before}
    return row | {"hash": digest(before, entry)}


def digest(before: str, entry: Entry) -> str:
    """The hash of one row and of the hash before it."""
    said = [entry.partnership, entry.at.isoformat(), entry.person, entry.place, entry.what, entry.detail]
    return hashlib.sha256(json.dumps([before, *said, list(entry.releases)]).encode()).hexdigest()


def last_question(db: Session, partnership: str, person: str, place: str, since: datetime) -> str:
    """What this person last asked in this place and was answered, as it was recorded; "" where that is too long ago."""
    newest = select(AuditRow.place, AuditRow.what, AuditRow.at, AuditRow.detail, AuditRow.id)
    mine = (
        newest.filter_by(partnership=partnership, person=person).order_by(AuditRow.id.desc()).limit(LOOKED_AT)
    )
    row = mine.subquery()
    asked = select(row.c.detail).where(row.c.place == place, row.c.what == ASK, row.c.at >= since)
    return db.scalar(asked.order_by(row.c.id.desc()).limit(1)) or ""


def details_since(db: Session, partnership: str, what: str, since: datetime) -> list[str]:
    """What was recorded about each use of a command since a moment, the oldest first.

    Rows are read back from the newest, a page at a time, so that years of them before that moment cost nothing.
    """
    row = AuditRow
    newest = select(row.id, row.at, row.what, row.detail).filter_by(partnership=partnership)
    page = newest.order_by(row.id.desc()).limit(LOOKED_AT)
    found: list[str] = []
    rows = db.execute(page).all()
    while rows:
        found += [detail for _, at, used, detail in rows if used == what and at >= since]
        if rows[-1].at < since:
            break
        rows = db.execute(page.where(row.id < rows[-1].id)).all()
    return found[::-1]


def broken_at(db: Session, partnership: str) -> int | None:
    """The first row whose hash does not follow from the one before, or ``None`` if the chain holds."""
    before = ""
    for row in db.scalars(select(AuditRow).filter_by(partnership=partnership).order_by(AuditRow.id)):
        if row.before != before or row.hash != digest(before, _entry(row)):
            return row.id
        before = row.hash
    return None


def _entry(row: AuditRow) -> Entry:
    return Entry(row.partnership, row.at, row.person, row.place, row.what, row.detail, tuple(row.releases))
