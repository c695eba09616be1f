"""Intake of CSV files: what loads, what is refused, and that the refusal repeats no count."""

import hashlib
from datetime import date

import pytest

from storage.measures import Measure
from storage.sources import Count, SourceError, read
from tests import intake
from tests.intake import AREAS, CATALOGUE, GOOD, HEADER, MONDAY, changed, filled, real, wide


@pytest.fixture
def load():
    def load(data, measure="foodbank-referrals"):
        return intake.load(data, measure if isinstance(measure, Measure) else CATALOGUE.measures[measure])

    return load


@pytest.fixture
def refused(load):
    def refused(data, measure="foodbank-referrals"):
        with pytest.raises(SourceError) as caught:
            load(data, measure)
        return [(problem.row, problem.column, problem.sentence) for problem in caught.value.problems]

    return refused


def test_counts_are_read_with_their_area_week_and_reason(load):
    assert filled(load(GOOD)) == [
        Count("E05013652", MONDAY, ("debt",), 3),
        Count("E05013666", MONDAY, ("crisis",), 12),
    ]


def test_a_missing_row_in_a_week_that_has_rows_counts_as_none(load):
    assert len(load(GOOD).counts) == 20 * 5


def test_a_week_without_any_row_is_left_out(load):
    extract = load(GOOD + "Belsize,2025-10-13,debt,4\n")
    assert {count.period for count in extract.counts} == {MONDAY, date(2025, 10, 13)}


def test_the_extract_knows_its_file_by_hash(load):
    assert load(GOOD).sha256 == hashlib.sha256(GOOD.encode()).hexdigest()


@pytest.mark.parametrize(
    "data",
    [
        GOOD.encode("utf-8-sig"),
        GOOD.replace("'", "’").encode("cp1252"),
        GOOD.replace("'", "’").encode(),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("\n", "\r").encode(),
        (GOOD + "\n,,,\n\n").encode(),
        GOOD.replace("2025-09-29", "29/09/2025").encode(),
        GOOD.replace("2025-09-29", "29 September 2025").encode(),
        GOOD.replace("debt", " Debt ").encode(),
        GOOD.replace("Belsize", "e05013652").encode(),
        GOOD.replace("referrals\n", "referrals,colour\n")
        .replace("3\n", "3,red\n")
        .replace("12\n", "12,\n")
        .encode(),
    ],
)
def test_the_same_counts_come_out_of_any_usual_csv(load, data):
    assert load(data).counts == load(GOOD).counts


def test_thousands_in_quotation_marks_are_numbers(load):
    assert max(count.n for count in load(GOOD.replace(",3", ',"1,234"')).counts) == 1234


