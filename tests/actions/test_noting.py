"""Actions at the door: one sentence in, the owner told in private, done once, a bundle on Monday."""

from datetime import UTC, datetime

import pytest

SENTENCE = "/action @food-hub-lead to send the parcel counts to @analyst by Fri"
NEXT = "by Wednesday 25 November 2026 (the next meeting)"
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_one_sentence_gives_owner_task_date_and_number(chat):
    seen = chat.says("lead", SENTENCE)
    assert seen.startswith(
        "Action A1: Demo Food Hub Lead to send the parcel counts to @analyst, by Friday 20 November 2026. "
        "Demo Food Hub Lead has been told in private."
    )


def test_the_owner_is_told_privately_and_the_place_is_not(chat):
    chat.says("lead", SENTENCE)
    assert "A new action for you: A1" in chat.told("food-hub-lead")
    assert chat.place() == ""


def test_done_once_and_the_one_who_noted_it_hears(chat):
    chat.says("lead", SENTENCE)
    assert chat.says("analyst", "action done A1").startswith("Action A1 is done")
    assert chat.says("food-hub-lead", "action done a1") == "Action A1 was done already."
    assert "Marked by Demo Analyst." in chat.told("lead")


def test_done_can_be_undone(chat):
    chat.says("lead", SENTENCE)
    chat.says("food-hub-lead", "action done A1")
    assert chat.presses("food-hub-lead", "Undo") == (
        "Undone. Action A1: Demo Food Hub Lead to send the parcel counts to @analyst, "
        "by Friday 20 November 2026. It is not accepted yet."
    )
    assert "A1" in chat.says("lead", "action list")


def test_the_list_is_in_the_order_of_dates_and_mine_is_mine(chat):
    chat.says("lead", "/action @analyst to check the map by 30 November")
    chat.says("lead", SENTENCE)
    assert chat.says("lead", "action list").index("A2") < chat.says("lead", "action list").index("A1")
    mine = chat.says("analyst", "action list mine")
    assert "A1" in mine
    assert "A2" not in mine
    assert chat.last.private


def test_monday_brings_one_bundle_for_each_owner(chat):
    chat.says("lead", SENTENCE)
    chat.says("lead", "/action @food-hub-lead to ring the pantry by next Wednesday")
    posted = chat.reaches(MONDAY)
    bundle = chat.told("food-hub-lead").split("Your open actions this week")
    assert posted == ""
    assert len(bundle) == 2
    assert "A1" in bundle[1]
    assert "(date has passed)" in bundle[1]
    assert "A2" in bundle[1]
    assert "Your open actions" not in chat.told("analyst")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "/action @nobody to dance by Fri",
            "Parley does not know “@nobody”. Write one of these: @demo-analyst",
        ),
        ("/action @lead", "Say what is to be done"),
        ("/action @demo to dance", "Parley does not know “@demo”"),
        ("/action done A77", "There is no action A77"),
        ("/action @analyst to ring 07700 900123 by Fri", "seems to contain a phone number"),
        ("/action list of things", "Write /action list, and after it mine"),
    ],
)
def test_an_action_that_cannot_be_noted_says_what_to_do(quick, line, said):
    assert said in quick.says("lead", line)


@pytest.mark.parametrize(
    ("sentence", "who", "what", "by"),
    [
        (
            "to book the hall by next Wednesday",
            "Demo Lead (you)",
            "book the hall",
            "by Wednesday 25 November 2026",
        ),
        ("@analyst: send counts by 31/3", "Demo Analyst", "send counts", "by Wednesday 31 March 2027"),
        ("@analyst will send counts", "Demo Analyst", "send counts", NEXT),
        ("@analyst to stand by the door", "Demo Analyst", "stand by the door", NEXT),
        ("me to write up by end of month", "Demo Lead (you)", "write up", "by Monday 30 November 2026"),
    ],
)
def test_sentences_are_read_the_way_people_write_them(quick, sentence, who, what, by):
    seen = quick.says("lead", f"action {sentence}")
    assert seen.startswith(f"Action A1: {who} to {what}, {by}.")


def test_without_words_it_is_a_form(quick):
    quick.says("lead", "action")
    seen = quick.fills("lead", {"what": "send the map", "who": "@analyst", "due": "tomorrow"})
    assert seen.startswith("Action A1: Demo Analyst to send the map, by Thursday 19 November 2026.")


@pytest.mark.parametrize("line", ["A1 done", "a1 is done", "done A1", "A1 done: all sent", "@parley A1 done"])
def test_a_number_and_a_word_are_enough(quick, line):
    quick.says("lead", SENTENCE)
    assert quick.says("food-hub-lead", line).startswith("Action A1 is done")
