"""One question in every shape: a sentence, a table, a chart, a map, a file; the same numbers in all of them."""

import re
from dataclasses import replace

import pytest

from storage.measures import Rates
from tests.test_ask import limited

WARDS = 20


@pytest.fixture(scope="module")
def asks(built, tmp_path_factory):
    """A world that is only asked, and never changed, by the tests of this file."""
    from tests import world

    folder, bundles = built
    made = world.make(folder, f"sqlite:///{tmp_path_factory.mktemp('asks') / 'asks.db'}", bundles)
    yield made
    made.close()


def table(chat) -> dict[str, tuple[str, ...]]:
    found = next(block for block in chat.last.blocks if block.kind == "table")
    return {row[0]: row[1:] for row in found.rows}


def labels(chat) -> list[str]:
    return [button.label for button in chat.last.blocks[-1].buttons]


def number(text: str) -> int:
    return int(re.search(r"about ([\d,]+)", text)[1].replace(",", ""))


def test_line_one_is_followed_by_the_change_and_by_what_it_does_not_count(asks):
    asks.says("analyst", "ask foodbank-referrals")
    first, change, counts, source, *_ = [block.text for block in asks.last.blocks[:-1]]
    assert first.startswith("Camden had about")
    assert "the week before (about" in change
    assert "the same week last year (about" in change
    assert "in the week of Monday 3 November 2025)" in change
    assert "Does not count: parcels" in counts
    assert "Next figures are due from 19 November 2026." in source


def test_the_buttons_lead_on_in_the_words_of_the_code_list(asks):
    asks.says("analyst", "ask foodbank-referrals")
    assert labels(asks) == [
        "All wards",
        "By reason",
        "Chart",
        "Over time",
        "Map",
        "What does this count?",
        "How is this kept safe?",
        "Looks wrong here",
        "CSV",
        "Share in channel",
    ]
    asks.says("analyst", "ask foodbank-referrals ward=Kilburn")
    assert labels(asks)[:2] == ["All wards", "Whole borough"]


@pytest.mark.parametrize(
    "question",
    [
        "foodbank-referrals",
        "foodbank-referrals ward=Gospel Oak",
        "foodbank-referrals by=reason last=4",
        "foodbank-referrals reason=debt",
        "helpline-calls by=ward",
        "food-parcels by=provider",
        "fsm-entitled ward=Kilburn",
        "free school meals gap",
        "foodbank-referrals ward=Kilburn by=time",
        "foodbank-referrals by=month",
        "foodbank-referrals month=September",
    ],
)
def test_every_button_of_every_answer_leads_to_an_answer(asks, question):
    asks.says("analyst", f"ask {question}")
    for button in asks.last.blocks[-1].buttons:
        if button.label != "Share in channel":
            asks.says("analyst", button.line)
            assert asks.last.quiet or asks.last.blocks[0].kind in ("heading", "form"), button.line


def test_a_window_is_a_sum_of_published_weeks_and_says_how_far_off_it_may_be(asks):
    asks.says("analyst", "ask foodbank-referrals by=time last=4")
    weeks = [int(cells[0]) for cells in table(asks).values()]
    seen = asks.says("analyst", "ask foodbank-referrals last=4")
    assert number(seen) == sum(weeks)
    assert "Each week is rounded to 5, so the true number is within 16 of a sum of 4 weeks." in seen
    assert "the 4 weeks before (about" in seen
    assert "the same 4 weeks last year (about" in seen


def test_a_long_sum_is_as_near_to_the_truth_as_the_certificate_of_its_release_says(asks):
    seen = asks.says("analyst", "ask foodbank-referrals ward=Kilburn this year")
    assert (
        "Each week is rounded to 5, and later weeks make up for it, so the true number is within 8 of a sum"
        in seen
    )
    assert "within 16 of a sum of 20 weeks." in asks.says("analyst", "ask foodbank-referrals last=20")
    asks.says("analyst", "ask foodbank-referrals by=month as=chart")
    assert asks.last.blocks[0].within == 16


def test_people_are_not_added_up_over_terms(asks):
    seen = asks.says("analyst", "ask fsm-entitled last=3")
    assert "Parley does not add pupils up over several terms" in seen
    assert len(table(asks)) == 3
    seen = asks.says("analyst", "ask fsm-entitled by=ward last=3")
    assert "Choose one term." in seen
    assert "Free school meals: entitled by ward" in asks.presses("analyst", "The newest term")


def test_a_comparison_with_a_time_asked_for_says_that_time(asks):
    seen = asks.says("analyst", "ask foodbank-referrals month=September vs=August")
    assert "in August 2026" in seen
    assert "the week before" not in seen


def test_months_of_different_length_are_compared_week_by_week(asks):
    seen = asks.says("analyst", "ask foodbank-referrals month=August vs=July")
    assert "The two are not equally long: about" in seen


