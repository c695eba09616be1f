"""Asking for figures, as people write it."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from storage import database
from storage.tables import AuditRow, ReleaseRow


def test_a_ward_is_answered_with_number_area_period_and_people(chat):
    seen = chat.says("food-hub-lead", "/ask foodbank-referrals ward=Gospel Oak")
    assert re.match(
        r"Gospel Oak had about \d+ food bank referrals in the week of Monday 2 November 2026\.", seen
    )
    assert "Does not count: parcels, visits, people or households" in seen
    assert "Ask Demo Analyst about it. Approved by Demo Steward on 18 November 2026" in seen
    assert "Synthetic demonstration figures." in seen
    assert "[Chart]" in seen


def test_every_answer_is_in_the_audit_log_under_its_release(chat):
    chat.says("food-hub-lead", "ask foodbank-referrals")
    with database.reading(chat.app.engine) as db:
        row = db.scalar(select(AuditRow).filter_by(what="ask"))
        assert row.detail == "foodbank-referrals"
        assert db.get(ReleaseRow, row.releases[0]).measure == "foodbank-referrals"


def test_the_same_question_gives_the_same_answer(quick):
    first = quick.says("analyst", "ask helpline-calls ward=Kilburn")
    assert quick.says("analyst", "ask helpline-calls ward=Kilburn") == first


@pytest.mark.parametrize(
    ("typed", "area"),
    [
        ("kings X", "King's Cross"),
        ("st pancras and somers town", "St Pancras & Somers Town"),
        ("HIGHGATE ward", "Highgate"),
        ("“Kentish Town South”", "Kentish Town South"),
        ("E05013663", "E05013663"),
    ],
)
def test_wards_are_understood_the_way_people_write_them(quick, typed, area):
    seen = quick.says("food-hub-lead", f"/ask foodbank-referrals ward={typed}")
    ward = quick.app.partnerships["demo-food"].catalogue.areas.find(area)
    assert seen.startswith(ward.name)


def test_a_misspelt_ward_is_offered_and_never_chosen(quick):
    seen = quick.says("food-hub-lead", "/ask foodbank-referrals ward=Highgat")
    assert seen.startswith("There is no ward called “Highgat”. Did you mean this?")
    assert quick.presses("food-hub-lead", "Highgate").startswith("Highgate had")


def test_a_ward_nobody_knows_gets_a_way_on(quick):
    seen = quick.says("food-hub-lead", "/ask foodbank-referrals ward=Xyzzy")
    assert "Check the spelling" in seen
    assert "Food bank referrals by ward" in quick.presses("food-hub-lead", "All wards")


def test_no_measure_becomes_a_menu(quick):
    quick.says("food-hub-lead", "/ask")
    assert "Camden had" in quick.presses("food-hub-lead", "Food bank referrals")


def test_a_split_shows_a_row_for_each_category(quick):
    seen = quick.says("analyst", "ask foodbank-referrals by=reason")
    assert {"debt", "benefits", "low income", "crisis", "other"} <= set(re.split(r"\W*[|\n]\W*", seen))


def test_a_split_nobody_approved_is_said_and_no_number_is_shown(quick):
    seen = quick.says("analyst", "ask foodbank-referrals ward=Highgate by=reason")
    assert seen.startswith("Nobody has approved food bank referrals in Highgate by reason, so Parley cannot")
    assert not re.search(r"about \d", seen)
    quick.presses("pantry-lead", "Ask the people who hold it")
    assert quick.last.form().fields[0].value == "food bank referrals in Highgate by reason"


def test_wards_stand_in_the_order_of_the_code_list_not_of_their_numbers(quick):
    quick.says("analyst", "ask foodbank-referrals by=ward")
    table = quick.last.blocks[1]
    names = [row[0] for row in table.rows]
    areas = quick.app.partnerships["demo-food"].catalogue.areas.at("ward")
    assert names == [area.name for area in areas]


def test_a_key_that_is_not_known_is_said(quick):
    seen = quick.says("analyst", "ask foodbank-referrals wrad=Highgate")
    assert "does not know wrad=" in seen
    assert "ward=" in seen


def test_a_week_can_be_named_in_the_british_way(quick):
    seen = quick.says("analyst", "ask foodbank-referrals week=2/11/2026")
    assert "in the week of Monday 2 November" in seen


def test_a_week_without_figures_is_no_data_not_zero(quick):
    seen = quick.says("analyst", "ask foodbank-referrals week=2 January 2023")
    assert seen.startswith(
        "There is no figure for food bank referrals in Camden in the week of Monday 2 January 2023"
    )


def test_a_date_nobody_can_read_gets_an_example(quick):
    assert "Write it like 9 November 2026" in quick.says("analyst", "ask foodbank-referrals week=soonish")


def test_a_rounded_zero_says_what_it_means(quick):
    seen = quick.says("analyst", "ask foodbank-referrals by=ward")
    assert "fewer than 5" in seen
    assert "“Fewer than” may also be none." in seen
    assert not re.search(r"\b0\b", seen.split("Rounded to")[0])


def test_the_chart_comes_with_its_numbers_in_words_and_in_a_table(quick):
    seen = quick.says("analyst", "ask foodbank-referrals ward=Kilburn as=chart")
    chart = quick.last.charts()[0]
    assert chart.summary in seen
    assert "The last 8" in seen


def test_a_chart_draws_published_values_and_nothing_else(quick):
    quick.says("analyst", "ask foodbank-referrals as=chart")
    values = [point.value for point in quick.last.charts()[0].series[0].points]
    assert len(values) == 26
    assert all(value % 5 == 0 for value in values)


@pytest.mark.parametrize(
    "question",
    [
        "is Mrs Patel on your list?",
        "ask does John Smith get food bank vouchers from your records",
        "ask foodbank-referrals ward=Mr Jones",
    ],
)
def test_a_question_about_one_person_points_to_a_person(quick, question):
    line = question if question.startswith("ask") else f"ask {question}"
    seen = quick.says("food-hub-lead", line)
    assert seen.startswith(
        "Parley cannot say anything about one person, and nothing you wrote has been kept."
    )
    assert "talk to Demo Steward" in seen
    with database.reading(quick.app.engine) as db:
        assert "Patel" not in "".join(row.detail for row in db.scalars(select(AuditRow)))


def test_withdrawing_holds_for_the_very_next_answer_even_where_the_snapshot_is_old(chat):
    chat.says("analyst", "ask foodbank-referrals")
    with database.writing(chat.app.engine) as db, db.begin():  # as another process would do it
        row = db.scalar(select(ReleaseRow).filter_by(measure="foodbank-referrals"))
        row.state, row.decided_by, row.decided_at = "withdrawn", "Demo Steward", chat.clock()
        row.reason = "Counts were doubled in October"
    seen = chat.says("analyst", "ask foodbank-referrals")
    assert "were withdrawn by Demo Steward on 18 November" in seen
    assert "Counts were doubled in October" in seen
    assert "about" not in seen.split("Ask")[0]


def limited(quick, **changes) -> None:
    """The demonstration's referrals, declared differently."""
    partnership = quick.app.partnerships["demo-food"]
    release = partnership.shelf.releases["foodbank-referrals"]
    measure = release.measure.model_copy(update=changes)
    releases = {**partnership.shelf.releases, "foodbank-referrals": replace(release, measure=measure)}
    partnership.shelf = replace(partnership.shelf, releases=releases)


