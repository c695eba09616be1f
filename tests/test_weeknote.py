"""Weeknotes through the week: one pile, changed and withdrawn by its authors, quoted only as far as they said."""

import pytest
from sqlalchemy import select

from storage import database
from storage.tables import InboxRow, WeeknoteRow
from tests.rhythm_of_notes import DIGEST, NEXT_DIGEST, approves


def test_a_note_goes_into_the_pile_of_its_week(chat):
    seen = chat.says("pantry-lead", "/weeknote Two new volunteers started.")
    assert seen.startswith("Thank you. Your note is in the pile for the week of 16 November 2026.")
    assert "It will be shown in this partnership only." in seen
    assert chat.last.private


def test_the_form_asks_what_of_which_kind_and_how_far(chat):
    seen = chat.says("food-hub-lead", "weeknote")
    assert "What happened this week?\nHow far may it be quoted?\nWhat is it?" in seen
    answers = {"words": "Two drivers for Thursday.", "kind": "help", "scope": "public"}
    seen = chat.fills("food-hub-lead", answers)
    assert "Your call for help is in the pile for the week of 16 November 2026." in seen
    assert "It may also be quoted in the published digest." in seen


def test_words_say_their_own_kind(quick):
    assert "Your call for help is" in quick.says("pantry-lead", "weeknote Help wanted: two drivers")
    assert "Your word of thanks is" in quick.says("pantry-lead", "weeknote Big thanks to the drivers.")
    listed = quick.says("pantry-lead", "weeknote list")
    assert "Help wanted. Only in this partnership.\ntwo drivers" in listed
    assert "Thanks to somebody. Only in this partnership.\nBig thanks to the drivers." in listed


BEGINNINGS = [f"{word} was the word" for word in ("Reply", "Offer", "Edited", "Deleted", "Allow", "Decline")]
BEGINNINGS += [f"{word} was the word" for word in ("Skip", "Change", "Scope", "Undo")]


def test_a_sentence_that_begins_like_a_command_is_a_note(quick):
    for words in (*BEGINNINGS, "List of jobs is long", "Withdraw cash first"):
        assert "Your note is in the pile" in quick.says("pantry-lead", f"weeknote {words}")
    listed = quick.says("pantry-lead", "weeknote list")
    assert "List of jobs is long" in listed
    assert "Withdraw cash first" in listed


def test_an_equals_sign_or_a_colon_in_a_note_means_nothing(quick):
    quick.says("pantry-lead", "weeknote The scope: bigger, kind=hard. Message: hold on")
    assert "The scope: bigger, kind=hard. Message: hold on" in quick.says("pantry-lead", "weeknote list")


def test_the_same_words_twice_are_one_note(chat):
    chat.says("pantry-lead", "weeknote Fine.")
    chat.says("pantry-lead", "weeknote Fine.")
    assert words_kept(chat) == ["Fine."]


def test_my_notes_are_listed_for_me_alone(chat):
    chat.says("pantry-lead", "weeknote First.")
    chat.says("pantry-lead", "weeknote Second.")
    chat.says("lead", "weeknote Another's.")
    seen = chat.says("pantry-lead", "weeknote list")
    assert chat.last.private
    assert "First." in seen
    assert "[Change note 2] [Take back note 2]" in seen
    assert "Another's" not in seen


def test_nothing_written_is_said_kindly(quick):
    assert quick.says("pantry-lead", "weeknote list").startswith(
        "You have no notes this week. A line is enough"
    )


def test_words_and_scope_can_be_changed_later(chat):
    chat.says("pantry-lead", "weeknote The freezer broke.")
    seen = chat.presses("pantry-lead", "Change it")
    assert seen.startswith("[Change note 1]")
    assert chat.last.form().fields[0].value == "The freezer broke."
    seen = chat.fills("pantry-lead", {"text": "The freezer is mended.", "scope": "partners"})
    assert seen.startswith("Note 1 is changed. It may also be sent to partner organisations")
    assert "The freezer is mended." in chat.says("pantry-lead", "weeknote list")


def test_how_far_a_note_goes_is_one_tap(quick):
    quick.says("pantry-lead", "weeknote The freezer broke.")
    assert quick.presses("pantry-lead", "Anyone may read it").startswith(
        "Note 1: It may also be quoted in the published digest."
    )
    assert "shown in this partnership only" in quick.presses("pantry-lead", "Only in this partnership")
    assert "[Only in this partnership] [Also sent to partner organisations]" in quick.says(
        "pantry-lead", "weeknote scope 1"
    )


