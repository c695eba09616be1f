"""Files that say what became of earlier areas."""

import os
from pathlib import Path

import pytest

from storage.demo.figures import names
from storage.geography import Area, AreasError, Former, load_areas, parse_areas
from tests.geography.lists import CAMDEN, demo

CHANGED = "old_code,old_name,old_vintage,new_code,kind,share\n"


def written(tmp_path, text, changes=None):
    (tmp_path / "wards.csv").write_text(text, encoding="utf-8")
    (tmp_path / "changes.csv").write_text(CHANGED + (changes or ""), encoding="utf-8")
    return load_areas(tmp_path / "wards.csv", tmp_path / "changes.csv" if changes is not None else None)


def test_a_code_that_changed_twice_leads_to_today(tmp_path):
    areas = written(
        tmp_path,
        "code,name,level,parent\nT,Town,town,\nC1,Hill,ward,T\n",
        "A1,Old Hill,1990 to 2000,B1,renamed,\nB1,Middle Hill,2000 to 2010,C1,renamed,\n",
    )
    assert areas.find("old hill").successors == (areas.get("C1"),)


def test_changes_that_go_round_in_a_circle_lead_nowhere(tmp_path):
    areas = written(
        tmp_path,
        "code,name,level,parent\nT,Town,town,\n",
        "A1,Old Hill,1990,B1,renamed,\nB1,Hill,2000,A1,renamed,\n",
    )
    assert (
        areas.find("hill").sentence
        == "Hill was an earlier town (2000), and nothing is known of what it is now."
    )
    assert areas.find("hill").successors == ()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ("A1,Hill,1990,Z9,renamed,\n", "The new code Z9 of Hill is not in the code list"),
        ("A1,,1990,T,renamed,\n", "needs an old code, an old name"),
        ("A1,Hill,1990,T,vanished,\n", "“vanished” is not a kind of change"),
        ("A1,Hill,1990,T,split,120\n", "must be a whole number from 1 to 100"),
        ("A1,Hill,1990,T,split,70\nA1,Hill,1990,T,split,70\n", "add up to more than 100"),
        ("A1,Hill,1990,T,split,\nA1,Mount,1990,T,split,\n", "has two names or two vintages"),
    ],
)
def test_what_is_wrong_with_a_changes_file_is_said(tmp_path, changes, words):
    with pytest.raises(AreasError, match=words):
        written(tmp_path, "code,name,level,parent\nT,Town,town,\n", changes)


def test_a_changes_file_with_other_columns_or_none_at_all_is_refused(tmp_path):
    (tmp_path / "wards.csv").write_text("code,name,level,parent\nT,Town,town,\n")
    (tmp_path / "changes.csv").write_text("from,to\nA,B\n")
    with pytest.raises(AreasError, match="The first line of the changes file must be"):
        load_areas(tmp_path / "wards.csv", tmp_path / "changes.csv")
    with pytest.raises(AreasError, match="The changes file gone"):
        load_areas(tmp_path / "wards.csv", tmp_path / "gone.csv")


def test_a_release_learns_the_words_of_the_catalogue_but_keeps_its_areas():
    bare = parse_areas(
        "code,name,level,parent\nE09000007,Camden,borough,\nE05013659,Hampstead Town,ward,E09000007\n"
    )
    assert not isinstance(bare.find("LB Camden"), Area)
    learnt = bare.learn(CAMDEN)
    assert learnt == bare
    assert learnt.find("LB Camden").code == "E09000007"
    assert not isinstance(learnt.find("swiss cottage"), Former)  # its successors are not in this list


@pytest.mark.parametrize("name", names())
def test_the_changes_of_the_demonstrations_are_those_of_the_published_lists(name):
    published = published_wards()
    areas = demo(name)
    for change in areas.changes:
        assert published[change.old_code] == change.old_name
        assert published[change.new_code] == areas.get(change.new_code).name
    council = areas.top.code
    others = {code for code, where in published_councils().items() if where == council}
    assert others == {area.code for area in areas.at("ward")} | {change.old_code for change in areas.changes}


def lookup():
    import csv

    path = Path(os.environ.get("PARLEY_REAL_DATA", "../shared/data")) / "lookups" / "ward_all_codes.csv"
    if not path.exists():
        pytest.skip("the published list of wards is not here (PARLEY_REAL_DATA)")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def published_wards():
    return {row["WDCD"]: row["WDNM"] for row in lookup()}


def published_councils():
    return {row["WDCD"]: row["LADCD"] for row in lookup()}
