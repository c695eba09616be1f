"""The digest at the door: a draft for one editor, changed and approved by people, then posted once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.text import buttons
from storage import database
from storage.tables import AuditRow, WeeknoteRow
from tests.digests import FRIDAY, WEEK, approves, drafted, emptied, kept, number_of, writes

TITLE = "Weeknotes for the week of 16 November 2026"


def test_the_week_becomes_a_draft_that_its_editor_alone_sees(chat):
    writes(chat, "pantry-lead", "Two new volunteers started.", "channel")
    chat.says("lead", "/action @analyst to check the map by Mon")
    assert TITLE not in chat.reaches(FRIDAY)
    draft = chat.told("lead")
    assert "It is yours to edit this week. Nothing is posted before somebody approves it." in draft
    assert (
        "Demo Pantry Lead, Demo Pantry:\nTwo new volunteers started.\n[Stays in this partnership.]" in draft
    )
    assert "Food bank referrals in Camden: about" in draft
    assert "A1: check the map. Demo Analyst, open, Monday 23 November 2026." in draft
    assert chat.told("analyst").count("Draft") == 0


def test_an_approved_draft_is_posted_once_however_often_it_is_pressed(chat):
    writes(chat, "pantry-lead", "Two new volunteers started.")
    drafted(chat)
    approve = next(line for line in lines_of(chat) if line.startswith("digest approve"))
    assert chat.says("lead", approve).startswith("Approved. It is posted now.")
    assert "was approved by Demo Lead, and it is posted already." in chat.says("lead", approve)
    assert chat.place().count(TITLE) == 1
    assert "Demo Pantry Lead, Demo Pantry:\nTwo new volunteers started." in chat.place()


def lines_of(chat):
    return [button.line for button in buttons(chat.last)]


def test_a_draft_that_changed_since_it_was_looked_at_is_shown_again(chat):
    writes(chat, "pantry-lead", "Two new volunteers started.")
    drafted(chat)
    seen = next(line for line in lines_of(chat) if line.startswith("digest approve"))
    chat.says("lead", "digest add thanks To everybody who carried boxes.")
    said = chat.says("lead", seen)
    assert said.startswith("The draft has changed since you looked at it, so nothing was posted.")
    assert "To everybody who carried boxes." in said
    assert TITLE not in chat.place()
    chat.presses("lead", "Approve and post")
    assert "Thanks\n\nTo everybody who carried boxes." in chat.place()


def test_what_an_author_changes_or_takes_back_is_so_in_the_draft(chat):
    writes(chat, "pantry-lead", "The freezer broke.")
    writes(chat, "food-hub-lead", "The van broke.")
    drafted(chat)
    seen = next(line for line in lines_of(chat) if line.startswith("digest approve"))
    chat.says("pantry-lead", "weeknote change 1", values={"text": "The fridge broke."})
    chat.says("food-hub-lead", "weeknote undo 2")
    said = chat.says("lead", seen)
    assert "nothing was posted" in said
    assert "The fridge broke." in said
    assert "broke.\n" not in said.replace("The fridge broke.", "")
    assert "The van" not in str(kept(chat).lines)


def test_lines_are_left_out_put_back_changed_and_moved_in_chat(quick):
    for words in ("First.", "Second.", "Third."):
        writes(quick, "pantry-lead", words)
    drafted(quick)
    assert quick.says("lead", "digest drop 2").startswith("Line 2 is left out.")
    assert "Left out:\n2. Second." in quick.says("lead", "digest")
    assert "is in the digest again" in quick.presses("lead", "Put line 2 back")
    assert quick.says("lead", "digest move 3 before 1").startswith("Line 3 now stands before line 1.")
    assert quick.says("lead", "digest line 1 The first.").startswith("Line 1 is changed.")
    approves(quick)
    posted = quick.place().partition(TITLE)[2]
    assert (
        posted.index("Third.") < posted.index("The first.\n[Changed by an editor.]") < posted.index("Second.")
    )


def test_a_form_has_a_field_for_each_line_and_an_empty_one_is_left_out(quick):
    writes(quick, "pantry-lead", "First.")
    writes(quick, "food-hub-lead", "Second.")
    drafted(quick)
    asked = quick.says("lead", "digest edit")
    assert asked.startswith("[Edit the draft]\nLine 1, Demo Pantry\nLine 2, Demo Food Hub")
    said = quick.fills("lead", {"line1": "The first, shorter.", "line2": ""})
    assert said.startswith("2 lines are changed.")
    draft = quick.says("lead", "digest")
    assert "The first, shorter.\n[Changed by an editor.]" in draft
    assert "Left out:\n2. Second." in draft


def test_two_who_edit_at_once_lose_nothing(quick):
    for words in ("First.", "Second.", "Third."):
        writes(quick, "pantry-lead", words)
    drafted(quick)
    quick.says("lead", "digest edit")
    form = quick.last.form()
    quick.says("lead", "digest line 1 The lead's words.")
    quick.says("lead", "digest line 2 Also the lead's.")
    mine = {"line1": "My words.", "line2": "Second.", "line3": "My third."}
    said = quick.says("lead", form.command, values=mine)
    assert said.startswith("1 line is changed.")
    assert "Line 1 was changed by somebody else meanwhile and stays so. You wrote: My words." in said
    assert [line.text for line in kept(quick).lines[:3]] == [
        "The lead's words.",
        "Also the lead's.",
        "My third.",
    ]


def test_a_line_too_long_for_a_field_is_left_out_of_the_form_and_stays_whole(quick):
    writes(quick, "pantry-lead", "words " * 490)
    writes(quick, "pantry-lead", "Short.")
    drafted(quick)
    assert "Line 1" not in quick.says("lead", "digest edit")
    assert "write “digest line 1 NEW WORDS”" in quick.last.form().fields[0].hint
    quick.fills("lead", {"line2": "Shorter."})
    assert kept(quick).lines[0].text == ("words " * 490).strip()


def test_one_line_can_be_chosen_and_changed_in_two_short_forms(quick):
    writes(quick, "pantry-lead", "First.")
    drafted(quick)
    quick.presses("lead", "Change a line")
    assert "[Line 1]\nNew words" in quick.fills("lead", {"line": "1"})
    assert quick.fills("lead", {"text": "Better."}).startswith("Line 1 is changed.")
    quick.says("lead", "digest")
    quick.presses("lead", "Leave a line out")
    assert quick.fills("lead", {"line": "1"}).startswith("Line 1 is left out.")


def test_a_line_with_personal_details_cannot_be_written_nor_approved(quick):
    writes(quick, "pantry-lead", "First.")
    drafted(quick)
    assert "a phone number" in quick.says("lead", "digest line 1 Ring her on 07700 900123")
    assert "a phone number" in quick.says("lead", "digest add thanks 07700 900123")
    with database.writing(quick.app.engine) as db, db.begin():
        db.scalar(select(WeeknoteRow)).words = "Ring her on 07700 900123"  # as no door would let it in
    draft = quick.says("lead", "digest")
    assert "This seems to contain a phone number. Change line 1 or leave it out." in draft
    said = quick.presses("lead", "Approve and post")
    assert said.startswith("Line 1 seems to contain personal details, so nothing was posted.")
    assert TITLE not in quick.place()
    quick.presses("lead", "Leave line 1 out")
    assert approves(quick).startswith("Approved.")


def test_a_number_nobody_has_approved_is_shown_to_the_editor_alone(quick):
    writes(quick, "pantry-lead", "We gave out 47 parcels, and 3 went to Kilburn.")
    assert "Check: 47 is in no approved figures." in drafted(quick)
    approves(quick)
    assert "Check" not in quick.place()


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("digest drop 99", "Say which line by its number in the draft"),
        ("digest drop nothing", "Say which line by its number in the draft"),
        ("digest move 1 1", "Give two different lines"),
        ("digest move 1", "Say which line by its number"),
        ("digest approve", "Look at the draft, then press Approve and post."),
        ("digest approve 2026-11-16 x", "The draft has changed since you looked at it"),
        ("digest drop 2026-13-40 1", "There is no digest yet."),
        ("digest keep 1", "Line 1 is in the digest."),
        ("digest add late", "There are no late notes to add."),
        ("digest line 1 " + "x" * 3001, "Write a line in 3,000 characters or less."),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(quick, line, part):
    writes(quick, "pantry-lead", "First.")
    drafted(quick)
    assert part in quick.says("lead", line)


@pytest.mark.parametrize(
    "what", ["approve", "drop 1", "line 1 x", "add x", "edit", "pass", "take", "move 1 2"]
)
def test_only_editors_change_it_and_others_read_the_last_one(quick, what):
    writes(quick, "pantry-lead", "First.")
    drafted(quick)
    said = quick.says("pantry-lead", f"digest {what}")
    assert said == "The editors change and approve the digest. Ask Demo Lead."
    assert "No digest has been posted here yet." in quick.says("pantry-lead", "digest")
    approves(quick)
    assert "Demo Pantry:\nFirst." in quick.says("analyst", "digest")


def test_a_week_with_nothing_in_it_has_no_digest(quick):
    empty_week(quick)
    quick.reaches(FRIDAY)
    assert "Draft" not in quick.told("lead")
    assert "There is no digest yet." in quick.says("lead", "digest")


def empty_week(chat):
    here = chat.app.partnerships["demo-food"]
    schedule = here.settings.schedule.model_copy(update={"weekly_chart": None})
    here.settings = here.settings.model_copy(update={"schedule": schedule})


def test_an_editor_with_no_lines_left_is_told_so(quick):
    empty_week(quick)
    writes(quick, "pantry-lead", "First.")
    drafted(quick)
    quick.says("lead", "digest drop 1")
    assert "Every line is left out, so there is nothing to post." in quick.presses("lead", "Approve and post")


def test_a_note_left_out_waits_for_the_next_digest(quick):
    writes(quick, "pantry-lead", "First.")
    writes(quick, "pantry-lead", "Second.")
    drafted(quick)
    quick.says("lead", f"digest drop {number_of(quick, 'Second.')}")
    approves(quick)
    following = drafted(quick, until=FRIDAY + timedelta(days=7))
    assert "Second. (about the week of 16 November 2026)" in following
    assert "First." not in following


def test_a_draft_nobody_approved_gives_its_notes_to_the_next(chat):
    writes(chat, "pantry-lead", "First.")
    drafted(chat)
    following = drafted(chat, until=FRIDAY + timedelta(days=7))
    assert "Draft of the weeknotes for the week of 23 November 2026" in following
    assert "First. (about the week of 16 November 2026)" in following
    approves(chat)
    assert "First." not in chat.says("lead", f"digest {WEEK}")


def test_words_as_they_are_edited_are_in_no_log(quick):
    writes(quick, "pantry-lead", "First.")
    drafted(quick)
    quick.says("lead", "digest line 1 A secret remark.")
    with database.reading(quick.app.engine) as db:
        details = [row.detail for row in db.scalars(select(AuditRow))]
    assert "secret" not in "".join(details)
    assert "2026-11-16, version 2: Line 1 is changed." in details


def test_it_can_be_looked_at_as_it_will_look(quick):
    emptied(quick)
    writes(quick, "pantry-lead", "First.")
    drafted(quick)
    said = quick.presses("lead", "As it will look")
    assert said.startswith(TITLE)
    assert "1. " not in said
    assert TITLE not in quick.place()


def test_an_explanation_taken_back_leaves_the_digest_that_was_posted(chat):
    writes(chat, "pantry-lead", "Two new volunteers started.")
    chat.says("food-hub-lead", "explain foodbank-referrals ward=Highgate")
    seen = chat.fills("food-hub-lead", {"because": "Our van was off the road"})
    assert "It is now shown" in seen
    number = next(button.line for button in buttons(chat.last) if button.label == "Take it back")
    drafted(chat)
    approves(chat)
    assert "Our van was off the road" in chat.place()
    chat.says("food-hub-lead", number)
    chat.run(chat.office.drain())
    assert "Our van was off the road" not in chat.place()
    assert "Two new volunteers started." in chat.place()
