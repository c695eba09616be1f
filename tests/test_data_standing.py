"""Standing approvals: what is plainly the same again goes out by itself, everything else waits and says why."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.console import STOPPING
from commands import REGISTRY
from storage import database
from storage.tables import FigureRow, IdentityRow, LoaderKeyRow, PersonRow, ReleaseRow, StandingApprovalRow
from tests.deciding import HELPLINE, again, approved, audited, loads, waiting

TUESDAY = datetime(2026, 11, 17, 10, 0, tzinfo=UTC)


def gives(chat, who="steward", until="31/3/2027", hours="24"):
    """Give a standing approval from the preview of the approved release."""
    chat.says(who, f"data show {approved(chat, HELPLINE)}")
    chat.presses(who, "Let new periods out")
    return chat.fills(who, {"until": until, "hours": hours})


def newest(chat):
    return chat.app.partnerships["demo-food"].shelf.periods(HELPLINE)[-1]


def test_a_new_period_goes_out_by_itself_after_its_hours(chat, built):
    assert "goes out by itself 24 hours after it is loaded, until 31 March 2027" in gives(chat)
    number = again(chat, built[1].waiting)
    assert "It goes out by itself at 10am tomorrow, Thursday 19 November 2026" in chat.told("deputy")
    assert "[Stop release" in chat.told("steward")
    chat.reaches(chat.clock() + timedelta(hours=23))
    assert newest(chat) == "2026-10-26"
    chat.reaches(chat.clock() + timedelta(hours=1))
    assert newest(chat) == "2026-11-02"
    assert (
        f"Release {number} of Helpline calls, which Demo Analyst loaded, has gone out by itself"
        in chat.told("steward")
    )
    assert "Approved by standing approval of Demo Steward on 19 November 2026" in chat.says(
        "lead", "ask helpline-calls"
    )
    assert audited(chat, "data approve")[-1].endswith("standing approval of Demo Steward, number 1")
    assert chat.place() == ""


@pytest.mark.parametrize("who", ["steward", "deputy", "lead"])
def test_it_can_be_stopped(quick, built, who):
    gives(quick)
    number = again(quick, built[1].waiting)
    assert quick.says(who, f"data stop {number}").startswith("Stopped. Release")
    assert "stopped your release of Helpline calls. It waits for a person now." in quick.told("analyst")
    quick.reaches(quick.clock() + timedelta(days=3))
    assert newest(quick) == "2026-10-26"
    assert quick.says(who, f"data stop {number}").startswith(
        f"Release {number} is pending and not on its way out"
    )


def test_stop_all_ends_everything_and_withdraws_nothing(chat, built):
    gives(chat)
    again(chat, built[1].waiting)
    assert "1 standing approvals ended, 1 releases stopped" in chat.says("lead", "data stop all")
    assert "Demo Lead stopped everything that goes out by itself" in chat.told("steward")
    chat.reaches(chat.clock() + timedelta(days=3))
    assert newest(chat) == "2026-10-26"
    assert "Camden had" in chat.says("analyst", "ask helpline-calls")
    assert "There is nothing to stop" in chat.says("lead", "data stop all")
    assert "There are no standing approvals." in chat.says("lead", "data standing")


def test_ending_one_stops_what_waits_under_it(quick, built):
    gives(quick)
    number = again(quick, built[1].waiting)
    assert f"On its way out: release {number}." in quick.says("lead", "data standing")
    assert quick.presses("lead", "End 1") == "Ended. New periods of Helpline calls wait for a person again."
    assert "Demo Lead ended your standing approval of Helpline calls." in quick.told("steward")
    quick.reaches(quick.clock() + timedelta(days=3))
    assert newest(quick) == "2026-10-26"


def warning(db, number):
    row = db.get(ReleaseRow, number)
    worse = json.loads(row.verdict)
    worse["warnings"].append("The list of codes was another one before.")
    row.verdict = json.dumps(worse, ensure_ascii=False, indent=1, sort_keys=True)


def correction(db, number):
    cell = db.query(FigureRow).filter_by(release=number, period="2026-10-26", breakdown="borough×week").one()
    cell.value += 5


def key_removed(db, number):
    db.get(LoaderKeyRow, db.get(ReleaseRow, number).loader_key).removed_at = TUESDAY


def loaded_by_the_giver(db, number):
    key = db.get(LoaderKeyRow, db.get(ReleaseRow, number).loader_key)
    key.person = db.query(PersonRow).filter_by(name="Demo Steward").one().id


def another_declaration(db, number):
    db.query(StandingApprovalRow).one().declaration_hash = "another"


def unsafe(db, number):
    row = db.get(ReleaseRow, number)
    row.verdict = json.dumps(
        json.loads(row.verdict) | {"releasable": False}, ensure_ascii=False, indent=1, sort_keys=True
    )


def never_attacked_with(db, number):
    db.get(ReleaseRow, number).judged_with = []


def over(db, number):
    db.query(StandingApprovalRow).one().until = TUESDAY.date()


def no_steward(db, number):
    db.query(PersonRow).filter_by(name="Demo Steward").one().roles = ["member"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (warning, "Parley warns of something that it did not warn of before."),
        (correction, "It changes figures that were published before."),
        (key_removed, "It is not signed with a key that is registered now."),
        (
            loaded_by_the_giver,
            "Demo Steward loaded it and gave the standing approval; two people are needed.",
        ),
        (another_declaration, "What is declared has changed since the standing approval was given."),
        (unsafe, "Parley has not found it safe."),
        (never_attacked_with, "Helpline calls came out after it was examined"),
        (over, "The standing approval ended on 17 November 2026."),
        (no_steward, "Demo Steward, who gave the standing approval, no longer decides about these figures."),
    ],
)
def test_what_is_not_plainly_the_same_again_waits_and_says_why(quick, built, change, why):
    gives(quick)
    number = again(quick, built[1].waiting)
    with database.writing(quick.app.engine) as db, db.begin():
        change(db, number)
    quick.reaches(quick.clock() + timedelta(hours=24))
    assert newest(quick) == "2026-10-26"
    assert (
        f"Release {number} of Helpline calls was to go out by itself now and has not: it waits for a person. {why}"
        in (quick.told("deputy"))
    )
    quick.reaches(quick.clock() + timedelta(days=3))
    assert quick.told("deputy").count("has not: it waits") == 1


def test_what_is_not_covered_is_said_when_it_comes_in(quick, built):
    gives(quick)
    with database.writing(quick.app.engine) as db, db.begin():
        another_declaration(db, 0)
    again(quick, built[1].waiting)
    assert "The standing approval does not cover it. What is declared has changed" in quick.told("steward")
    assert "waits for the decision" not in quick.told("steward")


def test_where_nobody_can_be_told_nothing_goes_out(quick, built):
    gives(quick)
    quick.says("deputy", f"data decline {waiting(quick)} Once more")
    with database.writing(quick.app.engine) as db, db.begin():
        for row in db.query(IdentityRow).filter(IdentityRow.account.in_(["deputy", "steward"])):
            row.reachable = False
        for row in db.query(IdentityRow).filter_by(platform="slack"):
            row.switched_on = False
    assert loads(quick, built[1].waiting).endswith("waits for the decision of Demo Steward or Demo Deputy.")
    quick.reaches(quick.clock() + timedelta(hours=24))
    assert newest(quick) == "2026-10-26"


def test_a_terminal_may_stop_and_never_let_out():
    writing = {name for name, known in REGISTRY.items() if name.startswith("data ") and known.writes}
    assert writing - STOPPING == {"data approve", "data standing give", "data loader"}


def test_the_same_file_again_starts_nothing_twice(quick, built):
    gives(quick)
    again(quick, built[1].waiting)
    quick.clock.move_by(timedelta(minutes=1))
    assert "This release is there already" in loads(quick, built[1].waiting)
    assert quick.told("deputy").count("It goes out by itself at") == 1


def test_it_goes_out_in_no_quiet_hours(quick, built):
    gives(quick, hours="9")
    again(quick, built[1].waiting)  # at 10am: 7pm is in the quiet hours, which end at 8am
    assert "It goes out by itself at 8am tomorrow, Thursday 19 November 2026" in quick.told("deputy")


def test_it_waits_in_a_pause(quick, built):
    quick.clock.move_to(datetime(2026, 12, 23, 12, 0, tzinfo=UTC))
    gives(quick)
    again(quick, built[1].waiting)
    quick.reaches(quick.clock() + timedelta(hours=24))
    assert "There is a pause until 1 January 2027: Christmas." in quick.told("deputy")


def test_after_an_outage_it_waits(quick, built):
    gives(quick)
    again(quick, built[1].waiting)
    quick.reaches(quick.clock() + timedelta(hours=26))
    assert "Parley was not running when it was due, so nobody could have stopped it." in quick.told("deputy")
    assert newest(quick) == "2026-10-26"


def test_a_person_may_be_faster(quick, built):
    gives(quick)
    number = again(quick, built[1].waiting)
    quick.says("deputy", f"data show {number}")
    assert quick.presses("deputy", "Approve").startswith("Approved.")
    quick.reaches(quick.clock() + timedelta(hours=24))
    assert quick.told("deputy").count("gone out by itself") == 0


@pytest.mark.parametrize(
    ("until", "hours", "why"),
    [
        ("1/12/2027", "24", "The day must be from today to 18 November 2027"),
        ("17/11/2026", "24", "is in the past"),
        ("soon", "24", "Write a date such as"),
        ("31/3/2027", "0", "Enter a number of hours from 1 to 168."),
        ("31/3/2027", "169", "Enter a number of hours from 1 to 168."),
        ("31/3/2027", "a day", "Enter a number of hours from 1 to 168."),
    ],
)
def test_what_cannot_be_given_is_said_beside_its_field(quick, until, hours, why):
    assert why in gives(quick, until=until, hours=hours)
    assert "There are no standing approvals." in quick.says("steward", "data standing")


def test_a_new_one_takes_the_place_of_the_old(quick):
    gives(quick)
    gives(quick, who="deputy", hours="48")
    seen = quick.says("steward", "data standing")
    assert "2 | Helpline calls | Demo Deputy | 31 March 2027 | 48" in seen
    assert "Demo Steward | " not in seen
    assert "Demo Deputy has given a standing approval." in quick.told("lead")
