"""Minutes at the door: a draft when the meeting ends, corrected while it is one, confirmed at the next meeting."""

from datetime import UTC, datetime, timedelta

from tests.meetings import held

OVER = datetime(2026, 11, 23, 17, 1, tzinfo=UTC)  # the time for corrections, three working days, is over


def test_the_draft_is_posted_in_the_place_with_everything_agreed(chat):
    held.hold(chat)
    seen = chat.place()
    assert (
        "Minutes M1: Weekly call\n\nWhen: Wednesday 18 November 2026, 10am to 11am\nChair: Demo Lead" in seen
    )
    assert "There: Demo Food Hub: Demo Food Hub Lead; Demo Voluntary Sector Forum: Demo Lead" in seen
    assert "Apologies: Demo Borough Council: Demo Steward" in seen
    assert "2. Opening hours\n\n3. Decision D1: The pantry opens on Tuesdays" in seen
    assert "7. Action A1: Demo Analyst to send the counts, by Friday 27 November 2026" in seen
    assert "Draft. Everybody who was there can correct it until 5pm on Monday 23 November 2026." in seen


def test_a_correction_changes_the_posted_minutes_and_says_so(chat):
    held.hold(chat)
    said = chat.says("food-hub-lead", "minutes correct M1 3 The pantry opens on Wednesdays")
    assert said == "Line 3 of M1 now says: The pantry opens on Wednesdays"
    assert (
        "3. Decision D1: The pantry opens on Wednesdays [Corrected on Wednesday 18 November 2026.]"
        in chat.place()
    )
    assert "opens on Tuesdays" not in chat.says("lead", "decisions")


def test_a_line_is_corrected_by_a_button_and_a_form_that_has_its_words(quick):
    held.hold(quick)
    quick.says("lead", "minutes correct")
    quick.presses("lead", "4")
    assert quick.last.form().fields[0].value == "The lease ends in May"
    assert (
        quick.fills("lead", {"said": "The lease ends in June"})
        == "Line 4 of M1 now says: The lease ends in June"
    )


def test_nobody_corrects_other_words_than_they_saw(quick):
    held.hold(quick)
    quick.says("lead", "minutes correct M1 4")
    form = quick.last
    quick.says("food-hub-lead", "minutes correct M1 4 The lease ends in July")
    quick.last = form
    seen = quick.fills("lead", {"said": "The lease ends in June"})
    assert seen.startswith(
        "Somebody has corrected line 4 since you saw it. It says now: The lease ends in July"
    )


def test_a_corrected_action_reads_the_same_everywhere(quick):
    held.hold(quick)
    quick.says("lead", "minutes correct M1 7 send the counts by ward")
    assert "Demo Analyst to send the counts by ward, by Friday 27 November 2026" in quick.place()
    assert "send the counts by ward" in quick.says("lead", "action list")
    assert "Demo Lead changed its words: send the counts" in quick.says("lead", "action show A1")


REFUSED = [
    ("analyst", "minutes correct M1 3 No", "you are not noted as there. Ask Demo Lead."),
    ("lead", "minutes correct M1 99 No", "M1 has no line 99."),
    ("lead", "minutes correct M7 1 No", "There is no meeting with this number."),
    ("lead", "minutes correct M1 3 Ring 07700 900123", "seems to contain a phone number"),
    ("lead", f"minutes correct M1 3 {'x' * 1001}", "A line must be 1,000 characters or less."),
    ("lead", "minutes correct M1 3 The pantry opens on Tuesdays", "says that already"),
    ("lead", "minutes M1 as=pdf", "Minutes come as markdown, html or text."),
]


def test_what_cannot_be_done_says_what_can(quick):
    held.hold(quick)
    for who, line, said in REFUSED:
        assert said in quick.says(who, line)
    assert "3. Decision D1: The pantry opens on Tuesdays\n" in quick.place()


def test_after_the_time_for_corrections_the_minutes_stay_as_they_are(quick):
    held.hold(quick)
    quick.clock.move_to(OVER)
    seen = quick.says("lead", "minutes correct M1 3 No")
    assert "could be corrected until 5pm on Monday 23 November 2026, so their lines stay as they are" in seen


def test_before_any_meeting_there_are_no_minutes(quick):
    assert quick.says("lead", "minutes") == "No meeting has ended yet, so there are no minutes."


def test_the_chair_of_the_next_meeting_confirms_with_one_button(chat):
    held.hold(chat)
    chat.says("analyst", "meeting start Extra")
    begun = chat.place().split("To confirm: ")[1]
    assert begun.startswith(
        "the minutes of M1, Weekly call on Wednesday 18 November 2026.\n\n[Read M1] [Confirm M1]"
    )
    said = chat.says("analyst", "minutes confirm M1 version=1")
    assert said == "The minutes of M1, Weekly call, are confirmed. Confirmed by Demo Analyst."
    assert "Confirmed by Demo Analyst at meeting M2 on Wednesday 18 November 2026." in chat.place()
    assert "are confirmed already" in chat.says("analyst", "minutes confirm M1 version=1")
    assert "are confirmed, so their lines stay" in chat.says("lead", "minutes correct M1 3 No")


