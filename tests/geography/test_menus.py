"""A name that means several areas is a menu."""

import pytest

from storage.geography import parse_areas
from tests.geography.lists import BEDS, CAMDEN

HEAD = "code,name,level,parent,aliases,also_in\n"
TWO_BOROUGHS = parse_areas(
    HEAD
    + "L1,The partnership,partnership,,,\nA,Brent,borough,L1,,\nB,Camden,borough,L1,,\n"
    + "A1,Kilburn,ward,A,,\nB1,Kilburn Ward,ward,B,,\nB2,Highgate,ward,B,,\nB3,Camden,ward,B,,\n"
)
EITHER = pytest.mark.parametrize("areas", [CAMDEN, BEDS, TWO_BOROUGHS], ids=["camden", "beds", "two"])


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
