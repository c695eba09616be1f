"""The clock of a request: nobody waits in silence, and nobody is pestered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import generate_latest

from bot import metrics
from bot.health import Health
from tests.world import read

WHAT = {"what": "Food bank referrals by age of the household", "why": "To plan the Saturday sessions"}


def raised(chat, who="pantry-lead", what=WHAT["what"]):
    """Somebody asks for figures."""
    return chat.says(who, "request", values={**WHAT, "what": what})


def passes(chat, moment):
    """Let days go by, one tick each morning."""
    while chat.clock() < moment:
        chat.reaches(min(moment, chat.clock() + timedelta(days=1)))


def nine(month, day, year=2026):
    return datetime(year, month, day, 9, 1, tzinfo=UTC)


def told(chat, who, words="Nobody has replied yet"):
    """How many messages with these words somebody got."""
    return sum(words in read(reply) for to, _, reply in chat.wall.posts if to == who)


def test_when_nobody_replies_in_time_the_asker_and_the_lead_are_told_once(quick):
    raised(quick)
    passes(quick, nine(11, 23))
    assert told(quick, "pantry-lead") == 0
    passes(quick, nine(11, 25))
    assert told(quick, "pantry-lead") == told(quick, "lead") == 1
    assert (
        "Nobody has replied to your request 1 of 18 November 2026 yet: “Food bank referrals by age of the household”. "
        "A person was to reply by the end of Monday 23 November 2026."
    ) in quick.told("pantry-lead")
    assert "Request 1 is open for 6 days and nobody has replied" in quick.told("lead")
    assert (
        "Demo Pantry Lead (Demo Pantry) asked it, Demo Analyst (Demo Borough Council) answers it."
        in quick.told("lead")
    )
    assert told(quick, "analyst", "A sentence from you would help") == 1
    assert "Nobody has replied yet" not in quick.place()
    assert "That day has passed." in quick.place()


def test_it_is_said_again_after_3_then_5_then_10_working_days_and_bank_holidays_do_not_count(quick):
    raised(quick)
    days = []
    while quick.clock() < nine(1, 8, 2027):
        before = told(quick, "pantry-lead")
        quick.reaches(nine(11, 19) + timedelta(days=len(days)))
        days.append((quick.clock().date(), told(quick, "pantry-lead") - before))
    said = [day.isoformat() for day, count in days if count]
    assert said == ["2026-11-24", "2026-11-27", "2026-12-04", "2026-12-18", "2027-01-06"]
    assert max(count for _, count in days) == 1


def test_a_reply_stops_the_clock(quick):
    raised(quick)
    quick.says("analyst", "request say 1 We are looking at it and will tell you on Friday.")
    passes(quick, nine(12, 4))
    assert told(quick, "pantry-lead") == told(quick, "lead") == 0


def test_a_lead_who_asks_is_told_once_and_only_as_the_one_who_asked(quick):
    raised(quick, "lead")
    passes(quick, nine(11, 25))
    assert told(quick, "lead") == 1
    assert "answers it: talk to them." in quick.told("lead")


def test_several_late_requests_are_one_message(quick):
    raised(quick)
    raised(quick, what="How many volunteers are there on each weekday")
    passes(quick, nine(11, 25))
    assert told(quick, "pantry-lead") == told(quick, "lead") == 1
    assert "request 1 of" in quick.told("pantry-lead")
    assert "request 2 of" in quick.told("pantry-lead")


def test_nobody_is_told_in_quiet_hours_whenever_the_check_is(quick):
    quick.says("lead", "schedule change requests check every day 6am")
    raised(quick)
    before = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
    passes(quick, before)
    assert told(quick, "pantry-lead") == told(quick, "lead") == 0
    quick.reaches(datetime(2026, 11, 24, 8, 1, tzinfo=UTC))
    assert told(quick, "pantry-lead") == told(quick, "lead") == 1


def test_what_was_promised_comes_to_those_who_want_no_reminders_too(quick):
    quick.says("pantry-lead", "mine nudges off", private=True)
    raised(quick)
    passes(quick, nine(11, 25))
    assert told(quick, "pantry-lead") == 1


def test_on_its_day_a_request_comes_back_by_itself(chat):
    raised(chat)
    values = {
        "reason": "time",
        "sentence": "The referral log is being rebuilt until Christmas.",
        "offer": "A talk with our analyst about what is there.",
        "revisit": "14 January 2027",
    }
    chat.says("steward", "request later 1", values=values)
    assert "Not now." in chat.says("lead", "request show 1")
    chat.sleeps_until(nine(1, 13, 2027))
    assert told(chat, "pantry-lead", "Request 1 is back") == 0
    chat.reaches(nine(1, 14, 2027))
    assert told(chat, "pantry-lead", "Request 1 is back") == 1
    assert "will have replied by the end of Tuesday 19 January 2027" in chat.told("pantry-lead")
    assert "looks at it again, as was agreed." in chat.says("lead", "request show 1")
    chat.reaches(nine(1, 15, 2027))
    assert told(chat, "pantry-lead", "Request 1 is back") == 1


def test_a_settled_request_is_kept_for_its_time_and_an_open_one_until_it_is_settled(quick):
    raised(quick)
    raised(quick, what="How many volunteers are there on each weekday")
    answer = {"sentence": "It is in the weekly figures.", "where": "ask foodbank-referrals"}
    quick.says("steward", "request answered 1", values=answer)
    quick.sleeps_until(nine(11, 30, 2028))
    said = quick.says("lead", "request list all")
    assert "Food bank referrals by age" not in said
    assert "How many volunteers" in said
    assert "Data requests, after they are settled | 2 years" in quick.says("lead", "about")


def test_on_thursday_the_places_see_what_is_open_oldest_first(quick):
    thursday = datetime(2026, 11, 26, 10, 1, tzinfo=UTC)
    assert "Open data requests" not in quick.reaches(datetime(2026, 11, 19, 10, 1, tzinfo=UTC))
    raised(quick)
    passes(quick, datetime(2026, 11, 23, 10, 0, tzinfo=UTC))
    raised(quick, "analyst", "How many volunteers are there on each weekday")
    shown = quick.reaches(thursday)
    assert shown.index("1 | Food bank referrals by age") < shown.index("2 | How many volunteers")
    assert "19 November 2026, 7 days" in shown
    assert "a sentence helps" in shown


def test_the_age_of_the_oldest_is_in_the_status_and_in_the_digest(quick):
    assert "Open requests: none" in quick.says("food-hub-lead", "status")
    raised(quick)
    quick.reaches(nine(11, 20))
    assert "Open requests: 1, the oldest open for 2 days (request 1)" in quick.says("pantry-lead", "status")
    quick.reaches(datetime(2026, 11, 20, 15, 31, tzinfo=UTC))
    draft = quick.says("lead", "digest", private=True)
    assert "Request 1 was asked: “Food bank referrals by age of the household”. " in draft
    assert "1 request is open. The oldest is request 1, open for 2 days." in draft


def test_the_age_of_the_oldest_is_in_the_metrics(quick):
    health = Health(quick.app, dict, list)
    health.measure()
    assert numbers() == {"parley_open_requests": 0.0, "parley_oldest_open_request_seconds": 0.0}
    raised(quick)
    quick.clock.move_by(timedelta(hours=2))
    health.measure()
    assert numbers() == {"parley_open_requests": 1.0, "parley_oldest_open_request_seconds": 7200.0}


def numbers():
    lines = generate_latest(metrics.registry).decode().splitlines()
    own = [line.rpartition(" ") for line in lines if "{partnership=" in line]
    return {name.partition("{")[0]: float(value) for name, _, value in own}


@pytest.mark.parametrize("who", ["steward", "deputy", "lead"])
def test_the_list_of_wants_says_which_are_requests(quick, who):
    quick.says("food-hub-lead", "wanted how many dogs live in each ward")
    raised(quick)
    quick.says("centre-manager", "request follow 1")
    said = quick.says(who, "data wanted")
    assert "Food bank referrals by age of the household | 2 | 18 November 2026" in said
    assert "request 1, raised" in said
    assert said.index("referrals by age") < said.index("dogs")
