"""Releases: from pending to approved or declined, and the one question asked of them: what is the figure?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from storage import audit
from storage.big_tables import JOINT, MOST_HELD, BigTable, cells_of
from storage.bundle import Bundle
from storage.cells import Cells, Table
from storage.counts import Missing
from storage.geography import Areas, parse_areas, write_areas
from storage.measures import Measure
from storage.protection import verdict as verdicts
from storage.tables import FigureRow, ReleaseRow

if TYPE_CHECKING:
    from storage.judging import Judged


@dataclass(frozen=True, slots=True)
class Release:
    """One approved or pending publication of a measure, as its bundle declared it.

    ``year_within`` and ``month_bases`` are how near to the truth its certificate says that it is: see `Certificate`.
    """

    id: int
    partnership: str
    number: int
    state: str
    measure: Measure
    areas: Areas
    table_hash: str
    loaded_by: str
    loaded_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    reason: str | None
    loader_key: int | None = None
    year_within: int | None = None
    month_bases: int | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A published value; ``rounded_to`` is the base of its rounding."""

    value: int
    release: Release

    @property
    def rounded_to(self) -> int:
        return self.release.measure.protect.base


@dataclass(frozen=True, slots=True)
class Withheld:
    """Too few to show safely, or missing at the source; how few is never told."""

    release: Release


@dataclass(frozen=True, slots=True)
class NoData:
    """The release says nothing about this area and period."""

    release: Release


@dataclass(frozen=True, slots=True)
class NotApproved:
    """No release of the measure is approved at present; ``last`` is one that was withdrawn."""

    last: Release | None = None


Answer = Figure | Withheld | NoData | NotApproved


@dataclass(frozen=True)
class Shelf:
    """An immutable snapshot of every approved figure of a partnership, for answers without a query."""

    releases: Mapping[str, Release] = field(default_factory=dict)
    figures: Mapping[str, Table] = field(default_factory=dict)
    withdrawn: Mapping[str, Release] = field(default_factory=dict)

    def find(
        self, measure: str, breakdown: str, area: str, period: str, categories: tuple[str, ...] = ()
    ) -> Answer:
        release = self.releases.get(measure)
        if release is None:
            return NotApproved(self.withdrawn.get(measure))
        try:
            value = self.figures[measure][breakdown, area, period, categories]
        except KeyError:
            return NoData(release)
        return Withheld(release) if value is None else Figure(value, release)

    def periods(self, measure: str) -> tuple[str, ...]:
        """The published periods of a measure, oldest first."""
        table = self.figures.get(measure)
        return () if table is None else table.periods

    def months(self, measure: str) -> tuple[str, ...]:
        """The months of a weekly measure of which something is published that its weeks do not show, oldest first."""
        table = self.figures.get(measure)
        return () if table is None else table.months


def load_shelf(
    db: Session, partnership: str, before: Shelf | None = None, most_held: int = MOST_HELD
) -> Shelf:
    """A fresh snapshot; tables of releases that have not changed are taken over from the one before.

    A release of more than ``most_held`` cells stays in the database and is read from there.
    """
    approved = {row.measure: row for row in _rows(db, partnership, "approved")}
    withdrawn = {row.measure: _release(row) for row in _rows(db, partnership, "withdrawn")}
    releases: dict[str, Release] = {}
    figures: dict[str, Table] = {}
    for measure, row in approved.items():
        kept = None if before is None else before.releases.get(measure)
        same = before is not None and kept is not None and kept.id == row.id
        releases[measure] = kept if same and kept is not None else _release(row)
        figures[measure] = (
            before.figures[measure] if same and before is not None else _table(db, row, most_held)
        )
    return Shelf(releases, figures, withdrawn)


def _rows(db: Session, partnership: str, state: str) -> list[ReleaseRow]:
    query = select(ReleaseRow).filter_by(partnership=partnership, state=state).order_by(ReleaseRow.number)
    return list(db.scalars(query))


def _table(db: Session, row: ReleaseRow, most_held: int) -> Table:
    if row.certificate["cells"] > most_held:
        return BigTable(db, row.id)
    return Cells(cells_of(db, row.id))


def _release(row: ReleaseRow) -> Release:
    measure = Measure.model_validate_json(row.declaration)
    areas = parse_areas(row.areas)
    return Release(
        row.id,
        row.partnership,
        row.number,
        row.state,
        measure,
        areas,
        row.table_hash,
        row.loaded_by,
        row.loaded_at,
        row.decided_by,
        row.decided_at,
        row.reason,
        row.loader_key,
        row.certificate.get("year_within"),  # one from before rounding was carried says nothing of it
        row.certificate.get("month_bases"),
    )


