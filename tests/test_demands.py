"""What people want to know that nobody has approved: a person is asked, and the stewards see how many want it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from storage import database, demands
from storage.demands import Demand
from storage.tables import AuditRow, DemandRow
from tests.world import NOW

WANT = "wanted food bank referrals by age"


def count(chat) -> int:
    with database.reading(chat.app.engine) as db:
        return db.scalar(select(func.count()).select_from(DemandRow))


def test_the_person_who_holds_the_nearest_thing_is_told_and_the_asker_hears_who(chat):
    seen = chat.says("pantry-lead", WANT)
    assert seen.startswith("Demo Analyst has been told that you would like to know this")
    told = chat.told("analyst")
    assert "Demo Pantry Lead from Demo Pantry asked for: “food bank referrals by age”" in told
    assert "The nearest figure you look after is Food bank referrals." in told
    assert "Pantry" not in chat.place()


def test_the_same_want_of_the_same_person_is_one_row_and_tells_nobody_twice(chat):
    chat.says("pantry-lead", WANT)
    seen = chat.says("pantry-lead", "/wanted   Food bank referrals BY AGE, ")
    assert seen.startswith("You asked for this on 18 November 2026 already")
    assert count(chat) == 1
    assert chat.told("analyst").count("Somebody would like to know") == 1


def test_whoever_needs_a_reply_asks_for_one_with_their_words_filled_in(quick):
    quick.says("pantry-lead", WANT)
    quick.presses("pantry-lead", "Ask for a reply")
    assert quick.last.form().command == "request"
    assert quick.last.form().fields[0].value == "food bank referrals by age"


def test_without_words_there_is_a_form(quick):
    assert "What would you like to know?" in quick.says("pantry-lead", "wanted")
    assert "has been told" in quick.fills("pantry-lead", {"what": "how many pantries there are"})


def test_whoever_asks_is_not_told_what_they_said_themselves(quick):
    assert quick.says("analyst", WANT).startswith("Demo Steward has been told")


@pytest.mark.parametrize(
    "words", ["is Mrs Patel on the list", "calls from 07700 900123", "parcels for ann@example.org"]
)
def test_a_question_about_one_person_is_never_kept(quick, words):
    seen = quick.says("pantry-lead", f"wanted {words}")
    assert "cannot say anything about one person" in seen
    assert count(quick) == 0
    with database.reading(quick.app.engine) as db:
        assert "Patel" not in "".join(row.detail for row in db.scalars(select(AuditRow)))


def test_a_want_that_is_too_long_says_how_long_it_may_be(quick):
    assert "200 characters or less" in quick.says("pantry-lead", "wanted " + "x" * 201)


def test_stewards_see_what_most_people_want_first_and_not_who(quick):
    quick.says("centre-manager", "wanted debt advice visits")
    quick.says("pantry-lead", "wanted school breakfast clubs")
    quick.says("food-hub-lead", "wanted Clubs, school breakfast")
    quick.says("steward", "data")
    seen = quick.presses("steward", "What people want to know")
    assert seen.index("school breakfast clubs | 2") < seen.index("debt advice visits | 1")
    assert "Pantry Lead" not in seen
    assert "Only a deputy, lead or steward" in quick.says("pantry-lead", "data wanted")


def test_nobody_wants_anything_yet(quick):
    assert "Nobody has asked" in quick.says("steward", "data wanted")


def test_people_count_once_however_often_they_ask(engine):
    with database.writing(engine) as db, db.begin():
        for person, words in ((1, "a b"), (1, "b a"), (2, "B, a"), (3, "c")):
            demands.add(db, "p", None, Demand(words, person, NOW, None, "Demo Lead"))
        assert [(each.words, each.people) for each in demands.ranked(db, "p")] == [("a b", 2), ("c", 1)]
        assert demands.ranked(db, "other") == []


def test_a_want_is_forgotten_when_its_time_is_over(chat):
    chat.says("pantry-lead", WANT)
    chat.sleeps_until(chat.clock() + timedelta(days=399))
    assert count(chat) == 1
    chat.sleeps_until(chat.clock() + timedelta(days=10))
    assert count(chat) == 0
