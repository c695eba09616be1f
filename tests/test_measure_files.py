"""What is said about a measure file: every problem at once, each with its line, its key and a sentence."""

import re
from pathlib import Path

import pytest
import yaml

from storage.catalogue import CatalogueError, parse_measure
from storage.demo.generate import catalogue_folder
from storage.layouts import LongLayout, WideLayout
from tests.test_catalogue import EXAMPLE, WIDE, problems, with_

PAGE = Path(__file__).parents[1] / "docs" / "measure-files.md"

LONG = {"kind": "long", "area": "ward", "period": "week", "count": "n", "reason": "reason"}
BY_PERIOD = {"kind": "wide", "area": "ward", "reason": "reason", "periods": {"2026-03-16": "16 March"}}


@pytest.mark.parametrize(
    ("layout", "key", "words"),
    [
        (LONG | {"header_rows": [4, 6]}, "layout", "must follow each other"),
        (LONG | {"header_rows": [4, 5], "header_row": 3}, "layout", "not both"),
        (LONG | {"header_row": 0}, "layout.header_row", "1 or more"),
        (LONG | {"count": "ward"}, "layout", "“ward” has two meanings"),
        (LONG | {"colour": "red"}, "layout.colour", "neither a known key nor"),
        (LONG | {"missing": {"withheld": [None]}}, "layout.missing.withheld, item 1", "in quotation marks"),
        (
            LONG | {"missing": {"no_data": ["..", 0]}},
            "layout.missing.no_data, item 2",
            "every other number is a count",
        ),
        (LONG | {"missing": {"no_data": ["x"], "withheld": ["x"]}}, "layout.missing", "Keep one"),
        (LONG | {"no_row": "perhaps"}, "layout.no_row", "'zero' or 'no data'"),
        (LONG | {"period_format": "%H:%M"}, "layout.period_format", "%d, %m, %b, %B, %y and %Y only"),
        (LONG | {"period_format": "%b"}, "layout.period_format", "needs a month and a year"),
        (LONG | {"period_format": "%b %Y"}, "layout.period_format", "needs the day, %d"),
        (LONG | {"totals": {"sex": "All"}}, "layout.totals.sex", "of a dimension with a column"),
        (LONG | {"where": {"la": []}}, "layout.where.la", "at least one"),
        (LONG | {"sql": {"url_env": "u", "query": "select 1"}}, "layout.sql.url_env", "such as COUNTS_URL"),
        (LONG | {"sql": {"url_env": "U", "query": "drop table x"}}, "layout.sql.query", "Write one SELECT"),
        (
            LONG | {"sheet": "a", "sql": {"url_env": "U", "query": "select 1"}},
            "layout",
            "A query has none of these",
        ),
        (
            BY_PERIOD | {"columns": {"debt": "Debt"}},
            "layout",
            "one of these: columns, periods or period_columns",
        ),
        (BY_PERIOD | {"period": "week"}, "layout", "Remove “period”"),
        (BY_PERIOD | {"ignore": ["Change"]}, "layout", "belongs to period_columns"),
        (BY_PERIOD | {"periods": {"2026-03-17": "x"}}, "layout.periods.2026-03-17", "is a Tuesday"),
        (BY_PERIOD | {"periods": {"2026-03-16": "x", "2026-03-23": "x"}}, "layout", "Name each column once"),
        (
            {"kind": "wide", "area": "ward", "period_columns": "%d %b %Y"},
            "layout",
            "holds the dimension “reason”",
        ),
        (
            WIDE | {"reason": "reason"},
            "layout.columns",
            "one dimension that has a column for each of its codes",
        ),
    ],
)
def test_what_is_wrong_with_a_layout_is_said_beside_its_key(layout, key, words):
    found = problems(with_(layout=layout))
    assert any(key == where and words in sentence for where, sentence in found), found


def test_every_problem_of_a_file_is_said_at_once():
    found = problems(with_(steward="", counts="x", publish=["ward×sex×term"], review_by="soon"))
    assert {"steward", "counts", "publish, item 1", "review_by"} == {key for key, _ in found}


