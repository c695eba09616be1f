"""Stories: told with consent, read by a moderator first, shown beside the number, withdrawn at any time."""

from datetime import UTC, datetime

import pytest

WORDS = "A father came twice before he asked for a parcel."
FULL = {"text": WORDS, "consent": "yes", "scope": "public", "measure": "foodbank-referrals", "area": ""}
FRIDAY = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)


@pytest.fixture
def told(quick):
    assert quick.says("pantry-lead", "story", values=FULL).startswith("Thank you. This is story 1.")
    return quick


@pytest.fixture
def shown(told):
    told.says("steward", "story allow 1")
    return told


def test_a_sentence_opens_the_form_with_its_words(quick):
    assert "Do the people it is about agree?" in quick.says("pantry-lead", f"/story {WORDS}")
    assert quick.last.form().fields[0].value == WORDS


def test_it_waits_for_a_named_moderator_and_nobody_else_reads_it(told):
    assert "Demo Steward reads it before anybody else does." in told.says("pantry-lead", "story", values=FULL)
    assert WORDS in told.told("steward")
    assert WORDS not in told.place()
    assert WORDS not in told.says("lead", "story list")
    assert told.says("lead", "story show 1") == "Story 1 is not shown."
    assert "Only Demo Steward can read stories" in told.says("lead", "story allow 1")


def test_without_consent_nothing_is_kept(quick):
    assert "Ask them first" in quick.says("pantry-lead", "story", values={**FULL, "consent": "no"})
    assert "You have told no story" in quick.says("pantry-lead", "story mine")


def test_what_is_shown_stands_beside_the_figure_and_in_the_list(shown):
    quoted = f"A story from Demo Pantry: “{WORDS}”"
    assert quoted in shown.says("lead", "/ask foodbank-referrals")
    assert WORDS in shown.says("lead", "story list")
    assert "Your story 1 is shown now." in shown.told("pantry-lead")
    assert "Story 1 needs nothing more from you." in shown.told("steward")
    assert WORDS not in shown.told("steward")
    assert "Demo Pantry Lead" not in shown.says("lead", "story list")


def test_a_declined_one_leaves_no_words_and_says_why(told):
    told.says("steward", "story decline 1")
    told.fills("steward", {"why": "The family could be known."})
    assert "did not let story 1 be shown: The family could be known." in told.told("pantry-lead")
    assert WORDS not in told.told("steward")
    assert "You have told no story" in told.says("pantry-lead", "story mine")
    assert told.says("steward", "story allow 1") == "Story 1 is declined already."


def test_withdrawn_it_is_nowhere_that_parley_can_reach(shown):
    shown.reaches(datetime(2026, 11, 23, 9, 30, tzinfo=UTC))
    assert WORDS in shown.place()
    assert "Your story is withdrawn" in shown.says("pantry-lead", "story withdraw 1")
    assert WORDS not in shown.place()
    assert WORDS not in shown.says("lead", "/ask foodbank-referrals")
    assert "is not kept any more" in shown.says("pantry-lead", "story withdraw 1")


def test_it_comes_with_the_next_digest_and_leaves_it_too(shown):
    shown.reaches(FRIDAY)
    assert WORDS in shown.says("lead", "digest")
    shown.says("pantry-lead", "story withdraw 1")
    assert WORDS not in shown.says("lead", "digest")


def test_one_about_a_week_stands_beside_that_week_alone(quick):
    quick.says("pantry-lead", "story", values={**FULL, "when": "the week of 2 November"})
    quick.says("steward", "story allow 1")
    assert WORDS in quick.says("lead", "/ask foodbank-referrals week of 2 November")
    assert WORDS not in quick.says("lead", "/ask foodbank-referrals week of 19 October")
    assert "in the week of Monday 2 November 2026" in quick.says("lead", "story show 1")


def test_only_its_teller_or_a_steward_takes_it_back(shown):
    assert "Only whoever told a story, or a steward" in shown.says("lead", "story withdraw 1")
    assert "is withdrawn" in shown.says("steward", "story withdraw 1")


def test_a_ward_is_named_only_when_enough_organisations_tell_of_it(quick):
    said = {
        "text": "",
        "consent": "yes",
        "scope": "channel",
        "measure": "foodbank-referrals",
        "area": "Highgate",
    }
    for number, who in enumerate(("pantry-lead", "food-hub-lead", "centre-manager"), 1):
        quick.says(who, "story", values={**said, "text": f"Something happened to {who}."})
        quick.says("steward", f"story allow {number}")
        beside = quick.says("lead", "/ask foodbank-referrals ward=Highgate")
        assert ("Something happened" in beside) is (number == 3)
        assert ("in Highgate" in quick.says("lead", "story list")) is (number == 3)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"text": "Ring 07700 900123"}, "seems to contain a phone number"),
        ({"text": "x" * 601}, "600 characters or less"),
        ({"scope": "everywhere"}, "Choose how far"),
        ({"measure": "none", "area": "Highgate"}, "Choose the figure too"),
        ({"when": "soon"}, "such as last week"),
        ({"area": "Atlantis"}, "There is no area called “Atlantis”"),
    ],
)
def test_what_cannot_be_told_is_said_in_a_sentence(quick, values, said):
    assert said in quick.says("pantry-lead", "story", values={**FULL, **values})
    assert quick.says("steward", "story waiting") == "No story waits to be read."


def test_nobody_reads_their_own_when_somebody_else_can(told):
    told.says("steward", "story", values={**FULL, "text": "Another thing happened."})
    assert told.says("steward", "story allow 2").startswith(
        "Story 2 is shown."
    )  # the only moderator there is