def test_a_header_further_down_is_found_where_it_is_declared(load):
    layout = CATALOGUE.measures["foodbank-referrals"].layout.model_dump() | {"header_row": 3}
    assert load("Title\n\n" + GOOD, changed(layout=layout)).counts == load(GOOD).counts


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("Belsise,2025-09-29,debt,3", "ward", "Did you mean “Belsize”"),
        ("Leeds,2025-09-29,debt,3", "ward", "“Leeds” is not a known ward"),
        ("Camden,2025-09-29,debt,3", "ward", "Leave out rows for totals"),
        ("Total,2025-09-29,debt,3", "ward", "Leave out rows for totals"),
        ("48613,2025-09-29,debt,3", "ward", "This is not a ward"),
        ("Belsize,2025-09-29,48613,3", "reason", "Enter one of: debt"),
        (",2025-09-29,debt,3", "ward", "needs a ward"),
        ("Belsize,2025-09-30,debt,3", "week_commencing", "2025-09-30 is a Tuesday"),
        ("Belsize,2024-09-23,debt,3", "week_commencing", "before 2024-09-30"),
        ("Belsize,soon,debt,3", "week_commencing", "first day of the week"),
        ("Belsize,2025-02-30,debt,3", "week_commencing", "first day of the week"),
        ("Belsize,2025-09-29,rent,3", "reason", "The categories are: debt, benefits"),
        ("Belsize,2025-09-29,,3", "reason", "Enter one of: debt"),
        ("Kilburn,2025-09-29,debt,", "referrals", "0 where there were none"),
        ("Kilburn,2025-09-29,debt,-3", "referrals", "negative"),
        ("Kilburn,2025-09-29,debt,3.5", "referrals", "whole number"),
        ("Kilburn,2025-09-29,debt,*", "referrals", "“*” is no count. Say under “missing”"),
        ("Kilburn,2025-09-29,debt,-", "referrals", "“-” is no count. Say under “missing”"),
        ("Kilburn,2025-09-29,debt,#DIV/0!", "referrals", "formula went wrong"),
        ("Kilburn,2025-09-29,debt,1.000", "referrals", "whole number"),
        ("Kilburn,2025-09-29,debt,7%", "referrals", "whole number"),
        ('Kilburn,2025-09-29,debt,"1,23"', "referrals", "whole number"),
        ("Kilburn,2025-09-29,debt,٣", "referrals", "whole number"),
        ("King's Cross,2025-09-29,crisis,9", "", "Row 3 has the same area"),
        ("Belsize,2025-09-29,debt", "", "3 cells where the header has 4"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_with_its_column(refused, row, column, words):
    found = refused(f"{GOOD}{row}\n")
    assert len(found) == 1
    assert found[0][:2] == (4, column)
    assert words in found[0][2]


def test_every_problem_is_said_at_once_and_nothing_is_loaded(refused):
    found = refused(f"{HEADER}\nLeeds,2025-09-29,debt,3\nBelsize,2025-09-30,rent,x\n")
    assert {(row, column) for row, column, _ in found} == {
        (2, "ward"),
        (3, "week_commencing"),
        (3, "reason"),
        (3, "referrals"),
    }


def test_a_missing_and_a_doubled_column_are_said(refused):
    found = refused("ward,week_commencing,referrals,referrals\nBelsize,2025-09-29,3,3\n")
    assert {column for _, column, _ in found} == {"reason", "referrals"}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no header"),
        (HEADER, "no rows"),
        (b"PK\x03\x04rest", "damaged"),
        (b"%PDF-1.7", "a PDF"),
        (b"<html><table>", "a web page"),
        (GOOD.encode("utf-16"), "UTF-16"),
        (b"ward\n\x81\x8d\n", "letters"),
        (GOOD.replace(",", ";"), "separated by commas"),
        (f'{HEADER}\n"Belsize,2025-09-29', "quotation mark"),
    ],
)
def test_a_file_that_is_no_csv_is_refused_in_words(refused, data, words):
    assert words in refused(data)[0][2]


def test_a_file_that_is_not_there_is_refused_in_words(tmp_path):
    with pytest.raises(SourceError, match="cannot be opened"):
        read(CATALOGUE.measures["foodbank-referrals"], tmp_path / "none.csv", AREAS)


def test_one_row_for_each_person_is_refused(refused):
    rows = "".join(f"{ward.name},2025-09-29,debt,1\n" for ward in AREAS.at("ward"))
    assert "as in a list of people" in refused(f"{HEADER}\n{rows}")[0][2]


@pytest.mark.parametrize(
    ("header", "values", "kind"),
    [
        ("Surname", ["x", "y", "z"], "names of people"),
        ("Client name", ["x", "y", "z"], "names of people"),
        ("DOB", ["x", "y", "z"], "dates of birth"),
        ("post_code", ["x", "y", "z"], "postcodes"),
        ("NHS number", ["x", "y", "z"], "NHS numbers"),
        ("client_id", ["1", "2", "3"], "stand for a person"),
        ("a", ["Ann Example", "Bo Q. Sample", "Cy O'Test"], "names of people"),
        ("a", ["Mrs Example", "", ""], "names of people"),
        ("a", ["13/05/1984", "1990-06-14", "15.7.1951"], "dates of birth"),
        ("a", ["NW1 9ZZ", "", ""], "postcodes"),
        ("a", ["", "write to ann@example.org", ""], "e-mail addresses"),
        ("a", ["", "9434765919", ""], "NHS numbers"),
        ("a", ["943 476 5919", "", ""], "NHS numbers"),
        ("a", ["AB 12 34 56 C", "", ""], "National Insurance numbers"),
        ("a", ["07700 900123", "", ""], "telephone numbers"),
    ],
)
def test_a_column_about_people_is_refused_and_never_repeated(refused, header, values, kind):
    rows = zip(["Belsize,2025-09-29", "Frognal,2025-09-29", "Kilburn,2025-09-29"], values, strict=True)
    text = f"{HEADER},{header}\n" + "".join(f"{row},debt,4,{value}\n" for row, value in rows)
    found = refused(text)
    assert found[0][:2] == (0, header)
    assert kind in found[0][2]
    assert not any(
        value and value in sentence for value in values if len(value) > 1 for _, _, sentence in found
    )


