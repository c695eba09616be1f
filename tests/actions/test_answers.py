"""What an owner says when told of an action: accept, not me, later."""

import pytest

SENTENCE = "/action @food-hub-lead to send the parcel counts by Fri"


@pytest.fixture
def noted(quick):
    quick.says("lead", SENTENCE)
    return quick


def test_the_owner_accepts_and_their_message_says_so(noted):
    assert "State: not accepted yet" in noted.says("lead", "action show A1")
    assert "You have accepted it." in noted.says("food-hub-lead", "action accept A1")
    assert "You have accepted it." in noted.told("food-hub-lead")
    assert "State: open" in noted.says("lead", "action show A1")
    assert noted.says("food-hub-lead", "action accept A1") == "You have accepted A1 already."


def test_not_me_is_told_to_whoever_noted_it_who_gives_it_on(noted):
    assert noted.says("food-hub-lead", "action decline A1").startswith("Noted. Whoever wrote A1 down")
    assert "Demo Food Hub Lead says that action A1 is not theirs" in noted.told("lead")
    assert "State: turned down" in noted.says("lead", "action show A1")
    assert "A1" in noted.says("lead", "action list unaccepted")
    assert "A1" in noted.says("lead", "action list @food-hub-lead")


def test_later_shows_as_not_accepted(noted):
    assert "Parley asks again on Monday." in noted.says("food-hub-lead", "action later A1")
    assert "A1" in noted.says("lead", "action list unaccepted")


def test_only_the_owner_answers_and_others_can_take_it_over(noted):
    assert "A1 is for Demo Food Hub Lead, who can answer this." in noted.says("analyst", "action accept A1")
    assert noted.presses("analyst", "Take it over").startswith("A1 is now for Demo Analyst")
    assert "State: open" in noted.says("analyst", "action show A1")


def test_what_is_closed_needs_no_answer(noted):
    noted.says("food-hub-lead", "A1 done")
    assert noted.says("food-hub-lead", "action accept A1").startswith("A1 is done.")
    assert "It is done." in noted.told("food-hub-lead")


def test_what_was_taken_back_says_so_where_the_owner_was_told(noted):
    assert noted.says("lead", "action takeback A1") == "A1 is taken back. Nothing of it is kept."
    assert "This action was taken back." in noted.told("food-hub-lead")
    assert "send the parcel counts" not in noted.told("food-hub-lead")
    assert noted.says("lead", "action list") == "There are no open actions."


@pytest.mark.parametrize("who", ["analyst", "food-hub-lead"])
def test_only_whoever_noted_it_takes_it_back(noted, who):
    assert "can be taken back for ten minutes by whoever noted it" in noted.says(who, "action takeback A1")


def test_what_something_has_become_of_is_not_taken_back(noted):
    noted.says("food-hub-lead", "action accept A1")
    assert "Mark it as not needed instead." in noted.says("lead", "action takeback A1")
    assert noted.presses("lead", "Not needed").startswith("Action A1 is not needed")
