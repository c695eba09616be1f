"""Earlier names and codes are said, and their successors offered."""

import pytest

from storage.geography import Area, Former
from tests.geography.lists import BEDS, CAMDEN


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
