"""A release is attacked beside everything that is out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage import bundle, database
from storage.judging import Judged
from storage.protection.verdict import Verdict
from storage.receiving import take_in as store
from tests.office import MEASURE, WEEKS
from tests.receiving.arriving import refused
from tests.world import NOW


@pytest.fixture
def twice(ready):
    """A release of small numbers that is out, and the same numbers rounded with another key."""
    small = ((2, 2), (2, 2), (2, 2))
    ready.build(*small, to="first.zip")
    assert ready.takes_in("first.zip").exit_code == 0
    assert ready.approves(1).startswith("Approved.")
    shown = bundle.read(ready.at("first.zip")).cells
    for number in range(20):
        ready.parley("data", "new-key", ready.at(f"{number}.key"))
        ready.build(*small, to="second.zip", key=f"{number}.key")
        if unlike(shown, bundle.read(ready.at("second.zip")).cells):
            return ready
    raise AssertionError("no key rounds differently")


def unlike(shown, cells):
    """Whether one of them shows no case at all in a week, and the other one ward with some."""
    nothing = {cell.period for cell in shown if cell.breakdown == "borough×week" and not cell.value}
    some = {cell.period for cell in cells if cell.breakdown == "ward×week" and cell.value}
    nothing |= {cell.period for cell in cells if cell.breakdown == "borough×week" and not cell.value}
    some |= {cell.period for cell in shown if cell.breakdown == "ward×week" and cell.value}
    return nothing & some


def test_what_tells_too_much_beside_what_is_out_is_refused_by_its_places(twice):
    assert twice.parley("data", "verify", twice.at("second.zip")).exit_code == 0
    said = refused(twice, "Example referrals cannot go out like this.", "second.zip")
    first, *places = said.splitlines()
    assert "could learn that a count is 3 or smaller" in first
    assert places
    days = {f"{week.day} {week:%B %Y}" for week in WEEKS}
    for place in places:
        ward, day = place.strip().split(" (")[0].split(", ")
        assert ward in {"North ward", "South ward", "Example borough"}
        assert day in days
        assert place.endswith((f"({MEASURE}, ward×week)", f"({MEASURE}, borough×week)"))


def test_a_release_that_was_withdrawn_is_still_known_to_everybody(twice):
    twice.hears("steward", "data withdraw 1 Counts were doubled")
    refused(twice, "Example referrals cannot go out like this.", "second.zip")


def test_one_that_only_waits_or_was_declined_is_known_to_nobody(ready):
    small = ((2, 2), (2, 2), (2, 2))
    ready.build(*small, to="first.zip")
    assert ready.takes_in("first.zip").exit_code == 0
    ready.hears("steward", "data decline 1 Not yet")
    ready.parley("data", "new-key", ready.at("new.key"))
    ready.build(*small, to="second.zip", key="new.key")
    assert ready.takes_in("second.zip").exit_code == 0


def test_what_was_attacked_beside_less_than_is_out_now_is_not_taken_in(ready, tmp_path):
    ready.takes_in()
    engine = database.connect(f"sqlite:///{tmp_path / 'parley.db'}")
    made = bundle.read(ready.at("release.zip"))
    safe = Judged(Verdict(True, (), (), (), ()), (99,))
    with database.writing(engine) as db, db.begin():
        assert store(db, "demo-partnership", made, safe, NOW) is None
    engine.dispose()


def test_the_next_week_with_the_ledger_goes_through_and_changes_nothing_that_is_out(ready):
    ready.takes_in()
    ready.approves(1)
    week = WEEKS[-1] + timedelta(days=7)
    rows = ready.at("counts.csv").read_text() + f"\nNorth ward,{week},44\nSouth ward,{week},51"
    ready.at("next.csv").write_text(rows)
    keys = ("--key-file", ready.at("protection.key"), "--sign-with", ready.at("me.key"))
    more = ("-o", ready.at("next.zip"), *keys, "--ledger", ready.at("release.ledger"))
    built = ready.parley("data", "build", MEASURE, ready.at("next.csv"), *more)
    assert built.exit_code == 0, built.stderr
    assert set(bundle.read(ready.at("release.zip")).cells) < set(bundle.read(ready.at("next.zip")).cells)
    assert ready.takes_in("next.zip").stdout.startswith("Release 2")
    assert ready.rows("SELECT judged_with FROM releases WHERE id = 2") == [("[1]",)]
