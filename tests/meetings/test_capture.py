"""Holding a meeting: started once, a living message in every place, lines of every kind, taken back, handed over."""

from datetime import UTC, datetime, timedelta

from bot import replies as replies_to
from tests.meetings.series import CALL, meets
from tests.world import PLACE

UNDER = {"address": "demo", "message": "7", "link": "https://demo.example/7", "follows": ""}


LINES = [
    ("decision: we open on Saturdays", "Decision D1", "we open on Saturdays"),
    ("#decision we open on Sundays", "Decision D2", "we open on Sundays"),
    ("Agreed: we open on Mondays", "Decision D3", "we open on Mondays"),
    ("/meeting decision we open on Tuesdays", "Decision D4", "we open on Tuesdays"),
    ("@parley #risk: the freezer may not last", "Risk R1", "the freezer may not last"),
    ("question: who has the key?", "Question Q1", "who has the key?"),
    ("Tension: counts or time to talk", "Tension T1", "counts or time to talk"),
    ("note: the hall is free", "Note 8", "the hall is free"),
    ("#info the hall = free", "Note 9", "the hall = free"),
    ("topic: The freezer", "Topic 10", "The freezer"),
    ("meeting line just words: and more", "Note 11", "just words: and more"),
    ("meeting line risk: it may rain", "Risk R2", "it may rain"),
]
CANNOT = [
    ("decision: ring 07700 900123", "seems to contain a phone number"),
    ("#risk " + "x" * 1001, "Write one line of 1,000 characters or less."),
    ("meeting undo 9", "There is no line 9 in M1"),
    ("meeting undo D3", "There is no line D3 in M1"),
    ("meeting undo 99999999999", "Say which line by its number or its name"),
    ("meeting undo everything", "Say which line by its number or its name"),
    ("meeting show M9", "There is no meeting M9."),
    ("meeting next", "Nothing is left on the agenda."),
    ("meeting next 7", "The meeting has reached that point already, or it was dropped."),
    ("make that an action for the analyst", "Nothing was said yet that could be made an action."),
    ("meeting chair @demo-pantry", "The chair is a person with an account here."),
    ("meeting something", "Write meeting start and its title"),
]
NEED_ONE = [
    "decision: x",
    "#topic x",
    "here",
    "undo",
    "next item",
    "meeting notes x",
    "meeting end",
    "meeting abort",
]


def begun(chat):
    chat.says("lead", "meeting start Team call")
    return chat


def replies(chat, who, words, message="7"):
    """Write under the living message, as a platform hands it in."""
    return chat.says(who, "meeting line", values={**UNDER, "words": words, "message": message})


def test_a_meeting_begins_with_its_message_in_the_place(chat):
    seen = chat.says("lead", "meeting start Team call")
    assert seen.startswith("M1, Team call, has begun. You have the chair.")
    assert (
        "Meeting M1 is going on. It began at 10am on Wednesday 18 November 2026. Demo Lead has the chair."
        in chat.place()
    )
    assert "[Decision] [Action] [Note] [I am here] [End the meeting]" in chat.place()


def test_there_is_one_meeting_at_a_time(quick):
    begun(quick)
    seen = quick.says("analyst", "meeting start Another")
    assert seen.startswith("M1, Team call, is going on. End it first")
    assert "[Show it] [End it]" in seen


def test_lines_of_every_kind_are_noted_and_shown(quick):
    begun(quick)
    for line, kind, words in LINES:
        assert quick.says("lead", line).startswith(f"{kind} is noted in M1.")
        assert f"{kind}: {words}" in quick.place()


def test_a_reply_to_the_message_is_a_line_and_leads_back_to_where_it_was_said(quick):
    begun(quick)
    assert replies(quick, "pantry-lead", "decision: we close at four").startswith("Decision D1 is noted")
    assert replies(quick, "pantry-lead", "and the shutters stick", "8").startswith("Note 2 is noted")
    quick.says("lead", "meeting end")
    assert UNDER["link"] in str(quick.wall.posts)


def test_a_line_by_mention_leads_back_to_where_it_was_said(quick):
    begun(quick)
    quick.says("lead", "decision: we close at four", values=UNDER)
    quick.says("lead", "meeting end")
    assert UNDER["link"] in str(quick.wall.posts)


def test_under_the_weeknote_question_a_note_is_a_weeknote(quick):
    quick.reaches(datetime(2026, 11, 20, 11, 0, tzinfo=UTC))
    question = quick.wall.posts[-1][1]
    meant = replies_to.answers(quick.app, "web", PLACE, question, "Note: the van is back", by_mention=True)
    assert meant is not None
    assert meant.line == "weeknote reply"


def test_the_same_message_is_one_line(quick):
    begun(quick)
    replies(quick, "pantry-lead", "decision: we close at four")
    assert replies(quick, "pantry-lead", "decision: we close at four").startswith("Decision D1 is noted")
    assert "D2" not in quick.place()


def test_a_reply_may_be_a_command_without_its_slash(quick):
    begun(quick)
    replies(quick, "analyst", "we might ring the pantry")
    assert replies(quick, "lead", "undo").startswith("You have said nothing")
    assert replies(quick, "analyst", "undo", "9").startswith(
        "Taken out of the minutes: Note 1: we might ring the pantry"
    )
    assert replies(quick, "pantry-lead", "I'm here", "10").startswith("Noted as here: Demo Pantry Lead")