def test_a_personal_detail_in_a_declared_column_is_not_repeated(refused):
    found = refused(f"{GOOD}ann@example.org,2025-09-29,NW1 9ZZ,4\n")
    assert {column for _, column, _ in found} == {"ward", "reason"}
    assert not any("ann@" in sentence or "NW1" in sentence for _, _, sentence in found)


def test_names_of_wards_and_boroughs_are_not_names_of_people(load):
    text = "ward,week_commencing,reason,referrals,ward_name\n" + "".join(
        f"{ward.code},2025-09-29,debt,4,{ward.name}\n" for ward in AREAS.at("ward")
    )
    assert len(filled(load(text))) == 20


def test_no_count_is_repeated_in_what_is_said(refused):
    found = refused(f"{HEADER}\nLeeds,2025-09-29,debt,48613\nBelsize,2025-09-29,debt,-48613\n")
    assert not any("48613" in sentence for _, _, sentence in found)


def test_a_long_list_of_problems_is_shortened_only_in_its_text(load):
    with pytest.raises(SourceError) as caught:
        load(f"{HEADER}\n" + "Leeds,2025-09-29,debt,3\n" * 200)
    assert len(caught.value.problems) == 200
    assert "150 more problems" in str(caught.value)


def test_a_wide_file_has_a_column_for_each_category(load):
    extract = load("ward,week,Debt,Other\nBelsize,2025-09-29,3,0\n", wide())
    assert filled(extract) == [Count("E05013652", MONDAY, ("debt",), 3)]
    assert len(extract.counts) == 40


def test_a_total_in_a_wide_file_must_be_the_sum(load, refused):
    measure = wide(total="All")
    assert filled(load("ward,week,Debt,Other,All\nBelsize,2025-09-29,3,4,7\n", measure))
    found = refused("ward,week,Debt,Other,All\nBelsize,2025-09-29,3,4,7\nKilburn,2025-09-29,3,4,8\n", measure)
    assert [problem[:2] for problem in found] == [(3, "All")]


def test_terms_are_read_by_their_name_or_first_day(load, refused):
    text = "school_ward,term,pupils_entitled\nBelsize,{},140\n"
    for said in ("Autumn term 2025", "autumn term 2025", "2025-09-01"):
        assert filled(load(text.format(said), "fsm-entitled"))[0].period == date(2025, 9, 1)
    assert "declared terms" in refused(text.format("Autumn"), "fsm-entitled")[0][2]


@pytest.mark.parametrize("said", ["2026-03", "2026-03-01", "March 2026", "01/03/2026"])
def test_months_are_read_as_people_write_them(load, said):
    measure = changed(time={"grain": "month"}, publish=["ward×month"])
    assert filled(load(f"{HEADER}\nBelsize,{said},debt,3\n", measure))[0].period == date(2026, 3, 1)


def test_a_month_that_does_not_start_on_the_first_is_refused(refused):
    measure = changed(time={"grain": "month"}, publish=["ward×month"])
    assert "on the first" in refused(f"{HEADER}\nBelsize,2026-03-02,debt,3\n", measure)[0][2]


DEPRIVATION = changed(
    id="census-deprivation",
    title="Households by deprivation",
    counts="households",
    unit={"one": "household", "many": "households"},
    what="Households by the number of ways in which they are deprived.",
    **{"not": "People; households that moved in since."},
    layout={
        "kind": "wide",
        "area": "ward_code",
        "columns": {n: f"housolds_deprived_in_{n}_dimension{'' if n == 1 else 's'}" for n in range(5)},
        "total": "households",
    },
    dimensions={"dimensions": {"codes": range(5)}},
    time={"grain": "once", "period": "2021-03-21"},
    publish=["ward×dimensions×once", "ward×once", "borough×dimensions×once"],
)


def real_ward_file():
    return real("wards", "camden_ward_pop_stats.csv")


def test_the_real_ward_file_loads_whole():
    extract = read(DEPRIVATION, real_ward_file(), AREAS)
    assert len(extract.counts) == 100
    assert {count.period for count in extract.counts} == {date(2021, 3, 21)}
