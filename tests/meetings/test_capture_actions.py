"""Actions in a meeting: in one sentence, of the last line, told when the meeting ends and not before."""

from tests.meetings.test_capture import begun, replies

SENTENCE = "meeting action @food-hub-lead to send the parcel counts by Fri"


def test_an_action_is_understood_at_once_and_its_owner_told_at_the_end(chat):
    begun(chat)
    seen = chat.says("analyst", SENTENCE)
    assert seen.startswith(
        "Action A1 is noted in M1. Demo Food Hub Lead has it, by Friday 20 November 2026: send the parcel counts. "
        "Demo Food Hub Lead is told in private when the meeting ends."
    )
    assert "parcel" not in chat.told("food-hub-lead")
    ended = chat.says("lead", "meeting end")
    assert "Noted: 1 action. 1 person has been told of their actions in private." in ended
    told = chat.told("food-hub-lead")
    assert "Your actions from M1, Team call" in told
    assert "A1: send the parcel counts, by Friday 20 November 2026. Noted by Demo Analyst." in told
    assert "[Accept A1] [Not me A1] [Later A1]" in told


def test_a_plain_action_in_the_place_is_part_of_the_meeting_and_one_in_private_is_not(quick):
    begun(quick)
    assert "is noted in M1" in quick.says(
        "analyst", "/action @food-hub-lead to send the parcel counts by Fri"
    )
    quick.says("analyst", "/action")
    assert "is noted in M1" in quick.fills("analyst", {"what": "draw the map", "who": "", "due": ""})
    assert "parcel" not in quick.told("food-hub-lead")
    seen = quick.says("analyst", "/action @food-hub-lead to ring round by Fri", private=True)
    assert "M1" not in seen
    assert "ring round" in quick.told("food-hub-lead")


def test_everybody_hears_once_of_all_that_is_theirs(quick):
    begun(quick)
    quick.says("lead", "action: @analyst to draw the map by Fri")
    quick.says("lead", "#action @food-hub-lead and @analyst to book the hall by next meeting")
    quick.says("lead", "meeting action to write it all up")
    quick.says("lead", "meeting action @demo-pantry to count tins")
    quick.says("pantry-lead", "meeting action to sweep the floor")
    ended = quick.says("lead", "meeting end")
    assert "2 people have been told" in ended
    assert "Parley cannot write to Demo Pantry: tell them yourself." in ended
    assert quick.told("analyst").count("Your actions from") == 1
    assert "You help with A2: book the hall" in quick.told("analyst")
    assert "[Accept A2]" not in quick.told("analyst")
    assert "Your actions from" not in quick.told("lead")
    assert "Your actions from" not in quick.told("pantry-lead")
    assert quick.says("analyst", "action accept A1").startswith("A new action for you: A1")
    assert quick.says("analyst", "A1 done").startswith("Action A1 is done")


def test_outside_a_meeting_an_action_is_told_at_once(quick):
    assert "has been told in private" in quick.says(
        "lead", "action: @food-hub-lead to send the counts by Fri"
    )
    assert "A new action for you: A1" in quick.told("food-hub-lead")


def test_the_last_line_of_the_speaker_is_made_an_action(quick):
    begun(quick)
    quick.says("lead", "question: who has the key?")
    quick.says("pantry-lead", "risk: we should mend the freezer")
    quick.says("lead", "tension: too many calls")
    quick.says("lead", "meeting undo 3")
    seen = quick.says("pantry-lead", "make that an action for the analyst by Fri")
    assert seen.startswith(
        "Action A1 is noted in M1. Demo Analyst has it, by Friday 20 November 2026: mend the freezer."
    )
    assert "R1" not in quick.place()
    quick.says("pantry-lead", "risk: it may rain")
    assert "Risk R2: it may rain" in quick.place()
    assert "Action A2" in quick.says("lead", "meeting that M1 4 make that an action for @analyst by Fri")
    assert "Action A3" in quick.says("lead", "That’s an action for @analyst by Fri")


def test_who_has_said_nothing_means_the_last_line_of_the_meeting(quick):
    begun(quick)
    quick.says("pantry-lead", "note: ring the council")
    quick.says("lead", "topic: Van")
    assert "Demo Analyst has it" in replies(quick, "centre-manager", "make that an action for the analyst")
    assert quick.says("lead", "undo").startswith("Taken out of the minutes: Topic 2")
    assert quick.says("pantry-lead", "undo").startswith("Taken out of the minutes: Action A1 (Demo Analyst")
    assert "A1" not in quick.says("lead", "action list")


def test_without_a_name_who_has_it_is_asked(quick):
    begun(quick)
    quick.says("pantry-lead", "note: we need to ring the council")
    assert quick.presses("pantry-lead", "Make it an action").startswith("[Note an action]")
    assert quick.last.form().fields[0].value == "ring the council"
    seen = quick.fills("pantry-lead", {"what": "ring the council", "who": "the analyst", "due": "Fri"})
    assert seen.startswith("Action A1 is noted in M1. Demo Analyst has it")
    assert quick.says("lead", "make that an action for me").startswith("Nothing was said yet")


def test_a_line_is_made_an_action_once(quick):
    begun(quick)
    quick.says("pantry-lead", "note: ring the council")
    quick.says("pantry-lead", "make that an action for me")
    seen = quick.says("lead", "meeting that M1 1 make that an action for me")
    assert "Only another kind of line can be made an action." in seen
    assert "A2" not in quick.place()


def test_the_same_action_is_asked_about_and_can_be_noted_too(quick):
    begun(quick)
    quick.says("lead", SENTENCE)
    seen = quick.says("analyst", SENTENCE)
    assert seen.startswith("Is this the same as A1")
    assert quick.presses("analyst", "Note it too").startswith("Action A2 is noted")


def test_a_day_that_can_be_two_is_asked_for(quick):
    begun(quick)
    seen = quick.says("lead", "meeting action @analyst to draw the map by next Friday")
    assert "Which one?" in seen
    assert "by Friday 27 November 2026" in quick.presses("lead", "Friday 27 November 2026")
    assert "Action A1" in quick.place()


def test_an_action_that_cannot_be_noted_leaves_no_line(quick):
    begun(quick)
    assert "Parley does not know “@nobody”." in quick.says("lead", "meeting action @nobody to dance")
    assert "a phone number" in quick.says("lead", "meeting action @analyst to ring 07700 900123")
    assert "Say what is to be done" in quick.says("lead", "meeting action @analyst")
    assert "So far" not in quick.place()


def test_an_action_taken_out_after_the_end_is_told_to_its_owner(quick):
    begun(quick)
    quick.says("lead", SENTENCE)
    quick.says("lead", "meeting end")
    assert quick.says("lead", "meeting undo M1 A1").startswith("Taken out of the minutes: Action A1")
    assert "Action A1 was taken out of the minutes of M1, Team call" in quick.told("food-hub-lead")
    assert "A1" not in quick.says("lead", "action list")


def test_the_same_action_closed_twice_in_a_meeting_says_so_once(quick):
    begun(quick)
    quick.says("lead", SENTENCE)
    assert replies(quick, "analyst", "A1 done").startswith("Action A1 is done")
    assert replies(quick, "pantry-lead", "done A1", "8") == "Action A1 was done already."
