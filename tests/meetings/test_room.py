"""In person: one scribe pastes notes, what is found in them is confirmed line by line or all at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.meetings.notes import Found, read
from storage.meetings.meeting import KINDS
from tests.meetings.test_capture import replies

NOTES = """Present: Jo from Age UK, @pantry-lead
Apologies: Demo Schools Team

# Freezer
The old one leaks.
Agreed: we buy a new one
- [ ] Demo Analyst to get three quotes by Fri
AP2: @food-hub-lead to ring the shop by Monday
Risk: it may break before
Who has the key?
"""
KNOWN = ("Demo Analyst", "the analyst", "Demo Pantry", "Ben")


def in_room(chat):
    chat.says("lead", "meeting start Team call mode=room")
    return chat


@pytest.mark.parametrize(
    ("line", "kind", "words"),
    [
        ("Action: Demo Analyst to send it", "action", "Demo Analyst to send it"),
        ("AP Ben to send it", "action", "Ben to send it"),
        ("AP3: Ben to send it", "action", "Ben to send it"),
        ("[Action] - Ben to send it", "action", "Ben to send it"),
        ("**Action:** Ben to send it", "action", "Ben to send it"),
        ("- [ ] send it", "action", "send it"),
        ("* [x] sent it", "info", "sent it"),
        ("3. Demo Analyst to send it by Friday", "action", "Demo Analyst to send it by Friday"),
        ("@analyst will send it", "action", "@analyst will send it"),
        ("Action: Morgan Example to send it", "action", '"Morgan Example" to send it'),
        ("Action: We to send it", "action", "We to send it"),
        ("Morgan to send it", "info", "Morgan to send it"),
        ("We went to see it", "info", "We went to see it"),
        ("Decision: yes", "decision", "yes"),
        ("AGREED - we meet in May", "decision", "we meet in May"),
        ("It was agreed that we meet in May", "decision", "we meet in May"),
        ("We agreed to meet in May", "decision", "meet in May"),
        ("We agreed.", "info", "We agreed."),
        ("Risk 2: it may rain", "risk", "it may rain"),
        ("Q: who pays?", "question", "who pays?"),
        ("• who pays?", "question", "who pays?"),
        ("Tension: counts or stories", "tension", "counts or stories"),
        ("## Freezer ##", "topic", "Freezer"),
        ("Item 2: Freezer", "topic", "Freezer"),
        ("Attendees: Jo, Sam", "came", "Jo, Sam"),
        ("Apologies from Jo", "sent", "Jo"),
        ("Actionable things were said", "info", "Actionable things were said"),
        ("a@b", "info", "a@b"),
    ],
)
def test_what_a_line_of_notes_seems_to_be(line, kind, words):
    assert list(read(line, KNOWN.__contains__)) == [Found(kind, words)]


@pytest.mark.parametrize("line", ["", "   ", "Action:", "- [ ]", "Decisions", "***"])
def test_lines_that_say_nothing(line):
    assert list(read(line, KNOWN.__contains__)) == []


@given(st.text(alphabet="Action:AP Demo [x]-*#?\n.to by", max_size=200))
def test_any_notes_can_be_read(text):
    found = list(read(text, KNOWN.__contains__))
    assert all(each.words.strip() and each.kind in (*KINDS, "came", "sent") for each in found)
    assert len(found) <= len(text.splitlines())


def test_a_heading_says_what_the_lines_under_it_are():
    text = "Actions:\n- Ben to send it\n- ring the shop\n\nThe sun shone.\nDECISIONS\n1) yes\nRisk: rain"
    kinds = [found.kind for found in read(text, KNOWN.__contains__)]
    assert kinds == ["action", "action", "info", "decision", "risk"]


def test_notes_are_proposed_and_kept_all_at_once(quick):
    in_room(quick)
    seen = quick.says("lead", f"meeting notes {NOTES}")
    assert "Noted as here: Jo, Demo Pantry Lead." in seen
    assert "Noted as sending apologies: Demo Schools Team." in seen
    assert "Found in notes: 7 lines" in seen
    assert "4. Action: Demo Analyst to get three quotes, by Friday 20 November 2026" in seen
    assert "buy a new one" not in quick.place()
    assert quick.presses("lead", "Keep 6, without notes").startswith("6 lines kept in M1.")
    place = quick.place()
    assert "Decision D1: we buy a new one" in place
    assert "leaks" not in place
    assert "get three quotes" not in quick.told("analyst")
    quick.says("lead", "meeting end")
    assert "A1: get three quotes" in quick.told("analyst")
    minutes = quick.place()
    assert minutes.index("1. Freezer") < minutes.index("3. Decision D1") < minutes.index("5. Action A2")


def test_lines_are_confirmed_one_by_one_and_each_counts_once(chat):
    in_room(chat)
    chat.says("lead", "meeting notes Agreed: one\nAgreed: two\nAgreed: three")
    assert chat.presses("lead", "Keep 1").startswith("Kept: Decision D1: one.")
    assert chat.says("lead", "meeting propose keep 1").startswith("That line was decided about already.")
    assert chat.presses("lead", "Leave 2 out").startswith("Left out: two")
    assert chat.says("lead", "meeting propose keep 2").startswith("That line was decided about already.")
    assert chat.says("lead", "meeting propose drop 1").startswith("That line was decided about already.")
    chat.says("lead", "meeting propose")
    assert chat.presses("lead", "Keep 3").startswith("Kept: Decision D2: three.")
    assert "Decision D1: one\nDecision D2: three" in chat.place()


def test_several_lines_under_the_message_are_notes_in_a_room(quick):
    in_room(quick)
    seen = replies(quick, "lead", "We talked about the van\nDemo Analyst to sell it by Fri")
    assert "2. Action: Demo Analyst to sell it, by Friday 20 November 2026" in seen


def test_in_a_chat_several_lines_are_notes_where_each_says_what_it_is(quick):
    quick.says("lead", "meeting start Team call")
    assert replies(quick, "lead", "First we talked\nand then we left").startswith("Note 1 is noted")
    assert "Found in notes: 2 lines" in replies(quick, "lead", "decision: yes\nrisk: rain", "8")
    assert "Found in notes: 3 lines" in quick.says("lead", "risk: snow\n- decision: yes")


def test_notes_sent_twice_are_proposed_once(quick):
    in_room(quick)
    quick.says("lead", "meeting notes Agreed: one\nAgreed: two")
    quick.says("lead", "meeting propose keep 1")
    assert "Found in notes: 1 line" in quick.says("lead", "meeting notes Agreed: one\nAgreed: two")


def test_an_old_button_keeps_what_was_shown_beside_it_and_nothing_else(quick):
    in_room(quick)
    quick.says("lead", "meeting notes Agreed: one")
    shown = quick.last
    quick.says("lead", "meeting notes Agreed: two")
    quick.last = shown
    assert quick.presses("lead", "Keep all 1").startswith("1 line kept in M1.")
    assert "2. Decision: two" in quick.says("lead", "meeting propose")
    quick.says("lead", "meeting end anyway=yes")
    in_room(quick)
    quick.says("lead", "meeting notes Agreed: three")
    quick.last = shown
    assert quick.presses("lead", "Keep 1").startswith(
        "M1, Team call, is over. What nobody had decided about was left out"
    )


def test_what_cannot_be_kept_waits_and_can_be_put_right(quick):
    in_room(quick)
    seen = quick.says("lead", "meeting notes Action: @nobody to dance\nAgreed: one")
    assert "1. Action, to be put right: @nobody to dance" in seen
    seen = quick.presses("lead", "Keep all 2")
    assert seen.startswith("1 line kept in M1.\n\nLine 1 waits: Parley does not know “@nobody”.")
    quick.presses("lead", "Change 1")
    seen = quick.fills("lead", {"said": "@analyst to dance by Fri", "kind": "action"})
    assert "1. Action: Demo Analyst to dance, by Friday 20 November 2026" in seen
    assert quick.presses("lead", "Keep 1").startswith(
        "Kept: Action A1 (Demo Analyst, by Friday 20 November 2026)"
    )


def test_an_action_for_somebody_without_an_account_is_theirs(quick):
    in_room(quick)
    quick.says("lead", "meeting notes Action: Morgan to ring the shop by Fri")
    assert quick.presses("lead", "Keep 1").startswith("Kept: Action A1 (Morgan, by Friday 20 November 2026)")


def test_the_same_action_is_asked_about_before_it_is_kept(quick):
    quick.says("lead", "action @analyst to draw the map by Fri")
    in_room(quick)
    quick.says("lead", "meeting notes Action: @analyst to draw the map by Fri")
    assert quick.presses("lead", "Keep 1").startswith("Is this the same as A1")
    assert quick.presses("lead", "Note it too").startswith("Kept: Action A2")


def test_it_does_not_end_while_lines_wait_without_asking(quick):
    in_room(quick)
    quick.says("lead", "meeting notes Agreed: one\nAgreed: two")
    seen = quick.says("lead", "meeting end")
    assert seen.startswith("2 lines found in notes wait for a yes or no.")
    assert quick.presses("lead", "End without them").startswith(
        "M1, Team call, has ended. Nothing was noted."
    )
    assert "Agreed" not in quick.place()


def test_notes_that_cannot_be_taken_are_not_taken_at_all(quick):
    in_room(quick)
    many = "\n".join(f"note {number}" for number in range(101))
    assert "a phone number" in quick.says("lead", "meeting notes Agreed: ring 07700 900123")
    assert "Send 100 lines or fewer at once." in quick.says("lead", f"meeting notes {many}")
    assert "more than 1,000 characters" in quick.says("lead", "meeting notes one\n" + "x" * 1001)
    assert quick.says("lead", "meeting propose") == "Nothing from notes waits for a yes or no."


def test_a_form_takes_long_notes(quick):
    in_room(quick)
    quick.says("lead", "meeting notes")
    assert "Found in notes: 7 lines" in quick.fills("lead", {"words": NOTES})
