"""Layouts are declared, never guessed: long, wide by category, wide by period, and what stands around a table."""

from datetime import date

import pytest

from storage.counts import Count, Missing
from storage.geography import parse_areas
from storage.layouts import LongLayout, WideLayout
from tests.intake import (
    AREAS,
    LONG,
    MONDAY,
    by_area,
    changed,
    counted_once,
    filled,
    load,
    long,
    monthly,
    refused,
    wide,
)

BELSIZE, KILBURN, FROGNAL = "E05013652", "E05013665", "E05013657"
JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)


def sentences(*args):
    return [problem.sentence for problem in refused(*args)]


def test_a_long_file_holds_one_number_in_a_row():
    assert by_area(load("ward,week,n\nBelsize,2025-09-29,4\n", long()))[BELSIZE, MONDAY] == 4


def test_areas_are_read_by_name_and_by_code_in_the_same_file():
    found = by_area(load("ward,week,n\nE05013652,2025-09-29,4\nKilburn,2025-09-29,5\n", long()))
    assert (found[BELSIZE, MONDAY], found[KILBURN, MONDAY]) == (4, 5)


def test_a_column_for_each_period_named_one_by_one():
    measure = monthly(periods={"2026-01": "Jan", "February 2026": "Feb"})
    found = by_area(load("ward,Jan,Feb,Mar\nBelsize,4,5,6\n", measure))
    assert (found[BELSIZE, JANUARY], found[BELSIZE, FEBRUARY]) == (4, 5)
    assert {period for _, period in found} == {JANUARY, FEBRUARY}


@pytest.mark.parametrize(
    ("form", "headings"),
    [
        ("%b %Y", "Jan 2026,Feb 2026"),
        ("%B %Y", "january 2026,FEBRUARY 2026"),
        ("%b-%y", "Jan-26,Feb-26"),
        ("Claimants %m/%Y", "Claimants 01/2026,Claimants 02/2026"),
        ("%Y%m", "202601,202602"),
        ("%d/%m/%Y", "01/01/2026,01/02/2026"),
    ],
)
def test_a_column_for_each_period_by_how_its_heading_writes_the_date(form, headings):
    found = by_area(load(f"ward,{headings}\nBelsize,4,5\n", monthly(period_columns=form)))
    assert (found[BELSIZE, JANUARY], found[BELSIZE, FEBRUARY]) == (4, 5)


def test_september_may_have_four_letters():
    found = load("ward,Sept 2026\nBelsize,4\n", monthly(period_columns="%b %Y"))
    assert found.counts[0].period == date(2026, 9, 1)


def test_a_heading_that_is_no_period_is_never_silently_left_out():
    measure = monthly(period_columns="%b %Y", ignore=["Change"])
    [problem] = refused("ward,Jan 2026,Fbe 2026,Change\nBelsize,4,5,1\n", measure)
    assert problem.column == "Fbe 2026"
    assert "list the column under “ignore”" in problem.sentence
    assert load("ward,Jan 2026,Change\nBelsize,4,1\n", measure)


def test_a_file_without_any_period_in_its_headings_is_said():
    found = refused("ward,one,two\nBelsize,4,5\n", monthly(period_columns="%b %Y"))
    assert found[0].sentence.startswith("No column is headed by a period as in “%b %Y”")


def test_two_columns_for_the_same_period_are_said():
    measure = monthly(period_columns="%b %Y")
    assert "Another column stands for the same period. Keep one." in sentences(
        "ward,Jan 2026,January 2026\nBelsize,4,5\n".replace("January 2026", "jan 2026"), measure
    )


def test_a_wide_file_by_period_may_have_a_column_for_a_dimension_and_a_total():
    measure = changed(
        layout={"kind": "wide", "area": "ward", "reason": "why", "period_columns": "%b %Y", "total": "All"},
        time={"grain": "month"},
        publish=["ward×month"],
    )
    found = load("ward,why,Jan 2026,Feb 2026,All\nBelsize,debt,4,5,9\n", measure)
    assert filled(found) == [
        Count(BELSIZE, JANUARY, ("debt",), 4),
        Count(BELSIZE, FEBRUARY, ("debt",), 5),
    ]


def test_a_wide_file_by_category_may_have_a_column_for_another_dimension():
    layout = {"kind": "wide", "area": "ward", "sex": "sex", "columns": {"debt": "Debt", "other": "Other"}}
    measure = changed(
        layout=layout | {"period": "week"},
        dimensions={"sex": {"codes": ["female", "male"]}, "reason": {"codes": ["debt", "other"]}},
        publish=["ward×week"],
    )
    found = filled(load("ward,week,sex,Debt,Other\nBelsize,2025-09-29,male,4,5\n", measure))
    assert [(count.category, count.n) for count in found] == [(("male", "debt"), 4), (("male", "other"), 5)]


def test_periods_in_rows_may_be_written_in_a_declared_way():
    measure = changed(
        layout=LONG | {"period": "month", "period_format": "%b-%y"},
        dimensions={},
        time={"grain": "month"},
        publish=["ward×month"],
    )
    assert filled(load("ward,month,n\nBelsize,Jan-26,4\n", measure))[0].period == JANUARY
    assert sentences("ward,month,n\nBelsize,01/2026,4\n", measure) == [
        "Enter the first day of the month, such as Mar-26."
    ]


def test_two_header_rows_are_joined_and_merged_cells_reach_to_the_right():
    text = "Referrals\n\nWard,Houses,,Flats,\n,with,without,with,without\nBelsize,1,2,3,4\n"
    layout = {"kind": "wide", "area": "Ward", "header_rows": [3, 4]}
    measure = counted_once(
        layout | {"columns": {"a": "Houses with", "b": "Flats without"}}, codes=["a", "b"], day="2021-03-21"
    )
    assert [count.n for count in filled(load(text, measure))] == [1, 4]


