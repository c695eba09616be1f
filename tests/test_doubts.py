"""A figure that looks wrong: a short talk with the analyst, and what came of it kept where people look."""

import pytest

QUESTION = "ask foodbank-referrals ward=Highgate"


@pytest.fixture
def doubted(quick):
    quick.says("pantry-lead", QUESTION)
    quick.presses("pantry-lead", "Looks wrong here")
    quick.fills("pantry-lead", {"why": "We had twice as many."})
    return quick


def test_the_two_talk_in_private_and_the_place_hears_nothing(doubted):
    assert doubted.says("analyst", "doubt say 1 Which week do you mean?") == "Sent to Demo Pantry Lead."
    assert "Demo Analyst from Demo Borough Council: Which week do you mean?" in doubted.told("pantry-lead")
    assert doubted.says("pantry-lead", "doubt say 1 The one with the fair.") == "Sent to Demo Analyst."
    assert "The one with the fair." in doubted.told("analyst")
    assert doubted.place() == ""


def test_the_same_twice_goes_on_with_the_same_talk(doubted):
    doubted.says("pantry-lead", QUESTION)
    doubted.presses("pantry-lead", "Looks wrong here")
    seen = doubted.fills("pantry-lead", {"why": "Still."})
    assert seen.startswith("Demo Analyst has been told of this already.")
    assert doubted.told("analyst").count("A figure looks wrong") == 1


def test_an_explanation_is_kept_with_the_period(doubted):
    assert "It is shown with the figure from now on." in doubted.says(
        "analyst", "doubt explained 1 it was half term"
    )
    assert "The figure is right: it was half term" in doubted.told("pantry-lead")
    assert "“it was half term”" in doubted.says("lead", QUESTION)
    assert doubted.says("analyst", "doubt explained 1 again").startswith("Doubt 1 is settled")


def test_a_correction_is_told_and_leads_to_the_release(doubted):
    seen = doubted.says("analyst", "doubt corrected 1 two vans were counted twice, right on Friday")
    assert "Whoever asked has been told." in seen
    assert "[Withdraw release" in seen
    assert "The figure was wrong: two vans were counted twice" in doubted.told("pantry-lead")


def test_a_caveat_needs_a_second_person_and_is_then_shown_with_every_answer(doubted):
    words = "One food bank was closed this week."
    doubted.says("analyst", "doubt caveat 1")
    assert "has been asked to approve it" in doubted.fills("analyst", {"text": words, "until": "31 December"})
    assert words not in doubted.says("lead", QUESTION)
    assert words in doubted.told("steward")
    assert doubted.says("steward", "doubt approve 1").startswith(
        "It is shown with every answer until 31 December"
    )
    assert f"Take care: {words}" in doubted.says("lead", QUESTION)
    assert f"Take care: {words}" in doubted.says("lead", "ask foodbank-referrals ward=Camden Square")
    assert words in doubted.told("pantry-lead")
    assert doubted.says("steward", "doubt lift 1") == "It is not shown any more."
    assert words not in doubted.says("lead", QUESTION)


def test_nobody_approves_their_own_words(doubted):
    doubted.says("steward", "doubt caveat 1 Take these with care.")
    assert "needs a second person" in doubted.says("steward", "doubt approve 1")
    assert doubted.says("deputy", "doubt approve 1").startswith("It is shown with every answer")


def test_a_declined_caveat_opens_the_doubt_again(doubted):
    doubted.says("analyst", "doubt caveat 1 Take these with care.")
    assert doubted.says("steward", "doubt lift 1").startswith("Declined.")
    assert doubted.says("analyst", "doubt say 1 Which week?") == "Sent to Demo Pantry Lead."
    assert "1 | foodbank-referrals" in doubted.says("lead", "doubt list")


@pytest.mark.parametrize(
    ("who", "line", "said"),
    [
        ("centre-manager", "doubt say 1 hello", "This is between whoever asked and Demo Analyst"),
        ("pantry-lead", "doubt explained 1 because", "Only Demo Analyst or a steward can settle this"),
        ("analyst", "doubt say 1 ring 07700 900123", "seems to contain a phone number"),
        ("analyst", "doubt say 9 hello", "Say which one by its number"),
        ("pantry-lead", "doubt approve 1", "Only a deputy or steward"),
        ("analyst", "doubt explained 1 " + "x" * 201, "200 characters or less"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(doubted, who, line, said):
    assert said in doubted.says(who, line)
