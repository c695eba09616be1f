"""What a digest tells of soundings: no more than the place was told; and what was done, found without years of the log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from storage import audit, database
from storage.tables import AuditRow
from tests.soundings.people import FRIDAY_LINE, answer_all
from tests.world import NOW

FRIDAY = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize("voices", [4, 5])
def test_a_digest_shows_a_result_only_where_the_place_was_shown_it(quick, voices):
    quick.says("lead", f'/poll "Is stock low?" Zebra | Walrus {FRIDAY_LINE}')
    answer_all(quick, 1, ["zebra"] * voices)
    quick.says("lead", "poll close 1")
    quick.reaches(FRIDAY)
    told = quick.told("lead") + quick.says("lead", "weeknote digest")
    assert f"{voices} of 6 organisations have answered." in told
    assert ("Zebra" in told) is (voices >= 5)
    assert ("Too few replies to share the results." in told) is (voices < 5)


def test_what_was_done_is_found_among_thousands_of_other_rows(engine):
    """In the order of its time, of this partnership and this command alone."""
    with database.writing(engine) as db, db.begin():
        rows = [row(n, "q" if n % 7 == 0 else "p", "poll did" if n % 5 == 0 else "ask") for n in range(2500)]
        db.execute(insert(AuditRow), rows)
    wanted = [str(n) for n in range(300, 2500) if n % 5 == 0 and n % 7]
    with database.reading(engine) as db:
        assert audit.details_since(db, "p", "poll did", NOW + timedelta(seconds=300)) == wanted
        assert audit.details_since(db, "p", "poll did", NOW - timedelta(days=1))[0] == "5"
        assert audit.details_since(db, "p", "poll did", NOW + timedelta(days=1)) == []


def row(n: int, partnership: str, what: str) -> dict[str, object]:
    at = NOW + timedelta(seconds=n)
    chained = {"before": "", "hash": ""}
    return {
        "partnership": partnership,
        "at": at,
        "person": "k",
        "place": "",
        "what": what,
        "detail": str(n),
    } | chained