def test_line_breaks_and_double_spaces_in_a_heading_do_not_matter():
    text = 'ward,week,"Referrals\n  made"\nBelsize,2025-09-29,4\n'
    assert filled(load(text, long(count="Referrals made")))[0].n == 4


TABLE = "ward,week,n\nBelsize,2025-09-29,4\nKilburn,2025-09-29,5\n"


@pytest.mark.parametrize("below", ["Source: a log\n", "Source: a log,,\n", "© Crown,,\nSource: us\n"])
def test_note_lines_under_a_table_are_declared_by_how_they_begin(below):
    assert load(TABLE + below, long(notes=["Source", "©"])).counts == load(TABLE, long()).counts
    assert refused(TABLE + below, long())


def test_a_table_may_end_at_a_blank_row():
    below = "\nAnother table,,\nward,week,n\n"
    assert load(TABLE + below, long(until_blank_row=True)).counts == load(TABLE, long()).counts
    assert refused(TABLE + below, long())


def test_a_note_is_a_row_with_nothing_else_in_it():
    assert refused(TABLE + "Source,2025-09-29,5\n", long(notes=["Source"]))


def test_only_some_rows_are_kept_where_the_layout_says_so():
    text = "la,ward,week,n\nCamden,Belsize,2025-09-29,4\nBrent,Kilburn,2025-09-29,many\n"
    assert by_area(load(text, long(where={"la": "Camden"})))[BELSIZE, MONDAY] == 4
    assert by_area(load(text, long(where={"la": ["Cam*", "Oxford"]})))[KILBURN, MONDAY] == 0
    assert sentences(text, long(where={"la": ["Leeds"]})) == [
        "No row is kept by “where”. Check its columns and texts."
    ]
    assert [problem.column for problem in refused(text, long(where={"borough": ["Camden"]}))] == ["borough"]


def test_a_row_that_is_not_kept_is_still_looked_at_for_personal_details():
    text = "la,ward,week,n\nCamden,Belsize,2025-09-29,4\nann@example.org,Kilburn,2025-09-29,4\n"
    assert "e-mail addresses" in sentences(text, long(where={"la": ["Camden"]}))[0]


def test_rows_of_totals_are_checked_and_not_counted():
    text = "ward,week,reason,n\nBelsize,2025-09-29,debt,4\nKilburn,2025-09-29,debt,5\n"
    layout = LONG | {"reason": "reason", "totals": {"area": "All wards", "reason": "All"}}
    measure = changed(layout=layout)
    good = "All wards,2025-09-29,debt,9\nBelsize,2025-09-29,All,4\nAll wards,2025-09-29,All,9\n"
    assert [count.n for count in filled(load(text + good, measure))] == [4, 5]
    wrong = refused(text + good.replace("debt,9", "debt,8"), measure)
    assert [(problem.row, problem.column) for problem in wrong] == [(4, "n")]
    assert wrong[0].sentence == "This total is not the sum of the rows it stands for."


def test_a_total_that_gives_a_withheld_count_away_is_noticed():
    text = "ward,week,Debt,Other,All\nBelsize,2025-09-29,c,40,43\nKilburn,2025-09-29,c,c,12\n"
    found = load(text, wide(total="All", missing={"withheld": ["c"]}))
    assert found.notes[0].startswith("1 total in this file gives a withheld count away")
    assert not any(char in found.notes[0] for char in ("3 ", "40", "43", "12"))
    assert not load(text.replace("40,43", "40,c"), wide(total="All", missing={"withheld": ["c"]})).notes


def test_a_total_smaller_than_its_known_parts_is_wrong_even_if_one_is_withheld():
    text = "ward,week,Debt,Other,All\nBelsize,2025-09-29,c,40,39\n"
    assert refused(text, wide(total="All", missing={"withheld": ["c"]}))[0].column == "All"


def test_areas_without_a_row_are_0_or_no_data_as_declared():
    text = "ward,week,n\nBelsize,2025-09-29,4\nKilburn,2025-09-29,0\n"
    assert by_area(load(text, long()))[FROGNAL, MONDAY] == 0
    found = by_area(load(text, long(no_row="no data")))
    assert found[FROGNAL, MONDAY] is Missing.NO_DATA
    assert found[KILBURN, MONDAY] == 0


def test_a_former_area_is_said_in_the_words_of_its_code_list():
    [problem] = refused("ward,week,n\nSwiss Cottage,2025-09-29,4\n", long(), AREAS)
    assert "Swiss Cottage" in problem.sentence


def test_levels_may_be_any(tmp_path):
    areas = parse_areas("code,name,level,parent\nE1,One,lsoa,\nE2,Two,lsoa,\n")
    measure = counted_once({"kind": "long", "area": "code", "count": "n"}, areas="lsoa")
    assert [count.n for count in load("code,n\nE1,4\nE2,5\n", measure, areas).counts] == [4, 5]


@pytest.mark.parametrize(
    "layout",
    [
        LongLayout.model_validate(LONG | {"reason": "why", "where": {"la": ["Camden"]}}),
        WideLayout.model_validate({"kind": "wide", "area": "w", "periods": {"2026-01": "Jan"}, "sex": "Sex"}),
    ],
)
def test_a_layout_written_out_is_the_same_layout_when_read(layout):
    assert type(layout).model_validate(layout.model_dump(mode="json", exclude_defaults=True)) == layout
