"""Areas: found however they are typed, and what is said of earlier ones; nothing is ever chosen silently."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.demo.figures import names
from storage.demo.generate import catalogue_folder
from storage.geography import Area, AreasError, Former, load_areas, many, one, parse_areas
from storage.geography.names import NameIndex, normalise

HEAD = "code,name,level,parent,aliases,also_in\n"
CHANGED = "old_code,old_name,old_vintage,new_code,kind,share\n"
TWO_BOROUGHS = parse_areas(
    HEAD
    + "L1,The partnership,partnership,,,\nA,Brent,borough,L1,,\nB,Camden,borough,L1,,\n"
    + "A1,Kilburn,ward,A,,\nB1,Kilburn Ward,ward,B,,\nB2,Highgate,ward,B,,\nB3,Camden,ward,B,,\n"
)


def demo(name=""):
    folder = catalogue_folder(name)
    return load_areas(folder / "wards.csv", folder / "ward-changes.csv")


CAMDEN, BEDS = demo(), demo("central-bedfordshire")
EITHER = pytest.mark.parametrize("areas", [CAMDEN, BEDS, TWO_BOROUGHS], ids=["camden", "beds", "two"])


def written(tmp_path, text, changes=None):
    (tmp_path / "wards.csv").write_text(text, encoding="utf-8")
    (tmp_path / "changes.csv").write_text(CHANGED + (changes or ""), encoding="utf-8")
    return load_areas(tmp_path / "wards.csv", tmp_path / "changes.csv" if changes is not None else None)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("GOSPEL OAK", "Gospel Oak"),
        ("gospel-oak ward", "Gospel Oak"),
        ("  Gospel\u00a0Oak. ", "Gospel Oak"),
        ("E05013658", "Gospel Oak"),
        ("e05013658", "Gospel Oak"),
        ("Camden - Gospel Oak", "Gospel Oak"),
        ("gospel oak, camden", "Gospel Oak"),
        ("kings X", "King's Cross"),
        ("King's Cross", "King's Cross"),
        ("King’s Cross", "King's Cross"),
        ("King‘s Cross", "King's Cross"),
        ("King`s Cross", "King's Cross"),
        ("Kingʼs Cross", "King's Cross"),
        ("King´s X ward", "King's Cross"),
        ("the Kings Cross Ward", "King's Cross"),
        ("St. Pancras and Somers Town", "St Pancras & Somers Town"),
        ("St.Pancras&Somers Town", "St Pancras & Somers Town"),
        ("saint pancras + somers town", "St Pancras & Somers Town"),
        ("St_Pancras_and_Somers_Town", "St Pancras & Somers Town"),
        ("holborn/and/covent–garden", "Holborn & Covent Garden"),
        ("hampstead village", "Hampstead Town"),
        ("LB Camden", "Camden"),
        ("whole borough", "Camden"),
        ("Camden council", "Camden"),
        ("everywhere", "Camden"),
    ],
)
def test_a_name_is_found_however_it_is_typed(said, name):
    found = CAMDEN.find(said)
    assert isinstance(found, Area)
    assert found.name == name


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("clifton henlow and langford", "Clifton, Henlow & Langford"),
        ("Barton le Clay & Silsoe", "Barton-le-Clay & Silsoe"),
        ("the whole council area", "Central Bedfordshire"),
        ("unitary authority", "Central Bedfordshire"),
        ("central beds", "Central Bedfordshire"),
        ("all of Central Bedfordshire", "Central Bedfordshire"),
    ],
)
def test_another_council_has_its_own_words(said, name):
    assert BEDS.find(said).name == name


def test_a_level_is_called_what_the_code_list_calls_it():
    assert (CAMDEN.levels, BEDS.levels) == (("ward", "borough"), ("ward", "council-area"))
    assert (one("unitary-authority"), many("unitary-authority")) == (
        "unitary authority",
        "unitary authorities",
    )
    assert [many(word) for word in ("ward", "parish", "locality", "community", "bay")] == [
        "wards", "parishes", "localities", "communities", "bays",
    ]  # fmt: skip
    assert BEDS.find("borough") == ()


@pytest.mark.parametrize(
    ("said", "offered"),
    [
        ("gospal oak", ["Gospel Oak"]),
        ("hampstead", ["Hampstead Town", "South Hampstead", "West Hampstead"]),
        ("hampsted", ["Hampstead Town", "South Hampstead", "West Hampstead"]),
        ("somers town", ["St Pancras & Somers Town"]),
        ("sommers twon", ["St Pancras & Somers Town"]),
        ("covent", ["Holborn & Covent Garden"]),
        ("town camden", ["Camden Town"]),
        ("highgate village", ["Highgate"]),
        ("Leeds", []),
        ("", []),
        ("ab", []),
        ("x" * 5000, []),
        ("'; drop table people; --", []),
    ],
)
def test_what_is_not_a_name_is_offered_and_never_chosen(said, offered):
    assert [area.name for area in CAMDEN.find(said)] == offered


@pytest.mark.parametrize(
    ("areas", "said", "sentence", "offered"),
    [
        (
            CAMDEN,
            "swiss cottage",
            (
                "Swiss Cottage was an earlier ward (2002 to 2022): most of its ground is now in South Hampstead, the "
                "rest in Primrose Hill."
            ),
            ["South Hampstead", "Primrose Hill"],
        ),
        (
            CAMDEN,
            "swis cotage",
            (
                "Swiss Cottage was an earlier ward (2002 to 2022): most of its ground is now in South Hampstead, the "
                "rest in Primrose Hill."
            ),
            ["South Hampstead", "Primrose Hill"],
        ),
        (
            CAMDEN,
            "E05000141",
            (
                "E05000141 is the code of an earlier ward, King's Cross (2002 to 2022): most of its ground is now in "
                "King's Cross, the rest in Bloomsbury."
            ),
            ["King's Cross", "Bloomsbury"],
        ),
        (
            CAMDEN,
            "E05000142",
            "E05000142 is the code of an earlier ward, Regent's Park (2002 to 2022): the same ground is now Regent's Park.",
            ["Regent's Park"],
        ),
        (
            BEDS,
            "Dunstable Watling",
            "Dunstable-Watling was an earlier ward (2011 to 2023): the same ground is now Dunstable West.",
            ["Dunstable West"],
        ),
        (
            BEDS,
            "parkside",
            "Parkside was an earlier ward (2011 to 2023): its ground is now in Houghton Regis East.",
            ["Houghton Regis East"],
        ),
        (
            BEDS,
            "e05012848",
            (
                "E05012848 is the code of an earlier ward, Houghton Hall (2019 to 2023): its ground is now in Houghton "
                "Regis West and Houghton Regis East."
            ),
            ["Houghton Regis West", "Houghton Regis East"],
        ),
    ],
)
def test_an_earlier_name_or_code_is_said_and_its_successors_offered(areas, said, sentence, offered):
    found = areas.find(said)
    assert isinstance(found, Former)
    assert found.sentence == sentence
    assert [area.name for area in found.successors] == offered
    assert areas.which(said, found).startswith(sentence)


def test_all_three_codes_of_a_name_that_had_three_are_known():
    assert BEDS.find("ampthill") == BEDS.find("E05014394")
    for code, vintage in (("E05008778", "2011 to 2019"), ("E05012843", "2019 to 2023")):
        assert (BEDS.find(code).name, BEDS.find(code).vintage) == ("Ampthill", vintage)


@pytest.mark.parametrize(
    ("areas", "name", "note"),
    [
        (
            CAMDEN,
            "Belsize",
            (
                "Belsize kept its name, but its ground moved: part of the earlier ward (2002 to 2022) is now in Primrose "
                "Hill, and part of today's ward was in Frognal and Fitzjohns and Hampstead Town."
            ),
        ),
        (
            CAMDEN,
            "Bloomsbury",
            (
                "Bloomsbury kept its name, but its ground moved: part of today's ward was in Holborn and Covent Garden "
                "and King's Cross."
            ),
        ),
        (
            CAMDEN,
            "Regent's Park",
            "There is also a ward called Regent's Park in Westminster; this is another one.",
        ),
        (CAMDEN, "Fortune Green", ""),
        (CAMDEN, "South Hampstead", ""),
        (BEDS, "Sandy", ""),
        (
            BEDS,
            "Shefford",
            (
                "Shefford kept its name, but its ground moved: part of the earlier ward (2011 to 2023) is now in "
                "Meppershall & Shillington."
            ),
        ),
    ],
)
def test_a_name_whose_ground_moved_or_that_is_used_next_door_is_noted(areas, name, note):
    area = areas.find(name)
    assert isinstance(area, Area)
    assert areas.note(area) == note


def test_both_are_noted_of_one_area():
    note = CAMDEN.note(CAMDEN.find("kilburn"))
    assert "its ground moved" in note
    assert note.endswith("There is also a ward called Kilburn in Brent; this is another one.")


def test_a_name_that_several_boroughs_share_is_a_menu_that_tells_them_apart():
    found = TWO_BOROUGHS.find("kilburn")
    assert [TWO_BOROUGHS.label(area) for area in found] == ["Kilburn (Brent)", "Kilburn Ward (Camden)"]
    assert [TWO_BOROUGHS.line(area) for area in found] == ["A1", "B1"]
    assert (
        TWO_BOROUGHS.which("kilburn", found)
        == "There are several areas called Kilburn. Which one do you mean?"
    )
    assert TWO_BOROUGHS.find("kilburn, brent").code == "A1"
    assert TWO_BOROUGHS.find("Camden: Kilburn").code == "B1"


def test_a_borough_and_a_ward_of_the_same_name_are_told_apart():
    found = TWO_BOROUGHS.find("camden")
    assert [TWO_BOROUGHS.label(area) for area in found] == ["Camden (The partnership)", "Camden (Camden)"]
    assert {TWO_BOROUGHS.line(area) for area in found} == {"B", "B3"}


def test_the_sentence_over_a_menu_says_what_was_not_found():
    found = CAMDEN.find("hampstead")
    assert CAMDEN.which("hampstead", found) == (
        "There is no ward called “hampstead”. Did you mean one of these?"
    )
    assert CAMDEN.which("belsise", CAMDEN.find("belsise")).endswith("Did you mean this?")
    assert CAMDEN.which("z" * 200, ()) == f"There is no ward called “{'z' * 60}”."


@EITHER
def test_a_menu_leads_back_to_each_area_of_the_list(areas):
    for area in areas.areas:
        assert areas.find(areas.line(area)) == area
        assert areas.find(area.code) == area
    labels = [areas.label(area) for area in areas.areas]
    assert len(set(labels)) == len(labels)


def mixed(letters, flags):
    return "".join(each.upper() if flag else each for each, flag in zip(letters, flags * 20, strict=False))


@given(
    st.sampled_from(CAMDEN.areas),
    st.lists(st.booleans(), min_size=5, max_size=9),
    st.sampled_from(["", "the ", "  ", "“", "\t"]),
    st.sampled_from(["", " ward", " Ward.", " wards", ",", "  "]),
    st.sampled_from([" & ", " and ", "&", " + "]),
)
def test_decorations_never_hide_a_name(area, flags, before, after, joined):
    said = before.replace("“", "") + mixed(area.name.replace(" & ", joined), flags) + after
    assert CAMDEN.find(said) == area


@given(
    st.text(max_size=40) | st.sampled_from([area.name for area in CAMDEN.areas]).map(lambda name: name[1:])
)
def test_only_a_declared_name_or_code_is_ever_taken_for_an_area(said):
    declared = {normalise(each) for area in CAMDEN.areas for each in (area.name, *area.aliases)}
    if isinstance(CAMDEN.find(said), Area):
        known = declared | CAMDEN.spoken | {area.code.casefold() for area in CAMDEN.areas}
        assert normalise(said) in known or said.strip().casefold() in known


@given(st.text(max_size=80) | st.lists(st.sampled_from(["the", "ward", "wards", "X", "saint"])).map(" ".join))
def test_normalising_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)


@given(
    st.lists(st.text("abc ", min_size=1, max_size=8).map(normalise).filter(bool), max_size=6),
    st.text("abc ", max_size=9),
)
def test_whatever_is_near_is_known_and_named_once(known, said):
    near = NameIndex(known).near(normalise(said))
    assert set(near) <= set(known)
    assert len(set(near)) == len(near)


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
