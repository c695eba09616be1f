"""Figures planted in the demonstration: a new approved release in which some of them moved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import uuid4

from storage import database, releases
from storage.demo.partnership import Built
from storage.protection.cube import Cell
from tests.world import World

REFERRALS = "foodbank-referrals"
NEWEST = "2026-11-02"


@dataclass(frozen=True)
class Plant:
    """So many more referrals of one ward, for one reason, in one week; ``None`` withholds the ward's figure."""

    ward: str
    more: int | None
    reason: str = "debt"
    week: str = NEWEST


def plant(chat: World, built: Built, plants: Iterable[Plant]) -> None:
    """Approve the demonstration's referrals again, with these in them."""
    old = next(each for each in built.approved if each.measure.id == REFERRALS)
    names = {area.code: area.name for area in old.areas.areas}
    wanted = tuple(plants)
    cells = tuple(_planted(cell, names[cell.area], wanted) for cell in old.cells)
    proof = replace(old.certificate, table_sha256=uuid4().hex)
    with database.writing(chat.app.engine) as db, db.begin():
        new = releases.load_bundle(
            db, "demo-food", replace(old, cells=cells, certificate=proof), "Demo Analyst", chat.clock()
        )
        releases.decide(db, new, "approved", "Demo Steward", chat.clock())
    chat.app.reload()


def _planted(cell: Cell, name: str, plants: tuple[Plant, ...]) -> Cell:
    for each in plants:
        is_whole = name == "Camden" and cell.categories in ((), (each.reason,))
        if cell.period != each.week or not (is_whole or name == each.ward):
            continue
        if each.more is not None:
            cell = replace(cell, value=(cell.value or 0) + each.more)
        elif not is_whole:
            cell = replace(cell, value=None)
    return cell