def test_figures_limited_to_some_places_are_shown_there_alone(quick):
    limited(quick, places=("elsewhere",))
    assert "and this channel is not one of them. Ask Demo Analyst" in quick.says(
        "analyst", "ask foodbank-referrals"
    )
    assert "a private chat is not one" in quick.says("analyst", "ask foodbank-referrals", private=True)
    limited(quick, places=("demo",))
    assert "Camden had" in quick.says("analyst", "ask foodbank-referrals")


def test_figures_not_reviewed_in_time_are_not_shown(quick):
    limited(quick, review_by=date(2026, 11, 1))
    assert "had to be reviewed by 1 November 2026" in quick.says("analyst", "ask foodbank-referrals")
    assert "No new figures this week" in quick.reaches(datetime(2026, 11, 23, 9, 30, tzinfo=UTC))


def test_old_figures_warn_and_then_stop(quick):
    assert "days old" not in quick.says("analyst", "ask foodbank-referrals")
    quick.clock.move_by(timedelta(days=20))
    assert "These figures are 29 days old." in quick.says("analyst", "ask foodbank-referrals")
    quick.clock.move_by(timedelta(days=30))
    assert "are more than 42 days old" in quick.says("analyst", "ask foodbank-referrals")


def test_a_table_of_a_chart_never_shows_a_rounded_zero_as_none_at_all(quick):
    quick.says("analyst", "ask foodbank-referrals ward=Frognal as=chart")
    values = [row[1] for row in quick.last.charts()[0].table().rows]
    assert "fewer than 5" in values
    assert "0" not in values


def test_provisional_figures_say_so_and_settled_ones_do_not(quick):
    assert "Provisional" in quick.says("analyst", "ask foodbank-referrals")
    assert "Provisional" not in quick.says("analyst", "ask foodbank-referrals week=7 September 2026")
    quick.clock.move_by(timedelta(days=60))
    assert "Provisional" not in quick.says("analyst", "ask foodbank-referrals")
