"""Measure files and code lists: what is accepted, and what is said about the rest."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from storage.catalogue import Breakdown, CatalogueError, load_catalogue, load_measure, parse_measure
from storage.demo.generate import catalogue_folder
from storage.geography import Area, AreasError, load_areas, normalise, parse_areas, write_areas

EXAMPLE = """
id: foodbank-referrals
version: 3
title: Food bank referrals
aliases: [food bank, foodbank, vouchers]
counts: events
unit: {one: referral, many: referrals}
what: Referrals to the partnership's referral-based food banks, by ward of residence.
not: Parcels, visits or people; food banks that take self-referrals.
holder: food-hub
contact: Demo Analyst
steward: Demo Steward
deputy: Demo Deputy
source: {name: Referral log, agreement: DSA-2026-04, licence: partnership use only}
layout: {kind: long, area: ward, period: week_commencing, count: referrals, reason: reason}
areas: {vintage: wards-2022, file: wards.csv, levels: [ward, borough]}
dimensions: {reason: {codes: [debt, benefits, low-income, crisis, other]}}
time: {grain: week, starts: monday, from: 2025-09-29, year_starts: 04-01, lag_days: 3, revisable_days: 28}
publish: [ward×week, borough×reason×week]
protect: {method: controlled-rounding, base: 5, policy: 3}
rates: {per: 1000, of: census-households}
freshness: {warn_days: 14, stop_days: 42}
places: all
review_by: 2027-03-31
other_releases: []
"""
WIDE = {"kind": "wide", "area": "code", "period": "week", "columns": {"debt": "Debt", "other": "Other"}}
TWO_REASONS = {"reason": {"codes": ["debt", "other"]}}


def with_(**changes):
    return yaml.safe_dump(yaml.safe_load(EXAMPLE) | changes, allow_unicode=True)


def problems(text, folder=None):
    with pytest.raises(CatalogueError) as caught:
        parse_measure(text, "f.yaml", folder)
    return [(problem.key, problem.sentence) for problem in caught.value.problems]


@pytest.fixture
def areas():
    return load_areas(catalogue_folder() / "wards.csv")


def test_the_example_of_the_design_is_read_as_it_stands():
    measure = parse_measure(EXAMPLE, "f.yaml", catalogue_folder())
    assert measure.not_.startswith("Parcels")
    assert measure.layout.dimension_columns == {"reason": "reason"}
    assert measure.time.from_ == date(2025, 9, 29)
    assert measure.publish == (Breakdown("ward", (), "week"), Breakdown("borough", ("reason",), "week"))


def test_a_measure_written_out_is_the_same_measure_when_read():
    measure = parse_measure(EXAMPLE, "f.yaml")
    text = yaml.safe_dump(measure.model_dump(mode="json", by_alias=True, exclude_defaults=True))
    assert parse_measure(text, "again.yaml") == measure


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("ward×week", "ward×week"),
        ("ward x week", "ward×week"),
        ("wardxweek", "ward×week"),
        ("ward*week", "ward×week"),
        ("borough * reason × week", "borough×reason×week"),
        ("boroughxreasonxweek", "borough×reason×week"),
        ("wardxsexxterm", "ward×sex×term"),
        ("ward × once", "ward×once"),
    ],
)
def test_any_times_sign_will_do_in_a_breakdown(written, name):
    assert Breakdown.parse(written).name == name


@pytest.mark.parametrize("written", ["ward", "week", "", "×", "ward×week×term"])
def test_a_breakdown_without_an_area_or_a_single_time_is_refused(written):
    with pytest.raises(ValueError, match="needs an area level and a time"):
        Breakdown.parse(written)


@pytest.mark.parametrize(
    ("changes", "key", "words"),
    [
        ({"steward": ""}, "steward", "Name the steward"),
        ({"contact": None}, "contact", "Name the contact"),
        ({"counts": "parcels"}, "counts", "'households'"),
        ({"id": "Food Bank"}, "id", "small letters"),
        ({"review_by": "2027-02-30"}, "review_by", "real date"),
        ({"colour": "red"}, "colour", "not known"),
        ({"publish": ["ward×term"]}, "publish, item 1", "must end in week"),
        ({"publish": ["locality×week"]}, "publish, item 1", "The levels are: ward, borough"),
        ({"publish": ["ward×sex×week"]}, "publish, item 1", "“sex”, which is not among the dimensions"),
        ({"publish": ["ward×week", "ward x week"]}, "publish, item 2", "List each breakdown once"),
        ({"publish": ["ward×reason×reason×week"]}, "publish, item 1", "names a dimension twice"),
        ({"publish": []}, "publish", "at least one"),
        (
            {"protect": {"method": "controlled-rounding", "base": 5, "policy": 4}},
            "protect",
            "at most 3. Use base 10",
        ),
        ({"protect": {"method": "controlled-rounding", "base": 10, "policy": 9}}, "protect", "at most 8"),
        ({"protect": {"method": "controlled-rounding", "base": 3, "policy": 1}}, "protect", "5 or 10"),
        (
            {"protect": {"method": "star", "base": 5, "policy": 3}},
            "protect",
            "can be used are: controlled-rounding",
        ),
        ({"time": {"grain": "week"}}, "time", "starts: monday"),
        ({"time": {"grain": "week", "starts": "monday", "from": "2025-09-30"}}, "time", "Monday"),
        ({"time": {"grain": "term"}}, "time", "list with label, start and end"),
        ({"time": {"grain": "once"}}, "time", "period: 2021-03-21"),
        ({"dimensions": {"ward": {"codes": ["a"]}}}, "dimensions.ward", "meaning of its own"),
        ({"dimensions": {"reason": {"codes": ["debt", "debt"]}}}, "dimensions.reason.codes", "once"),
        (
            {"dimensions": {"reason": {"codes": ["=1+1"]}}},
            "dimensions.reason.codes, item 1",
            "letters, digits",
        ),
        ({"dimensions": {}}, "layout.reason", "neither a known key nor a declared dimension"),
        (
            {"layout": {"kind": "long", "area": "w", "count": "n", "period": "p"}},
            "layout",
            "holds the dimension",
        ),
        (
            {"layout": {"kind": "long", "area": "w", "count": "n", "reason": "r"}},
            "layout",
            "holds the period",
        ),
        ({"layout": {"kind": "tall"}}, "layout", "'long', 'wide'"),
        ({"layout": WIDE}, "layout.columns", "Say which column holds “crisis”"),
        (
            {"layout": WIDE | {"columns": {"rent": "Rent"}}},
            "layout.columns.rent",
            "“rent” is not among the codes",
        ),
        ({"freshness": {"warn_days": 9, "stop_days": 8}}, "freshness", "stop_days"),
    ],
)
def test_what_is_wrong_is_said_beside_its_key(changes, key, words):
    found = problems(with_(**changes))
    assert any(key == where and words in sentence for where, sentence in found), found


def test_a_wide_layout_names_a_column_for_each_code():
    measure = parse_measure(with_(layout=WIDE, dimensions=TWO_REASONS), "f.yaml")
    assert measure.layout.columns == {"debt": "Debt", "other": "Other"}


@pytest.mark.parametrize("text", ["", "- a", "a: [", "id: a\nid: b", "a: !!python/object:os.system x", "\t"])
def test_a_file_that_is_not_a_measure_is_refused_in_words(text):
    assert problems(text)


def test_a_code_list_that_is_not_there_is_a_problem_of_the_measure(tmp_path):
    assert any(key == "areas.file" for key, _ in problems(EXAMPLE, tmp_path))


def test_a_level_that_no_area_has_is_a_problem():
    levels = {"vintage": "v", "file": "wards.csv", "levels": ["ward", "locality", "borough"]}
    found = problems(with_(areas=levels), catalogue_folder())
    assert ("areas.levels", "The code list has no areas of the level “locality”.") in found


def test_a_catalogue_says_the_problems_of_all_its_files(tmp_path):
    (tmp_path / "a.yaml").write_text(with_(steward=""), encoding="utf-8")
    (tmp_path / "b.yaml").write_text(with_(contact=""), encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(tmp_path)
    assert {problem.file for problem in caught.value.problems} == {"a.yaml", "b.yaml"}


@pytest.mark.parametrize(("id_", "keys"), [("foodbank-referrals", {"id"}), ("other", {"title", "aliases"})])
def test_two_measures_cannot_share_a_name(tmp_path, id_, keys):
    (tmp_path / "wards.csv").write_bytes((catalogue_folder() / "wards.csv").read_bytes())
    (tmp_path / "a.yaml").write_text(EXAMPLE, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(with_(id=id_), encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(tmp_path)
    assert {problem.key for problem in caught.value.problems} == keys
    assert all(problem.file == "b.yaml" and problem.line for problem in caught.value.problems)


@pytest.mark.parametrize("folder", ["empty", "nowhere"])
def test_a_folder_without_measures_is_said(tmp_path, folder):
    (tmp_path / "empty").mkdir()
    with pytest.raises(CatalogueError, match="no measure files"):
        load_catalogue(tmp_path / folder)


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(CatalogueError, match="cannot be read"):
        load_measure(Path(tmp_path / "none.yaml"))


@pytest.mark.parametrize(
    "said", ["foodbank-referrals", "Food bank", "FOODBANK", "food-bank referrals", "vouchers"]
)
def test_a_measure_is_found_by_id_title_or_alias(said):
    assert load_catalogue(catalogue_folder()).find(said).id == "foodbank-referrals"


@pytest.mark.parametrize(
    ("said", "offered"),
    [
        ("how many people came to the food bank", "foodbank-referrals"),
        ("number of people who ask for food parcels by month", "food-parcels"),
        ("referrals that came in", "foodbank-referrals"),
    ],
)
def test_a_measure_named_somewhere_in_a_sentence_is_offered(said, offered):
    assert [measure.id for measure in load_catalogue(catalogue_folder()).find(said)][:1] == [offered]


def test_a_misspelt_measure_is_offered_and_never_chosen():
    catalogue = load_catalogue(catalogue_folder())
    assert "foodbank-referrals" in [measure.id for measure in catalogue.find("fodbank referals")]
    assert catalogue.find("zzzzqqq") == ()


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("E05013666", "King's Cross"),
        ("e05013666", "King's Cross"),
        ("kings X", "King's Cross"),
        ("KINGS CROSS WARD", "King's Cross"),
        ("King’s Cross", "King's Cross"),
        ("St Pancras and Somers Town", "St Pancras & Somers Town"),
        ("Saint Pancras & Somers Town ward", "St Pancras & Somers Town"),
        ("holborn and covent-garden", "Holborn & Covent Garden"),
        ("the Regents Park", "Regent's Park"),
        ("gospel-oak", "Gospel Oak"),
        ("camden", "Camden"),
        ("the borough", "Camden"),
        ("London Borough of Camden", "Camden"),
        ("camden town", "Camden Town"),
    ],
)
def test_an_area_is_found_however_it_is_typed(areas, said, name):
    found = areas.find(said)
    assert isinstance(found, Area)
    assert found.name == name


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("kentish town", ["Kentish Town North", "Kentish Town South"]),
        ("somers town", ["St Pancras & Somers Town"]),
        ("belsise", ["Belsize"]),
        ("Leeds", []),
        ("", []),
    ],
)
def test_an_unsure_name_is_offered_and_never_chosen(areas, said, names):
    assert [area.name for area in areas.find(said)] == names


def test_a_name_that_several_areas_share_is_offered():
    areas = parse_areas("code,name,level,parent\nA1,Kilburn,ward,\nB1,Kilburn Ward,ward,\n")
    assert [area.code for area in areas.find("kilburn")] == ["A1", "B1"]


def test_a_ward_lifts_to_its_borough(areas):
    ward = areas.get("E05013652")
    assert areas.lift(ward, "borough").code == "E09000007"
    assert areas.lift(ward, "ward") == ward
    assert areas.lift(ward, "county") is None
    assert len(areas.at("ward")) == 20


def test_a_code_list_written_out_is_the_same_when_read(areas):
    assert parse_areas(write_areas(areas)) == areas


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name,code\n", "first line"),
        ("code,name,level,parent\n", "no areas"),
        ("code,name,level,parent\nA,,ward,\n", "needs a code, a name and a level"),
        ("code,name,level,parent\nA,a,ward,\nA,b,ward,\n", "listed twice"),
        ("code,name,level,parent\nA,a,ward,Z\n", "not in the code list"),
    ],
)
def test_what_is_wrong_with_a_code_list_is_said(text, words):
    with pytest.raises(AreasError, match=words):
        parse_areas(text)


def test_areas_that_hold_each_other_do_not_hang():
    areas = parse_areas("code,name,level,parent\nA,a,ward,B\nB,b,ward,A\n")
    assert areas.lift(areas.get("A"), "borough") is None


def test_normalising_twice_changes_nothing(areas):
    assert all(normalise(normalise(area.name)) == normalise(area.name) for area in areas.areas)