def test_one_wrong_key_of_a_layout_does_not_hide_the_others():
    found = problems(with_(layout=LONG | {"header_row": 0, "sex": "sex", "count": "ward"}))
    assert {key for key, _ in found} == {"layout.header_row", "layout.sex", "layout"}


def test_figures_counted_once_have_no_period_and_monthly_ones_may_be_headed_by_it():
    once = {"time": {"grain": "once", "period": "2021-03-21"}, "publish": ["ward×once"]}
    assert ("layout.period", "Figures counted once have no column for a period. Remove it.") in problems(
        with_(layout=LONG, **once)
    )
    monthly = {"time": {"grain": "month"}, "publish": ["ward×month"]}
    layout = {"kind": "wide", "area": "ward", "reason": "reason", "period_columns": "%b %Y"}
    assert parse_measure(with_(layout=layout, **monthly), "f.yaml").layout.by_period


@pytest.mark.parametrize(
    ("old", "new", "line", "key"),
    [
        ("version: 3", "version: three", 2, "version"),
        ("title: Food bank referrals\n", "", 1, "title"),
        ("many: referrals", "several: referrals", 6, "unit.several"),
        ("base: 5", "base: 7", 19, "protect"),
        ("[ward×week, borough", "[ward×week, town", 18, "publish, item 2"),
        ("crisis, other]", "crisis,\n  other, other]", 16, "dimensions.reason.codes"),
        ("review_by: 2027-03-31", "review_by: 2027-02-30", 23, "review_by"),
        ("steward: Demo Steward", "steward: Demo Steward\nsteward: Demo Deputy", 12, "steward"),
        ("file: wards.csv", "file: none.csv", 15, "areas.file"),
        ("file: wards.csv", "file: wards.csv, boundaries: none.geojson", 15, "areas.boundaries"),
        ("reason: reason}", "reason: reason,\n  sheet: [a]}", 15, "layout.sheet"),
        ("counts: events", "counts: [events", 6, ""),
        ("other_releases: []", "other_releases: [*]", 24, ""),
    ],
)
def test_a_problem_names_the_line_of_its_key(old, new, line, key):
    text = EXAMPLE.strip()
    assert old in text
    with pytest.raises(CatalogueError) as caught:
        parse_measure(text.replace(old, new), "f.yaml", catalogue_folder())
    found = [(problem.line, problem.key) for problem in caught.value.problems]
    assert (line, key) in found, found
    assert all(problem.line for problem in caught.value.problems)
    assert str(caught.value).startswith("f.yaml, line ")


def test_problems_come_in_the_order_of_the_file_and_each_key_twice_is_said():
    text = EXAMPLE.replace("version: 3", "version: x").replace("review_by", "places: x\nreview_by")
    with pytest.raises(CatalogueError) as caught:
        parse_measure(f"{text}\nid: again\n", "f.yaml")
    lines = [problem.line for problem in caught.value.problems]
    assert lines == sorted(lines)
    twice = [
        each.key for each in caught.value.problems if each.sentence.startswith("This key is written twice")
    ]
    assert twice == ["places", "id"]


def page_examples():
    return re.findall(r"^```yaml\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def test_the_whole_example_of_the_page_is_a_measure():
    assert parse_measure(page_examples()[0], "example.yaml", catalogue_folder()).id == "foodbank-referrals"


@pytest.mark.parametrize("text", page_examples()[1:])
def test_every_layout_of_the_page_can_be_declared(text):
    raw = yaml.safe_load(text)
    raw = ({"dimensions": {}} if "layout" in raw else {}) | raw
    grain = raw.get("time", {}).get("grain", "week")
    assert parse_measure(with_(**raw, publish=[f"ward×{grain}"]), "page.yaml")


def test_the_page_names_every_key_of_a_layout():
    text = PAGE.read_text(encoding="utf-8")
    known = {*LongLayout.model_fields, *WideLayout.model_fields} - {"dimension_columns"}
    assert [key for key in sorted(known) if f"`{key}`" not in text] == []
