"""What a question takes from its catalogue, its calendar and the choices made for the person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from commands.question import line, understand
from storage.measures import Rates
from tests import asker
from tests.grammar import DEMO, REFERRALS, asked, offers, refused

RURAL = asker.partnership("central-bedfordshire")
RATED = asker.redeclared(DEMO, "foodbank-referrals", rates=Rates(per=1000, of="helpline-calls"))
UNRATED = asker.redeclared(DEMO, "foodbank-referrals", rates=Rates(per=1000, of="census-households"))
MONTHLY = asker.redeclared(
    DEMO,
    "helpline-calls",
    time=DEMO.catalogue.measures["helpline-calls"].time.model_copy(update={"grain": "month", "starts": None}),
    publish=tuple(replace(each, time="month") for each in DEMO.catalogue.measures["helpline-calls"].publish),
)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("referrals last month", "A week counts in the month of its Sunday."),
        ("referrals week=1/10", "“1/10” was read as 1 October 2026: the day before the month."),
        ("referrals in highgate", "There is also a ward called Highgate in Haringey; this is another one."),
        ("how many people had referrals", "These figures count referrals, not people."),
        ("the most referrals by ward", "Parley does not rank areas: they stand in their usual order."),
        (
            "referrals from 1 Oct to 31 Dec 2026",
            "The newest figures are for the week of Monday 2 November 2026.",
        ),
        ("free school meals since october", "These figures are counted by term, so whole terms are shown."),
    ],
)
def test_a_choice_made_for_the_person_is_said(typed, said):
    assert said in asked(typed).said


def test_what_needs_no_saying_is_not_said():
    assert asked("how many pupils are entitled to free school meals in haverstock").said == ()


def test_a_week_of_monthly_figures_gets_its_month():
    refusal = refused("helpline calls week=9 Sep", MONTHLY)
    assert refusal.text == "Parley has helpline calls by month, not by week. Would September 2026 do?"
    assert offers(refusal) == {"September 2026": "ask helpline calls month=2026-09"}


def test_a_rate_is_given_only_as_it_is_declared_and_approved():
    assert asked("referrals per 1,000 residents by ward", RATED).per == 1000
    assert asked("referrals per head", RATED).per == 1000
    assert line(asked("referrals rate", RATED)) == f"ask {REFERRALS} per=1000"
    wrong = refused("referrals per=100", RATED)
    assert wrong.text == "Food bank referrals can be shown per 1,000, not per 100."
    assert offers(wrong)["Per 1,000"] == "ask referrals per=1000"
    missing = refused("referrals per=1000", UNRATED)
    assert missing.text.startswith("A rate needs approved figures for census-households, and there are none.")


def test_a_pair_knows_both_of_its_halves():
    question = asked("free school meals gap")
    assert question.measure.id == "fsm-entitled"
    assert question.paired is not None
    assert question.paired.measure.id == "fsm-taking"
    assert asked("free school meals").paired is None


def test_another_partnership_is_asked_in_the_words_of_its_own_catalogue():
    question = asked("parcels in leighton linslade north by month", RURAL)
    assert line(question) == "ask food-parcels ward=Leighton-Linslade North by=month"
    understood = refused("parcels wrad=x", RURAL).text
    assert all(f" {level}=" in understood for level in question.release.areas.levels)
    assert asked("parcels by ward", RURAL).areas == (question.release.areas.top,)


def test_a_question_changed_by_a_button_keeps_the_rest():
    question = asked("referrals ward=Highgate month=October reason=debt vs=last year as=chart")
    assert line(question, ward="Kilburn", as_="") == (
        f"ask {REFERRALS} ward=Kilburn reason=debt month=2026-10 vs=month 2025-10"
    )
    assert line(question, ward="", by="ward", reason="", vs="") == (
        f"ask {REFERRALS} by=ward month=2026-10 as=chart"
    )
    assert line(question, last="8", vs="") == f"ask {REFERRALS} ward=Highgate reason=debt last=8 as=chart"


def test_the_day_is_that_of_the_wall_calendar_on_both_nights_the_clocks_change():
    for now, monday in (
        (datetime(2026, 3, 29, 23, 30, tzinfo=UTC), "2026-03-30"),  # 0:30am on Monday, summer time
        (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), "2026-10-19"),  # still Sunday, winter time
    ):
        request = asker.request(DEMO, now)
        first = date.fromisoformat(monday)
        with_figures = asker.redeclared(DEMO, REFERRALS)
        with_figures.shelf.figures[REFERRALS].periods = (monday,)
        question = understand(asker.request(with_figures, now), "referrals this week", {})
        assert (request.today - first).days in range(7)
        assert question.window.periods == (monday,)
