"""Blindspots: what nobody can see yet, which organisations see it too, and what belongs to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from storage import counters
from storage.database import insert_once
from storage.tables import BackingRow, BlindspotLinkRow, BlindspotRow

TAGS = {"need": "need unknown", "capacity": "no capacity", "route": "no referral route"}
STAGES = ("meet", "name", "find", "ask", "look together", "respond", "tell")

LINKED_AS = {"poll": "sounding"}


@dataclass(frozen=True, slots=True)
class Blindspot:
    """``tag`` is a key of ``TAGS``, ``stage`` one of ``STAGES``; ``backing`` are the ids of organisations."""

    id: int
    partnership: str
    number: int
    words: str
    tag: str
    by: int
    at: datetime
    pinned: bool
    stage: str
    known: str
    unknown: str
    doing: str
    closed_at: datetime | None
    closed_words: str
    backing: tuple[str, ...]
    links: tuple[tuple[str, str], ...]

    @property
    def key(self) -> str:
        """The name of its living message."""
        return f"blindspot/{self.number}"


def add(
    db: Session, partnership: str, words: str, tag: str, by: int, organisation: str | None, now: datetime
) -> Blindspot:
    """Name a blindspot; the organisation of whoever names it backs it."""
    row = BlindspotRow(
        partnership=partnership,
        number=counters.following(db, partnership, "blindspot"),
        words=words,
        tag=tag,
        by=by,
        at=now,
    )
    db.add(row)
    db.flush()
    if organisation is not None:
        insert_once(db, BackingRow, blindspot=row.id, organisation=organisation, person=by, at=now)
    return _blindspot(db, row)


def find(db: Session, partnership: str, number: int) -> Blindspot | None:
    row = db.scalar(select(BlindspotRow).filter_by(partnership=partnership, number=number))
    return None if row is None else _blindspot(db, row)


def open_ones(db: Session, partnership: str) -> list[Blindspot]:
    """Those not closed: the pinned one, then by how many organisations see them, then oldest first."""
    rows = db.scalars(_of(partnership).where(BlindspotRow.closed_at.is_(None)))
    found = [_blindspot(db, row) for row in rows]
    return sorted(found, key=lambda each: (not each.pinned, -len(each.backing), each.number))


def pinned(db: Session, partnership: str) -> Blindspot | None:
    """The project's question."""
    row = db.scalars(_of(partnership).filter_by(pinned=True)).first()
    return None if row is None else _blindspot(db, row)


def back(db: Session, blindspot: Blindspot, organisation: str, person: int, now: datetime) -> bool:
    """An organisation sees it too; ``False`` if it has said so."""
    return insert_once(
        db, BackingRow, blindspot=blindspot.id, organisation=organisation, person=person, at=now
    )


def unback(db: Session, blindspot: Blindspot, organisation: str) -> bool:
    row = db.get(BackingRow, (blindspot.id, organisation))
    if row is None:
        return False
    db.delete(row)
    db.flush()
    return True


def pin(db: Session, blindspot: Blindspot) -> bool:
    """Make it the project's question, instead of another; ``False`` if it is."""
    if blindspot.pinned:
        return False
    db.execute(update(BlindspotRow).filter_by(partnership=blindspot.partnership).values(pinned=False))
    change(db, blindspot, pinned=True)
    return True


def change(db: Session, blindspot: Blindspot, **columns: Any) -> None:
    """Change what its living message says, its stage, its words or that it is closed."""
    db.execute(update(BlindspotRow).filter_by(id=blindspot.id).values(**columns))


def link(db: Session, blindspot: Blindspot, kind: str, target: str) -> bool:
    """Say that a measure, request, sounding, story or action belongs to it; ``False`` if that was said."""
    return insert_once(db, BlindspotLinkRow, blindspot=blindspot.id, kind=kind, target=target)


def unlink(db: Session, blindspot: Blindspot, kind: str, target: str) -> bool:
    row = db.get(BlindspotLinkRow, (blindspot.id, kind, target))
    if row is None:
        return False
    db.delete(row)
    db.flush()
    return True


def linked_to(db: Session, partnership: str, kind: str, target: str) -> list[Blindspot]:
    """The blindspots to which something belongs."""
    joined = _of(partnership).join(BlindspotLinkRow, BlindspotLinkRow.blindspot == BlindspotRow.id)
    rows = db.scalars(joined.where(BlindspotLinkRow.kind == kind, BlindspotLinkRow.target == target))
    return [_blindspot(db, row) for row in rows]


def showing(db: Session, partnership: str, live: str) -> list[str]:
    """The living messages of blindspots to which the thing of another living message belongs, such as ``poll/12``."""
    kind, _, target = live.partition("/")
    return [each.key for each in linked_to(db, partnership, LINKED_AS.get(kind, kind), target)]


def forget_before(db: Session, partnership: str, moment: datetime) -> None:
    """Delete what was closed before a moment, and who backed it."""
    old = select(BlindspotRow.id).filter_by(partnership=partnership).where(BlindspotRow.closed_at < moment)
    numbers = list(db.scalars(old))
    for table in (BackingRow, BlindspotLinkRow):
        db.execute(delete(table).where(table.blindspot.in_(numbers)))
    db.execute(delete(BlindspotRow).where(BlindspotRow.id.in_(numbers)))


def _of(partnership: str) -> Select[BlindspotRow]:
    return select(BlindspotRow).filter_by(partnership=partnership).order_by(BlindspotRow.id)


def _blindspot(db: Session, row: BlindspotRow) -> Blindspot:
    backing = db.scalars(select(BackingRow.organisation).filter_by(blindspot=row.id))
    links = db.execute(select(BlindspotLinkRow.kind, BlindspotLinkRow.target).filter_by(blindspot=row.id))
    return Blindspot(
        row.id,
        row.partnership,
        row.number,
        row.words,
        row.tag,
        row.by,
        row.at,
        row.pinned,
        row.stage,
        row.known,
        row.unknown,
        row.doing,
        row.closed_at,
        row.closed_words,
        tuple(sorted(backing)),
        tuple(sorted((kind, target) for kind, target in links)),
    )