def test_nobody_confirms_other_minutes_than_they_saw(chat):
    held.hold(chat)
    chat.says("lead", "meeting start Extra")
    chat.says("food-hub-lead", "minutes correct M1 3 The pantry opens on Sundays")
    seen = chat.says("lead", "minutes confirm M1 version=1")
    assert "These minutes have changed since you saw them. Look at them again." in seen
    assert "opens on Sundays" in seen
    assert "are confirmed." in chat.presses("lead", "Confirm M1")


def test_without_a_next_meeting_whoever_chaired_confirms_when_corrections_are_over(quick):
    held.hold(quick)
    assert "Confirm them after that, or at the next meeting." in quick.says("lead", "minutes confirm M1")
    quick.clock.move_to(OVER)
    assert "after that Demo Lead can, or a lead" in quick.says("analyst", "minutes confirm M1")
    assert "Are these minutes right?" in quick.says("lead", "minutes confirm M1")
    assert "are confirmed." in quick.presses("lead", "Confirm M1")


def test_a_meeting_that_is_called_off_leaves_the_minutes_it_confirmed_a_draft(quick):
    held.hold(quick)
    quick.says("lead", "meeting start Extra")
    quick.says("lead", "minutes confirm M1 version=1")
    quick.says("lead", "meeting abort M2 sure=yes")
    assert "Draft. Everybody who was there" in quick.says("lead", "minutes M1")


def test_a_meeting_begins_with_open_actions_oldest_first_and_what_was_closed(quick):
    held.hold(quick)
    quick.says("lead", "action @analyst to ring the pantry by tomorrow")
    quick.says("lead", "A1 done")
    quick.clock.move_by(timedelta(days=1))
    quick.says("lead", "action @analyst to print the map by today")
    quick.says("lead", "meeting start Extra")
    begun = quick.place().split("Matters arising: open actions, oldest first")[1]
    first, closed = begun.split("Closed since the last meeting")
    assert first.index("A2 | ring the pantry") < first.index("A3 | print the map")
    assert "A1 | send the counts | Demo Analyst | Friday 27 November 2026, done" in closed


def test_closed_actions_are_reported_to_one_meeting_and_stand_in_its_minutes(chat):
    held.hold(chat)
    chat.says("lead", "A1 done")
    held.hold(chat, "meeting info Nothing new", title="Extra")
    assert "Actions reported as closed\nAction | What | Who | By\nA1" in chat.says("lead", "minutes M2")
    held.hold(chat, "meeting info Nothing new", title="Third")
    assert "A1" not in chat.says("lead", "minutes M3")


def test_minutes_keep_saying_what_was_agreed_whatever_became_of_it(chat):
    held.hold(chat)
    before = chat.says("lead", "minutes M1")
    chat.clock.move_by(timedelta(minutes=1))
    chat.says("lead", "action move A1 to 18 December")
    chat.says("lead", "action give A1 to @food-hub-lead")
    chat.says("food-hub-lead", "A1 done")
    assert chat.says("lead", "minutes M1") == before


def test_an_earlier_action_stands_in_the_minutes_as_it_was_when_the_meeting_ended(quick):
    quick.says("lead", "action @analyst to ring the pantry by tomorrow")
    quick.clock.move_by(timedelta(minutes=1))
    held.hold(quick, "meeting info Nothing new")
    quick.clock.move_by(timedelta(minutes=1))
    quick.says("analyst", "A1 done")
    assert "A1 | ring the pantry | Demo Analyst | Thursday 19 November 2026" in quick.says(
        "lead", "minutes M1"
    )


def test_what_was_not_reached_waits_and_the_minutes_say_so(quick):
    quick.says("lead", "meeting agenda add The freezer")
    held.hold(quick, "meeting info Nothing new")
    assert "Not reached, and on the next agenda: The freezer." in quick.says("lead", "minutes M1")


def test_a_line_taken_back_is_not_in_the_minutes(quick):
    held.hold(quick)
    quick.says("lead", "meeting undo M1 4")
    assert "The lease ends" not in quick.says("lead", "minutes M1")


def test_long_minutes_are_posted_short_with_a_button_to_read_them_all(quick):
    held.hold(
        quick,
        *(f"meeting info Line {number} {'long ' * 180}" for number in range(3)),
        "meeting decision We go on",
    )
    assert (
        "4 lines were noted. The button below shows them all.\n\n[Correct a line] [Read it all]"
        in quick.place()
    )
    assert "Decision D1: We go on" in quick.place()
    assert "Line 2" in quick.says("lead", "minutes M1")


def test_what_was_reported_closed_stays_in_the_minutes_when_it_is_opened_again(quick):
    held.hold(quick)
    quick.says("lead", "A1 done")
    held.hold(quick, "meeting info Nothing new", title="Extra")
    before = quick.says("lead", "minutes M2")
    quick.clock.move_by(timedelta(minutes=1))
    quick.says("lead", "action reopen A1")
    assert quick.says("lead", "minutes M2") == before
