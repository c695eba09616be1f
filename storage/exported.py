"""What is exported of a measure: its approved release whole, with the proof and the verdict it was approved on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import releases
from storage.cells import Table
from storage.releases import Release
from storage.tables import ReleaseRow


@dataclass(frozen=True)
class Exported:
    """An approved release with its table, its certificate and, where there is one, its verdict as text."""

    release: Release
    table: Table
    certificate: Mapping[str, Any]
    verdict: str | None


def approved(db: Session, partnership: str, measure: str) -> Exported | None:
    """The approved release of a measure, if there is one."""
    row = db.scalar(select(ReleaseRow).filter_by(partnership=partnership, measure=measure, state="approved"))
    release = None if row is None else releases.find(db, partnership, row.id)
    if row is None or release is None:
        return None
    return Exported(release, releases.table_of(db, release), row.certificate, row.verdict)
