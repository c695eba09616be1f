"""Who has an action: one person who answers for it, others who help, an organisation, or a name alone."""

import pytest


def noted(quick, sentence: str) -> str:
    return quick.says("lead", f"/action {sentence}").split("\n")[0]


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("@analyst to send counts by Fri", "Demo Analyst to send counts"),
        ("the analyst to send counts by Fri", "Demo Analyst to send counts"),
        ("Demo Analyst will send counts by Fri", "Demo Analyst to send counts"),
        ("@analyst and @steward to meet by Fri", "Demo Analyst (with Demo Steward) to meet"),
        ("@analyst, @analyst to meet by Fri", "Demo Analyst to meet"),
        ("Demo Food Hub to open early by Fri", "Demo Food Hub to open early"),
        ("the food-hub to open early by Fri", "Demo Food Hub to open early"),
        ('"Jo at the pantry" to ring round by Fri', "Jo at the pantry to ring round"),
        ("I will ring round by Fri", "Demo Lead (you) to ring round"),
        ("to ring round by Fri", "Demo Lead (you) to ring round"),
        ("send the counts to the analyst by Fri", "Demo Lead (you) to send the counts to the analyst"),
    ],
)
def test_the_owner_is_read_the_way_people_say_it(quick, sentence, said):
    assert noted(quick, sentence).startswith(f"Action A1: {said}, by Friday 20 November 2026.")


def test_only_the_first_is_asked_and_the_others_hear_that_they_help(quick):
    quick.says("lead", "/action @analyst and @steward to meet by Fri")
    assert "[Accept] [Not me] [Later]" in quick.told("analyst")
    assert "You help; Demo Analyst is the one who answers for it." in quick.told("steward")
    assert "Accept" not in quick.told("steward")


@pytest.mark.parametrize("owner", ["Demo Food Hub", '"Jo at the pantry"'])
def test_whom_parley_cannot_write_to_somebody_else_tells(quick, owner):
    assert "tell them yourself" in noted(quick, f"{owner} to ring round by Fri")


@pytest.mark.parametrize("sentence", ["@nobody to dance", "@demo to dance"])
def test_an_owner_nobody_knows_is_asked_for_and_nothing_is_noted(quick, sentence):
    assert "Write one of these: @demo-analyst" in noted(quick, sentence)
    assert quick.says("lead", "action list") == "There are no open actions."


def test_an_action_is_given_on_and_everybody_concerned_hears(quick):
    quick.says("lead", "/action @analyst to send counts by Fri")
    seen = quick.says("steward", "action give A1 to the food-hub-lead")
    assert seen.startswith("A1 is now for Demo Food Hub Lead: send counts. Demo Food Hub Lead has been told")
    assert "[Accept]" in quick.told("food-hub-lead")
    gave = "Demo Steward gave action A1 to Demo Food Hub Lead"
    assert gave in quick.told("analyst")
    assert gave in quick.told("lead")
    assert quick.says("lead", "action give A1 to @food-hub-lead") == "A1 is Demo Food Hub Lead's already."


def test_giving_it_without_a_name_asks_for_one(quick):
    quick.says("lead", "/action @analyst to send counts by Fri")
    assert "Who has A1 now?" in quick.says("lead", "action give A1")
    assert "A1 is now for Demo Steward" in quick.fills("lead", {"who": "@steward"})


def test_who_helps_can_be_added_and_sees_it_among_their_own(quick):
    quick.says("lead", "/action @analyst to send counts by Fri")
    assert quick.says("analyst", "action helper A1 @steward") == "Demo Steward helps with A1."
    assert "A1" in quick.says("steward", "action list mine")
    assert quick.says("analyst", "action helper A1 @steward") == "Demo Steward is on A1 already."