def test_a_line_is_shown_to_whoever_comes_by_a_form(quick):
    begun(quick)
    quick.says("analyst", "meeting decision")
    seen = quick.fills(
        "analyst", {"words": "We buy a freezer", "reason": "The old one leaks", "review": "1 March"}
    )
    assert seen.startswith("Decision D1 is noted")
    quick.says("lead", "meeting end")
    assert "Reason: The old one leaks." in quick.place()


def test_a_form_for_any_kind_of_line(quick):
    begun(quick)
    quick.says("analyst", "meeting line")
    assert quick.fills("analyst", {"words": "Who pays?", "kind": "question"}).startswith(
        "Question Q1 is noted"
    )
    quick.says("analyst", "meeting line")
    assert "Choose what kind of line it is." in quick.fills("analyst", {"words": "Who pays?", "kind": "song"})


def test_what_cannot_be_done_says_what_can(quick):
    begun(quick)
    for line, said in CANNOT:
        assert said in quick.says("lead", line)
    assert "07700" not in quick.place()


def test_without_a_meeting_there_is_a_way_to_start_one(quick):
    for line in NEED_ONE:
        seen = quick.says("lead", line)
        assert seen.startswith("No meeting is going on")
        assert "[Start a meeting]" in seen


def test_an_author_takes_a_line_back_for_ten_minutes_and_the_chair_at_any_time(quick):
    begun(quick)
    quick.says("analyst", "decision: one")
    quick.says("analyst", "decision: two")
    quick.clock.move_by(timedelta(minutes=10))
    assert quick.says("analyst", "undo") == "Taken out of the minutes: Decision D2: two"
    quick.clock.move_by(timedelta(seconds=1))
    refused = quick.says("analyst", "undo")
    assert refused.startswith(
        "A line can be taken back for ten minutes by whoever said it, and later by Demo Lead"
    )
    assert quick.says("pantry-lead", "meeting undo D1").startswith("A line can be taken back for ten minutes")
    assert quick.says("lead", "meeting undo D1").startswith("Taken out of the minutes: Decision D1: one")
    assert quick.says("analyst", "decision: three").startswith("Decision D3 is noted")
    assert "one" not in quick.place().partition("So far:")[2]


def test_the_chair_takes_lines_out_of_the_draft_too_and_nobody_out_of_confirmed_minutes(quick):
    begun(quick)
    quick.says("analyst", "decision: one")
    quick.says("analyst", "decision: two")
    quick.says("lead", "meeting end")
    quick.clock.move_by(timedelta(hours=1))
    assert quick.says("lead", "meeting undo M1 1").startswith("Taken out of the minutes: Decision D1")
    quick.says("lead", "meeting start Next one")
    quick.says("lead", "minutes confirm M1")
    quick.presses("lead", "Confirm M1")
    assert "are confirmed, so nothing is taken out" in quick.says("lead", "meeting undo M1 2")


def test_a_topic_taken_back_leaves_its_lines_under_the_one_before(quick):
    begun(quick)
    for line in ("topic: Freezer", "decision: buy one", "topic: Van", "risk: it may stop"):
        quick.says("lead", line)
    quick.says("lead", "meeting undo 3")
    quick.says("lead", "meeting end")
    minutes = quick.place()
    assert minutes.index("1. Freezer") < minutes.index("2. Decision D1") < minutes.index("4. Risk R1")
    assert "Before the first topic" not in minutes


def test_the_chair_is_handed_over(quick):
    begun(quick)
    assert quick.says("analyst", "meeting chair me").startswith(
        "Demo Lead has the chair. They, whoever began"
    )
    assert quick.says("lead", "meeting chair @analyst") == "Demo Analyst has the chair of M1 now."
    assert "Demo Lead gave you the chair of M1, Team call." in quick.told("analyst")
    assert "Demo Analyst has the chair." in quick.place()
    assert quick.says("analyst", "meeting chair @analyst") == "Demo Analyst has the chair already."
    assert quick.says("analyst", "meeting end").startswith("M1, Team call, has ended.")


def test_a_series_brings_its_title_and_its_chair(quick):
    meets(quick, CALL)
    assert quick.says("lead", "meeting start").startswith(
        "M1, Weekly call, has begun. Demo Food Hub Lead has the chair."
    )
    quick.says("food-hub-lead", "meeting end")
    assert quick.says("lead", "meeting start weekly CALL").startswith("M2, Weekly call, has begun.")


def test_of_several_series_one_is_chosen(quick):
    meets(quick, CALL, {**CALL, "title": "Board"})
    assert "[Weekly call] [Board] [Another one]" in quick.says("lead", "meeting start")
    assert quick.presses("lead", "Board").startswith("M1, Board, has begun.")


def test_other_words_of_the_configuration_are_used(quick):
    here = quick.app.partnerships["demo-food"]
    labels = here.settings.meetings.model_copy(update={"labels": {"question": "Issue"}})
    here.settings = here.settings.model_copy(update={"meetings": labels})
    begun(quick)
    assert quick.says("lead", "question: who pays?").startswith("Issue Q1 is noted")
