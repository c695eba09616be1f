"""Who edits the digest: in turn, never somebody who is away, handed on with one tap, and never forgotten."""

from datetime import UTC, datetime, timedelta

from tests.digests import FRIDAY, approves, drafted, edited_by, writes

DRAFT = "Draft of the weeknotes for the week of 16 November 2026"
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
BOTH = ("Demo Lead", "Demo Analyst")


def begins(chat, *names):
    edited_by(chat, *(names or BOTH))
    writes(chat, "pantry-lead", "First.")
    chat.reaches(FRIDAY)


def test_editors_take_turns_week_by_week(quick):
    begins(quick)
    first = "analyst" if DRAFT in quick.told("analyst") else "lead"
    second = {"analyst": "lead", "lead": "analyst"}[first]
    assert DRAFT not in quick.told(second)
    approves(quick, first)
    writes(quick, "pantry-lead", "Second.")
    quick.reaches(FRIDAY + timedelta(days=7))
    assert "Draft of the weeknotes for the week of 23 November 2026" in quick.told(second)


def test_an_editor_who_is_away_is_passed_over(quick):
    quick.says("lead", "away until Monday")
    begins(quick)
    assert DRAFT in quick.told("analyst")
    assert DRAFT not in quick.told("lead")


def test_it_is_handed_on_with_one_tap_and_can_be_taken_over(chat):
    begins(chat)
    first = "analyst" if DRAFT in chat.told("analyst") else "lead"
    second = {"analyst": "lead", "lead": "analyst"}[first]
    chat.says(first, "digest")
    assert chat.presses(first, "I cannot this week").startswith("Thank you for saying so.")
    assert "It is yours to edit this week." in chat.told(second)
    assert chat.presses(first, "Take it over").startswith("It is yours now.")
    assert "edits this week's digest instead of you." in chat.told(second)


def test_where_nobody_else_is_left_the_lead_is_told(quick):
    begins(quick, "Demo Analyst")
    quick.says("analyst", "digest")
    said = quick.presses("analyst", "I cannot this week")
    assert said == "There is no other editor here this week, so Demo Lead is told. You can still edit it."
    assert "There is no editor for it this week. It is not posted by itself." in quick.told("lead")


def test_where_no_editor_can_be_reached_the_lead_is_told(quick):
    begins(quick, "Demo Pantry Lad")
    assert "waits for somebody to approve it. No editor could be reached." in quick.told("lead")
    assert "It is yours now." in quick.says("lead", "digest take 2026-11-16")


def test_an_editor_is_reminded_once_and_then_the_lead_is_told(chat):
    begins(chat, "Demo Analyst")
    chat.reaches(FRIDAY + timedelta(minutes=119))
    assert "is waiting for you" not in chat.told("analyst")
    chat.reaches(FRIDAY + timedelta(hours=2))
    chat.reaches(FRIDAY + timedelta(hours=9))
    assert chat.told("analyst").count("The digest's draft is waiting for you.") == 1
    assert "waits for somebody" not in chat.told("lead")
    chat.reaches(MONDAY)
    assert chat.told("lead").count("waits for somebody to approve it. Demo Analyst has it.") == 1


def test_nobody_is_reminded_of_what_is_approved(quick):
    begins(quick)
    approves(quick)
    quick.reaches(FRIDAY + timedelta(hours=2))
    quick.reaches(MONDAY)
    assert "is waiting for you" not in quick.told("lead") + quick.told("analyst")
    assert "waits for somebody" not in quick.told("lead")


def test_nobody_is_reminded_while_posts_are_paused_and_nothing_is_posted(quick):
    begins(quick)
    quick.says("lead", "schedule pause today to Tuesday moving house")
    assert "Posts are paused until 24 November 2026: moving house." in approves(quick)
    quick.reaches(MONDAY)
    assert "waits for somebody" not in quick.told("lead")
    quick.reaches(MONDAY + timedelta(days=2))
    assert approves(quick).startswith("Approved.")


def test_somebody_else_cannot_pass_on_what_is_not_theirs(quick):
    begins(quick)
    mine = "analyst" if DRAFT in quick.told("analyst") else "lead"
    other = {"analyst": "lead", "lead": "analyst"}[mine]
    assert quick.says(other, "digest pass").startswith("Somebody else edits it this week.")


def test_run_again_the_draft_comes_again_and_nothing_is_lost(quick):
    begins(quick, "Demo Lead")
    quick.says("lead", "digest line 1 Better.")
    quick.reaches(FRIDAY + timedelta(minutes=11))
    quick.says("lead", "schedule run digest")
    quick.reaches(FRIDAY + timedelta(minutes=12))
    assert quick.told("lead").count(DRAFT) == 2
    assert "Better." in quick.told("lead")
    approves(quick)
    quick.reaches(FRIDAY + timedelta(minutes=31))
    quick.says("lead", "schedule run digest")
    quick.reaches(FRIDAY + timedelta(minutes=32))
    assert quick.told("lead").count(DRAFT) == 2
    assert drafted(quick).startswith("Weeknotes for the week of 16 November 2026")
