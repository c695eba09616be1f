"""Stewards' lists: what became of every release, and all that can be asked now; short, with the rest in a file."""

from __future__ import annotations

from datetime import timedelta

from commands.reply import File, Table
from storage import database
from storage.tables import ReleaseRow
from tests.deciding import HELPLINE, approved, waiting


def test_history_says_who_loaded_who_decided_when_and_why(quick):
    quick.says("steward", f"data decline {waiting(quick)} A week is missing")
    quick.says("deputy", f"data withdraw {approved(quick, HELPLINE)} Counted twice")
    seen = quick.says("lead", f"data history {HELPLINE}")
    day = "18 November 2026"
    assert (
        f"6 | Helpline calls | Demo Analyst, {day} | declined by Demo Steward, {day}: A week is missing"
        in seen
    )
    assert (
        f"5 | Helpline calls | Demo Analyst, {day} | withdrawn by Demo Deputy, {day}: Counted twice" in seen
    )
    assert "Food bank" not in seen
    assert quick.last.private


def test_a_long_history_is_folded_and_its_file_holds_all(quick):
    with database.writing(quick.app.engine) as db, db.begin():
        row = db.get(ReleaseRow, 1)
        values = {name: getattr(row, name) for name in ReleaseRow.__table__.columns.keys() if name != "id"}  # noqa: SIM118 - columns have keys, not items
        for number in range(2, 40):
            wrong = {"number": number, "state": "declined", "loaded_by": f"=1+{number}"}
            db.add(ReleaseRow(**values | wrong))
    quick.says("steward", "data history")
    (table,) = [block for block in quick.last.blocks if isinstance(block, Table)]
    (file,) = [block for block in quick.last.blocks if isinstance(block, File)]
    assert len(table.rows) == 20
    assert file.text.count("declined") == 38
    assert "'=1+39" in file.text


def test_an_unknown_measure_is_offered_others(quick):
    assert "Which figure would you like" in quick.says("steward", "data history helplin")


def test_everything_names_breakdowns_periods_base_approval_and_end(quick):
    seen = quick.says("steward", "data everything")
    assert (
        "Helpline calls | ward and week | 30 Sep 2024 to 26 Oct 2026 | 5 | Demo Steward on 18 November 2026 | "
        "14 December 2026 without newer figures | 5"
    ) in seen
    assert "Free school meals: taking | ward and term" in seen
    assert "18 November 2027, the day of its review" in seen


def test_what_has_stopped_says_so(quick):
    quick.clock.move_by(timedelta(days=400))
    assert "not shown any more" in quick.says("steward", "data everything")


def test_nothing_at_all_is_said_too(quick):
    quick.says("steward", "data withdraw everything Wrong")
    assert quick.says("steward", "data everything") == "Nothing can be asked: no release is approved."
