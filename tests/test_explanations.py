"""What people say explains a figure: kept beside it, named by organisation, taken back at any time."""

from datetime import timedelta

from sqlalchemy import func, select

from storage import database
from storage.tables import ExplanationRow

CHART = "ask foodbank-referrals ward=Highgate as=chart"
VAN = "Our van was off the road"


def explain(chat, who="food-hub-lead", **values) -> str:
    chat.says(who, CHART)
    chat.presses(who, "I can explain this")
    return chat.fills(who, {"because": VAN, "when": "2026-10-26", **values})


def test_an_explanation_is_a_mark_on_later_charts_by_organisation_alone(chat):
    seen = explain(chat)
    assert "in Highgate in the week of Monday 26 October 2026, as from Demo Food Hub." in seen
    shown = chat.says("analyst", CHART)
    mark = chat.last.charts()[0].marks[0]
    assert (mark.label, mark.text) == ("26 Oct 2026", VAN)
    assert mark.label in {point.label for point in chat.last.charts()[0].series[0].points}
    assert f"Demo Food Hub says about the week of Monday 26 October 2026: “{VAN}”" in shown
    assert "Demo Food Hub Lead" not in shown


def test_the_form_offers_the_newest_weeks_and_chooses_the_newest(quick):
    quick.says("food-hub-lead", CHART)
    quick.presses("food-hub-lead", "I can explain this")
    field = quick.last.form().fields[1]
    assert field.value == field.options[0].value == "2026-11-02"
    assert len(field.options) == 8


def test_it_is_small_print_under_the_answer_about_that_week_and_no_other(quick):
    explain(quick)
    assert VAN in quick.says("analyst", "ask foodbank-referrals ward=Highgate week=26/10/2026")
    assert VAN not in quick.says("analyst", "ask foodbank-referrals ward=Highgate week=19/10/2026")
    assert VAN not in quick.says("analyst", "ask foodbank-referrals ward=Kilburn week=26/10/2026")
    assert VAN not in quick.says("analyst", "ask helpline-calls ward=Highgate week=26/10/2026")


def test_what_explains_the_whole_borough_stands_beside_its_wards_too(quick):
    quick.says("food-hub-lead", "explain foodbank-referrals")
    quick.fills("food-hub-lead", {"because": VAN, "when": "2026-10-26"})
    assert VAN in quick.says("analyst", "ask foodbank-referrals ward=Kilburn week=26/10/2026")


def test_its_author_takes_it_back_and_the_words_are_gone(chat):
    explain(chat)
    line = chat.last.blocks[-1].buttons[0].line
    assert "taken back already or is not yours" in chat.says("analyst", line)
    assert chat.says("food-hub-lead", line) == "It is no longer shown, and its words are deleted."
    assert VAN not in chat.says("analyst", CHART)
    with database.reading(chat.app.engine) as db:
        row = db.scalar(select(ExplanationRow))
        assert (row.text, row.withdrawn_at) == ("", chat.clock())
    assert "taken back already" in chat.says("food-hub-lead", line)


def test_personal_details_and_long_stories_are_refused(quick):
    assert "email address" in explain(quick, because="Ask ann@example.org")
    assert "200 characters or less" in explain(quick, because="x" * 201)
    assert "Choose a time that has figures" in explain(quick, when="2031-01-06")


def test_without_a_figure_there_is_nothing_to_explain(quick):
    assert "Ask for the figure first" in quick.says("food-hub-lead", "explain")


def test_several_explanations_of_one_week_are_one_mark(quick):
    explain(quick)
    explain(quick, who="pantry-lead", because="Half term")
    quick.says("analyst", CHART)
    assert [mark.text for mark in quick.last.charts()[0].marks] == [f"{VAN}; Half term"]


def test_an_explanation_is_forgotten_when_its_time_is_over(chat):
    explain(chat)
    chat.sleeps_until(chat.clock() + timedelta(days=2 * 366 + 20))
    with database.reading(chat.app.engine) as db:
        assert db.scalar(select(func.count()).select_from(ExplanationRow)) == 0