def test_wards_beside_a_year_ago_have_a_column_for_the_change(asks):
    asks.says("analyst", "ask foodbank-referrals by=ward vs=last year")
    found = next(block for block in asks.last.blocks if block.kind == "table")
    assert found.header == ("Ward", "2 Nov 2026", "3 Nov 2025", "Change")
    assert {row[3] for row in found.rows} >= {"about the same"}


def test_ties_and_order_are_said_under_wards(asks):
    seen = asks.says("analyst", "ask foodbank-referrals by=ward")
    assert "Wards are in the order of the code list, not by size." in seen
    assert "Two numbers that differ by 8 or less may be the same." in seen
    assert not re.search(r"highest|lowest|most|rank", seen.lower())


def test_shares_come_from_published_numbers_and_only_large_ones(asks):
    seen = asks.says("analyst", "ask foodbank-referrals by=reason last=4")
    total = number(asks.says("analyst", "ask foodbank-referrals last=4"))
    asks.says("analyst", "ask foodbank-referrals by=reason last=4")
    for value, share in table(asks).values():
        assert share == f"{100 * int(value) / total:.0f}%"
    assert f"Shares are of the published total, about {total}." in seen
    asks.says("analyst", "ask food-parcels by=provider")
    assert next(block for block in asks.last.blocks if block.kind == "table").header[-1] == "Share"


def test_two_wards_are_said_side_by_side_and_neither_wins(asks):
    seen = asks.says("analyst", "ask foodbank-referrals ward=Gospel Oak, Highgate")
    assert re.match(r"Gospel Oak had .+ and Highgate had .+ in the week of Monday 2 November 2026\. ", seen)
    assert list(table(asks)) == ["Gospel Oak", "Highgate"]


def test_a_gap_says_both_numbers_and_what_rounding_may_do(asks):
    seen = asks.says("analyst", "ask free school meals gap ward=Kilburn")
    entitled, taking = (int(text.replace(",", "")) for text in re.findall(r"about ([\d,]+) ", seen)[:2])
    assert f"The gap is about {entitled - taking}: rounding may move it by up to 8." in seen
    assert len(asks.last.cites) == 2
    asks.says("analyst", "ask free school meals gap by ward")
    assert all(cells[2] == f"about {int(cells[0]) - int(cells[1])}" for cells in table(asks).values())


@pytest.mark.parametrize(
    ("question", "shape", "series", "points"),
    [
        ("foodbank-referrals", "line", 1, 26),
        ("foodbank-referrals ward=Kilburn, Highgate, Frognal", "panels", 3, 26),
        ("foodbank-referrals by=reason", "bar", 1, 5),
        ("foodbank-referrals by=ward", "bar", 1, WARDS),
        ("free school meals gap ward=Kilburn", "pair", 2, 7),
        ("free school meals gap by ward", "bar", 2, WARDS),
    ],
)
def test_a_chart_fits_its_question(asks, question, shape, series, points):
    asks.says("analyst", f"ask {question} as=chart")
    chart = asks.last.charts()[0]
    assert (chart.shape, len(chart.series), len(chart.series[0].points)) == (shape, series, points)
    assert all(point.value is None or point.value % 5 == 0 for each in chart.series for point in each.points)
    assert chart.rounded_to == 5


def test_a_map_has_an_outline_for_every_ward_and_the_numbers_of_the_table(asks):
    asks.says("analyst", "ask foodbank-referrals by=ward")
    numbers = {name: cells[0] for name, cells in table(asks).items()}
    asks.says("analyst", "ask foodbank-referrals as=map")
    chart = asks.last.charts()[0]
    assert chart.shape == "map"
    assert {outline.name for outline in chart.outlines} == set(numbers)
    shown = {point.label: point.value for point in chart.series[0].points}
    assert {name: "fewer than 5" if value == 0 else str(value) for name, value in shown.items()} == numbers


def test_bars_of_several_weeks_know_how_far_rounding_may_move_them(asks):
    asks.says("analyst", "ask foodbank-referrals by=reason last=4 as=chart")
    assert asks.last.charts()[0].spread == 16


def test_a_line_of_months_leaves_out_those_that_are_not_whole(asks):
    seen = asks.says("analyst", "ask foodbank-referrals by=month as=chart")
    assert "November 2026" not in [point.label for point in asks.last.charts()[0].series[0].points]
    assert "Months that are not whole are left out." in seen
    assert "November 2026, 2 of 5 weeks" in table(asks)


def test_a_file_has_a_row_for_every_published_number_and_no_sums(asks):
    asks.says("analyst", "ask foodbank-referrals by=ward last=4 as=csv")
    file = next(block for block in asks.last.blocks if block.kind == "file")
    rows = [line.split(",") for line in file.text.splitlines() if re.search(r",2026-\d\d-\d\d,", line)]
    assert len(rows) == WARDS * 4
    assert all(int(row[4]) % 5 == 0 for row in rows)
    assert "Contact,Demo Analyst" in file.text