def load_bundle(
    db: Session,
    partnership: str,
    bundle: Bundle,
    loaded_by: str,
    now: datetime,
    loader_key: int | None = None,
    judged: Judged | None = None,
) -> Release:
    """Take a checked bundle in as a pending release; the same again is the release already there.

    `judged` is what attacking it came to. One that waits takes over the newest verdict.
    """
    row = _same(db, partnership, bundle) or _new(db, partnership, bundle, loaded_by, now, loader_key)
    if judged is not None and row.state == "pending":
        row.verdict, row.judged_with = verdicts.to_json(judged.verdict), list(judged.together_with)
    db.flush()
    return _release(row)


def _same(db: Session, partnership: str, bundle: Bundle) -> ReleaseRow | None:
    """The release with the same table, declaration and areas that waits or is approved."""
    rows = select(ReleaseRow).filter_by(
        partnership=partnership, measure=bundle.measure.id, table_hash=bundle.certificate.table_sha256
    )
    proof = asdict(bundle.certificate)
    for row in db.scalars(rows.where(ReleaseRow.state.in_(("pending", "approved")))):
        if all(row.certificate[name] == proof[name] for name in ("declaration_sha256", "areas_sha256")):
            return row
    return None


def _new(
    db: Session, partnership: str, bundle: Bundle, loaded_by: str, now: datetime, loader_key: int | None
) -> ReleaseRow:
    number = db.scalar(
        select(func.max(ReleaseRow.number)).filter_by(partnership=partnership, measure=bundle.measure.id)
    )
    row = ReleaseRow(
        partnership=partnership,
        measure=bundle.measure.id,
        number=(number or 0) + 1,
        state="pending",
        declaration=bundle.measure.model_dump_json(by_alias=True, exclude_defaults=True),
        areas=write_areas(bundle.areas),
        certificate=asdict(bundle.certificate),
        table_hash=bundle.certificate.table_sha256,
        loaded_by=loaded_by,
        loaded_at=now,
        signature=bundle.signature.to_json().decode() if bundle.signature else None,
        loader_key=loader_key,
    )
    db.add(row)
    db.flush()
    _store_cells(db, row.id, bundle)
    return row


def _store_cells(db: Session, release: int, bundle: Bundle) -> None:
    rows = [
        {
            "release": release,
            "breakdown": cell.breakdown,
            "area": cell.area,
            "period": cell.period,
            "categories": JOINT.join(cell.categories),
            "value": None if cell.value is Missing.WITHHELD else cell.value,
        }
        for cell in bundle.cells
        if cell.value is not Missing.NO_DATA
    ]
    if rows:
        db.execute(insert(FigureRow), rows)


def stamp(db: Session) -> tuple[object, ...]:
    """Changes whenever a release is decided about, here or in another process; one small query."""
    rows = db.execute(
        select(ReleaseRow.state, func.count(), func.max(ReleaseRow.decided_at)).group_by(ReleaseRow.state)
    )
    return tuple(sorted((state, count, str(latest)) for state, count, latest in rows))


def find(db: Session, partnership: str, number: int) -> Release | None:
    """A release by the number that people see beside it in the queue."""
    row = db.scalar(select(ReleaseRow).filter_by(partnership=partnership, id=number))
    return None if row is None else _release(row)


def pending(db: Session, partnership: str) -> list[Release]:
    return [_release(row) for row in _rows(db, partnership, "pending")]


def approved(db: Session, partnership: str) -> list[Release]:
    """Every release that is approved now, as the database has it."""
    return [_release(row) for row in _rows(db, partnership, "approved")]


def table_of(db: Session, release: Release) -> Table:
    """The protected table of one release, for a preview before it is approved."""
    return Cells(cells_of(db, release.id))


def decide(
    db: Session, release: Release, state: str, by: str, now: datetime, reason: str | None = None
) -> bool:
    """Approve, decline or withdraw once; ``False`` if somebody has decided already.

    Approving replaces the approved release of the same measure in the same transaction. A release that was replaced
    can still be withdrawn, for the sake of what was posted of it.
    """
    expected = ("approved", "replaced") if state == "withdrawn" else ("pending",)
    query = select(ReleaseRow).filter_by(id=release.id).where(ReleaseRow.state.in_(expected))
    row = db.scalar(query.with_for_update())
    if row is None:
        return False
    if state == "approved":
        _replace(db, row)
    row.state, row.decided_by, row.decided_at, row.reason = state, by, now, reason
    db.flush()
    audit.forget_chains(db)
    return True


def _replace(db: Session, new: ReleaseRow) -> None:
    for old in _rows(db, new.partnership, "approved"):
        if old.measure == new.measure:
            old.state = "replaced"
    db.flush()
