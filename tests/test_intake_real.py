"""Real published files: each loads with a declared layout, or is refused with exactly the right sentence."""

import csv
from datetime import date

import pytest

from storage.counts import Missing
from tests.intake import by_area, changed, code_list, counted_once, load, real, refused

CAMDEN, BEDFORDSHIRE = "E09000007", "E06000056"
TWO_COUNCILS = code_list("district", {CAMDEN: "Camden", BEDFORDSHIRE: "Central Bedfordshire"})
RATES = "This column holds rates, shares or averages, and Parley takes counts only. Load the numerator instead: the number of "


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def opened(path, measure, areas):
    return load(path.read_bytes(), measure, areas, path.name)


def turned_away(path, measure, areas):
    return refused(path.read_bytes(), measure, areas, path.name)


def total(extract):
    return sum(count.n for count in extract.counts)


@pytest.fixture(scope="module")
def old_wards():
    """Camden's 18 wards from 2002 to 2022."""
    found = rows(real("wards", "London_Ward_Atlas.csv"))
    pairs = {row["New_ward_code"]: row["Ward"] for row in found if row["Borough"] == "Camden"}
    assert len(pairs) == 18
    return code_list("ward", pairs)


def atlas(column):
    layout = {"kind": "long", "area": "New_ward_code", "count": column, "where": {"Borough": ["Camden"]}}
    return counted_once(layout, day="2011-03-27")


def test_one_borough_of_the_london_ward_atlas_loads(old_wards):
    extract = opened(real("wards", "London_Ward_Atlas.csv"), atlas("Population_2011"), old_wards)
    assert (len(extract.counts), total(extract)) == (18, 220_050)


@pytest.mark.parametrize(
    "column",
    ["children_Claimant_Households", "Housing_Benefit_rates_2015", "Median_House_Price_2014", "GCSE_2014"],
)
def test_the_rates_of_the_atlas_are_refused(old_wards, column):
    [problem] = turned_away(real("wards", "London_Ward_Atlas.csv"), atlas(column), old_wards)
    assert (problem.row, problem.column) == (0, column)
    assert problem.sentence.startswith(f"{RATES}referrals in each ward.")


PROFILES = {
    "kind": "wide",
    "area": "New code",
    "where": {"Ward name": "Camden - *"},
    "columns": {
        "0-15": "Children aged 0-15 - 2015",
        "16-64": "Working-age (16-64) - 2015",
        "65-on": "Older people aged 65+ - 2015",
    },
}


def test_the_ward_profiles_load_for_one_borough(old_wards):
    measure = counted_once(PROFILES, codes=list(PROFILES["columns"]))
    extract = opened(real("wards", "ward-profiles-excel-version.csv"), measure, old_wards)
    assert (len(extract.counts), total(extract)) == (54, 230_450)


def test_the_totals_of_the_ward_profiles_were_rounded_and_do_not_add_up(old_wards):
    measure = counted_once(PROFILES | {"total": "Population - 2015"}, codes=list(PROFILES["columns"]))
    found = turned_away(real("wards", "ward-profiles-excel-version.csv"), measure, old_wards)
    assert {problem.column for problem in found} == {"Population - 2015"}
    assert {problem.sentence for problem in found} == {
        "The total is not the sum of its categories in this row."
    }


def test_a_ward_of_another_borough_is_named_with_its_row(old_wards):
    measure = counted_once(PROFILES | {"where": {}}, codes=list(PROFILES["columns"]))
    found = turned_away(real("wards", "ward-profiles-excel-version.csv"), measure, old_wards)
    assert all(problem.column == "New code" for problem in found)
    assert len(found) == len(rows(real("wards", "ward-profiles-excel-version.csv"))) - 18


