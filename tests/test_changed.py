"""Asking what changed: in neutral words, with a question, and honest about what nobody can tell."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.text import buttons
from storage import database
from storage.tables import AuditRow
from tests.planting import NEWEST, REFERRALS, Plant, plant

SOMEWHERE = ("Belsize", "Bloomsbury", "Camden Town", "Gospel Oak", "Highgate", "Kilburn")
QUIET = "Nothing moved beyond rounding and the usual range"


def moves_in(seen):
    """The names at the start of what is said to have moved."""
    told = [line for line in seen.splitlines() if ", usually " in line and not line.startswith("Already")]
    return [line.split(":")[0] for line in told]


@pytest.fixture
def kilburn(quick, built):
    """A world in which Kilburn's newest figure moved."""
    plant(quick, built[1], [Plant("Kilburn", 45)])
    return quick


def test_there_are_many_ways_to_ask(quick):
    for line in (
        "/ask what changed?",
        "/changed",
        "what changed?",
        "What’s changed",
        "ask whats changed in camden",
    ):
        seen = quick.says("food-hub-lead", line)
        assert seen.startswith("What changed\n")
        assert f"{QUIET} for" in seen


def test_that_nothing_moved_is_an_answer(chat):
    seen = chat.says("food-hub-lead", "ask what changed")
    assert (
        f"{QUIET} for food parcels and meals or food bank referrals in the week of Monday 2 November 2026."
        in seen
    )
    assert f"{QUIET} for helpline calls in the week of Monday 26 October 2026." in seen
    assert (
        "Food bank referrals: 26 areas and categories looked at in 1 week. Approved by Demo Steward" in seen
    )
    assert "Each published figure is compared with its own 13 weeks before" in seen
    assert moves_in(seen) == []


def test_measures_with_too_short_a_past_are_left_out_and_named(quick):
    assert "Left out: Free school meals: entitled (7 terms so far, and 10 are needed" in quick.says(
        "lead", "changed"
    )
    alone = quick.says("lead", "changed fsm")
    assert "Parley cannot tell yet what changed: Free school meals: entitled (7 terms so far" in alone


def test_a_move_is_told_neutrally_with_its_usual_range_and_a_question(kilburn):
    seen = kilburn.says("food-hub-lead", "what changed in kilburn?")
    assert (
        "Kilburn: about 45 food bank referrals in the week of Monday 2 November 2026, usually about 5 to 15. "
        "What would explain this?"
    ) in seen
    assert "Does not count: parcels, visits, people or households" in seen
    assert "Provisional: late records may still change this week." in seen
    assert f"{QUIET} for helpline calls" in seen


def test_the_chart_of_a_move_is_one_press_away(kilburn):
    kilburn.says("food-hub-lead", "changed kilburn")
    assert kilburn.presses("food-hub-lead", "Chart").startswith("Food bank referrals in Kilburn")


def test_what_is_explained_is_not_asked_again(kilburn):
    kilburn.says("food-hub-lead", "changed kilburn")
    kilburn.presses("food-hub-lead", "I can explain this")
    kilburn.fills("food-hub-lead", {"because": "A school sent a letter to everybody"})
    seen = kilburn.says("analyst", "changed kilburn")
    assert moves_in(seen) == []
    assert "Already explained, food bank referrals: Kilburn about 45, usually about 5 to 15." in seen
    kilburn.says("analyst", "ask what changed")
    assert "Camden: about" in kilburn.says(
        "analyst", "ask what changed"
    )  # the whole is not explained by a part


def test_what_explains_the_whole_explains_its_parts(kilburn):
    kilburn.says("food-hub-lead", f"explain {REFERRALS} week={NEWEST}")
    kilburn.fills("food-hub-lead", {"because": "Half term"})
    seen = kilburn.says("analyst", "ask what changed")
    assert moves_in(seen) == []
    assert "Kilburn about 45" in seen


def test_several_moves_come_in_the_order_of_the_code_list_and_only_a_handful_of_them(quick, built):
    plant(quick, built[1], [Plant(ward, 40 + 5 * number) for number, ward in enumerate(reversed(SOMEWHERE))])
    seen = quick.says("lead", "ask what changed")
    assert moves_in(seen) == ["Camden", "Camden", "Belsize", "Bloomsbury", "Camden Town"]
    assert "And 3 more. What would explain these?" in seen
    every = quick.presses("lead", "Show all")
    assert moves_in(every) == ["Camden", "Camden", *SOMEWHERE]
    assert "[Chart: Gospel Oak] [I can explain: Gospel Oak]" in every
    assert "Show all" not in every


def test_no_word_ranks_or_judges(quick, built):
    plant(quick, built[1], [Plant(ward, 40) for ward in SOMEWHERE])
    seen = quick.says("lead", "changed show=all").lower()
    for word in (
        "highest",
        "worst",
        "best",
        "most ",
        "top ",
        "concern",
        "alarm",
        "anomal",
        "outlier",
        "spike",
        "rank",
    ):
        assert word not in seen


