"""Asking for figures that nobody approved: one tap from the question, a named person, a date; and never twice the same."""

import pytest
from sqlalchemy import func, select

from storage import database
from storage.requests.alike import ask_the_same
from storage.tables import AuditRow, RequestRow
from tests.requests.conftest import ASKED, ask


def kept(chat):
    with database.reading(chat.app.engine) as db:
        return db.scalar(select(func.count()).select_from(RequestRow))


def test_a_refused_question_becomes_a_request_in_one_tap(chat):
    chat.says("pantry-lead", "/ask foodbank-referrals ward=Highgate by=reason")
    seen = chat.presses("pantry-lead", "Ask the people who hold it")
    assert "What do you want to know?" in seen
    form = chat.last.form()
    assert form.fields[0].value == "food bank referrals in Highgate by reason"
    filled = {field.name: field.value for field in form.fields} | {"why": "We would plan advice there."}
    seen = chat.fills("pantry-lead", filled)
    assert "This is request 1. Demo Analyst answers it and has been told." in seen
    assert "A person will have replied by the end of Monday 23 November 2026." in seen
    assert "Request 1 is for you" in chat.told("analyst")
    assert "food bank referrals in Highgate by reason | 1 |" in chat.says("steward", "data wanted")


def test_everybody_sees_it_with_who_answers_and_by_when(quick):
    ask(quick)
    place = quick.place()
    assert "Asked by: Demo Pantry Lead, Demo Pantry" in place
    assert "Who answers: Demo Analyst, Demo Borough Council" in place
    assert "Raised. A person will have replied by the end of Monday 23 November 2026." in place


def test_the_council_asks_the_voluntary_sector_too(quick):
    seen = ask(quick, "analyst", what="how many drivers the hubs have")
    assert "Demo Lead answers it" in seen


def test_its_number_alone_shows_it(quick):
    ask(quick)
    for line in ("/request 1", "/request #1", "request show 1", "/request show request 1"):
        assert "food bank referrals by age" in quick.says("lead", line)


def test_one_can_change_ones_mind_in_the_form(quick):
    quick.says("pantry-lead", "/request school breakfast clubs")
    assert quick.last.form().fields[0].value == "school breakfast clubs"
    assert "What do you want to know?" in quick.fills("pantry-lead", {**ASKED, "why": " "})
    assert quick.last.form().fields[2].value == ASKED["smallest"]
    assert kept(quick) == 0


REFUSED = [
    {"what": "is Mrs Patel on the list"},
    {"what": "calls from 07700 900123"},
    {"why": "Mr Jones asked for it"},
    {"why": "write to ann@example.org"},
    {"smallest": "her house, 12 Oak Road NW5 1AA"},
    {"what": "x" * 501},
]


def test_nothing_about_one_person_and_nothing_endless_is_kept(quick):
    for changed in REFUSED:
        assert "Thank you" not in ask(quick, **changed)
        assert kept(quick) == 0, changed
    with database.reading(quick.app.engine) as db:
        assert "Patel" not in str([row.detail for row in db.scalars(select(AuditRow))])
    assert quick.place() == ""


def test_the_same_asked_again_finds_the_first_and_counts_who_follows(quick):
    ask(quick)
    seen = ask(quick, "food-hub-lead", what="Food bank referrals, by age?")
    assert "Request 1 asks almost the same" in seen
    assert kept(quick) == 1
    assert "You follow request 1." in quick.presses("food-hub-lead", "Follow it")
    assert "food bank referrals by age | 2 |" in quick.says("lead", "data wanted")


def test_the_same_asked_again_finds_the_answer(quick):
    ask(quick)
    quick.says(
        "analyst", "request answered 1 It is split by reason instead where=ask foodbank-referrals by reason"
    )
    seen = ask(quick, "food-hub-lead")
    assert "Answered. It is split by reason instead" in seen
    assert "in Camden by reason" in quick.presses("food-hub-lead", "See the answer")


def test_whoever_means_something_else_says_so_and_loses_no_word(quick):
    ask(quick)
    ask(quick, "food-hub-lead", why="Why: rotas. What=else?")
    assert "This is request 2." in quick.presses("food-hub-lead", "Mine is different")
    assert "Why: Why rotas. What else?" in quick.says("food-hub-lead", "request 2")


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("food bank referrals by age", "Referrals by age, food bank", True),
        ("How many children take free school meals?", "how many children take free school meals", True),
        ("food bank referrals by age", "food bank referrals by ethnicity", False),
        ("children under 5 in food banks", "children under 18 in food banks", False),
        ("referrals", "how many referrals were for debt in Highgate last winter", False),
        ("food bank referrals in Highgate", "food bank referrals in Kilburn", False),
        ("helpline calls about debt", "food parcels for pensioners", False),
        ("???", "!!!", False),
        ("free school meals", "Free school meal take-up by ward of residence", False),
        ("how many", "how many", True),
    ],
)
def test_what_counts_as_the_same_question(first, second, same):
    assert ask_the_same(first, second) == ask_the_same(second, first) == same


def test_a_newcomer_with_the_name_of_the_analyst_is_not_the_analyst(quick):
    quick.says("demo analyst", "help")  # an account that calls itself so
    ask(quick)
    assert "answers request 1, or a steward" in quick.says("demo analyst", "request no 1")


def test_the_list_shows_open_ones_first_and_old_answers_on_request(quick):
    assert "Open requests: there are none." in quick.says("lead", "request list")
    ask(quick)
    ask(quick, "analyst", what="how many drivers the hubs have")
    quick.says("pantry-lead", "request withdraw 1")
    assert "food bank referrals by age" not in quick.says("lead", "request list")
    assert "food bank referrals by age" in quick.says("lead", "request list all")
    mine = quick.says("pantry-lead", "request list mine")
    assert "drivers" not in mine
    assert "withdrawn" in mine


def test_words_that_begin_like_a_command_can_be_asked_too(quick):
    for line in ("/request list of food pantries", "/request show how many pantries there are"):
        quick.says("pantry-lead", line)
        quick.presses("pantry-lead", "Ask for figures")
        assert quick.last.form().fields[0].value == line.removeprefix("/request ")
