"""From declared releases and tables of others to what is attacked together."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from storage.catalogue import CatalogueError, load_catalogue
from storage.counts import Missing
from storage.demo.generate import catalogue_folder
from storage.measures import OtherRelease
from storage.protection.bounds.known import Interval
from storage.protection.joint.attack import attack
from storage.protection.others import OthersError, load_others, read_other
from storage.protection.published import Place
from storage.protection.risks import judge
from storage.protection.standing import Standing, tables_of
from tests.released import AREAS, WEEKS, declared, place, release, says

WEEKLY = declared(["ward×reason×week"], {"reason": ["debt", "other"]}, name="referrals")
PARTS = declared(["ward×week"], name="helped")
MONTHLY = declared(["borough×month"], name="months").model_copy(update={"same_cases_as": "referrals"})
KNOWN = {each.id: each for each in (WEEKLY, PARTS, MONTHLY)}


def standing(measure, counts, number=1, **more):
    return Standing(measure, AREAS, number, release(measure, counts, number).cells, **more)


def paired(larger, smaller):
    pair = {"of": smaller.id, "title": "both", "aliases": ()}
    return larger.model_copy(
        update={"pair": type(larger).model_fields["pair"].annotation.__args__[0](**pair)}
    )


def test_weekly_releases_that_repeat_earlier_weeks_hold_them_once():
    weeks = {week: [n, 2, 3, 4] for n, week in enumerate(WEEKS)}
    tables = tables_of([standing(WEEKLY, dict([*weeks.items()][:n]), n) for n in range(1, 5)], KNOWN)
    first = [table.pages["week", WEEKS[0]] for table in tables]
    assert all(one is other for page in first for one, other in zip(page, first[0], strict=True))
    joint = attack(tables, touching=3)
    assert {each.place.period for each in joint.found} == {WEEKS[3]}


def test_what_has_no_data_is_not_published_and_what_is_withheld_is():
    cells = release(WEEKLY, {WEEKS[0]: [1, 2, 3, 4]}).cells
    some = [replace(cell, value=Missing.NO_DATA) if cell.area == "W1" else cell for cell in cells]
    [table] = tables_of([Standing(WEEKLY, AREAS, 1, some)], KNOWN)
    assert {cell.area for cell in table.cells} == {"B", "W2"}
    hidden = [replace(cell, value=Missing.WITHHELD) for cell in cells]
    [table] = tables_of([Standing(WEEKLY, AREAS, 1, hidden)], KNOWN)
    assert len(table.cells) == len(cells)


def test_a_pair_and_measures_of_the_same_cases_are_attacked_together():
    whole = paired(WEEKLY, PARTS)
    known = {**KNOWN, "referrals": whole}
    tables = tables_of(
        [
            standing(whole, {WEEKS[0]: [9, 2, 3, 4]}),
            standing(PARTS, {WEEKS[0]: [2, 2]}),
            standing(MONTHLY, {"2026-01-01": [30, 9]}),
        ],
        known,
    )
    assert [(table.source, table.parts) for table in tables] == [
        ("referrals", ()),
        ("referrals", ("helped",)),
        ("referrals", ()),
    ]
    joint = attack(tables)
    assert any(each.place == place("W1", helped="not helped") for each in joint.found)


def test_persons_of_weeks_and_of_months_share_nothing():
    people = [each.model_copy(update={"counts": "persons"}) for each in (WEEKLY, MONTHLY)]
    known = {each.id: each for each in people}
    tables = tables_of(
        [standing(people[0], {WEEKS[0]: [1, 2, 3, 4]}), standing(people[1], {"2026-01-01": [3, 4]})], known
    )
    assert [table.source for table in tables] == ["referrals", "months"]


def test_measures_that_name_each_other_in_a_circle_come_to_an_end():
    one = WEEKLY.model_copy(update={"same_cases_as": "helped"})
    two = PARTS.model_copy(update={"same_cases_as": "referrals"})
    tables_of([standing(one, {WEEKS[0]: [1, 2, 3, 4]})], {"referrals": one, "helped": two})


def test_what_only_months_show_is_as_far_off_as_the_certificate_says_and_carries_nothing():
    cells = release(WEEKLY, {WEEKS[0]: [1, 2, 3, 4]}).cells
    month = replace(
        cells[0], breakdown="borough×month", area="B", period="2026-01-01", categories=(), value=20
    )
    [table] = tables_of([Standing(WEEKLY, AREAS, 1, [*cells, month], year_within=8, month_bases=3)], KNOWN)
    assert table.says(month) == Interval(*says(20, 15))
    assert not table.carried(month)
    assert all(table.carried(cell) for cell in cells)
    assert table.carry.years == (WEEKS[:1],)
    found = {each.place: each.interval for each in attack([table], exact=True).found}
    assert found[Place("2026-01-01", "month", "B")].low == 6


def others(text, measure=WEEKLY, **how):
    return read_other(text, OtherRelease(name="the yearbook", file="x.csv", **how), measure, AREAS, KNOWN)


def test_a_table_of_others_is_read_as_sums_of_cells():
    table = others(
        "area,period,reason,count\n"
        "W1,2026-01-05,debt,12\n"
        'North|South,2026-01-05 to 2026-01-19,,"1,200"\n'
        "Borough,2026-01-12,debt|other,1 to 7\n"
    )
    assert (table.name, table.source) == ("the yearbook", "referrals")
    one, many, star = table.sums
    assert (one.places, one.low, one.high) == ((place("W1", reason="debt"),), 12, 12)
    assert (len(many.places), many.low) == (6, 1200)
    assert (len(star.places), star.low, star.high) == (2, 1, 7)


@pytest.mark.parametrize(
    ("how", "ends"), [({"nearest": 5}, (8, 12)), ({"up_or_down": 5}, (6, 14)), ({}, (10, 10))]
)
def test_how_others_rounded_says_how_much_they_tell(how, ends):
    [told] = others("area,period,count\nW1,2026-01-05,10\n", **how).sums
    assert (told.low, told.high) == ends


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no column “area”"),
        ("area,period\n", "no column “count”"),
        ("area,period,count,age\n", "“age” is neither"),
        ("area,period,count,count\n", "there twice"),
        ("area,period,count\nW9,2026-01-05,3\n", "Row 2: “W9” is not one ward or borough"),
        ("area,period,count\nW1,2026-01-06,3\n", "Row 2: "),
        ("area,period,count\nW1,2026-01-19 to 2026-01-05,3\n", "the first and the last"),
        ("area,period,count\nW1,2026-01-05,-3\n", "whole number"),
        ("area,period,count\nW1,2026-01-05,=1+1\n", "whole number"),
        ("area,period,count\nW1,2026-01-05\n", "as many values"),
        ("area,period,count\nW1,2026-01-05,3,4,5\n", "as many values"),
        ("area,period,reason,count\nW1,2026-01-05,rent,3\n", "not among the codes"),
        ("area,period,count\nW1|W1,2026-01-05,3\n", "named twice"),
        ("area,period,count\nW1,2026-01-05 to 2255-12-31,3\n", "more than 10,000 cells"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_row(text, words):
    with pytest.raises(OthersError, match=words):
        others(text)


def test_everything_that_is_wrong_is_said_at_once():
    with pytest.raises(OthersError) as caught:
        others("area,period,count\nW9,2026-01-05,3\nW1,2026-01-05,x\n")
    assert len(caught.value.sentences) == 2


def test_people_of_several_periods_are_no_sum():
    people = WEEKLY.model_copy(update={"counts": "persons"})
    with pytest.raises(OthersError, match="persons of several periods are no sum"):
        others("area,period,count\nW1,2026-01-05 to 2026-01-12,3\n", people)


def test_a_total_that_a_yearbook_gives_away_is_found_and_named_by_its_place():
    cells = release(WEEKLY, {WEEKS[0]: [9, 1, 3, 4]}).cells
    [table] = tables_of([Standing(WEEKLY, AREAS, 1, cells)], KNOWN)
    shown = {(cell.area, cell.categories): cell.value for cell in cells}
    least = max(0, shown["W1", ("debt",)] - 4)
    told = others(f"area,period,count\nW1,2026-01-05,{least + 2}\n")
    verdict = judge([table], [told])
    assert ("W1", ("other",)) in {(spot.area, spot.categories) for spot in verdict.unsafe}


@pytest.fixture
def folder(tmp_path):
    """The catalogue of the demonstration, in which the first measure is declared a little differently."""

    def change(line, csv=""):
        copied = Path(shutil.copytree(catalogue_folder(), tmp_path / "catalogue"))
        file = copied / "foodbank-referrals.yaml"
        file.write_text(file.read_text().replace("other_releases: []", line))
        (copied / "other.csv").write_text(csv)
        return copied

    return change


def test_a_catalogue_takes_tables_of_others_with_their_numbers_and_by_name(folder):
    where = folder(
        "other_releases: [A map in the library, {name: The yearbook, file: other.csv, nearest: 5}]",
        "area,period,count\nHighgate,2025-10-06,10\n",
    )
    known = load_catalogue(where)
    measure = known.measures["foodbank-referrals"]
    assert [each.name for each in measure.other_releases] == ["A map in the library", "The yearbook"]
    [yearbook] = load_others(where, measure, known.areas_of(measure), known.measures)
    assert [(each.low, each.high) for each in yearbook.sums] == [(8, 12)]


def test_weeks_and_calendar_months_of_the_same_cases_are_refused_on_their_line(folder):
    where = folder("other_releases: []")
    weekly = (where / "foodbank-referrals.yaml").read_text()
    changes = {
        "id: foodbank-referrals": "id: by-month",
        "title: Food bank referrals": "title: Referrals by month",
        "aliases: [food bank, foodbank, food banks, referrals, vouchers]": "same_cases_as: foodbank-referrals",
        "grain: week, starts: monday, from: 2024-09-30": "grain: month",
        "publish: [ward×week, borough×reason×week]": "publish: [borough×month]",
    }
    for old, new in changes.items():
        assert old in weekly
        weekly = weekly.replace(old, new)
    (where / "by-month.yaml").write_text(weekly)
    with pytest.raises(
        CatalogueError, match="Calendar months contradict months that are made of weeks"
    ) as caught:
        load_catalogue(where)
    [problem] = caught.value.problems
    assert (problem.file, problem.key, bool(problem.line)) == ("by-month.yaml", "same_cases_as", True)
    (where / "by-month.yaml").write_text(weekly.replace("counts: events", "counts: persons"))
    assert "by-month" in load_catalogue(where).measures  # people of a month are not the sum of its weeks


@pytest.mark.parametrize(
    ("line", "csv", "words"),
    [
        ("other_releases: [{name: x, file: none.csv}]", "", "none.csv cannot be read"),
        ("other_releases: [{name: x, file: other.csv}]", "area,period,count\nHighgate,now,1\n", "Row 2"),
        ("other_releases: [{name: x, nearest: 5}]", "", "Name the CSV file"),
        ("other_releases: [{name: x, file: other.csv, nearest: 5, up_or_down: 5}]", "", "not both"),
        ("same_cases_as: rain", "", "no other measure “rain”"),
        ("same_cases_as: foodbank-referrals", "", "no other measure"),
    ],
)
def test_a_catalogue_says_on_which_line_a_table_of_others_cannot_be_used(folder, line, csv, words):
    with pytest.raises(CatalogueError, match=words) as caught:
        load_catalogue(folder(line, csv))
    assert {each.file for each in caught.value.problems} == {"foodbank-referrals.yaml"}
    assert all(each.line for each in caught.value.problems)
