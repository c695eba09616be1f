"""Another council beside the first: by configuration alone, in its own words, with its own figures."""

import ast
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from storage import vintages
from storage.geography import parse_areas
from tests.pair import RURAL_PLACE
from tests.world import PLACE


def test_another_council_is_configuration_alone():
    """No place has a name in the code, and none is treated apart; only comments may give one as an example."""
    files = [path for layer in ("bot", "commands", "jobs", "storage") for path in Path(layer).rglob("*.py")]
    assert len(files) > 100
    assert [f"{path}: {text}" for path in files for text in spelt_out(path) if PLACES.search(text)] == []


PLACES = re.compile(r"camden|bedford", re.IGNORECASE)


def spelt_out(path):
    """Every name and every text in a file of code, but not what explains it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    explained = {
        id(each.body[0].value)
        for each in ast.walk(tree)
        if isinstance(each, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        if isinstance(each.body[0] if each.body else None, ast.Expr)
    }
    for each in ast.walk(tree):
        if isinstance(each, ast.Constant) and isinstance(each.value, str) and id(each) not in explained:
            yield each.value
        yield from (
            getattr(each, name)
            for name in ("id", "attr", "name")
            if isinstance(getattr(each, name, None), str)
        )


def test_the_other_council_is_spoken_of_in_its_own_words(quick_pair):
    """Its own level, measures, rounding, wards and people; nothing of the first council's."""
    lines = (
        "parcels",
        "ask parcels by=ward",
        "ask parcels ward=Sandy as=chart",
        "ask parcels as=map",
        "about",
    )
    said = {
        line: quick_pair.hears("rural-lead", line)
        for line in (*lines, "help", "catalogue", "ask meals-taken")
    }
    assert re.search(r"Central Bedfordshire had about \d+0 parcels", said["parcels"])
    assert "Rounded to 10: the true number is within 9" in said["parcels"]
    assert "Demo Pantry Coordinator" in said["parcels"]
    assert all(
        ward in said["ask parcels by=ward"] for ward in ("Arlesey & Fairfield", "Leighton-Linslade West")
    )
    assert "schematic map" in said["ask parcels as=map"]
    assert [
        line for line, text in said.items() if re.search(r"borough|camden|referral", text, re.IGNORECASE)
    ] == []


def test_its_earlier_wards_are_said_and_offered(quick_pair):
    said = quick_pair.hears("rural-lead", "how many parcels in parkside?")
    assert said.startswith(
        "Parkside was an earlier ward (2011 to 2023): its ground is now in Houghton Regis East."
    )
    assert "about" in quick_pair.chooses("rural-lead", "Houghton Regis East")
    noted = quick_pair.hears("rural-lead", "ask parcels ward=shefford")
    assert "Shefford kept its name, but its ground moved" in noted


def test_each_partnership_posts_its_own_weekly_chart_in_its_own_place(quick_pair):
    quick_pair.reaches(datetime(2026, 11, 23, 9, 30, tzinfo=UTC))
    quick_pair.reaches(datetime(2026, 11, 24, 10, 0, tzinfo=UTC))
    food, rural = quick_pair.wall.reads(PLACE), quick_pair.wall.reads(RURAL_PLACE)
    assert "Food bank referrals" in food
    assert "Food parcels given out" in rural
    assert "borough" not in rural.lower()
    assert "Central Bedfordshire" not in food


def test_approved_figures_know_the_aliases_and_changes_of_the_catalogue(quick_pair):
    release = quick_pair.app.partnerships["demo-food"].shelf.releases["foodbank-referrals"]
    assert release.areas.find("hampstead village").name == "Hampstead Town"
    assert release.areas.find("swiss cottage").name == "Swiss Cottage"


def test_a_comparison_across_vintages_is_warned_of_and_one_of_the_same_ground_is_not(quick_pair):
    food, rural = (
        quick_pair.app.partnerships[name].shelf.releases["food-parcels"]
        for name in ("demo-food", "demo-rural")
    )
    wards, whole = food.areas.at("ward"), [food.areas.top]
    assert vintages.warning(food, food, wards) == ""
    earlier = replace(food, measure=re_dated(food.measure), areas=parse_areas(EARLIER))
    assert vintages.warning(food, earlier, wards) == (
        "These figures are for wards of two different times (wards-2022 and wards-2002). The same name may mean other "
        "ground, so they cannot be compared ward by ward. All of Camden can be compared."
    )
    assert vintages.warning(food, earlier, whole) == ""
    assert vintages.warning(food, rural, wards).endswith("cannot be compared ward by ward.")


EARLIER = "code,name,level,parent\nE09000007,Camden,borough,\nE05000128,Belsize,ward,E09000007\n"


def re_dated(measure):
    return measure.model_copy(update={"areas": measure.areas.model_copy(update={"vintage": "wards-2002"})})
