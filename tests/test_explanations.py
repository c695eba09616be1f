"""What people say explains a figure: kept beside it, named by organisation, taken back at any time."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from commands import taken_back
from commands.reply import Chart, Mark, Point, Reply, Series
from storage import database
from storage.tables import ExplanationRow, PostRow
from tests.world import read

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)

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


def test_taken_back_it_goes_from_the_chart_that_was_posted_with_it(chat):
    chat.says("pantry-lead", "explain foodbank-referrals week=2026-10-26")
    chat.fills("pantry-lead", {"because": "Half term; the pantry was shut"})
    chat.says("food-hub-lead", "explain foodbank-referrals week=2026-10-26")
    chat.fills("food-hub-lead", {"because": VAN})
    undo = chat.last.blocks[-1].buttons[0].line
    chat.reaches(MONDAY)
    assert VAN in chat.wall.pictures[0][1].marks[0].text
    assert "Posts that showed it are written again now" in chat.says("food-hub-lead", undo)
    chat.run(chat.office.drain())
    (posted,) = [reply for _, _, reply in chat.wall.posts if reply.charts()]
    assert read(posted).startswith(taken_back.GONE)
    assert [mark.text for mark in posted.charts()[0].marks] == ["Half term; the pantry was shut"]
    assert [words for _, words in chat.wall.taken_back] == [taken_back.GONE]
    with database.reading(chat.app.engine) as db:
        assert not [kept for kept in db.scalars(select(PostRow.reply)) if VAN in kept]


def test_taken_back_before_the_chart_is_posted_nothing_has_to_be_said(quick):
    explain(quick)
    undo = quick.last.blocks[-1].buttons[0].line
    assert "written again" not in quick.says("food-hub-lead", undo)


@pytest.mark.parametrize(
    ("mark", "left"),
    [
        (VAN, None),
        (f"Highgate: {VAN}", None),
        (f"Half term; {VAN}", "Half term"),
        (f"{VAN}; Half term", "Half term"),
        (f"A; Kilburn: {VAN}; B", "A; B"),
        (f"{VAN} again", f"{VAN} again"),
        ("Half term", "Half term"),
    ],
)
def test_the_words_of_others_stay_in_a_mark(mark, left):
    points = (Point("26 Oct 2026", 5), Point("2 Nov 2026", 5))
    chart = Chart("A", "A", (Series("A", points),), "calls", marks=(Mark("2 Nov 2026", mark),))
    kept = taken_back.without(Reply((chart,)), VAN).charts()[0].marks
    assert [each.text for each in kept] == ([] if left is None else [left])


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
