"""What stewards are reminded of: each thing once, in one private message a day, and answers that stop by themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from storage import database
from storage.tables import ReleaseRow
from storage.times import Daily, due_between, parse_weekly
from tests.deciding import HELPLINE, approved
from tests.world import read

REVIEW = datetime(2027, 1, 20, 9, 0, tzinfo=UTC)  # a Wednesday


@pytest.fixture
def reviewed(quick):
    """A world in which helpline calls are to be reviewed by 20 January 2027, and newer figures than today's are known."""
    with database.writing(quick.app.engine) as db, db.begin():
        row = db.get(ReleaseRow, approved(quick, HELPLINE))
        row.declaration = row.declaration.replace('"2027-11-18"', '"2027-01-20"').replace(
            '"stop_days":42', '"stop_days":420'
        )
    quick.app.partnerships["demo-food"].shelf = type(quick.app.partnerships["demo-food"].shelf)()
    with database.reading(quick.app.engine) as db:
        quick.app.partnerships["demo-food"].reload(db)
    return quick


def passes(chat, moment):
    """Let days go by, one tick each morning."""
    while chat.clock() < moment:
        chat.reaches(min(moment, chat.clock() + timedelta(days=1)))


def test_reviews_are_remembered_28_and_7_days_before_and_once(reviewed):
    passes(reviewed, REVIEW - timedelta(days=29))
    assert "must be reviewed" not in reviewed.told("steward")
    passes(reviewed, REVIEW - timedelta(days=27))
    assert reviewed.told("steward").count("Helpline calls must be reviewed by 20 January 2027.") == 1
    passes(reviewed, REVIEW - timedelta(days=8))
    assert reviewed.told("steward").count("must be reviewed") == 1
    passes(reviewed, REVIEW)
    assert reviewed.told("steward").count("must be reviewed") == 2
    passes(reviewed, REVIEW + timedelta(days=3))
    assert reviewed.told("steward").count("had to be reviewed by 20 January 2027 and has not been") == 1
    assert reviewed.place().count("reviewed") == 0


def test_after_the_review_day_every_kind_of_answer_stops_with_its_own_sentence(reviewed):
    said = "Helpline calls had to be reviewed by 20 January 2027 and has not been, so Parley does not show it. Ask Demo Steward."
    reviewed.clock.move_to(REVIEW)
    assert "Camden had" in reviewed.says("lead", f"ask {HELPLINE}")
    reviewed.clock.move_to(REVIEW + timedelta(days=1))
    for line in ("ask {}", "ask {} by=ward", "ask {} as=chart", "ask {} as=csv", "changed {}", "share {}"):
        assert said in reviewed.says("lead", line.format(HELPLINE)), line


def test_figures_that_grow_old_are_remembered_when_they_warn_and_when_they_stop(quick):
    passes(quick, datetime(2026, 12, 10, 9, 0, tzinfo=UTC))
    warned = quick.told("steward")
    assert warned.count("The newest figures of Food bank referrals are") == 1
    assert (
        "Without newer ones, nobody gets them after 21 December 2026. Demo Analyst looks after them."
        in warned
    )
    passes(quick, datetime(2027, 1, 8, 9, 0, tzinfo=UTC))
    stopped = quick.told("steward")
    assert (
        stopped.count("Nobody gets them any more until newer ones are approved.") == 3
    )  # once for each measure
    assert stopped.count("The newest figures of Food bank referrals are") == 2
    assert "are more than 42 days old, so Parley does not show them" in quick.says(
        "lead", "ask foodbank-referrals"
    )


def test_a_standing_approval_is_remembered_before_it_ends(quick):
    quick.says("steward", f"data show {approved(quick, HELPLINE)}")
    quick.presses("steward", "Let new periods out")
    quick.fills("steward", {"until": "4/12/2026", "hours": "24"})
    passes(quick, datetime(2026, 12, 3, 9, 0, tzinfo=UTC))
    assert quick.told("steward").count("by Demo Steward ends on 4 December 2026.") == 1


def test_one_message_holds_all_of_a_day(quick):
    passes(quick, datetime(2026, 12, 1, 9, 0, tzinfo=UTC))
    told = [read(reply) for to, _, reply in quick.wall.posts if to == "steward"]
    (both,) = [words for words in told if "The newest figures of Food bank referrals" in words]
    assert "The newest figures of Food parcels and meals" in both


def test_the_deputy_is_told_where_the_steward_cannot_be_reached(quick):
    from storage.tables import IdentityRow

    with database.writing(quick.app.engine) as db, db.begin():
        db.query(IdentityRow).filter_by(platform="web", account="steward").one().reachable = False
    passes(quick, datetime(2026, 12, 1, 9, 0, tzinfo=UTC))
    assert "The newest figures of Food bank referrals" in quick.told("deputy")


@pytest.mark.parametrize(
    ("text", "words", "days"),
    [("every day 9am", "every day 9am", 7), ("Every working day at 9:30am", "every working day 9:30am", 5)],
)
def test_a_job_can_be_due_daily(text, words, days):
    rule = parse_weekly(text)
    assert isinstance(rule, Daily)
    assert rule.words() == words
    begin = datetime(2026, 11, 16, tzinfo=UTC)
    assert len(due_between(rule, UTC, begin, begin + timedelta(days=7))) == days
