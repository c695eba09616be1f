"""The draft of a measure file: it reads as one, up to what only the people who hold the figures know."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from commands.requests.drafting import scalar
from storage import yaml_text
from storage.measure_files import CatalogueError, parse_measure
from tests.requests.conftest import ask

FILLED = {
    "counts:  #": "counts: persons  #",
    "unit: {one: , many: }": "unit: {one: visit, many: visits}",
    "not:  #": "not: visits to others  #",
    "source: {name: ,": "source: {name: The till,",
    "area: , period: ,": "area: ward, period: week,",
    "count: }": "count: n}",
}


def draft(chat, who="analyst", **changed):
    ask(chat, **changed)
    chat.says(who, "request measure 1")
    (file,) = chat.last.attachments()
    return file.text


def problems(text):
    try:
        parse_measure(text, "draft.yaml")
    except CatalogueError as error:
        return {problem.key for problem in error.problems}
    return set()


def filled(text):
    for blank, words in FILLED.items():
        text = text.replace(blank, words)
    return parse_measure(text, "draft.yaml")


def test_only_what_the_request_does_not_say_is_missing(quick):
    text = draft(quick)
    assert problems(text) == {"counts", "unit.one", "unit.many", "not", "layout.count"}
    made = filled(text)
    assert made.id == "food-bank-referrals-by-age"
    assert made.contact == "Demo Analyst"
    assert made.areas.levels == ("ward", "borough")
    assert [str(each) for each in made.publish] == ["borough×month"]
    assert "# Why: We would open on other days." in text


@pytest.mark.parametrize(
    ("smallest", "table"),
    [
        ("", "borough×week"),
        ("ward", "ward×week"),
        ("wards, by quarter", "ward×month"),
        ("street", "borough×week"),
    ],
)
def test_the_table_is_the_smallest_that_would_do(quick, smallest, table):
    assert f"publish: [{table}]" in draft(quick, smallest=smallest)


def test_of_something_that_resembles_nothing_the_source_is_missing_too(quick):
    text = draft(quick, what="xyzzy", smallest="")
    assert problems(text) >= {"source.name", "layout.area", "layout.count"}
    assert filled(text).holder == "council"


ODD = [
    'no: "yes" # {x}',
    "- * & ! | > % @ ` ? stars",
    "'quotes",
    "foodbank referrals",
    "smile 🙂 \u202e \x07 \ufeff",
    "???a???",
    "null",
    "2026-01-01",
]


def test_odd_words_stay_words(quick):
    for number, what in enumerate(ODD, 1):
        ask(quick, what=what)
        quick.says("analyst", f"request measure {number}")
        assert filled(quick.last.attachments()[0].text).what == what


@given(st.text(min_size=1).map(lambda words: " ".join(words.split())).filter(bool))
@example("a, b")
@example("- x")
@example("on")
def test_any_words_are_one_text_in_yaml(words):
    raw = yaml_text.read(f"a: {scalar(words)}  # so\nb: {{c: {scalar(words)}}}\n").raw
    assert raw == {"a": words, "b": {"c": words}}
