"""Figures in memory and figures in the database: the same answers from both, to the same questions."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import database, releases
from storage.big_tables import BigTable
from storage.cells import Cells, Key, Table
from tests.world import World

MEASURE = "helpline-calls"  # it has categories, and figures for the borough and for wards
CODES = st.sampled_from(["A", "B", "Åse’s “ward”"])
KEYS = st.tuples(CODES, CODES, CODES, st.lists(CODES, max_size=2).map(tuple))
TABLES = st.dictionaries(KEYS, st.none() | st.integers(-(10**12), 10**12))


@given(TABLES)
def test_figures_in_memory_are_the_figures_put_there(figures: dict[Key, int | None]):
    cells = Cells((*key, value) for key, value in figures.items())
    assert dict(cells.items()) == figures
    assert (len(cells), cells.periods) == (len(figures), tuple(sorted({key[2] for key in figures})))


@given(TABLES, KEYS)
def test_what_was_not_put_there_is_not_found(figures: dict[Key, int | None], key: Key):
    cells = Cells((*known, value) for known, value in figures.items())
    assert (key in cells) == (key in figures)


@pytest.fixture
def tables(chat: World) -> tuple[Table, Table]:
    """The figures of one release held in memory, and the same left in the database."""
    held = chat.app.partnerships["demo-food"].shelf.figures[MEASURE]
    with database.reading(chat.app.engine) as db:
        left = releases.load_shelf(db, "demo-food", most_held=10).figures[MEASURE]
    assert isinstance(left, BigTable)
    return held, left


def test_figures_left_in_the_database_are_those_held_in_memory(tables):
    held, left = tables
    assert dict(left.items()) == dict(held.items())
    assert (len(left), left.periods, left.months) == (len(held), held.periods, ())


@pytest.mark.parametrize("place", range(4))
def test_a_figure_the_release_does_not_have_is_not_found_in_the_database(tables, place):
    held, left = tables
    key = list(next(iter(held)))
    key[place] = ("debt", "no such thing") if place == 3 else "no such thing"
    assert tuple(key) not in left


def test_a_large_release_is_asked_like_a_small_one(chat: World):
    questions = [f"ask {MEASURE}", f"ask {MEASURE} by=ward", "ask foodbank-referrals ward=Highgate as=chart"]
    before = [chat.says("lead", question) for question in questions]
    leave_in_database(chat)
    assert [chat.says("lead", question) for question in questions] == before


def test_a_large_release_is_withdrawn_like_a_small_one(chat: World):
    leave_in_database(chat)
    shelf = chat.app.partnerships["demo-food"].shelf
    number = shelf.releases[MEASURE].id
    chat.says("steward", f"data withdraw {number}", values={"reason": "Counted twice"})
    assert "withdrawn" in chat.says("lead", f"ask {MEASURE}")


def test_a_figure_is_found_from_any_thread(tables):
    held, left = tables
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(left.get, held)) == list(held.values())


def leave_in_database(chat: World) -> None:
    """Make every release of the partnership too large to hold."""
    partnership = chat.app.partnerships["demo-food"]
    with database.reading(chat.app.engine) as db:
        left = releases.load_shelf(db, "demo-food", most_held=0)
    partnership.shelf = replace(partnership.shelf, figures=left.figures)
    assert all(isinstance(table, BigTable) for table in partnership.shelf.figures.values())
