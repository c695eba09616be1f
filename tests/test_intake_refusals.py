"""What is refused although it can be read: files about people, rates, and numbers that cannot be counts."""

import pytest

from storage.protection.coarsen import advice
from tests.intake import AREAS, GOOD, HEADER, REFERRALS, changed, load, long, refused, wide

WARDS = [ward.name for ward in AREAS.at("ward")]
NUMERATOR = "Parley takes counts only. Load the numerator instead: the number of referrals in each ward."


def rows(*cells):
    return "".join(f'"{ward}",2025-09-29,{cell}\n' for ward, cell in zip(WARDS, cells, strict=False))


def sentences(*args):
    return [problem.sentence for problem in refused(*args)]


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADER}\n" + "".join(f"{ward},2025-09-29,debt,1\n" for ward in WARDS),
        f"{HEADER}\n" + "Belsize,2025-09-29,debt,1\n" * 30,
        f"{HEADER}\n" + "Belsize,2025-09-29,debt,1\nKilburn,2025-09-29,debt,0\nBelsize,2025-09-29,debt,2\n",
    ],
)
def test_one_row_for_each_person_is_refused_with_one_sentence(text):
    [sentence] = sentences(text)
    assert "as in a list of people" in sentence


def test_one_tick_in_each_row_is_a_list_of_people_too():
    text = "ward,week,Debt,Other\nBelsize,2025-09-29,1,0\nKilburn,2025-09-29,0,1\n"
    assert "as in a list of people" in sentences(text, wide())[0]


def test_sparse_counts_that_happen_to_add_up_to_their_rows_are_counts():
    assert load("ward,week,n\n" + rows(0, 2, 1), long())


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("school_name", ["Dr Oak’s School", "Elm Park Primary", "Saint Ash Academy"]),
        ("Name", ["Camden 001", "Camden 002", "Camden 003"]),
        ("ward_name", ["Camden Town", "Gospel Oak", "Swiss Cottage"]),
        ("Address count", ["118", "228", "338"]),
        ("Number of postcodes", ["18", "28", "38"]),
        ("provider", ["Camden Food Hub", "Oak Street Pantry", "The Elm Larder"]),
    ],
)
def test_places_and_counts_are_not_taken_for_people(column, cells):
    text = f"ward,week,n,{column}\n" + rows(*(f"{n},{cell}" for n, cell in enumerate(cells, 4)))
    assert load(text, long())


@pytest.mark.parametrize(
    ("column", "cells", "kind"),
    [
        ("Name", ["Ann Example", "Bo Sample", "Cy Test"], "names of people"),
        ("worker", ["Ann Example", "Bo Sample", "Cy Test"], "names of people"),
        ("address", ["1 Oak Road", "2 Elm Road", "3 Ash Road"], "addresses"),
        ("school_name", ["Oak School", "Elm School", "ask ann@example.org"], "e-mail addresses"),
        ("upn", ["A123456789012", "", ""], "numbers that stand for a person"),
        ("UPRN", ["100", "200", "300"], "numbers that stand for a person"),
        ("date_of_birth", ["", "", ""], "dates of birth"),
    ],
)
def test_a_column_about_people_is_refused(column, cells, kind):
    text = f"ward,week,n,{column}\n" + rows(*(f"{n},{cell}" for n, cell in enumerate(cells, 4)))
    [problem] = refused(text, long())
    assert problem.column == column
    assert kind in problem.sentence


def test_a_detail_in_place_of_a_heading_is_not_repeated():
    text = "ann@example.org,NW1 9ZZ,48613\n" + "ann@example.org,NW1 9ZZ,48613\n" * 3
    said = "".join(map(str, refused(text, long())))
    assert not any(each in said for each in ("ann@", "NW1", "48613"))


@pytest.mark.parametrize("cells", [["1.7", "2", "4.1"], ["12%", "7%", "30 %"], ["0.5", "0.25", "0.125"]])
def test_a_column_of_rates_is_refused_once_and_the_numerator_asked_for(cells):
    [sentence] = sentences("ward,week,n\n" + rows(*cells), long())
    assert sentence == f"This column holds rates, shares or averages, and {NUMERATOR}"


@pytest.mark.parametrize(
    "name",
    [
        "Referral rate",
        "% of households",
        "fsm_prop",
        "Mean age",
        "median_price",
        "Rank",
        "per 1,000",
        "Share",
    ],
)
def test_a_column_whose_name_says_rate_is_refused_even_with_whole_numbers(name):
    [problem] = refused(f'ward,week,"{name}"\n' + rows(4, 5, 6), long(count=name))
    assert problem.column == name
    assert NUMERATOR in problem.sentence


@pytest.mark.parametrize(
    "name", ["Separate referrals", "corporate", "Shared meals", "operations", "scored goals"]
)
def test_a_word_with_rate_in_it_is_no_rate(name):
    assert load(f"ward,week,{name}\n" + rows(4, 5, 6), long(count=name))


def test_a_single_decimal_is_a_slip_and_said_where_it_is():
    [problem] = refused("ward,week,n\n" + rows(4, 5, 6, "7.5", 8, 9, 10), long())
    assert (problem.row, problem.column) == (5, "n")
    assert problem.sentence.startswith("A count must be a whole number")


@pytest.mark.parametrize("cell", ["12.0", "12.00"])
def test_a_whole_number_with_a_nought_behind_its_point_is_a_count(cell):
    assert {count.n for count in load(f"ward,week,n\n{rows(4, cell)}", long()).counts} == {0, 4, 12}


def test_problems_come_in_the_order_of_the_file():
    text = (
        f"{HEADER},Surname\nBelsize,2025-09-29,rent,3,x\nLeeds,2025-09-30,debt,-3,y\nKilburn,soon,debt,3,z\n"
    )
    found = refused(text)
    assert [problem.row for problem in found] == [0, 2, 3, 3, 3, 4]


def test_where_most_numbers_are_small_a_coarser_table_is_proposed():
    weeks = ("2025-10-06", "2025-10-13", "2025-10-20")
    lines = [f"{ward},{week},debt,{1 + n % 3}" for week in weeks for n, ward in enumerate(WARDS)]
    measure = changed(publish=["ward×reason×week"])
    [sentence] = advice(measure, AREAS, load("\n".join([HEADER, *lines]), measure))
    assert sentence.startswith("ward×reason×week: 100% of the numbers that are not 0 are below 5.")
    assert "What is published there is mostly rounding." in sentence
    assert sentence.endswith(
        "Coarser tables have fewer: by month, 35% (moved by 27%); by borough, 0% (moved by 4%)."
    )


def test_where_few_numbers_are_small_only_the_share_is_given():
    lines = [f"{ward},2025-10-06,debt,{4 + n}" for n, ward in enumerate(WARDS)]
    found = advice(REFERRALS, AREAS, load("\n".join([HEADER, *lines])))
    moved = "Rounding is expected to move a typical one by"
    assert found == (
        f"ward×week: 5% of the numbers that are not 0 are below 5. {moved} 12% of its size.",
        f"borough×reason×week: 0% of the numbers that are not 0 are below 5. {moved} 0% of its size.",
    )


def test_a_table_without_any_number_has_no_share():
    assert advice(REFERRALS, AREAS, load(GOOD.replace(",3\n", ",0\n").replace(",12\n", ",0\n"))) == ()
