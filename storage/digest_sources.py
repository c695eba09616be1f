"""What a digest quotes is withdrawn, or may go further or less far: every digest that says it follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.digests import Digest, Line, Scope, change, digest_of
from storage.tables import DigestRow


def take_out(
    db: Session, partnership: str, about: str, now: datetime, today: date, instead: str = ""
) -> list[str]:
    """What this comes from is withdrawn: its words go from every digest. Returns the living messages that change.

    From a draft the line goes without a trace; what was published says that something was taken out, or ``instead``.
    """
    touched = []
    for digest in _saying(db, partnership, about):
        lines = [
            _without(line, digest, today, instead) if line.about == about else line for line in digest.lines
        ]
        kept = [line for line in lines if digest.approved or not line.gone]
        touched.append(change(db, digest, kept, now).key)
    return touched


def narrow(db: Session, partnership: str, about: str, scope: Scope, now: datetime) -> list[str]:
    """Let what this comes from go further, or less far, than before. Returns the living messages that change."""
    touched = []
    for digest in _saying(db, partnership, about):
        lines = [replace(line, scope=scope) if line.about == about else line for line in digest.lines]
        touched.append(change(db, digest, lines, now).key)
    return touched


def _saying(db: Session, partnership: str, about: str) -> list[Digest]:
    query = select(DigestRow).filter_by(partnership=partnership).order_by(DigestRow.id).with_for_update()
    found = [digest_of(row) for row in db.scalars(query, execution_options={"populate_existing": True})]
    return [digest for digest in found if any(line.about == about and line.text for line in digest.lines)]


def _without(line: Line, digest: Digest, today: date, instead: str) -> Line:
    if not line.text:
        return line
    bare = replace(line, text="", name="", organisation="", link="", shown="", original="", before="")
    return replace(bare, gone=today.isoformat(), instead=instead, changed=digest.version + 1)