def test_a_move_keeps_to_the_area_the_kind_and_the_time_asked_for(kilburn):
    assert moves_in(kilburn.says("lead", "changed in highgate")) == []
    assert moves_in(kilburn.says("lead", "changed ward=Kilburn, Highgate")) == ["Kilburn"]
    assert moves_in(kilburn.says("lead", "changed foodbank reason=debt")) == ["Camden"]
    assert moves_in(kilburn.says("lead", "changed foodbank reason=crisis")) == []
    assert moves_in(kilburn.says("lead", "changed in kilburn this month")) == ["Kilburn"]
    assert moves_in(kilburn.says("lead", "changed in kilburn in september")) == []


def test_a_long_stretch_is_cut_and_says_so(quick):
    seen = quick.says("lead", "changed helpline since march")
    assert "in the 5 weeks from Monday 28 September to Sunday 1 November 2026" in seen
    assert "Only the newest 5 weeks of this time were looked at." in seen


def test_an_unknown_place_is_offered_and_leads_back_here(quick):
    assert "Did you mean one of these?" in quick.says("lead", "changed in kilbrn")
    assert quick.presses("lead", "Kilburn").startswith("What changed in Kilburn")


def test_a_place_without_figures_of_a_measure_is_said(quick):
    assert "Left out: Food parcels and meals (no figures there)" in quick.says("lead", "changed in kilburn")


def test_a_withheld_figure_cannot_be_compared_and_is_counted(quick, built):
    plant(quick, built[1], [Plant("Kilburn", None)])
    seen = quick.says("lead", "changed foodbank")
    assert "25 areas and categories looked at in 1 week. 1 more could not be compared" in seen
    alone = quick.says("lead", "changed foodbank in kilburn")
    assert (
        "Parley cannot tell yet what changed: Food bank referrals (figures are withheld or missing)" in alone
    )


def test_figures_that_may_not_be_shown_here_are_left_out_and_refused_by_name(kilburn):
    partnership = kilburn.app.partnerships["demo-food"]
    shelf, release = partnership.shelf, partnership.shelf.releases[REFERRALS]
    only = replace(release, measure=release.measure.model_copy(update={"places": ("Elsewhere",)}))
    partnership.shelf = replace(shelf, releases={**shelf.releases, REFERRALS: only})
    seen = kilburn.says("lead", "changed")
    assert moves_in(seen) == []
    assert "Food bank referrals. Ask for one by name to see why." in seen
    assert "may only be shown in some places" in kilburn.says("lead", "changed foodbank")


def test_figures_too_old_to_show_are_left_out(kilburn):
    kilburn.clock.move_by(timedelta(days=60))
    assert "are more than 42 days old" in kilburn.says("lead", "changed foodbank")
    assert "Parley cannot tell yet what changed" in (seen := kilburn.says("lead", "changed"))
    assert "Food bank referrals; Helpline calls" in seen


def test_the_answer_stands_in_the_audit_log_under_the_releases_it_rests_on(kilburn):
    kilburn.says("lead", "ask what changed in kilburn")
    with database.reading(kilburn.app.engine) as db:
        row = db.scalar(select(AuditRow).filter_by(what="ask what changed"))
    assert row.detail == "in kilburn"
    releases = kilburn.app.partnerships["demo-food"].shelf.releases
    assert set(row.releases) == {releases[each].id for each in (REFERRALS, "helpline-calls")}


def test_what_people_said_about_the_weeks_before_stands_beside_a_move(kilburn):
    kilburn.says("food-hub-lead", f"explain {REFERRALS} ward=Kilburn week=2026-10-26")
    kilburn.fills("food-hub-lead", {"because": "A new estate was told about us"})
    seen = kilburn.says("lead", "changed in kilburn")
    assert moves_in(seen) == ["Kilburn"]
    assert (
        "Demo Food Hub says about the week of Monday 26 October 2026: “A new estate was told about us”"
        in seen
    )


def test_odd_words_get_a_sentence(quick):
    for words in ("x" * 3000, "'; drop table figures; --", "in mrs jones' house", "ward=", "month=13", "?!"):
        seen = quick.says("lead", f"changed {words}")
        assert seen
        assert "problem with Parley" not in seen


def test_every_button_is_a_line_that_is_understood(quick, built):
    plant(quick, built[1], [Plant(ward, 40) for ward in SOMEWHERE])
    quick.says("lead", "changed show=all")
    lines = [button.line for button in buttons(quick.last)]
    assert len(lines) >= 16
    for line in lines:
        assert "did not understand" not in quick.says("lead", line)


def test_another_council_is_answered_with_its_own_measures(quick_pair):
    seen = quick_pair.hears("rural-lead", "what changed?")
    assert f"{QUIET} for food parcels given out in the week of" in seen
    assert "Ask Demo Pantry Coordinator about them." in seen
    assert "referrals" not in seen


def test_with_no_approved_figures_at_all_it_says_whom_to_ask(quick):
    partnership = quick.app.partnerships["demo-food"]
    partnership.shelf = replace(partnership.shelf, releases={})
    assert "Nobody has approved any figures yet" in quick.says("lead", "changed")
