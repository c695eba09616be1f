"""Blindspots: what nobody can see yet, who sees it too, and the project on one living message."""

import pytest

NAME = "blindspot families who miss school meals in the holidays"


@pytest.fixture
def named(quick):
    quick.says("pantry-lead", f"/{NAME} tag=need")
    return quick


def test_one_sentence_and_one_tap_name_it_for_everybody(quick):
    assert "What is missing?" in quick.says("pantry-lead", f"/{NAME}")
    seen = quick.presses("pantry-lead", "No referral route")
    assert seen.startswith("This is blindspot 1, and everybody can see it.")
    place = quick.place()
    assert "Families who miss school meals in the holidays" in place
    assert "What is missing: no referral route" in place
    assert "Who sees it: 1 organisation: Demo Pantry" in place
    assert "[We see this too]" in place


def test_each_organisation_says_once_that_it_sees_it_too_and_can_take_it_back(named):
    assert named.says("lead", "blindspot back 1").startswith(
        "Thank you. Everybody can see that Demo Voluntary"
    )
    assert "2 organisations: Demo Pantry, Demo Voluntary Sector Forum" in named.place()
    assert "has said so already" in named.says("lead", "blindspot back 1")
    assert named.presses("lead", "Take it back").startswith("Taken back.")
    assert "1 organisation: Demo Pantry" in named.place()


def test_a_lead_pins_one_as_the_question_of_the_project(named):
    named.says("lead", "/blindspot who cannot cook at home tag=capacity")
    assert "Only an editor or lead" in named.says("pantry-lead", "blindspot pin 2")
    named.says("lead", "blindspot pin 2")
    assert named.place().count("The project's question") == 1
    named.says("lead", "blindspot pin 1")
    assert named.place().count("The project's question") == 1
    assert "Families who miss" in named.says("lead", "blindspot show")
    assert named.says("lead", "blindspot list").index("1 (the project)") < named.says(
        "lead", "blindspot list"
    ).index("2 |")


def test_the_stages_and_what_is_known_stand_on_the_living_message(named):
    assert "We find what is known" in named.says("pantry-lead", "blindspot stage 1")
    named.presses("pantry-lead", "We find what is known")
    assert "Where we are: We find what is known (3 of 7)" in named.place()
    named.says("pantry-lead", "blindspot know 1")
    named.fills("pantry-lead", {"known": "Two schools said so", "unknown": "How many", "doing": ""})
    assert "What we know: Two schools said so" in named.place()
    assert "What we are doing" not in named.place()


def test_only_who_named_it_an_editor_or_a_lead_changes_it(named):
    assert "Only whoever named it" in named.says("analyst", "blindspot stage 1 ask")
    assert "Only whoever named it" in named.says("analyst", "blindspot close 1 done")


def test_what_belongs_to_it_is_named_as_it_stands(named):
    named.says("lead", "/action @analyst to ring two schools by Fri")
    assert named.says("analyst", "blindspot link 1 A1") == "A1 belongs to blindspot 1 now.\n\n[Undo]"
    assert "A1: ring two schools, Demo Analyst, open" in named.place()
    named.says("analyst", "A1 done")
    assert "A1: ring two schools, Demo Analyst, done" in named.place()
    named.says("analyst", "blindspot unlink 1 A1")
    assert "A1" not in named.place().split("Blindspot 1")[-1]


def test_figures_soundings_and_requests_belong_too(named):
    named.says("lead", "request", values={"what": "meals by school", "why": "to plan holidays"})
    named.says("lead", "blindspot link 1 request 1")
    named.says("lead", "blindspot link 1 food bank referrals")
    place = named.place()
    assert "Request 1: meals by school, raised" in place
    assert "Figures: Food bank referrals" in place


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("blindspot link 1 A9", "There is no A9"),
        ("blindspot link 1 story 3", "There is no story 3"),
        ("blindspot link 1 the moon", "Write what belongs to it"),
        ("blindspot show 9", "Say which blindspot by its number"),
        ("blindspot stage 1 dance", "Choose a stage: meet, name, find"),
        ("blindspot 1", "[Look at blindspot 1]"),
        ("blindspot ring 07700 900123 tag=need", "seems to contain a phone number"),
        ("blindspot x tag=purple", "Choose what is missing"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(named, line, said):
    assert said in named.says("lead", line)


def test_it_closes_with_what_came_of_it_and_opens_again(named):
    named.says("pantry-lead", "blindspot close 1 the council counts them now")
    assert "the council counts them now" in named.place()
    assert "[We see this too]" not in named.place()
    assert "is closed" in named.says("lead", "blindspot back 1")
    assert named.says("lead", "blindspot list").startswith("Nobody has named a blindspot yet.")
    named.says("pantry-lead", "blindspot reopen 1")
    assert "[We see this too]" in named.place()