def test_a_share_of_pupils_is_refused_and_nothing_else_is_said():
    layout = {"kind": "long", "area": "la_name", "count": "fsm_prop", "where": {"la_name": ["Camden"]}}
    path = real("schools", "school_fsm.csv")
    [problem] = turned_away(path, counted_once(layout, areas="district"), TWO_COUNCILS)
    assert (problem.row, problem.column) == (0, "fsm_prop")
    assert problem.sentence.startswith(RATES)


def claimants(path, **where):
    layout = {"kind": "long", "area": "Geography", "period": "Date", "count": "Value", "where": where}
    level = "ward" if "rate" in path.name else "lsoa"
    areas = code_list(level, {row["Geography"]: row["Geography"] for row in rows(path)})
    measure = changed(
        layout=layout,
        dimensions={},
        areas={"vintage": "v", "file": "areas.csv", "levels": [level]},
        time={"grain": "month"},
        publish=[f"{level}×month"],
        unit={"one": "claimant", "many": "claimants"},
    )
    return measure, areas


def test_the_claimant_rate_is_refused_and_the_claimants_asked_for():
    path = real("timeseries", "gm_claimant-rate_input.csv")
    [problem] = turned_away(path, *claimants(path, Geography=["E05*"]))
    assert (problem.row, problem.column) == (0, "Value")
    assert problem.sentence == f"{RATES}claimants in each ward."


def test_the_claimant_count_loads():
    path = real("timeseries", "gm_claimant-count_lsoa_input.csv")
    extract = opened(path, *claimants(path, **{"Measure Type": ["count"]}))
    assert {count.period for count in extract.counts} == {date(2018, 11, 1)}
    assert len(extract.counts) == 1_673


GARDENS = {"kind": "wide", "sheet": "Country gardens", "header_rows": [1, 2], "until_blank_row": True}
COUNTRIES = code_list("country", {"E92000001": "England", "S92000003": "Scotland", "W92000004": "Wales"})


def gardens(**layout):
    columns = {"houses": "Property type: Houses Address count", "flats": "Property type: Flats Address count"}
    layout = (
        GARDENS | {"area": "Country code", "columns": columns, "where": {"Country code": ["?*"]}} | layout
    )
    return counted_once(layout, codes=["houses", "flats"], areas="country", day="2020-04-01")


def test_a_sheet_with_merged_headings_in_two_rows_loads_and_its_totals_add_up():
    measure = gardens(where={"Country code": ["E*", "S*", "W*"]}, total="Property type: Total Address count")
    extract = opened(real("awkward", "garden-space-2020.xlsx"), measure, COUNTRIES)
    assert total(extract) == 28_818_909


def test_the_row_for_great_britain_has_to_be_left_out():
    found = turned_away(real("awkward", "garden-space-2020.xlsx"), gardens(where={}), COUNTRIES)
    assert [(problem.sheet, problem.row, problem.column) for problem in found] == [
        ("Country gardens", 3, "Country code")
    ]


def test_a_sheet_has_to_be_named_and_there():
    path = real("awkward", "garden-space-2020.xlsx")
    [problem] = turned_away(path, gardens(sheet=None), COUNTRIES)
    assert "Say which sheet holds the counts" in problem.sentence
    [problem] = turned_away(path, gardens(sheet="Ward gardens"), COUNTRIES)
    assert problem.sentence.startswith(
        "There is no sheet “Ward gardens”. There are: “Readme”, “Country gardens”"
    )


@pytest.mark.parametrize(
    ("column", "loads"),
    [("Address count", True), ("Percentage of adresses with private outdoor space", False)],
)
def test_the_sheet_of_councils_gives_addresses_but_no_percentages(column, loads):
    layout = {"kind": "long", "sheet": "LAD gardens", "area": "LAD code", "count": column}
    layout |= {"where": {"LAD name": ["Camden", "Central Bedfordshire"]}}
    measure = counted_once(layout, areas="district")
    path = real("awkward", "garden-space-2020.xlsx")
    if loads:
        assert len(opened(path, measure, TWO_COUNCILS).counts) == 2
        return
    [problem] = turned_away(path, measure, TWO_COUNCILS)
    assert problem.sentence.startswith(RATES)


