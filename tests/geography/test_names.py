"""A name is found however it is typed, and only a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.geography import Area, many, one
from storage.geography.names import NameIndex, normalise
from tests.geography.lists import BEDS, CAMDEN


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
