"""Counts from a database: one SELECT, which cannot write, at an address that is never shown."""

import sqlite3
from decimal import Decimal

import pytest
from pydantic import ValidationError
from sqlalchemy import create_engine, text

from storage.intake.texts import text_of
from storage.layouts import Query, one_select
from storage.sources import SourceError, read
from tests.intake import AREAS, LONG, MONDAY, by_area, changed
from tests.mould import fresh_postgres

BELSIZE = "E05013652"
ROWS = [("Belsize", MONDAY, 4), ("Kilburn", MONDAY, 12), ("Frognal", MONDAY, 0)]
GOOD = "select ward, week, count_of as n from log where count_of >= 0"


def asking(query=GOOD, **layout):
    layout = LONG | {"sql": {"url_env": "COUNTS_URL", "query": query}} | layout
    return changed(layout=layout, dimensions={}, publish=["ward×week"])


@pytest.fixture
def address(url):
    """A database with a log, of each kind; afterwards nothing in it has changed."""
    engine = create_engine(url)
    with engine.begin() as db:
        db.execute(text("create table log (ward text, week date, count_of int)"))
        db.execute(
            text("insert into log values (:ward, :week, :n)"),
            [{"ward": ward, "week": week.isoformat(), "n": n} for ward, week, n in ROWS],
        )
    yield engine.url.render_as_string(hide_password=False)
    with engine.connect() as db:
        assert db.execute(text("select count(*), sum(count_of) from log")).one() == (3, 16)
    engine.dispose()


def ask(address, measure):
    return read(measure, None, AREAS, environment={"COUNTS_URL": address})


def refused(address, measure):
    with pytest.raises(SourceError) as caught:
        ask(address, measure)
    return caught.value.problems


def test_the_answer_to_a_query_is_read_like_a_file(address):
    found = by_area(ask(address, asking()))
    assert (found[BELSIZE, MONDAY], len(found)) == (4, 20)


def test_what_is_wrong_in_the_answer_is_said_as_of_a_file(address):
    [problem] = refused(
        address, asking("select 'Leeds' as ward, week, count_of as n from log where count_of = 4")
    )
    assert str(problem).startswith(
        "the query to COUNTS_URL, row 2, column “ward”: “Leeds” is not a known ward"
    )


def test_nothing_in_a_database_is_no_answer(address):
    [problem] = refused(address, asking("select ward, week, null as n from log where ward = 'Belsize'"))
    assert problem.column == "n"
    [problem] = refused(address, asking(f"{GOOD} and 1 = 0"))
    assert "no rows" in problem.sentence


def test_a_query_that_the_database_does_not_accept_is_said_in_its_words(address):
    [problem] = refused(address, asking("select ward, week, n from nowhere"))
    assert "nowhere" in problem.sentence
    assert "Mend “query” in the measure file" in problem.sentence


def test_a_write_that_got_past_our_check_is_stopped_by_the_database(address):
    for query in ("delete from log", "create table other (a int)"):
        measure = asking()
        sneaky = measure.layout.sql.model_copy(update={"query": query})
        measure = measure.model_copy(update={"layout": measure.layout.model_copy(update={"sql": sneaky})})
        [problem] = refused(address, measure)
        assert "query" in problem.sentence


@pytest.mark.parametrize(
    "query",
    [
        "delete from log",
        "select 1; delete from log",
        "select * into copy from log",
        "with gone as (delete from log returning *) select * from gone",
        "select 1 -- and more",
        "select 1 /* and more */",
        "select $$;$$",
        "select E'\\''",
        "select ward from log for update",
        "select pg_read_file('secret')",
        "select setval('a', 1)",
        "attach 'other.db' as other",
        "",
    ],
)
def test_anything_but_one_select_is_refused(query):
    with pytest.raises(ValidationError):
        Query(url_env="COUNTS_URL", query=query)


@pytest.mark.parametrize(
    "query",
    [
        "select ward, n from log;",
        "WITH recent AS (SELECT * FROM log) SELECT ward, sum(n) FROM recent GROUP BY ward",
        "select 'insert into' as words, \"update\", lower(ward), created, calls from log",
        "select ward\n from log\n where week >= '2026-01-05'",
    ],
)
def test_one_select_of_any_shape_is_allowed(query):
    assert one_select(query) == query.removesuffix(";")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "Set COUNTS_URL in the environment"),
        ("nonsense with secret", "cannot be read"),
        ("sqlite:///{}/secret.db", "cannot be opened"),
        ("postgresql+psycopg://someone:secret@127.0.0.1:1/secret", "cannot be opened"),
        ("mssql+pyodbc://someone:secret@server/secret", "Install pyodbc"),
        ("secret://someone:secret@server", "cannot be read"),
    ],
)
def test_an_address_that_does_not_work_is_said_and_never_shown(tmp_path, address, words):
    [problem] = refused(address.format(tmp_path), asking())
    assert words in problem.sentence
    assert "secret" not in str(problem)
    assert not list(tmp_path.iterdir())


def test_a_value_is_not_repeated_when_the_database_stumbles_over_it(postgres):
    query = "select 'Belsize' as ward, '2025-09-29' as week, cast(x as int) as n from (values ('48613x')) as t (x)"
    [problem] = refused(fresh_postgres(postgres), asking(query))
    assert "48613" not in str(problem)
    assert "could not answer" in problem.sentence


def test_a_file_with_an_odd_name_is_opened_for_reading_only(tmp_path):
    path = tmp_path / "a log? #1 100%.db"
    with sqlite3.connect(path) as db:
        db.execute("create table log (ward, week, count_of)")
        db.execute("insert into log values ('Belsize', '2025-09-29', 4), ('Kilburn', '2025-09-29', 5.0)")
    path.chmod(0o444)
    address = f"sqlite:///{str(path).replace('%', '%25').replace('?', '%3F').replace('#', '%23')}"
    assert by_area(ask(address, asking()))[BELSIZE, MONDAY] == 4


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("12"), "12"),
        (Decimal("12.50"), "12.50"),
        (12.0, "12"),
        (float("nan"), "nan"),
        (True, "TRUE"),
        (None, ""),
    ],
)
def test_values_are_written_as_a_csv_would_write_them(value, text):
    assert text_of(value) == text
