"""A release beside everything its partnership has published: the tables to attack together, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.big_tables import cells_of
from storage.bundle import Bundle
from storage.catalogue import Catalogue
from storage.counts import Missing
from storage.geography import Areas, parse_areas
from storage.measures import Measure
from storage.protection.cube import Cell
from storage.protection.standing import Standing
from storage.protection.verdict import Spot, Verdict
from storage.tables import ReleaseRow
from storage.times import say_day

if TYPE_CHECKING:
    from storage.protection.contributors import Learnt

PUBLISHED = ("approved", "replaced", "withdrawn")  # what anybody may have seen, whatever became of it
NAMED = 20  # places that are named; the rest are counted


@dataclass(frozen=True)
class Judged:
    """What came of attacking a release together with these releases, by number."""

    verdict: Verdict
    together_with: tuple[int, ...]


@dataclass(frozen=True)
class Known:
    """A catalogue and its folder: which measures count the same cases, and the tables of others about them."""

    catalogue: Catalogue
    folder: Path


def beside(made: Bundle, before: Sequence[Bundle], known: Known) -> Verdict:
    """What anybody could learn from a release with those that went out before it; none, by itself."""
    earlier: list[Standing] = []
    for each in before:
        earlier.append(_of_bundle(each, _number(each.measure, earlier)))
    return _attacked(made, earlier, known)


def supposed(made: Bundle, text: str) -> Learnt:
    """Try one release by itself, with "Highgate, 5 January 2026, debt = 7" as somebody's own. Raises OwnError."""
    from storage.protection.bounds.known import AttackError
    from storage.protection.contributors import OwnError, learnt, own_of
    from storage.protection.standing import tables_of

    tables = tables_of([_of_bundle(made, 1)], {made.measure.id: made.measure})
    try:
        return learnt(tables, own_of(text, tables[0], made.measure))
    except AttackError as error:
        raise OwnError(str(error)) from None


def judged(db: Session, partnership: str, made: Bundle, known: Known) -> Judged:
    """Attack a release together with all that its partnership has ever published."""
    rows = list(_rows(db, partnership))
    return Judged(_attacked(made, [_of_row(db, row) for row in rows], known), tuple(row.id for row in rows))


def published(db: Session, partnership: str) -> tuple[int, ...]:
    """The numbers of every release that was ever let out, as `Judged.together_with` has them."""
    return tuple(row.id for row in _rows(db, partnership))


def _rows(db: Session, partnership: str) -> Iterator[ReleaseRow]:
    rows = select(ReleaseRow).filter_by(partnership=partnership).where(ReleaseRow.state.in_(PUBLISHED))
    yield from db.scalars(rows.order_by(ReleaseRow.id))


def _attacked(made: Bundle, earlier: Sequence[Standing], known: Known) -> Verdict:
    from storage.protection.others import load_others  # these bring the solver, which no answer needs
    from storage.protection.risks import judge
    from storage.protection.standing import tables_of

    measures = {**known.catalogue.measures, made.measure.id: made.measure}
    others = (
        other
        for measure in known.catalogue.measures.values()
        for other in load_others(known.folder, measure, known.catalogue.areas_of(measure), measures)
    )
    rates = made.measure.rates
    tables = tables_of([*earlier, _of_bundle(made, _number(made.measure, earlier))], measures)
    return judge(tables, tuple(others), per=rates.of if rates else "")


def _number(measure: Measure, earlier: Sequence[Standing]) -> int:
    """The number of the next release of a measure."""
    return 1 + max((each.number for each in earlier if each.measure.id == measure.id), default=0)


def _of_bundle(made: Bundle, number: int) -> Standing:
    proof = made.certificate
    return Standing(made.measure, made.areas, number, made.cells, proof.year_within, proof.month_bases)


def _of_row(db: Session, row: ReleaseRow) -> Standing:
    """A release of the store; one from before rounding was carried says nothing of it."""
    measure, proof = Measure.model_validate_json(row.declaration), row.certificate
    carried = (proof.get("year_within"), proof.get("month_bases"))
    return Standing(measure, parse_areas(row.areas), row.number, _cells(db, row.id), *carried)


def _cells(db: Session, release: int) -> Iterator[Cell]:
    for breakdown, area, period, categories, value in cells_of(db, release):
        yield Cell(breakdown, area, period, categories, Missing.WITHHELD if value is None else value)


def refusal(made: Bundle, verdict: Verdict) -> str:
    """Why a release cannot go out: a sentence, and a line for each place; never a number that was found."""
    if not verdict.unsafe:
        why = f"Nobody could say whether {made.measure.title} is safe, so it cannot go out."
        return "\n".join([why, *verdict.warnings])
    why = (
        f"{made.measure.title} cannot go out like this. Somebody who adds and subtracts what is published could learn "
        f"that a count is {made.measure.protect.policy} or smaller, or that everybody of a group is of one kind. "
        "Publish larger areas, longer periods or fewer categories. It concerns:"
    )
    said = [_place(spot, made.areas) for spot in verdict.unsafe]
    more = [f"and {len(said) - NAMED:,} more"] if len(said) > NAMED else []
    return "\n".join([why, *(f"  {place}" for place in (*said[:NAMED], *more))])


def _place(spot: Spot, areas: Areas) -> str:
    area = areas.get(spot.area)
    words = [area.name if area else spot.area, *spot.categories, say_day(date.fromisoformat(spot.period))]
    return f"{', '.join(words)} ({spot.measure}, {spot.breakdown})"
