"""Are the people we support on your list? Never answered in chat, and never simply refused."""

from __future__ import annotations

import pytest

from commands import personal
from tests.requests.test_clock import nine, told

ANSWERS = {
    "purpose": "We would send the leaflet about school meals to the rest",
    "who": "Families with a food parcel from us, and families on the council's welfare list",
    "basis": "the data protection officers of both",
    "ours": "Demo Pantry Lead",
    "theirs": "Demo Analyst",
}


@pytest.mark.parametrize(
    "words",
    [
        "are the people we support on your list?",
        "Are the families we help on the council's register",
        "how many of our clients are known to you",
        "which households do we have that are in your records?",
        "do our lists overlap with theirs",
        "can you compare our lists",
        "are we supporting the same families",
    ],
)
def test_a_question_about_two_lists_is_known_by_its_words(words):
    assert personal.asks_about_overlap(words)


@pytest.mark.parametrize("line", ["ask {}", "request {}", "wanted {}", "{}"])
def test_the_question_about_many_leads_to_the_conversation(quick, line):
    said = quick.says("pantry-lead", line.format("are the people we support on your list?"))
    assert "it is a good question" in said
    assert "Are the people we support on your list?" in quick.presses("pantry-lead", "Where to begin")


@pytest.mark.parametrize(
    "words",
    [
        "is Mrs Jones whom we support on your list of people?",
        "is Amira Khan on your list",
        "are Amira and our people on your list? ring 07700 900123",
    ],
)
def test_the_question_about_one_person_still_gets_a_person_to_talk_to(quick, words):
    assert "Parley cannot say anything about one person" in quick.says("pantry-lead", f"ask {words}")


@pytest.mark.parametrize(
    "words",
    [
        "food bank referrals in Highgate compared with last year",
        "how many households are on the list of food parcels",
        "people who missed meals",
        "food bank referrals our ward",
        "the system",
    ],
)
def test_questions_about_counts_are_none_of_these(words):
    assert not personal.asks_about_overlap(words)


def test_the_first_step_is_two_approved_counts_of_the_same_week(quick):
    said = quick.says("pantry-lead", "overlap")
    assert "Parley never answers this in chat: no names, no lists, no files" in said
    assert said.index("Food bank referrals beside helpline calls") < said.index("Start the conversation")
    shown = quick.presses("pantry-lead", "Food bank referrals beside helpline calls")
    assert "food bank referrals in the week of Monday 26 October 2026" in shown
    assert "helpline calls in the week of Monday 26 October 2026" in shown
    assert "Two counts beside each other show coverage" in shown
    assert len(quick.last.cites) == 2


def test_only_a_pair_of_two_sides_is_laid_side_by_side(quick):
    said = quick.says("pantry-lead", "overlap counts foodbank-referrals food-parcels")
    assert "Choose two approved figures, one of each side" in said


def test_where_there_are_no_such_counts_they_are_asked_for(quick):
    quick.says("steward", "data withdraw everything They are looked at again")
    assert "[Ask for counts of both sides]" in quick.says("pantry-lead", "overlap")
    assert "Ask for figures" in quick.presses("pantry-lead", "Ask for counts of both sides")


def test_a_named_person_of_the_other_side_is_asked_with_everything_they_need(chat):
    chat.says("pantry-lead", "overlap")
    form = chat.presses("pantry-lead", "Start the conversation")
    assert "Who would have to settle the lawful basis?" in form
    said = chat.fills("pantry-lead", ANSWERS | {"reply": "4 December"})
    assert "This is request 1. Demo Analyst answers it and has been told." in said
    assert "by the end of Friday 4 December 2026" in said
    assert (
        "Nothing is compared before that is settled in writing with the data protection officers of both."
        in said
    )
    shown = chat.place()
    assert "What for: We would send the leaflet about school meals to the rest" in shown
    assert (
        "To be settled first: The lawful basis, with the data protection officers of both. "
        "They talk: Demo Pantry Lead and Demo Analyst."
    ) in shown
    assert "no names, no lists and no files" in shown
    assert "Send no list and no names." in chat.told("analyst")
    chat.sleeps_until(nine(12, 6))
    chat.reaches(nine(12, 7))
    assert told(chat, "pantry-lead") == 1


def test_what_is_missing_is_asked_again_and_nothing_typed_is_lost(quick):
    said = quick.says("pantry-lead", "overlap talk", values=ANSWERS | {"basis": ""})
    assert "[A talk about two lists]" in said
    assert next(each for each in quick.last.form().fields if each.name == "who").value == ANSWERS["who"]


@pytest.mark.parametrize(
    ("field", "words", "said"),
    [
        ("who", "Mrs Jones of the food parcels, and your list", "cannot say anything about one person"),
        ("who", "whoever has 07700 900123 and your list", "a phone number"),
        ("purpose", "write to ann@example.org about it", "an email address"),
        ("theirs", "Demo Centre Manager", "Name somebody of the other side"),
        ("theirs", "Demo Pantry Lead", "Name somebody of the other side"),
        ("reply", "19 November 2026", "Write a day from Monday 23 November 2026 on"),
        ("reply", "2028-01-01", "Write a day from"),
        ("reply", "soonish", "date"),
    ],
)
def test_what_cannot_be_kept_or_promised_is_refused(quick, field, words, said):
    assert said in quick.says("pantry-lead", "overlap talk", values=ANSWERS | {field: words})
    assert "There are no" in quick.says("lead", "request list") or "none" in quick.says(
        "lead", "request list"
    )


def test_the_same_conversation_is_not_begun_twice(quick):
    quick.says("pantry-lead", "overlap talk", values=ANSWERS)
    said = quick.says("food-hub-lead", "overlap talk", values=ANSWERS | {"ours": "Demo Food Hub Lead"})
    assert "Request 1 is that conversation" in said
    assert "You follow request 1" in quick.presses("food-hub-lead", "Follow it")


def test_the_council_asks_the_other_way_round(quick):
    said = quick.says(
        "analyst", "overlap talk", values=ANSWERS | {"ours": "Demo Analyst", "theirs": "Demo Food Hub Lead"}
    )
    assert "Demo Food Hub Lead answers it" in said
