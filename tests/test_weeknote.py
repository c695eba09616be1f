"""Weeknotes at the door: a note, a prompt on Friday, a digest that quotes only as far as people said."""

import shutil
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from storage import database
from storage.tables import DigestRow, InboxRow, WeeknoteRow

PROMPT = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
DIGEST = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)


def test_a_note_goes_into_the_pile_of_its_week(chat):
    seen = chat.says("pantry-lead", "/weeknote Two new volunteers started.")
    assert seen.startswith("Thank you. Your note is in the pile for the week of 16 November 2026.")
    assert chat.last.private


def test_friday_asks_and_the_form_can_be_filled_in(chat):
    assert "What happened this week?" in chat.reaches(PROMPT)
    chat.says("food-hub-lead", "weeknote")
    seen = chat.fills("food-hub-lead", {"words": "The freezer broke.", "scope": "public"})
    assert "It may also be quoted in the published digest." in seen


def test_the_digest_has_notes_chart_and_actions(chat):
    chat.says("pantry-lead", "/weeknote Two new volunteers started.")
    chat.says("lead", "/action @analyst to check the map by Fri")
    posted = chat.reaches(DIGEST)
    assert "Weeknotes for the week of 16 November 2026" in posted
    assert "Demo Pantry Lead, Demo Pantry:\nTwo new volunteers started." in posted
    assert "Food bank referrals in Camden: about" in posted
    assert "A1 | check the map | Demo Analyst | open" in posted


def test_the_published_markdown_quotes_only_what_may_leave(chat):
    chat.says("pantry-lead", "weeknote", values={"words": "Only for us.", "scope": "channel"})
    chat.says("food-hub-lead", "weeknote", values={"words": "For *everyone* <b>.", "scope": "public"})
    chat.reaches(DIGEST)
    with database.reading(chat.app.engine) as db:
        markdown = db.scalar(select(DigestRow)).markdown
    assert "Only for us" not in markdown
    assert r"For \*everyone\* \<b\>." in markdown


def test_a_draft_is_written_for_somebody_to_edit_and_publish(chat):
    chat.says("food-hub-lead", "weeknote", values={"words": "For everyone.", "scope": "public"})
    chat.reaches(DIGEST)
    folder = chat.app.partnerships["demo-food"].settings.schedule.weeknote_digest.publish_dir
    assert "For everyone." in (folder / "2026-11-16-draft.md").read_text()


def test_before_an_election_nothing_is_published_and_the_channel_goes_on(chat):
    folder = chat.app.partnerships["demo-food"].settings.schedule.weeknote_digest.publish_dir
    draft = folder / "2026-11-16-draft.md"
    draft.unlink(missing_ok=True)
    seen = chat.says("lead", "schedule pause until 4 December pre-election period")
    assert "Nothing is published; posts here go on." in seen
    chat.says("food-hub-lead", "weeknote", values={"words": "For everyone.", "scope": "public"})
    digest = chat.reaches(DIGEST)
    assert "For everyone." in digest
    assert "No draft was written: nothing is published until 4 December 2026 (pre-election period)." in digest
    assert not draft.exists()


def test_a_folder_that_cannot_be_written_loses_nothing_and_is_said(chat):
    folder = chat.app.partnerships["demo-food"].settings.schedule.weeknote_digest.publish_dir
    shutil.rmtree(folder, ignore_errors=True)
    folder.write_text("in the way")
    try:
        chat.says("pantry-lead", "weeknote Hello.")
        assert "Hello." in chat.reaches(DIGEST)
        assert "could not be written" in chat.told("lead")
    finally:
        folder.unlink()


def test_a_note_is_in_one_digest_and_a_late_one_in_the_next(chat):
    chat.says("pantry-lead", "weeknote First.")
    chat.reaches(DIGEST)
    chat.says("pantry-lead", "weeknote Late.")
    following = chat.reaches(datetime(2026, 11, 27, 15, 30, tzinfo=UTC))
    assert "Late." in following
    assert "First." not in following


def test_a_note_can_be_taken_back_until_it_is_published(chat):
    chat.says("pantry-lead", "weeknote Oh no.")
    assert chat.presses("pantry-lead", "Take it back") == "Your note is deleted. Nothing of it is kept."
    chat.says("pantry-lead", "weeknote Fine.")
    chat.reaches(DIGEST)
    assert "published already" in chat.says("pantry-lead", "weeknote undo 2")


def test_nobody_can_take_back_somebody_elses_note(chat):
    chat.says("pantry-lead", "weeknote Mine.")
    assert "is not yours" in chat.says("lead", "weeknote undo 1")


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Ring her on 07700 900123", "a phone number"),
        ("Write to a.b@example.org", "an email address"),
        ("NHS number 943 476 5919", "an NHS number"),
        ("NI number QQ 12 34 56 C is not real but AB123456C is", "a National Insurance number"),
        ("She lives at 12 Acacia Road NW1 2AB", "a home address"),
        ("born 3 April 1961", "a date of birth"),
    ],
)
def test_personal_details_are_refused_and_nothing_is_stored(chat, words, kind):
    seen = chat.says("pantry-lead", f"weeknote {words}")
    assert f"This seems to contain {kind}, so Parley has not kept it." in seen
    with database.reading(chat.app.engine) as db:
        assert list(db.scalars(select(WeeknoteRow))) == []
        assert list(db.scalars(select(InboxRow))) == []


@pytest.mark.parametrize(
    "words", ["We gave out 120 parcels in NW1", "Open 9 to 5 from 23 November 2026", "Grant 2026-11-01"]
)
def test_ordinary_words_are_not_taken_for_personal_details(quick, words):
    assert quick.says("pantry-lead", f"weeknote {words}").startswith("Thank you.")


def test_nothing_this_week_is_fine(quick):
    assert (
        quick.says("pantry-lead", "weeknote skip")
        == "That is fine. Parley keeps no list of who did not write."
    )
