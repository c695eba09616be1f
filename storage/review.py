"""What is known of a release beside its figures when somebody decides about it, and the seal of what they saw."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import releases
from storage.measures import Measure
from storage.protection import verdict as verdicts
from storage.protection.standing import lineage
from storage.protection.verdict import Verdict
from storage.releases import Release
from storage.tables import ReleaseRow

PUBLISHED = ("approved", "replaced", "withdrawn")  # what anybody may have seen, whatever became of it
SHORTEST = 12  # characters of a seal that name one release


@dataclass(frozen=True)
class Review:
    """One release as it is weighed. `verdict` is None where nobody has attacked it; `note` is the loader's.

    An approval is bound to `seal`: it covers the certificate, which names table and declaration, and the verdict.
    `declaration` is the hash of what is declared, the code list included.
    """

    seal: str
    declaration: str
    verdict: Verdict | None
    judged_with: frozenset[int]
    out_at: datetime | None
    note: str

    def is_sealed_by(self, seen: str) -> bool:
        """Whether somebody who gives this seal has seen exactly this."""
        return len(seen) >= SHORTEST and self.seal.startswith(seen)


def of(db: Session, release: Release, *, deciding: bool = False) -> Review:
    """The review of a release; where somebody is `deciding` it stays as it is to the end of the transaction."""
    query = select(ReleaseRow).filter_by(id=release.id).execution_options(populate_existing=deciding)
    row = db.scalars(query.with_for_update() if deciding else query).one()
    proof = json.dumps(row.certificate, sort_keys=True)
    return Review(
        seal=_digest(proof, row.verdict or ""),
        declaration=_digest(row.certificate["declaration_sha256"], row.certificate["areas_sha256"]),
        verdict=None if row.verdict is None else verdicts.from_json(row.verdict),
        judged_with=frozenset(row.judged_with or ()),
        out_at=row.out_at,
        note=row.note or "",
    )


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def keep_note(db: Session, release: Release, words: str) -> None:
    """Keep what the loader says about a release."""
    db.get_one(ReleaseRow, release.id).note = words
    db.flush()


def approved(db: Session, partnership: str, measure: str) -> Release | None:
    """The release of a measure that is approved now, as the database has it."""
    return next((each for each in releases.approved(db, partnership) if each.measure.id == measure), None)


def published_since(
    db: Session, release: Release, review: Review, measures: Mapping[str, Measure]
) -> list[str]:
    """The titles of what was published after a release was attacked and counts the same cases.

    They were not attacked together. `measures` are the catalogue, which says who counts the same.
    """
    rows = db.scalars(
        select(ReleaseRow.measure)
        .filter_by(partnership=release.partnership)
        .where(ReleaseRow.state.in_(PUBLISHED), ReleaseRow.id.not_in(review.judged_with))
        .order_by(ReleaseRow.id)
    )
    known = {**measures, release.measure.id: release.measure}
    return [known[name].title for name in dict.fromkeys(rows) if _share_cases(release.measure, name, known)]


def _share_cases(measure: Measure, other: str, known: Mapping[str, Measure]) -> bool:
    if other not in known:
        return False
    below = measure.rates.of if measure.rates else ""
    return other == below or lineage(known[other], known)[0] == lineage(measure, known)[0]