def test_one_area_as_a_file_is_all_that_was_ever_published(asks):
    asks.says("analyst", "ask foodbank-referrals as=csv")
    file = next(block for block in asks.last.blocks if block.kind == "file")
    periods = asks.app.partnerships["demo-food"].shelf.periods("foodbank-referrals")
    assert sum(period in file.text for period in periods) == len(periods)


def with_rates(quick, per: int = 100) -> None:
    """Referrals for each hundred pupils: a made-up rate, to have one."""
    limited(quick, rates=Rates(per=per, of="fsm-entitled"))


def test_a_rate_says_both_of_its_parts_and_what_rounding_leaves_open(quick):
    with_rates(quick)
    seen = quick.says("analyst", "ask foodbank-referrals per=100")
    top, bottom = (int(text.replace(",", "")) for text in re.findall(r"(?::|and) about ([\d,]+)", seen)[:2])
    assert re.match(
        rf"Camden had about {100 * top / bottom:.1f} food bank referrals for each 100 pupils", seen
    )
    low, high = map(float, re.search(r"between ([\d.]+) and ([\d.]+\d)", seen).groups())
    assert low <= 100 * top / bottom <= high
    assert len(quick.last.cites) == 2


def test_a_rate_that_rounding_would_decide_is_not_given(quick):
    with_rates(quick)
    seen = quick.says("analyst", "ask foodbank-referrals ward=Frognal per=100")
    assert "There is no rate, because" in seen
    quick.says("analyst", "ask foodbank-referrals by=ward per=100")
    assert {"no rate"} < {cells[1] for cells in table(quick).values()}


def test_a_rate_needs_both_halves_to_be_allowed_here(quick):
    with_rates(quick)
    shelf = quick.app.partnerships["demo-food"].shelf
    other = shelf.releases["fsm-entitled"]
    hidden = replace(other, measure=other.measure.model_copy(update={"places": ("elsewhere",)}))
    quick.app.partnerships["demo-food"].shelf = replace(
        shelf, releases={**shelf.releases, "fsm-entitled": hidden}
    )
    assert "may not be shown here" in quick.says("analyst", "ask foodbank-referrals per=100")


def test_a_gap_across_two_vintages_warns(quick):
    shelf = quick.app.partnerships["demo-food"].shelf
    other = shelf.releases["fsm-taking"]
    areas = other.measure.areas.model_copy(update={"vintage": "wards-2002"})
    fewer = replace(other.areas, areas=tuple(area for area in other.areas.areas if area.name != "Kilburn"))
    older = replace(other, measure=other.measure.model_copy(update={"areas": areas}), areas=fewer)
    assert "two different times" not in quick.says("analyst", "ask free school meals gap ward=Kilburn")
    quick.app.partnerships["demo-food"].shelf = replace(
        shelf, releases={**shelf.releases, "fsm-taking": older}
    )
    seen = quick.says("analyst", "ask free school meals gap ward=Kilburn")
    assert "These figures are for wards of two different times (wards-2022 and wards-2002)." in seen


def test_rates_are_not_drawn(quick):
    with_rates(quick)
    assert "Parley does not draw rates" in quick.says("analyst", "ask foodbank-referrals per=100 as=chart")
    assert "For each 100 pupils" in quick.presses("analyst", "As a table")


def test_a_definition_says_everything_a_figure_is_made_of(asks):
    asks.says("analyst", "ask foodbank-referrals")
    seen = asks.presses("analyst", "What does this count?")
    for name in ("Counts", "Does not count", "Unit", "Source", "Licence", "Agreement", "Held by", "Talk to"):
        assert f"\n{name}: " in f"\n{seen}"
    assert "Approved by: Demo Steward or Demo Deputy" in seen
    assert "Next update: from 19 November 2026" in seen
    assert "Reason: debt, benefits, low income, crisis, other" in seen
    assert "Which figure would you like to know more about?" in asks.says("analyst", "definition")


def test_it_is_said_how_a_figure_is_kept_safe_and_what_nobody_can_promise(asks):
    asks.says("analyst", "ask foodbank-referrals")
    seen = asks.presses("analyst", "How is this kept safe?")
    assert "Nobody can prove from these figures" in seen
    assert "that a count is 3 or smaller" in seen
    assert "Who approved it: Demo Steward on" in seen
    assert "What nobody can promise: An organisation that knows its own cases" in seen
    assert "Tell Demo Steward, who can withdraw these figures at once" in seen
    assert "Which figure would you like to know more about?" in asks.says("analyst", "safety")
    assert "Free school meals" in asks.says("analyst", "safety free school meals")


def test_the_catalogue_names_a_person_the_next_update_and_the_review_date(asks):
    seen = asks.says("analyst", "catalogue")
    line = next(line for line in seen.splitlines() if line.startswith("Food bank referrals"))
    assert "Next update: from 19 November 2026" in line
    assert "Review by: 18 November 2027" in line
    assert "Ask Demo Analyst" in line
