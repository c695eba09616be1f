"""Questions without a command, and questions that change the one before."""

from __future__ import annotations

from datetime import timedelta

import pytest

REFERRALS = "ask how many food bank referrals in highgate last month?"
SO_FAR = "You have not asked anything here in the last 30 minutes that this could follow up."


def first(seen: str) -> str:
    return seen.split("\n")[0]


def test_a_question_needs_no_command(quick):
    seen = quick.says("food-hub-lead", "how many food bank referrals in kentish town south last month?")
    assert seen.startswith("Kentish Town South had about")
    assert "in October 2026" in first(seen)
    assert quick.says("food-hub-lead", "/referrals in highgate").startswith("Highgate had")
    assert quick.says("food-hub-lead", "@parley vouchers kings x", private=True).startswith(
        "King's Cross had"
    )


@pytest.mark.parametrize(
    "line", ["hello there", "what is this", "pleas help me", "and now for something else"]
)
def test_other_words_are_no_question(quick, line):
    assert quick.says("food-hub-lead", line).startswith("Parley does not know this command.")
    quick.says("food-hub-lead", REFERRALS)
    assert quick.says("food-hub-lead", line).startswith("Parley does not know this command.")


def test_a_question_is_changed_by_what_follows_it(chat):
    assert first(chat.says("food-hub-lead", REFERRALS)).startswith("Highgate had")
    for line, begins, holds in (
        ("/ask and Gospel Oak?", "Gospel Oak had", "in October 2026"),
        ("and last week?", "There is no figure for food bank referrals in Gospel Oak", "9 November 2026 yet"),
        ("the week of 26 October", "Gospel Oak had", "in the week of Monday 26 October 2026"),
        ("what about helpline calls?", "Gospel Oak had", "helpline calls in the week of Monday 26 October"),
        ("and the whole borough", "Camden had", "helpline calls"),
        ("by category?", "Helpline calls in Camden by category", ""),
        ("for prescriptions", "Camden had", "helpline calls (prescriptions)"),
        ("and referrals since october", "Camden had", "food bank referrals in the 6 weeks from"),
        ("as chart", "Food bank referrals in Camden", ""),
    ):
        seen = chat.says("food-hub-lead", line)
        assert seen.startswith(begins), line
        assert holds in first(seen), line


def test_areas_named_to_compare_with_join_those_before(quick):
    quick.says("food-hub-lead", REFERRALS)
    seen = quick.says("food-hub-lead", "compare with gospel oak since october")
    assert "Gospel Oak" in first(seen)
    assert "Highgate" in first(seen)
    quick.says("food-hub-lead", "ask referrals")
    seen = quick.says("food-hub-lead", "compare with gospel oak")
    assert "Gospel Oak" in first(seen)
    assert "Camden" in first(seen)


def test_the_month_before_is_before_the_one_just_spoken_of(quick):
    quick.says("food-hub-lead", REFERRALS)
    assert "in September 2026" in first(quick.says("food-hub-lead", "and the month before?"))
    assert "in September 2025" in first(quick.says("food-hub-lead", "same month last year"))


def test_only_the_same_person_in_the_same_place_follows_up_for_half_an_hour(quick):
    quick.says("food-hub-lead", REFERRALS)
    assert SO_FAR in quick.says("analyst", "/ask and Gospel Oak?")
    assert SO_FAR in quick.says("food-hub-lead", "/ask and Gospel Oak?", private=True)
    quick.clock.move_by(timedelta(minutes=29))
    assert quick.says("food-hub-lead", "/ask and Gospel Oak?").startswith("Gospel Oak had")
    quick.clock.move_by(timedelta(minutes=31))
    assert quick.says("food-hub-lead", "/ask and Kilburn?").startswith(SO_FAR)
    assert quick.presses("food-hub-lead", "Food bank referrals").startswith("Kilburn had")


def test_words_that_could_follow_up_nothing_ask_which_figure(quick):
    assert quick.says("food-hub-lead", "/ask Gospel Oak").startswith("Which figure would you like?")
    assert quick.presses("food-hub-lead", "Food bank referrals").startswith("Gospel Oak had")


def test_a_follow_up_that_does_not_begin_as_one_is_said(quick):
    quick.says("food-hub-lead", REFERRALS)
    said = "Read as a follow-up to your last question here."
    assert said in quick.says("food-hub-lead", "/ask Gospel Oak")
    assert said not in quick.says("food-hub-lead", "and Gospel Oak?")


def test_a_question_about_a_person_is_no_follow_up(quick):
    quick.says("food-hub-lead", REFERRALS)
    seen = quick.says("food-hub-lead", "and is Mrs Patel on the list?")
    assert seen.startswith("Parley cannot say anything about one person")


def test_a_button_under_a_refused_follow_up_stands_by_itself(quick):
    quick.says("food-hub-lead", REFERRALS)
    assert "There is no ward called “Kilbrun”" in quick.says("food-hub-lead", "and ward=Kilbrun?")
    shown = quick.last
    quick.says("food-hub-lead", "ask helpline-calls")
    quick.last = shown
    seen = quick.presses("food-hub-lead", "Kilburn")
    assert seen.startswith("Kilburn had")
    assert "food bank referrals in October 2026" in first(seen)
