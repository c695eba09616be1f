"""Soundings that come round because somebody said so in the chat."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from commands.polling.coming_round import NAME, usual_name
from commands.polling.wanted import Wanted
from storage import database, schedule_changes
from storage.soundings import begun
from storage.soundings.sounding import Question
from storage.tables import PersonRow
from tests.soundings.people import answer_all
from tests.soundings.series import comes_round

ASKED = 'poll "How is demand?" Higher | Same | Lower'
DEMAND = f'{ASKED} every="second Wednesday" closes="2 working days" name=Demand'
BEGUN = "Demand comes round from now on: every second Wednesday 10am."
OPENS = datetime(2026, 12, 2, 10, 0, tzinfo=UTC)  # the first Wednesday that comes; it is 18 November
CLOSES = datetime(2026, 12, 4, 17, 0, tzinfo=UTC)
FORTNIGHT = timedelta(days=14)


def test_a_lead_lets_a_sounding_come_round_in_one_line(chat):
    seen = chat.says("lead", DEMAND)
    assert seen.startswith(BEGUN)
    assert "Next: Wednesday 2 December, Wednesday 16 December, Monday 4 January 2027." in seen
    assert "Wednesday 30 December runs into a bank holiday: Monday 4 January 2027 instead." in seen
    assert "Open for: 2 working days" in seen
    chat.reaches(OPENS - timedelta(minutes=1))
    opened = chat.reaches(OPENS)
    assert "Sounding 1: Demand, run 1" in opened
    assert "Closes at 5pm on Friday 4 December 2026." in opened
    assert answer_all(chat, 1, ["higher"] * 6)[0].startswith("Counted.")
    assert "Demand, run 1 has closed" in chat.reaches(CLOSES)
    assert "say in one line what you did" in chat.told("lead")
    assert "Sounding 2: Demand, run 2" in chat.reaches(OPENS + FORTNIGHT)


def test_it_stands_wherever_series_are_listed(quick):
    quick.says("lead", DEMAND)
    assert "Demand | every second Wednesday 10am | Wednesday 2 December" in quick.says("analyst", "poll list")
    assert "Demand sounding: every second Wednesday 10am.\nNext: Wednesday 2" in quick.says(
        "lead", "schedule"
    )
    assert "It opens every second Wednesday 10am." in quick.says("analyst", "poll series demand")
    assert "[Stop it]" not in quick.says("analyst", "poll series demand")


def test_only_an_editor_or_a_lead_may_begin_one(quick):
    assert "Only an editor or a lead" in quick.says("pantry-lead", DEMAND)
    assert "[Let it come round]" not in quick.says("pantry-lead", ASKED.replace("poll ", "poll draft "))
    assert "No sounding comes round here." in quick.says("pantry-lead", "poll series")


def test_a_draft_is_given_a_rhythm_and_looked_at_first(quick):
    quick.says("lead", ASKED.replace("poll ", "poll draft ") + " mode=named who=vcs")
    quick.presses("lead", "Let it come round")
    seen = quick.fills("lead", {"every": "first Monday of the month", "name": "", "closes": "Fri 5pm"})
    assert "Called: Demand" in seen
    assert "Comes round: first Monday of the month 10am\nOpen for: 4 days" in seen
    assert "Next: Monday 7 December, Monday 4 January 2027, Monday 1 February 2027." in seen
    quick.presses("lead", "Change something else")
    seen = quick.presses("lead", "One answer from each person")
    assert "Comes round: first Monday of the month 10am" in seen
    assert "Demand comes round from now on" in quick.presses("lead", "Let it come round")
    seen = quick.reaches(datetime(2026, 12, 7, 10, 0, tzinfo=UTC))
    assert "Named: everybody here sees who chose what." in seen
    assert "Closes at 5pm on Friday 11 December 2026." in seen


def test_a_closed_sounding_is_asked_again_and_again(quick):
    quick.says("lead", f'{ASKED} closes="Fri 17:00"')
    quick.says("lead", "poll close 1")
    quick.says("lead", "poll 1")
    quick.presses("lead", "Let it come round")
    quick.fills("lead", {"every": "every other Thursday 2pm", "name": "Demand", "closes": ""})
    assert "comes round from now on: every second Thursday 2pm" in quick.presses("lead", "Let it come round")
    assert "Demand, run 1" in quick.reaches(datetime(2026, 11, 19, 14, 0, tzinfo=UTC))


def test_a_template_comes_round(quick):
    quick.says("lead", 'poll stock every="second Wednesday" who=vcs')
    assert "Stock comes round from now on" in quick.presses("lead", "Let it come round")
    seen = quick.reaches(OPENS)
    assert "How is your stock for the coming week?" in seen
    assert "1 more question follows" in seen


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ('every="every day"', "Nobody can answer the same every day."),
        ("every=soon", "Write a day and a time"),
        ('every=Monday closes="2 weeks"', "Each one must close before the next one opens."),
        ('every=Monday closes="teatime"', "Say how long it is open, such as 2 working days"),
        (
            'every="last Friday" closes="4 months"',
            "On every date of the next year it would be open on a bank holiday",
        ),
        ("every=Monday name='a | b'", "Write a name in letters, numbers and spaces"),
        ("every=Monday name='Stop it'", "Write a name in letters, numbers and spaces"),
        ("every=Monday name='07700 900123'", "This seems to contain a phone number"),
        (f"every=Monday name={'x' * 31}", "30 characters or less"),
        ("every=Monday who=nobody", "No organisation here is called “nobody”."),
    ],
)
def test_what_cannot_come_round_is_said_and_nothing_begins(quick, keys, said):
    assert said in quick.says("lead", f"{ASKED} {keys}")
    assert "No sounding comes round here." in quick.says("lead", "poll series")


def test_runs_so_near_that_results_are_held_are_warned_about(quick):
    assert "Every second week is safer." in quick.says("lead", f"{ASKED} every=Monday")
    assert "Every second week is safer." not in quick.says("lead", f'{ASKED} every="second Monday" name=Two')


def test_a_name_is_there_once(quick):
    comes_round(quick)
    assert "A sounding called Demand comes round already" in quick.says("lead", DEMAND)
    quick.says("lead", DEMAND.replace("name=Demand", "name=Stock"))
    assert "A sounding called Stock comes round already" in quick.says(
        "lead", f"{ASKED} every=Monday name=stock"
    )
    comes_round(quick, name="STOCK")
    assert quick.says("lead", "schedule").count("sounding: every second") == 1


def test_not_more_than_eight_come_round(quick):
    for number in range(8):
        quick.says("lead", f"{ASKED} every=\"second Wednesday\" name='Round {number}'")
    assert "8 soundings come round here already." in quick.says("lead", DEMAND)


def test_it_is_stopped_and_what_was_asked_stays(chat):
    chat.says("lead", DEMAND)
    chat.reaches(OPENS)
    answer_all(chat, 1, ["higher"] * 6)
    assert "Stop Demand?" in chat.says("lead", "poll series stop demand")
    assert "Demand does not come round any more." in chat.presses("lead", "Stop it")
    assert "Demand, run 1 has closed" in chat.reaches(CLOSES)
    assert "run 2" not in chat.reaches(OPENS + FORTNIGHT)
    assert "It does not come round any more." in chat.says("analyst", "poll series demand")
    assert "Choose which sounding" not in chat.says("lead", "schedule")


def test_one_that_was_stopped_is_taken_up_with_one_tap(quick):
    quick.says("lead", DEMAND)
    quick.says("lead", "poll series stop demand sure=yes")
    seen = quick.presses("lead", "Let it come round again")
    assert seen.startswith(BEGUN)
    assert "Open for: 2 working days" in seen


def test_one_that_is_begun_again_goes_on_counting_and_owes_nothing_for_the_time_between(chat):
    chat.says("lead", DEMAND)
    chat.reaches(OPENS)
    chat.says("lead", "poll close 1")
    chat.says("lead", "poll series skip demand")
    chat.says("lead", "poll series change demand every second Thursday 2pm")
    chat.says("lead", "poll series stop demand sure=yes")
    chat.reaches(OPENS + FORTNIGHT + timedelta(hours=1))
    assert BEGUN in chat.says("lead", DEMAND)
    assert "run 2" not in chat.reaches(OPENS + FORTNIGHT + timedelta(hours=2))
    assert "left out" not in chat.says("lead", "poll series demand")
    assert "Demand, run 2" in chat.reaches(datetime(2027, 1, 4, 10, 0, tzinfo=UTC))


def test_the_next_one_is_skipped_and_put_back(quick):
    quick.says("lead", DEMAND)
    seen = quick.says("lead", "poll series skip demand half term")
    assert "The Demand sounding of Wednesday 2 December is left out." in seen
    assert "Wednesday 2 December: skipped by Demo Lead, half term." in seen
    assert "is not left out any more.\nNext: Wednesday 2 December" in quick.presses("lead", "Undo")
    assert "This one is not skipped any more" in quick.says(
        "lead", "poll series unskip demand 2026-12-02T10:00"
    )
    quick.says("lead", "poll series skip demand")
    assert "Demand" not in quick.reaches(OPENS)
    assert "Demand, run 1" in quick.reaches(OPENS + FORTNIGHT)


def test_it_is_given_another_time_and_its_old_one_back(quick):
    quick.says("lead", DEMAND)
    quick.says("lead", "poll series change demand")
    seen = quick.fills("lead", {"when": "Thursday 2pm"})
    assert "Demand now comes round Thursday 2pm.\nNext: Thursday 19 November" in seen
    assert "(changed from every second Wednesday 10am)" in quick.says("lead", "schedule")
    assert "Demand, run 1" in quick.reaches(datetime(2026, 11, 19, 14, 0, tzinfo=UTC))
    quick.says("lead", "schedule change demand every second Wednesday 10am")
    assert "changed from" not in quick.says("lead", "schedule")
    assert "as configured" not in quick.says("lead", "schedule")


def test_only_its_owner_and_leads_change_it(quick):
    quick.says("lead", DEMAND)
    for what in ("stop", "skip", "change"):
        seen = quick.says("pantry-lead", f"poll series {what} demand")
        assert f"Only Demo Lead can {what} Demand." in seen
    assert "Choose which sounding to stop." in quick.says("lead", "poll series stop <b>x</b>")


def test_an_editor_looks_after_what_they_began(quick):
    person = select(PersonRow).filter_by(name="Demo Analyst")
    quick.app.writer.run_now(lambda db: setattr(db.scalars(person).one(), "roles", ["editor"]))
    assert "[Ask the first one now]" not in quick.says("analyst", DEMAND)
    assert "Only Demo Analyst, who began it, or Demo Lead can stop" in quick.says(
        "pantry-lead", "poll series stop demand"
    )
    quick.says("analyst", "poll series demand")
    assert "is left out" in quick.presses("analyst", "Skip the next one")
    assert "is not left out any more" in quick.presses("analyst", "Undo")
    assert "Demand now comes round" in quick.says("analyst", "poll series change demand Thursday 2pm")
    assert "Demand, run 1" in quick.reaches(datetime(2026, 11, 19, 14, 0, tzinfo=UTC))
    assert "Manage" in quick.says("analyst", "poll 1")
    assert "does not come round any more" in quick.says("analyst", "poll series stop demand sure=yes")


def test_one_of_the_configuration_is_skipped_and_changed_in_the_chat_but_not_stopped(quick):
    comes_round(quick)
    assert "stands in the configuration, so it is stopped there" in quick.says(
        "lead", "poll series stop demand"
    )
    assert "is left out" in quick.presses("lead", "Skip the next one")
    assert "Demand now comes round Thursday 2pm" in quick.says(
        "lead", "poll series change demand Thursday 2pm"
    )


def test_a_lead_has_the_first_one_at_once(quick):
    quick.says("lead", DEMAND)
    quick.presses("lead", "Ask the first one now")
    assert "Demand, run 1" in quick.reaches(quick.clock.now + timedelta(seconds=10))


def test_whoever_began_it_is_told_when_it_cannot_be_asked(quick):
    quick.says("lead", f'{ASKED} every="second Wednesday" who="pantry, food-hub" name=Demand')
    here = quick.app.partnerships["demo-food"]
    fewer = tuple(each for each in here.settings.organisations if each.id != "pantry")
    here.settings = here.settings.model_copy(update={"organisations": fewer})
    quick.reaches(OPENS)
    assert "The Demand sounding could not be opened. No organisation here is called “pantry”." in quick.told(
        "lead"
    )


def test_another_partnership_does_not_see_it(chat):
    chat.says("lead", DEMAND)
    other = chat.app.partnerships["demo-food"].settings.model_copy(update={"id": "elsewhere"})
    with database.reading(chat.app.engine) as db:
        assert [each.name for each in begun.here(db, "demo-food")] == ["Demand"]
        assert list(begun.everywhere(db)) == ["demo-food"]
        assert schedule_changes.as_changed(db, other) == other


def test_what_it_asks_is_changed_from_the_next_one_on(quick):
    quick.says("lead", DEMAND)
    quick.reaches(OPENS)
    quick.says("lead", "poll series demand")
    seen = quick.presses("lead", "Change what it asks")
    assert "This takes the place of what Demand asks now." in seen
    quick.presses("lead", "Change something else")
    quick.presses("lead", "Write question 1 otherwise")
    quick.fills("lead", {"question": "How busy are you?", "kind": "choice", "answers": "Busy\nQuiet"})
    assert BEGUN in quick.presses("lead", "Ask this from the next one on")
    quick.says("lead", "poll close 1")
    seen = quick.reaches(OPENS + FORTNIGHT)
    assert "Sounding 2: Demand, run 2" in seen
    assert "[Busy] [Quiet]" in seen


def test_a_second_tap_begins_nothing_twice_and_offers_to_take_its_place(quick):
    quick.says("lead", DEMAND)
    seen = quick.says("lead", DEMAND.replace("Higher", "More"))
    assert "A sounding called Demand comes round already, every second Wednesday 10am." in seen
    quick.presses("lead", "Let this take its place")
    assert BEGUN in quick.presses("lead", "Ask this from the next one on")
    assert quick.says("lead", "schedule").count("Demand sounding") == 1
    assert "[More] [Same] [Lower]" in quick.reaches(OPENS)


@given(st.text(max_size=80))
def test_any_question_gives_a_name_that_can_be_had(words):
    assert NAME.fullmatch(usual_name(Wanted((Question(words),))))
