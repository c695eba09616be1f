"""How many have answered: each organisation once, whatever it answered and to how many questions, open and closed."""

import json
from datetime import UTC, datetime

import pytest

from tests.soundings.people import FOR, answer_all

FRIDAY = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
CLOSES = 'closes="Fri 17:00"'
SHAPES = {
    "choice": ("Yes | No", ["yes", "no", "prefer not to say", "2", "does not apply here"]),
    "several": ("several: Tins | Milk | Bread", ["1|2|3", "tins | milk", "4", "bread", "5"]),
    "scale": ("scale", ["0", "5", "prefer not to say", "5", "does not apply here"]),
    "number": ("number of parcels", ["0", "25", "prefer not to say", "25", "does not apply here"]),
    "text": ("text", ["A van", "More tins", "prefer not to say", "A van", "does not apply here"]),
}
WAYS = ("", "mode=named", "remind=everybody", "voice=person")


def turnout(shown):
    return next(line for line in shown.split("\n") if "answered" in line).partition(".")[0]


def said(number, way):
    if way != "voice=person":
        return f"{number} of 6 organisations {'has' if number == 1 else 'have'} answered"
    return "1 person has answered" if number == 1 else f"{number} people have answered"


@pytest.mark.parametrize("way", WAYS)
def test_each_shape_counts_a_voice_once_open_and_closed(quick, way):
    """Five answer a sounding of each shape, and the first of them tries again."""
    for number, (answers, given) in enumerate(SHAPES.values(), start=1):
        quick.says("lead", f'poll "Question {number}?" {answers} {CLOSES} {way}')
        answer_all(quick, number, given)
        quick.says(next(iter(FOR)), f"poll {number} {given[0]}")
        assert turnout(quick.says("analyst", f"poll {number}")) == said(5, way)
    quick.reaches(FRIDAY)
    for number in range(1, 6):
        closed = quick.says("analyst", f"poll {number}")
        assert f"This closed at 5pm today, Friday 20 November 2026. {said(5, way)}." in closed
    quick.says("analyst", "poll export 5")
    assert said(5, way) in quick.last.blocks[1].text


@pytest.mark.parametrize("way", WAYS[:3])
def test_several_questions_count_an_organisation_once_however_many_it_answers(quick, way):
    asked = "\n".join(f'"Question {name}?" {answers}' for name, (answers, _) in SHAPES.items())
    quick.says("lead", f"poll {asked} {CLOSES} {way}")
    for place, (_, given) in enumerate(SHAPES.values(), start=1):
        assert quick.says("pantry-lead", f"poll 1.{place} {given[0]}").startswith("Counted.")
        assert turnout(quick.says("analyst", "poll 1")) == said(1, way)
    assert quick.says("food-hub-lead", "poll 1.2 1|2|3").startswith("Counted.")
    assert quick.says("deputy", "poll 1.5 A second van").startswith("Counted.")
    assert quick.says("analyst", "poll 1.4 prefer not to say").startswith("Counted.")
    assert turnout(quick.place().split("Sounding 1\n")[-1]) == said(4, way)
    closed = quick.reaches(FRIDAY)
    assert f"This closed at 5pm today, Friday 20 November 2026. {said(4, way)}." in closed


def test_two_people_of_one_organisation_are_one_answer(chat):
    chat.says("lead", f'poll "What is low?" several: Tins | Milk {CLOSES}')
    chat.says("pantry-lead", "poll 1 tins")
    chat.says("newcomer", "introduce", values={"name": "Demo Helper", "organisation": "pantry"})
    assert "Demo Pantry has already answered" in chat.says("newcomer", "poll 1 tins | milk")
    assert turnout(chat.says("lead", "poll 1")) == said(1, "")


def test_a_named_answer_taken_back_counts_no_more_and_of_two_questions_only_when_both_are(quick):
    quick.says(
        "lead", f'poll "Is it warm?" Yes | No\n"What is low?" several: Tins | Milk {CLOSES} mode=named'
    )
    quick.says("pantry-lead", "poll 1 yes")
    quick.says("pantry-lead", "poll 1 no")
    quick.says("pantry-lead", "poll 1.2 tins | milk")
    quick.says("pantry-lead", "poll unvote 1")
    assert turnout(quick.says("lead", "poll 1")) == said(1, "")
    quick.says("pantry-lead", "poll unvote 1.2")
    assert turnout(quick.says("lead", "poll 1")) == said(0, "")


@pytest.mark.parametrize("way", ["", "mode=named"])
def test_who_rather_said_nothing_is_not_counted_among_those_who_wrote(quick, way):
    quick.says("lead", f'poll "What would help?" text {CLOSES} {way}')
    answer_all(quick, 1, ["A van", "Tins", "prefer not to say", "Bread", "does not apply here", "Milk"])
    closed = quick.reaches(FRIDAY)
    assert said(6, way) in closed
    assert "4 answered in their own words." in closed


def test_words_are_not_counted_twice_when_a_button_is_pressed_after_them(quick):
    quick.says("lead", f'poll "What would help?" text {CLOSES} mode=named')
    quick.says("pantry-lead", "poll 1 A second van")
    assert "already answered" in quick.says("pantry-lead", "poll 1 prefer not to say")
    assert "1 answered in their own words." in quick.reaches(FRIDAY)


def test_a_question_too_few_answered_does_not_say_how_few(quick):
    quick.says("lead", f'poll "Is it warm?" Yes | No\n"What is low?" several: Tins | Milk {CLOSES}')
    answer_all(quick, 1, ["yes"] * 6)
    answer_all(quick, "1.2", ["tins | milk"] * 3)
    closed = quick.reaches(FRIDAY)
    assert said(6, "") in closed
    assert "Too few replies to share the results." in closed
    quick.says("analyst", "poll export 1")
    kept = json.loads(quick.last.blocks[2].text)
    assert kept["questions"][0]["answered"] == 6
    assert "answered" not in kept["questions"][1]