def test_the_damaged_ods_is_refused_as_damaged():
    path = real("awkward", "wimd-2019-index-and-domain-scores-by-small-area_0.ods")
    [problem] = turned_away(path, counted_once({"kind": "long", "area": "a", "count": "n"}), TWO_COUNCILS)
    assert problem.sentence.startswith("This file is damaged, or is no workbook, so nothing was loaded.")


def test_a_shapefile_is_refused_as_a_zip():
    path = real("boundaries", "camden_Wards_(May_2022)_UK_BFC_V2.zip")
    [problem] = turned_away(path, counted_once({"kind": "long", "area": "a", "count": "n"}), TWO_COUNCILS)
    assert problem.sentence.startswith("This is a zip with other files in it.")


OUT_OF_WORK = {
    "kind": "wide",
    "area": "Code",
    "columns": {"0-4": "Age 0-4", "5-10": "Age 5-10", "11-15": "Age 11-15", "16-18": "Age 16-18"},
    "notes": ["Hertfordshire"],
    "missing": {"no_data": ["-"]},
}


def out_of_work(**layout):
    path = real("la", "number_of_children_living_in_all_out_of_work_benefit_claimant_households.csv")
    return path, counted_once(OUT_OF_WORK | layout, codes=list(OUT_OF_WORK["columns"]), areas="district")


def test_children_in_households_out_of_work_are_in_the_letters_of_an_old_mac():
    path, measure = out_of_work()
    [problem] = turned_away(path, measure, TWO_COUNCILS)
    assert "Mac Roman" in problem.sentence
    assert problem.sentence.endswith("Save it as CSV UTF-8.")


def test_saved_as_utf_8_they_load_with_thousands_old_line_ends_and_a_dash():
    path, measure = out_of_work()
    text = path.read_bytes().decode("mac_roman")
    found = list(csv.DictReader(text.splitlines()))
    areas = code_list("district", {row["Code"]: row["Local Authority"] for row in found if row["Code"]})
    extract = load(text, measure, areas)
    assert len(extract.counts) == 4 * len(areas.areas)
    assert {count.n for count in extract.counts if count.area == "E06000053"} == {Missing.NO_DATA}
    assert any("Ynys Môn" in area.name for area in areas.areas)
    without = counted_once(
        OUT_OF_WORK | {"missing": {}}, codes=list(OUT_OF_WORK["columns"]), areas="district"
    )
    assert {problem.sentence[:15] for problem in refused(text, without, areas)} == {"“-” is no count"}


def test_a_list_of_food_banks_is_no_table_of_counts():
    path = real("wards", "trafford_food_banks.csv")
    found = turned_away(path, counted_once({"kind": "long", "area": "wd17cd", "count": "n"}), TWO_COUNCILS)
    assert {"contact", "post_code", "address", "n"} <= {problem.column for problem in found}


def test_households_by_deprivation_of_every_council_load():
    path = real("la", "households_by_no_of_deprivation_dimensions.csv")
    head = "Household Deprivation: Household is {}; measures: Value"
    spoken = ["not deprived in any dimension", "deprived in 1 dimension"]
    spoken += [f"deprived in {n} dimensions" for n in (2, 3, 4)]
    layout = {
        "kind": "wide",
        "area": "geography code",
        "columns": {str(n): head.format(words) for n, words in enumerate(spoken)},
        "total": head.replace("Household is {}", "All categories: Classification of household deprivation"),
    }
    areas = code_list("district", {row["geography code"]: row["geography"] for row in rows(path)})
    extract = opened(path, counted_once(layout, codes=list("01234"), areas="district"), areas)
    assert len(extract.counts) == 5 * 348
    assert by_area(extract)[CAMDEN, date(2021, 3, 21)] > 0