def test_a_note_is_in_one_digest_and_a_late_one_in_the_next(chat):
    chat.says("pantry-lead", "weeknote First.")
    chat.reaches(DIGEST)
    approves(chat)
    assert "First." in chat.place()
    seen = chat.says("pantry-lead", "weeknote Late.")
    assert "for the week of 23 November 2026, because this week's digest is out already." in seen
    chat.reaches(NEXT_DIGEST)
    before = chat.place()
    approves(chat)
    following = chat.place().removeprefix(before)
    assert "Late." in following
    assert "First." not in following


def test_a_note_taken_back_leaves_nothing(chat):
    chat.says("pantry-lead", "weeknote Oh no.")
    assert chat.presses("pantry-lead", "Take it back") == "Your note is deleted. Nothing of it is kept."
    assert words_kept(chat) == []


def test_withdrawn_after_the_digest_the_words_go_from_everywhere(chat):
    chat.says("pantry-lead", "weeknote", values={"words": "Regretted words.", "scope": "public"})
    chat.says("lead", "weeknote Good words.")
    chat.reaches(DIGEST)
    approves(chat)
    assert "Regretted words." in chat.place()
    seen = chat.says("pantry-lead", "weeknote withdraw 1")
    assert seen.startswith("Your note is withdrawn and its words are deleted.")
    assert "Regretted words." not in chat.place()
    assert "Good words." in chat.place()
    assert words_kept(chat) == ["", "Good words."]


def test_a_note_that_is_out_keeps_its_words_and_its_author_learns_what_to_do(chat):
    chat.says("pantry-lead", "weeknote Fine.")
    chat.reaches(DIGEST)
    approves(chat)
    seen = chat.says("pantry-lead", "weeknote change 1")
    assert seen.startswith("Note 1 is in a digest that is out, so its words stay as they were.")
    assert "[Withdraw it] [Write a note]" in seen


def test_nobody_can_touch_somebody_elses_note(chat):
    chat.says("pantry-lead", "weeknote Mine.")
    for line in ("undo 1", "withdraw 1", "change 1", "scope 1 public", "undo 999999999", "scope 7"):
        assert chat.says("lead", f"weeknote {line}").startswith("There is no such note of yours.")
    assert words_kept(chat) == ["Mine."]


def test_too_many_and_too_long_are_said(quick):
    assert (
        quick.says("pantry-lead", f"weeknote {'a' * 3001}") == "Your note must be 3,000 characters or less."
    )
    for number in range(50):
        quick.says("pantry-lead", f"weeknote Number {number}.")
    assert quick.says("pantry-lead", "weeknote One more.").startswith("You have 50 notes this week already.")
    assert "You have 42 earlier notes as well." in quick.says("pantry-lead", "weeknote list")


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("thanks @analyst for the map", "Thanks to Demo Analyst for the map"),
        ("/thanks @demo-analyst, who stayed late", "Thanks to Demo Analyst who stayed late"),
        ("thanks to the drivers for coming out in snow", "Thanks to the drivers for coming out in snow"),
        ("thanks for a good year, everybody", "Thanks for a good year, everybody"),
    ],
)
def test_thanks_are_a_note_with_a_name_people_know(quick, line, kept):
    assert "Your word of thanks is in the pile" in quick.says("pantry-lead", line)
    assert words_kept(quick) == [kept]


def test_thanks_to_somebody_unknown_are_asked_about(quick):
    assert quick.says("lead", "thanks @nobody for it").startswith("Parley does not know “@nobody”.")
    assert "[Demo Food Hub Lead]" in quick.says("analyst", "thanks @lead for chairing")
    assert words_kept(quick) == []


def test_thanks_without_words_open_a_form(quick):
    assert quick.says("lead", "thanks").startswith("[Thank somebody]")
    assert "Your word of thanks is" in quick.fills("lead", {"words": "@analyst for the map"})


def words_kept(chat):
    with database.reading(chat.app.engine) as db:
        return list(db.scalars(select(WeeknoteRow.words).order_by(WeeknoteRow.id)))


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
