"""How a request ends: answered where people can see it, something else instead, or no with a reason, an offer and a day."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from storage import database
from storage.tables import ActionRow, RequestRow
from tests.requests.conftest import ELSEWHERE, ask, in_two_places, writes_under
from tests.requests.test_talking import threads
from tests.world import NOW

WHERE = "ask food bank referrals by reason"
NO = {
    "reason": "There are too few to show safely",
    "sentence": "Most wards have fewer than 5.",
    "offer": "The borough by month.",
    "revisit": "in 3 months",
}


def row(chat):
    with database.reading(chat.app.engine) as db:
        return db.scalars(select(RequestRow)).one()


def test_answered_says_so_everywhere_with_the_way_to_the_answer(chat):
    ask(in_two_places(chat))
    assert "What is the answer, in a sentence?" in chat.says("analyst", "request answered 1")
    assert chat.last.form().fields[1].value == "ask foodbank-referrals"
    seen = chat.fills("analyst", {"sentence": "We hold it by reason.", "where": WHERE})
    assert seen.startswith(
        "Request 1 is settled: answered. Demo Pantry Lead and whoever follows it have been told."
    )
    assert "How it stands: Answered. We hold it by reason." in chat.place()
    assert threads(chat, ELSEWHERE) == [
        "Demo Analyst from Demo Borough Council: Answered. We hold it by reason."
    ]
    told = chat.told("pantry-lead")
    assert "Demo Analyst from Demo Borough Council: Answered. We hold it by reason." in told
    assert "What was asked: food bank referrals by age" in told
    assert "[See the answer]" in told
    assert "Who answers: Demo Analyst, Demo Borough Council" in told
    assert row(chat).replied_at == NOW


SEEN = [
    (WHERE, "ask foodbank-referrals by=reason"),
    ("/ask foodbank-referrals ward=Highgate", "ask foodbank-referrals ward=Highgate"),
    ("@parley food bank", "ask foodbank-referrals"),
    ("release 1", "ask "),
    ("https://example.org/report?page=2", "https://example.org/report?page=2"),
]


def test_where_an_answer_may_be(asked):
    for where, line in SEEN:
        assert "is settled" in asked.says("analyst", f"request answered 1 It is published now where={where}")
        assert row(asked).answer.startswith(line)
        assert "See the answer" in asked.place() or "The answer is on another page" in asked.place()
        asked.says("analyst", "request undo 1")


UNSEEN = [
    "ask foodbank-referrals ward=Highgate by=reason",
    "ask badgers",
    "release 999",
    "https://",
    "https://[",
    "javascript:alert(1)",
    "https://x.org/" + "a" * 600,
    "https://x.org/?phone=07700900123",
    "see above",
]


def test_an_answer_people_cannot_see_is_none(asked):
    for where in UNSEEN:
        asked.says("analyst", f"request answered 1 It is published now where={where}")
        assert row(asked).state == "raised", where


def test_not_that_but_this_is_two_taps_and_a_form_that_is_filled_in(asked):
    asked.says("analyst", "request offer 1")
    asked.presses("analyst", "A larger area")
    filled = {field.name: field.value for field in asked.last.form().fields}
    assert filled["where"] == "ask foodbank-referrals"
    seen = asked.fills("analyst", filled)
    assert seen.startswith("Request 1 is settled: answered differently.")
    assert "Instead: Not for so small an area, but for a larger one" in asked.place()
    assert "[See the answer]" in asked.told("pantry-lead")


def test_a_talk_is_an_action_of_whoever_answers(asked):
    asked.says("steward", "request offer 1 talk")
    seen = asked.fills("steward", {"sentence": "Let us look at it together.", "due": "Fri"})
    assert "It is action A1: Demo Analyst to talk with Demo Pantry Lead about request 1" in seen
    assert "A new action for you: A1" in asked.told("analyst")
    assert "Instead: Let us look at it together, by Friday 20 November 2026." in asked.told("pantry-lead")
    asked.says("steward", "request offer 1 talk sentence=Let us look at it together. due=Fri")
    assert "stands like that already" in asked.says(
        "steward", "request offer 1 talk sentence=Let us look at it together. due=Fri"
    )
    with database.reading(asked.app.engine) as db:
        assert len(db.scalars(select(ActionRow)).all()) == 1


def test_a_talk_on_no_day_changes_nothing(asked):
    asked.says("analyst", "request offer 1 talk")
    assert "Write a date" in asked.fills("analyst", {"sentence": "Let us look at it.", "due": "soonish"})
    assert row(asked).state == "raised"


def test_a_story_leads_to_the_story(asked):
    asked.says("analyst", "request offer 1 story")
    asked.fills("analyst", {"sentence": "Ask the pantries what they see."})
    assert "What happened?" in asked.presses("analyst", "Tell the story")
    assert "foodbank-referrals" in [field.value for field in asked.last.form().fields]


@pytest.mark.parametrize("end", ["later", "no"])
def test_not_now_and_no_say_why_what_instead_and_when_again(asked, end):
    asked.says("analyst", "request offer 1")
    asked.presses("analyst", "Not now" if end == "later" else "No")
    asked.fills("analyst", NO)
    told = asked.told("pantry-lead")
    assert "There are too few to show safely. Most wards have fewer than 5." in told
    assert "Instead: The borough by month." in told
    assert "It is looked at again on Thursday 18 February 2027." in told
    assert "Who answers: Demo Analyst" in told
    assert "Instead: The borough by month." in asked.place()


MISSING = [
    {"reason": ""},
    {"reason": "because"},
    {"sentence": ""},
    {"sentence": "No."},
    {"sentence": "Ring 07700 900123 please"},
    {"offer": ""},
    {"offer": "nothing"},
    {"revisit": ""},
    {"revisit": "never"},
    {"revisit": "today"},
    {"revisit": "17 November 2026"},
    {"revisit": "1 January 2030"},
    {"revisit": "31 February"},
]


def test_there_is_no_bare_no(asked):
    for missing in MISSING:
        asked.says("analyst", "request no 1")
        asked.fills("analyst", NO | missing)
        assert row(asked).state == "raised", missing
    assert "Raised." in asked.place()


def test_a_talk_is_enough_of_an_offer(asked):
    assert "is settled" in asked.says("analyst", "request no 1", values=NO | {"offer": "A talk"})


def test_what_was_written_is_still_there_when_something_is_missing(asked):
    asked.says("analyst", "request no 1")
    asked.fills("analyst", NO | {"revisit": " "})
    assert {field.name: field.value for field in asked.last.form().fields} == NO | {"revisit": " "}


def test_only_the_side_that_was_asked_decides(asked):
    for who in ("pantry-lead", "centre-manager", "lead", "stranger"):
        for line in ("answered 1", "offer 1", "later 1", "no 1", "give 1 @steward", "undo 1"):
            seen = asked.says(who, f"request {line}")
            assert "Demo Analyst answers request 1, or a steward or lead of the side" in seen, (who, line)


def test_a_lead_answers_what_the_council_asks(quick):
    ask(quick, "analyst", what="how many drivers the hubs have")
    assert "Demo Lead answers request 1" in quick.says("steward", "request no 1")
    assert "is settled" in quick.says("lead", "request no 1", values=NO)


def test_an_end_by_mistake_is_undone_as_if_it_had_not_been(asked):
    before = asked.place()
    asked.says("analyst", "request no 1", values=NO)
    assert "Undone. Request 1 is open as it was before." in asked.presses("analyst", "Undo")
    assert asked.place().startswith(before)
    assert row(asked).replied_at is None
    assert "took the decision back" in asked.told("pantry-lead")
    assert "nothing to undo" in asked.says("analyst", "request undo 1")


def test_undoing_keeps_what_was_said_before(chat):
    ask(chat)
    writes_under(chat, "analyst", "I will look.")
    chat.says("analyst", "request no 1", values=NO)
    chat.says("steward", "request undo 1")
    assert "Being talked about. Demo Analyst replied" in chat.place()


def test_asked_again_it_has_a_new_day_and_the_old_answer_stays_in_its_history(asked):
    asked.says("analyst", "request no 1", values=NO)
    asked.clock.move_to(datetime(2026, 11, 25, 10, tzinfo=UTC))
    assert "can be opened again by who asked and who answers" in asked.says(
        "centre-manager", "request reopen 1"
    )
    seen = asked.says("pantry-lead", "request reopen 1")
    assert "A person will have replied by the end of Monday 30 November 2026." in seen
    assert "Demo Pantry Lead from Demo Pantry opened this again" in asked.told("analyst")
    assert "is open already" in asked.says("pantry-lead", "request reopen 1")
    shown = asked.says("lead", "request 1")
    assert "No. There are too few to show safely. Most wards have fewer than 5." in shown
    assert "How it stands: Being talked about. A person will have replied by" in shown


def test_whoever_asked_takes_it_back_and_that_is_no_reply(asked):
    assert "Only Demo Pantry Lead, who asked" in asked.says("analyst", "request withdraw 1")
    assert "[Take it back]" not in asked.says("analyst", "request 1")
    asked.says("pantry-lead", "request 1")
    assert "Request 1 is settled: withdrawn." in asked.presses("pantry-lead", "Take it back")
    assert row(asked).replied_at is None
    assert "Demo Pantry Lead from Demo Pantry: Withdrawn." in asked.told("analyst")
    assert "Only who asked" in asked.says("analyst", "request undo 1")
    assert "is not open any more" in asked.says("pantry-lead", "request withdraw 1")
    assert "This is request 2." in ask(asked, "lead")  # what was taken back is nobody's question any more
    asked.says("pantry-lead", "request undo 1")
    assert "Raised." in asked.place()


def test_a_request_is_handed_over_and_the_clock_goes_on(asked):
    asked.clock.move_by(timedelta(hours=1))
    asked.says("analyst", "request 1")
    assert "Who answers it from now on?" in asked.presses("analyst", "Give it to somebody else")
    labels = [option.label for option in asked.last.form().fields[0].options]
    assert "Demo Pantry Lead, Demo Pantry" not in labels
    assert asked.fills("analyst", {"who": "Demo Steward"}).startswith(
        "Demo Steward answers request 1 now, and has been told."
    )
    assert "Who answers: Demo Steward" in asked.place()
    assert "gave this to Demo Steward" in asked.told("steward")
    assert "Raised. A person will have replied by the end of Monday 23 November 2026." in asked.place()
    assert "Demo Deputy answers request 1 now" in asked.says("deputy", "request give 1 me")
    asked.says("deputy", "request give 1 @steward")
    assert "has request 1 already" in asked.says("steward", "request give 1 @steward")
    assert "asked this" in asked.says("steward", "request give 1 @pantry-lead")
    assert "Nobody here is called" in asked.says("steward", "request give 1 @nobody")


def test_the_same_decision_twice_is_one(asked):
    for _ in range(2):
        seen = asked.says("analyst", "request no 1", values=NO)
    assert seen == "Request 1 stands like that already."
    assert asked.told("pantry-lead").count("About request 1") == 1
    assert len(threads(asked, ELSEWHERE)) == 1


def test_a_later_decision_takes_the_place_of_the_first(asked):
    asked.says("analyst", "request later 1", values=NO)
    asked.says("analyst", f"request answered 1 It is published now where={WHERE}")
    assert "Looked at again" not in asked.place()
    assert "Answered. It is published now" in asked.place()
