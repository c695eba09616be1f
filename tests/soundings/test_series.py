"""Soundings that come round by themselves, run beside run."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from storage.schedule_settings import ScheduleSettings, SoundingJob
from tests.soundings.series import CLOSES, DEMAND, FORTNIGHT, OPENS, a_run, after_christmas, comes_round

SIX = ["Higher"] * 4 + ["Same"] * 2


def test_a_run_opens_by_itself_with_its_name_and_number(chat):
    after_christmas(chat)
    seen = chat.reaches(OPENS)
    assert "Sounding 1: Demand, run 1" in seen
    assert "0 of 6 organisations have answered. Closes at 5pm on Friday 15 January 2027." in seen
    assert "[Higher] [Same] [Lower]" in seen
    assert chat.says("pantry-lead", "poll 1 higher").startswith("Counted.")


def test_a_run_is_the_leads_and_closes_on_time(chat):
    after_christmas(chat)
    seen = a_run(chat, 1, SIX)
    assert "Sounding 1: Demand, run 1 has closed" in seen
    assert "6 of 6 organisations have answered." in seen
    assert "Higher | 4" in seen
    assert "say in one line what you did" in chat.told("lead")


def test_a_run_that_nobody_answered_closes_too(chat):
    after_christmas(chat)
    chat.reaches(OPENS)
    seen = chat.reaches(CLOSES)
    assert "0 of 6 organisations have answered." in seen
    assert "Too few replies to share the results." in seen


def test_each_run_is_compared_with_the_one_before(chat):
    after_christmas(chat)
    a_run(chat, 1, SIX)
    seen = a_run(chat, 2, ["Lower"] * 5)
    assert "Sounding 2: Demand, run 2 has closed" in seen
    assert "The run before, which closed on Friday 15 January 2027: Higher 4, Same 2, Lower 0." in seen


def test_other_words_and_other_answers_are_marked(quick):
    after_christmas(quick)
    a_run(quick, 1, SIX)
    comes_round(quick, question="How busy are you?")
    seen = a_run(quick, 2, SIX)
    assert "It asked in other words: How is demand?" in seen
    comes_round(quick, options=["More", "Less"])
    seen = a_run(quick, 3, ["More"] * 5)
    assert "The run before, which closed on Friday 29 January 2027, did not ask this." in seen


def test_a_withheld_run_is_a_gap_in_the_trend_and_never_a_zero(chat):
    after_christmas(chat)
    for number, answers in enumerate((SIX, ["Higher"] * 2, ["Lower"] * 5), start=1):
        a_run(chat, number, answers)
    seen = chat.says("analyst", "poll series demand")
    assert "15 January 2027 | 4 | 2 | 0" in seen
    assert (
        "29 January 2027 | too few to show safely | too few to show safely | too few to show safely" in seen
    )
    assert "12 February 2027 | 0 | 0 | 5" in seen
    assert "3 runs, from 15 January 2027 to 12 February 2027." in seen
    assert "1 of them has no result to show: a gap, not a zero." in seen
    (chart,) = chat.last.charts()
    assert [point.value for point in chart.series[0].points] == [4, None, 0]


def test_the_next_run_has_nothing_to_compare_a_withheld_one_with(quick):
    after_christmas(quick)
    a_run(quick, 1, ["Higher"] * 2)
    seen = a_run(quick, 2, SIX)
    assert "The run before, which closed on Friday 15 January 2027, has no result to compare with." in seen


def test_the_next_three_dates_are_shown_before_there_is_any_run(quick):
    comes_round(quick, at="every second Wednesday 10:00")
    seen = quick.says("analyst", "poll series Demand")
    assert "It opens every second Wednesday 10am." in seen
    assert "Next: Wednesday 2 December, Wednesday 16 December, Monday 4 January 2027." in seen
    assert "Wednesday 30 December runs into a bank holiday: Monday 4 January 2027 instead." in seen
    assert "No run has closed yet" in seen


def test_an_unknown_series_offers_those_there_are(quick):
    assert "No sounding comes round here." in quick.says("analyst", "poll series")
    comes_round(quick)
    assert "There is no such series." in quick.says("analyst", "poll series <b>Stock</b>")
    assert "Demand, from run to run" in quick.presses("analyst", "Demand")


def test_never_two_runs_at_once(chat):
    after_christmas(chat)
    chat.reaches(OPENS)
    chat.says("lead", "poll extend 1 29 January 2027 17:00")
    assert "run 2" not in chat.reaches(OPENS + FORTNIGHT)
    assert "Sounding 1, the run before, is still open." in chat.says("lead", "schedule run demand sounding")


def test_a_run_opens_late_after_an_outage_or_not_at_all(chat):
    after_christmas(chat)
    seen = chat.reaches(OPENS + timedelta(hours=3))
    assert "Sounding 1: Demand, run 1" in seen
    assert "This is late: it was due at 10am" in seen
    chat.says("lead", "poll close 1")
    assert "run 2" not in chat.reaches(OPENS + FORTNIGHT + timedelta(hours=13))
    assert "Demand sounding" in chat.told("lead")


def test_a_run_that_would_meet_christmas_waits_until_it_is_over(quick):
    comes_round(quick)
    quick.sleeps_until(datetime(2026, 12, 17, 12, 0, tzinfo=UTC))
    assert "Demand" not in quick.reaches(datetime(2026, 12, 30, 10, 0, tzinfo=UTC))
    seen = quick.reaches(datetime(2027, 1, 4, 10, 0, tzinfo=UTC))
    assert "Closes at 5pm on Wednesday 6 January 2027." in seen


def test_a_run_is_left_out_where_a_series_skips(quick):
    comes_round(quick, bank_holidays="skip")
    quick.sleeps_until(datetime(2026, 12, 17, 12, 0, tzinfo=UTC))
    seen = quick.says("analyst", "schedule")
    assert "Wednesday 30 December: it would be open on a bank holiday." in seen


def test_no_run_opens_into_a_pause(chat):
    pause = {"from": "2027-01-14", "to": "2027-01-14", "reason": "Away day"}
    after_christmas(chat, pause)
    assert "Wednesday 13 January: paused, Away day." in chat.says("analyst", "schedule")
    assert "Demand" not in chat.reaches(OPENS)
    assert "Posts are paused until 14 January 2027: Away day." in chat.told("lead")


def test_a_lead_changes_skips_and_runs_a_series_in_the_chat(chat):
    comes_round(chat)
    said = chat.says("lead", "schedule demand sounding Thursday 2pm")
    assert "Demand sounding now comes Thursday 2pm.\nNext: Thursday 19 November, Thursday 26" in said
    assert "Demand sounding of Thursday 19 November is left out" in chat.says("lead", "schedule skip demand")
    assert "Demand, run" not in chat.reaches(datetime(2026, 11, 19, 14, 0, tzinfo=UTC))
    chat.reaches(datetime(2026, 11, 19, 15, 0, tzinfo=UTC))
    assert "on its way" in chat.says("lead", "schedule run demand")
    assert "Sounding 1: Demand, run 1" in chat.reaches(chat.clock.now + timedelta(seconds=10))
    assert "Demand sounding: Thursday 2pm (changed from every second Wednesday 10am)." in chat.says(
        "analyst", "schedule"
    )


def test_two_ticks_open_one_run(quick):
    after_christmas(quick)
    quick.reaches(OPENS)
    quick.reaches(OPENS + timedelta(seconds=10))
    assert quick.place().count("Demand, run") == 1


def test_a_template_comes_round_with_all_its_questions(quick):
    after_christmas(quick, name="Stock", template="stock", question=None, options=[], audience="vcs")
    seen = quick.reaches(OPENS)
    assert "How is your stock for the coming week?" in seen
    assert "0 of 4 organisations have answered." in seen
    assert "1 more question follows" in seen


def test_numbers_come_round_as_totals(quick):
    after_christmas(quick, question="How many parcels?", options=[], shape="number", unit="parcels")
    for number in (1, 2):
        a_run(quick, number, [f"{20 * number}"] * 6)
    assert "15 January 2027 | 120" in quick.says("analyst", "poll series demand")


def test_a_template_that_is_not_there_is_said_to_the_leads(quick):
    after_christmas(quick, template="weather", question=None, options=[])
    quick.reaches(OPENS)
    assert "The Demand sounding could not be opened. There is no template called “weather”." in quick.told(
        "lead"
    )


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"template": "demand"}, "either a question or a template"),
        ({"question": None, "options": []}, "either a question or a template"),
        ({"options": ["Yes"]}, "at least two answers"),
        ({"shape": "number"}, "Leave these out"),
        ({"bank_holidays": "post"}, "never open across a bank holiday"),
        ({"places": ["Main"]}, "asked in every place"),
        ({"name": "a | b"}, "should match pattern"),
    ],
)
def test_what_a_series_cannot_be_is_said(wrong, said):
    with pytest.raises(ValidationError, match=said):
        SoundingJob.model_validate({**DEMAND, **wrong})


def test_two_series_of_one_name_are_refused():
    with pytest.raises(ValidationError, match="Two series have the same name"):
        ScheduleSettings.model_validate({"soundings": [DEMAND, {**DEMAND, "name": "DEMAND"}]})


def test_a_series_of_withheld_runs_alone_shows_no_number(quick):
    after_christmas(quick, question="How many parcels?", options=[], shape="number")
    for number in (1, 2):
        a_run(quick, number, ["40"] * 2)
    seen = quick.says("analyst", "poll series demand")
    assert "2 of them have no result to show: a gap, not a zero." in seen
    assert "40" not in seen
    assert "80" not in seen


def test_what_it_asked_about_is_said_at_the_close_as_well(quick):
    after_christmas(quick, recall="the last 14 days")
    assert "It asked about the last 14 days." in a_run(quick, 1, SIX)


def test_a_copy_of_a_run_goes_to_those_who_asked_for_it_and_its_reminder_comes(quick):
    after_christmas(quick, remind="everybody")
    quick.says("pantry-lead", "mine soundings on")
    quick.reaches(OPENS)
    assert "Sounding 1: Demand, run 1" in quick.told("pantry-lead")
    assert "Sounding 1 closes at 5pm today" in quick.reaches(CLOSES - timedelta(hours=4))


def test_its_owner_closes_a_run_early(quick):
    after_christmas(quick, owner="Demo Analyst")
    quick.reaches(OPENS)
    assert "Only Demo Analyst" in quick.says("pantry-lead", "poll close 1")
    assert quick.says("analyst", "poll close 1").startswith("Sounding 1 is closed.")
