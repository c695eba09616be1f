"""Words of people's own and numbers: nobody reads what too few answered, and whoever reads knows what was asked."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from storage import database
from storage.tables import PollWordsRow
from tests.soundings.files import copied
from tests.soundings.people import FOR, FRIDAY_LINE, answer_all

TWO = f'/poll "What would help most?" text\n"What would hinder most?" text {FRIDAY_LINE}'
HELP = ("A second van", "More tins", "A quiet room", "Debt advice", "prefer not to say")


def closed(chat, hinder):
    chat.says("lead", TWO)
    answer_all(chat, 1, HELP)
    for who, words in zip(FOR, hinder, strict=False):
        assert chat.says(who, f"poll 1.2 {words}").startswith("Counted.")
    chat.says("lead", "poll close 1")


def test_a_moderator_sees_which_question_an_answer_belongs_to(quick):
    closed(quick, ["Rain", "Stairs", "Fog", "Ice", "Wind"])
    seen = quick.says("lead", "poll words 1")
    helped, hindered = seen.split("They answer: What would hinder most?")
    assert helped.startswith("Sounding 1: answers in words\n\nThey answer: What would help most?")
    assert all(words in helped for words in HELP[:4])
    assert all(words in hindered for words in ("Rain", "Stairs", "Fog", "Ice", "Wind"))
    assert "[Leave 9 out]" in hindered


def test_words_that_too_few_gave_are_read_by_nobody_and_are_gone(chat):
    closed(chat, ["The stairs are steep", "Nothing hinders us"])
    assert "4 answers in people's own words wait" in chat.told("lead")
    assert "steep" not in chat.says("lead", "poll words 1")
    with database.reading(chat.app.engine) as db:
        assert {row.question for row in db.scalars(select(PollWordsRow))} == {1}
    chat.reaches(chat.clock().replace(minute=1))
    assert b"The stairs are steep" not in copied(chat.app.engine)
    chat.presses("lead", "Let these out")
    assert "steep" not in chat.place()
    assert "4 answered in their own words." in chat.place()


def test_words_in_a_named_sounding_need_no_minimum(quick):
    quick.says("lead", f'/poll "What would help most?" text mode=named {FRIDAY_LINE}')
    quick.says("pantry-lead", "poll 1 A second van")
    quick.says("lead", "poll close 1")
    quick.says("lead", "poll words 1")
    quick.presses("lead", "Let these out")
    assert "A second van" in quick.place()


@pytest.mark.parametrize("voices", [1, 5])
def test_a_number_that_few_or_nobody_gave_is_no_number_that_stands_out(quick, voices):
    quick.says("lead", f'/poll "How many parcels?" number of parcels {FRIDAY_LINE}')
    answer_all(quick, 1, ["prefer not to say"] * voices + ["20"] * (5 - voices))
    quick.says("lead", "poll close 1")
    assert "Too few replies to share the results." in quick.place()
    assert "stands out" not in quick.place()
